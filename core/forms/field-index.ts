import { CASE_RECORD } from '#core/records/changes.ts';
import { identifies } from '#core/rights/identifying.ts';
import type { FieldPlace } from '#core/rights/roles.ts';
import { fieldsIn, keyOf } from './known-fields.ts';
import type { Configuration, FieldDef } from './types.ts';

const kept = new WeakMap<Configuration, FieldIndex>();

/** The fields of a configuration; made once. */
export function fieldIndexOf(configuration: Configuration): FieldIndex {
  const known = kept.get(configuration) ?? new FieldIndex(configuration);
  kept.set(configuration, known);
  return known;
}

const UNKNOWN: FieldPlace = { form: undefined, group: undefined, system: false, sensitivity: 5, identifies: true };

/** Finds a field of the configuration by its record and its id, also one that is not asked any more. */
export class FieldIndex {
  readonly #fields = new Map<string, FieldDef>();
  readonly #places = new Map<string, FieldPlace>();

  constructor({ forms, retired = [] }: Configuration) {
    // What is asked says what a field is; a subform stands among the retired only for fields that its rows have lost.
    for (const { collection, def, form } of fieldsIn([...retired, ...forms])) {
      this.#fields.set(keyOf(collection, def.id), def);
      this.#places.set(keyOf(collection, def.id), {
        form: form.id,
        group: form.group,
        system: form.system === true,
        sensitivity: def.sensitivity,
        identifies: identifies(def),
      });
    }
  }

  /** `collection`: the case itself (`case`) or a subform's id. */
  find(collection: string, field: string): FieldDef | undefined {
    return this.#fields.get(keyOf(collection, field));
  }
  formOf(collection: string, field: string): string | undefined {
    return this.place(collection, field).form;
  }
  /** Where a field stands, for rights. One that this configuration does not know counts as the most sensitive class. */
  place(collection: string | undefined, field: string): FieldPlace {
    return this.#places.get(keyOf(collection ?? CASE_RECORD, field)) ?? UNKNOWN;
  }
  sensitivity(collection: string | undefined, field: string): number {
    return this.place(collection, field).sensitivity;
  }
}
