import type { InjectionKey } from 'vue';

/** Opens a form of the workspace around, as a choice in the list of forms does. */
export const OPEN_FORM: InjectionKey<(form: string) => void> = Symbol('open-form');
