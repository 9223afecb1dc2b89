import { CASE_RECORD } from '#core/records/changes.ts';
import { fieldsIn, keyOf } from './known-fields.ts';
import type { Configuration, FieldDef, FormDef, OptionDef, OptionList } from './types.ts';

/** What holds no stored answer leaves nothing to read. */
const holdsAnswer = ({ type, calculate }: FieldDef): boolean =>
  type !== 'separator' && type !== 'form_link' && calculate === undefined;

/** What is needed to read an answer, to know who may see it, and to merge it; nothing that asks or judges. */
function readable(def: FieldDef): FieldDef {
  const { id, type, label, options, of, summary, sensitivity, compartment, protective } = def;
  return {
    id,
    type,
    label,
    sensitivity,
    compartment,
    ...(options === undefined ? {} : { options }),
    ...(of === undefined ? {} : { of }),
    ...(summary === undefined ? {} : { summary }),
    ...(protective === undefined ? {} : { protective }),
  };
}

interface Kept {
  readonly def: FieldDef;
  readonly fields: FieldDef[];
}

/** What `forms` do not ask and earlier forms did; the latest that asked a field says what it was. */
function retiredForms(forms: readonly FormDef[], earlier: readonly FormDef[]): readonly FormDef[] {
  const known = new Set(fieldsIn(forms).map(({ collection, def }) => keyOf(collection, def.id)));
  const subforms = new Map<string, Kept>();
  const homes = new Map<string, { readonly form: FormDef; readonly fields: Kept[] }>();
  const keep = (form: FormDef, def: FieldDef): Kept => {
    const home = homes.get(form.id) ?? { form, fields: [] };
    const kept: Kept = { def: readable(def), fields: [] };
    homes.set(form.id, home);
    home.fields.push(kept);
    if (def.type === 'rows') subforms.set(def.id, kept);
    return kept;
  };
  for (const form of earlier) {
    for (const outer of form.sections.flatMap((section) => section.fields)) {
      const key = keyOf(CASE_RECORD, outer.id);
      if (!known.has(key) && holdsAnswer(outer)) keep(form, outer);
      known.add(key);
      for (const def of (outer.fields ?? []).filter(holdsAnswer)) {
        const inner = keyOf(outer.id, def.id);
        if (known.has(inner)) continue;
        known.add(inner);
        (subforms.get(outer.id) ?? keep(form, outer)).fields.push(readable(def));
      }
    }
  }
  return [...homes.values()].map(({ form: { id, version, label, step, group, sections }, fields }) => ({
    id,
    version,
    label,
    step,
    ...(group === undefined ? {} : { group }),
    sections: [
      {
        id: sections[0]?.id ?? id,
        label,
        fields: fields.map(({ def, fields: inner }) => (def.type === 'rows' ? { ...def, fields: inner } : def)),
      },
    ],
  }));
}

/** Every list with the options it ever had, those that are not offered any more at its end. */
function listsWithRetired(
  now: Configuration,
  retired: readonly FormDef[],
  earlier: readonly Configuration[],
): readonly OptionList[] {
  const lists = new Map(now.lists.map(({ id, options }) => [id, new Map(options.map((one) => [one.id, one]))]));
  const keep = (list: string, options: readonly OptionDef[]): void => {
    const known = lists.get(list) ?? new Map<string, OptionDef>();
    lists.set(list, known);
    for (const { id, label } of options) if (!known.has(id)) known.set(id, { id, label, active: false });
  };
  const fields = fieldsIn([...now.forms, ...retired]);
  const listOf = new Map(fields.map(({ collection, def }) => [keyOf(collection, def.id), def.options]));
  for (const before of earlier) {
    for (const { id, options } of before.lists) keep(id, options);
    // A question that takes its options from another list now: what was chosen from the old one stays in words.
    for (const { collection, def } of fieldsIn([...before.forms, ...(before.retired ?? [])])) {
      const list = listOf.get(keyOf(collection, def.id));
      if (list === undefined || def.options === undefined || list === def.options) continue;
      keep(list, before.lists.find(({ id }) => id === def.options)?.options ?? []);
    }
  }
  return [...lists].map(([id, options]) => ({ id, options: [...options.values()] }));
}

/**
 * A configuration that can still read what earlier ones asked: fields that it does not ask stand in `retired`, options
 * that it does not offer stand in their lists, inactive.
 *
 * @param earlier what the office worked with before, the latest first.
 */
export function withRetired(now: Configuration, earlier: readonly Configuration[]): Configuration {
  if (earlier.length === 0) return now;
  const before = earlier.flatMap((one) => [...one.forms, ...(one.retired ?? [])]);
  const retired = retiredForms(now.forms, [...(now.retired ?? []), ...before]);
  const lists = listsWithRetired(now, retired, earlier);
  return { ...now, lists, ...(retired.length === 0 ? {} : { retired }) };
}
