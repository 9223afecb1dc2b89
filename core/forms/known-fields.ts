import { CASE_RECORD } from '#core/records/changes.ts';
import type { Configuration, FieldDef, FormDef } from './types.ts';

/** A field of a case, or of the rows of one of its subforms. */
export interface PlacedField {
  /** The case itself (`case`) or a subform's id. */
  readonly collection: string;
  readonly def: FieldDef;
  readonly form: FormDef;
}

export const keyOf = (collection: string, field: string): string => `${collection}.${field}`;

/** Every field of some forms, a subform before the fields of its rows. */
export const fieldsIn = (forms: readonly FormDef[]): readonly PlacedField[] =>
  forms.flatMap((form) =>
    form.sections
      .flatMap((section) => section.fields)
      .flatMap((def): PlacedField[] => [
        { collection: CASE_RECORD, def, form },
        ...(def.fields ?? []).map((inner) => ({ collection: def.id, def: inner, form })),
      ]),
  );

const kept = new WeakMap<Configuration, readonly FieldDef[]>();

/**
 * The fields of the case itself that are asked or once were, each once, subforms with all fields that their rows ever
 * had: for saying in words what was answered, whenever that was. Made once per configuration.
 */
export function knownFields(configuration: Configuration): readonly FieldDef[] {
  const known = kept.get(configuration);
  if (known !== undefined) return known;
  const byId = new Map<string, FieldDef>();
  for (const form of [...configuration.forms, ...(configuration.retired ?? [])]) {
    for (const def of form.sections.flatMap((section) => section.fields)) {
      const asked = byId.get(def.id);
      const more = (def.fields ?? []).filter(({ id }) => !asked?.fields?.some((inner) => inner.id === id));
      if (asked === undefined) byId.set(def.id, def);
      else if (more.length > 0) byId.set(def.id, { ...asked, fields: [...(asked.fields ?? []), ...more] });
    }
  }
  const fields = [...byId.values()];
  kept.set(configuration, fields);
  return fields;
}
