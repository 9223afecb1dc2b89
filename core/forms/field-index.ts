import { CASE_RECORD } from '#core/records/changes.ts';
import type { Configuration, FieldDef } from './types.ts';

/** Finds a field of the configuration by its record and its id. */
export class FieldIndex {
  readonly #fields = new Map<string, FieldDef>();
  readonly #forms = new Map<string, string>();

  constructor(configuration: Configuration) {
    for (const form of configuration.forms) {
      for (const field of form.sections.flatMap((section) => section.fields)) {
        this.#add(CASE_RECORD, field, form.id);
        for (const inner of field.fields ?? []) this.#add(field.id, inner, form.id);
      }
    }
  }

  /** `collection`: the case itself (`case`) or a subform's id. */
  find(collection: string, field: string): FieldDef | undefined {
    return this.#fields.get(`${collection}.${field}`);
  }
  formOf(collection: string, field: string): string | undefined {
    return this.#forms.get(`${collection}.${field}`);
  }
  /** A field that this configuration does not know counts as the most sensitive class. */
  sensitivity(collection: string | undefined, field: string): number {
    return this.find(collection ?? CASE_RECORD, field)?.sensitivity ?? 5;
  }

  #add(collection: string, field: FieldDef, form: string): void {
    this.#fields.set(`${collection}.${field.id}`, field);
    this.#forms.set(`${collection}.${field.id}`, form);
  }
}
