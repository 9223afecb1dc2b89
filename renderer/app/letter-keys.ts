import { readonly, ref } from 'vue';

const on = ref(true);

/** Whether single letters act as keys (WCAG 2.1.4: they can be switched off in Settings). */
export const lettersOn = readonly(on);

export function switchLetters(next: boolean): void {
  on.value = next;
}
