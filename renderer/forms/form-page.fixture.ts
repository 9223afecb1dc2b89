import { createPinia } from 'pinia';
import { mount, type DOMWrapper, type VueWrapper } from '@vue/test-utils';
import { afterEach } from 'vitest';
import { nextTick } from 'vue';
import { loadConfiguration, type LoadedConfiguration } from '#core/forms/config-schema.ts';
import type { CaseDocument, FieldDef, FieldValue, FormDef, Text } from '#core/forms/types.ts';
import { i18n } from '../i18n/i18n.ts';
import { openForm, type FormState } from './form-state.ts';
import FormWorkspace from './FormWorkspace.vue';

export const text = (word: string): Text => ({ en: word, fr: word, ar: word });
export const field = (id: string, type: FieldDef['type'], more: Partial<FieldDef> = {}): FieldDef => ({
  id,
  type,
  label: text(id),
  sensitivity: 3,
  compartment: 'core',
  ...more,
});
export const form = (id: string, fields: readonly FieldDef[], more: Partial<FormDef> = {}): FormDef => ({
  id,
  version: 1,
  label: text(`Form ${id}`),
  step: 'C1',
  sections: [{ id: `${id}_first`, label: text(`First of ${id}`), fields }],
  ...more,
});
const list = (id: string, words: Readonly<Record<string, string>>, tags: Readonly<Record<string, string>> = {}) => ({
  id,
  options: Object.entries(words).map(([option, word]) => ({
    id: option,
    label: text(word),
    ...(tags[option] === undefined ? {} : { tags: [tags[option]] }),
  })),
});
/** A configuration of these forms, with a few lists and areas. */
export function load(...forms: FormDef[]): LoadedConfiguration {
  const loaded = loadConfiguration({
    profile: 'test',
    version: 1,
    label: text('test'),
    description: text('test'),
    forms,
    lists: [
      list('areas', { mb01: 'Coast', mb0102: 'Kisimani', mb010203: 'Harbour', mb02: 'Plateau', mb0201: 'Kesho' }),
      list('hunger', { 1: 'Goes hungry', 2: 'Often too little', 3: 'Mostly enough', 4: 'Enough' }),
      list('helpers', { girl: 'Girls’ club', boy: 'Boys’ club', clinic: 'Clinic' }, { girl: 'girls', boy: 'boys' }),
      list('sex', { f: 'Girl', m: 'Boy' }),
    ],
    rules: [],
  });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
  return loaded.value;
}

// The browser has it; the page of the tests does not.
HTMLElement.prototype.showPopover = () => undefined;

let page: VueWrapper | undefined;
afterEach(() => {
  page?.unmount();
  document.body.replaceChildren();
});

export interface Opened {
  readonly state: FormState;
  readonly page: VueWrapper;
  readonly value: (field: string) => FieldValue | undefined;
  /** The control of a question, or a part of it by its accessible name. */
  readonly control: (path: string) => Omit<DOMWrapper<HTMLInputElement>, 'exists'>;
  readonly part: (name: string) => Omit<DOMWrapper<HTMLInputElement>, 'exists'>;
}
/** Opens the forms of a case on a page, as a person sees them. */
export async function open(
  config: LoadedConfiguration,
  document_: Partial<CaseDocument> = {},
  props: { readonly form?: string; readonly writing?: boolean } = {},
): Promise<Opened> {
  const state = openForm({
    config,
    document: { values: {}, rows: {}, ...document_ },
    today: '2026-11-24',
    accepted: [],
    zone: 'Africa/Nairobi',
  });
  const main = document.createElement('main');
  main.id = 'main';
  document.body.append(main);
  const mounted = mount(FormWorkspace, {
    props: {
      state,
      writing: true,
      form: 'main',
      ...props,
      'onUpdate:form': (id: string) => mounted.setProps({ form: id }),
    },
    global: { plugins: [i18n, createPinia()], stubs: { RouterLink: true } },
    attachTo: main,
  });
  page = mounted;
  await nextTick();
  return {
    state,
    page: mounted,
    value: (id) => state.session.document.values[id],
    control: (path) => mounted.get<HTMLInputElement>(`[id="q-${path}"]`),
    part: (name) => mounted.get<HTMLInputElement>(`[aria-label="${name}"]`),
  };
}
/** A key where the focus is. */
export const key = (code: string, init: KeyboardEventInit = {}): void => {
  const target = document.activeElement ?? document.body;
  target.dispatchEvent(new KeyboardEvent('keydown', { key: code, code, bubbles: true, cancelable: true, ...init }));
};
