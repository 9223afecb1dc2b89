import { ref } from 'vue';

/** True after something nobody expected happened in the page. What is typed stays; a sentence says what to do. */
export const unexpected = ref(false);

/** The one handler for errors nobody caught. Their text may hold anything, so it goes nowhere but the tools' console. */
export function lastResort(error: unknown): void {
  unexpected.value = true;
  if (import.meta.env.DEV) console.error(error);
}
