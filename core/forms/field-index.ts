import { CASE_RECORD } from '#core/records/changes.ts';
import { fieldsIn, keyOf } from './known-fields.ts';
import type { Configuration, FieldDef } from './types.ts';

const kept = new WeakMap<Configuration, FieldIndex>();

/** The fields of a configuration; made once. */
export function fieldIndexOf(configuration: Configuration): FieldIndex {
  const known = kept.get(configuration) ?? new FieldIndex(configuration);
  kept.set(configuration, known);
  return known;
}

/** Finds a field of the configuration by its record and its id, also one that is not asked any more. */
export class FieldIndex {
  readonly #fields = new Map<string, FieldDef>();
  readonly #forms = new Map<string, string>();

  constructor({ forms, retired = [] }: Configuration) {
    // What is asked says what a field is; a subform stands among the retired only for fields that its rows have lost.
    for (const { collection, def, form } of fieldsIn([...retired, ...forms])) {
      this.#fields.set(keyOf(collection, def.id), def);
      this.#forms.set(keyOf(collection, def.id), form.id);
    }
  }

  /** `collection`: the case itself (`case`) or a subform's id. */
  find(collection: string, field: string): FieldDef | undefined {
    return this.#fields.get(keyOf(collection, field));
  }
  formOf(collection: string, field: string): string | undefined {
    return this.#forms.get(keyOf(collection, field));
  }
  /** A field that this configuration does not know counts as the most sensitive class. */
  sensitivity(collection: string | undefined, field: string): number {
    return this.find(collection ?? CASE_RECORD, field)?.sensitivity ?? 5;
  }
}
