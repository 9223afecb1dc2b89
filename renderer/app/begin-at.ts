import { onBeforeUnmount, onMounted } from 'vue';
import { useRoute } from 'vue-router';
import { inDialog } from '../ui/focus.ts';

/**
 * A long page that somebody is sent to one part of (`at` of the address: the id of its title) begins there, as soon as that
 * part is on the page: nobody reads all of it to find the place.
 */
export function useBeginAt(): void {
  const { at } = useRoute().query;
  if (typeof at !== 'string') return;
  const begin = (): boolean => {
    const title = document.getElementById(at);
    if (title === null) return false;
    if (inDialog()) return true;
    title.tabIndex = -1;
    title.focus({ preventScroll: true });
    title.scrollIntoView({ block: 'start' });
    return true;
  };
  const waits = new MutationObserver(() => {
    if (begin()) waits.disconnect();
  });
  onMounted(() => {
    if (!begin()) waits.observe(document.getElementById('main') ?? document.body, { childList: true, subtree: true });
  });
  onBeforeUnmount(() => waits.disconnect());
}
