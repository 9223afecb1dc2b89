import { onBeforeUnmount, ref, type Ref } from 'vue';

const WIDE = '(min-width: 100rem)';

/** Whether the window is wide enough for one more column. */
export function useWideWindow(): Ref<boolean> {
  const query = window.matchMedia(WIDE);
  const wide = ref(query.matches);
  const follow = (): void => {
    wide.value = query.matches;
  };
  query.addEventListener('change', follow);
  onBeforeUnmount(() => {
    query.removeEventListener('change', follow);
  });
  return wide;
}
