import { onMounted, ref, watch } from 'vue';

const asked = ref(0);
let answered = 0;

/** Somebody pressed Ctrl K or "Search cases". */
export function askForSearch(): void {
  asked.value += 1;
}

/** For the page with the search field: runs when search was asked for, also when the page opens because of it. */
export function useSearchRequest(run: () => void): void {
  const answer = (): void => {
    if (answered === asked.value) return;
    answered = asked.value;
    run();
  };
  onMounted(answer);
  watch(asked, answer, { flush: 'post' });
}
