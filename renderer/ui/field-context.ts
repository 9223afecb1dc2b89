import { computed, inject, useId, type ComputedRef, type InjectionKey } from 'vue';

/** What a field tells the control inside it. */
export interface FieldContext {
  readonly controlId: ComputedRef<string>;
  readonly labelId: ComputedRef<string | undefined>;
  /** Ids of hint and messages; undefined when there are none. */
  readonly describedBy: ComputedRef<string | undefined>;
  readonly invalid: ComputedRef<boolean>;
}

export const FIELD: InjectionKey<FieldContext> = Symbol('field');

/** The surrounding field, or a field of its own for a control that stands alone (it then needs a label of its own). */
export function useField(id?: () => string | undefined): FieldContext {
  const around = inject(FIELD, undefined);
  const own = useId();
  if (around !== undefined && id?.() === undefined) return around;
  return {
    controlId: computed(() => id?.() ?? own),
    labelId: around?.labelId ?? computed(() => undefined),
    describedBy: around?.describedBy ?? computed(() => undefined),
    invalid: around?.invalid ?? computed(() => false),
  };
}
