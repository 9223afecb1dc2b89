import { onMounted, ref, watch } from 'vue';

const asked = ref(0);
let typed = '';
let answered = 0;

/** Somebody wants to search in the list of cases, for what they typed already. */
export function askForSearch(text: string): void {
  typed = text;
  asked.value += 1;
}

/** For the page with the search field: runs when search was asked for, also when the page opens because of it. */
export function useSearchRequest(run: (text: string) => void): void {
  const answer = (): void => {
    if (answered === asked.value) return;
    answered = asked.value;
    run(typed);
    typed = '';
  };
  onMounted(answer);
  watch(asked, answer, { flush: 'post' });
}
