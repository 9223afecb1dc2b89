import { computed, type ComputedRef } from 'vue';
import type { FieldPath, FieldView } from '#core/forms/view.ts';
import { pathKey } from '#core/forms/view.ts';
import { fieldKey, useForm } from './form-state.ts';

export interface Suggestion {
  readonly path: FieldPath;
  readonly text: string;
  /** As it is shown on the suggestion. */
  readonly keys: string;
}
/** What is offered for one field, or what was taken for it. */
export interface SuggestionLine {
  readonly view: FieldView;
  readonly offered: readonly Suggestion[];
  /** The answer that stands there, told where another field is written. */
  readonly taken: string | undefined;
}

/** Alt and these numbers take a suggestion; the ones before are the quiet answers (missing-labels.ts). */
const FIRST_KEY = 5;
const LAST_KEY = 9;
const KEY = /^(?:Digit|Numpad)([5-9])$/;

interface Suggestions {
  readonly lines: ComputedRef<readonly SuggestionLine[]>;
  /** Whether the key takes a suggestion, and then takes it. */
  readonly takeBy: (event: KeyboardEvent) => boolean;
  readonly take: (suggestion: Suggestion) => void;
}

/** What is offered at a question: for its own answer, and for the fields that follow from what is written in it. */
export function useSuggestions(view: () => FieldView): Suggestions {
  const form = useForm();
  const others = computed(() => {
    const key = fieldKey(view().path);
    const fields = form.config.suggestedWith.get(key) ?? [];
    return fields.flatMap(
      (field) => form.view.value.fields.get(pathKey({ ...view().path, field: field.def.id })) ?? [],
    );
  });
  const lines = computed<readonly SuggestionLine[]>(() => {
    let key = FIRST_KEY;
    const line = (one: FieldView, texts: readonly string[], taken?: string): readonly SuggestionLine[] => {
      const offered = texts.slice(0, LAST_KEY - key + 1).map((text, i): Suggestion => {
        return { path: one.path, text, keys: `Alt ${String(key + i)}` };
      });
      key += offered.length;
      return offered.length === 0 && taken === undefined ? [] : [{ view: one, offered, taken }];
    };
    const asked = others.value.filter((one) => one.relevant && !form.masked.has(fieldKey(one.path)));
    return [
      ...line(view(), view().suggestions),
      ...asked.flatMap((one) =>
        typeof one.value === 'string' ? line(one, [], one.value) : line(one, one.suggestions),
      ),
    ];
  });
  const take = ({ path, text }: Suggestion): void => void form.answer(path, text);
  return {
    lines,
    take,
    takeBy(event) {
      const number = KEY.exec(event.code)?.[1];
      if (number === undefined || !event.altKey || event.ctrlKey || event.metaKey) return false;
      const all = lines.value.flatMap(({ offered }) => offered);
      const chosen = all[Number(number) - FIRST_KEY];
      if (chosen === undefined) return false;
      take(chosen);
      return true;
    },
  };
}
