import { LANGUAGES, type Configuration, type FieldDef, type FieldType, type FormDef } from '../forms/types.ts';
import { wordKey } from './words.ts';

/** A question that a column of a file may answer. */
export interface ImportTarget {
  /** `field`, or `subform.field`. */
  readonly id: string;
  readonly field: FieldDef;
  readonly form: FormDef;
  /** The subform in whose entries the answer stands. */
  readonly rows?: FieldDef;
  /** The subform in whose entries those entries stand: the plan of an action. */
  readonly inside?: FieldDef;
}

/** Kinds of answers that one cell can hold. */
const IN_A_CELL: ReadonlySet<FieldType> = new Set([
  'text',
  'long_text',
  'name',
  'number',
  'choice',
  'choices',
  'tick',
  'scale',
  'date',
  'age',
  'phone',
  'identifier',
  'place',
  'date_time',
  'date_range',
  'money',
  'tally',
]);
const fits = ({ type, readOnly, calculate, offByDefault }: FieldDef): boolean =>
  IN_A_CELL.has(type) && readOnly !== true && calculate === undefined && offByDefault !== true;
/**
 * Records that come into being by what is done: a case is referred, handed over or closed, and the record says so. A list
 * cannot have done it.
 */
const ACTS: ReadonlySet<string> = new Set(['referrals', 'transfers', 'closures', 'transition_steps']);
/** Entries that a row can make: none that is locked, or that an act writes. */
const isList = ({ id, type, appendOnly, readOnly, rowsFrom }: FieldDef): boolean =>
  type === 'rows' && appendOnly !== true && readOnly !== true && !rowsFrom && !ACTS.has(id);

const known = new WeakMap<Configuration, ReadonlyMap<string, ImportTarget>>();

/** All that a file may answer, by id, in the order of the forms. What only use cases write is not among it. */
export function importTargets(configuration: Configuration): ReadonlyMap<string, ImportTarget> {
  const before = known.get(configuration);
  if (before !== undefined) return before;
  const found: ImportTarget[] = [];
  const asked = configuration.forms.filter(({ system }) => system !== true);
  const lists = asked.flatMap(({ sections }) => sections.flatMap(({ fields }) => fields)).filter(isList);
  for (const form of asked) {
    for (const field of form.sections.flatMap(({ fields }) => fields)) {
      if (field.offByDefault === true) continue;
      if (fits(field)) found.push({ id: field.id, field, form });
      if (!isList(field)) continue;
      const { within } = field;
      const inside = within && lists.find(({ id }) => id === within.rows);
      if (within && inside === undefined) continue;
      for (const inner of field.fields ?? [])
        if (fits(inner))
          found.push({
            id: `${field.id}.${inner.id}`,
            field: inner,
            form,
            rows: field,
            ...(inside === undefined ? {} : { inside }),
          });
    }
  }
  const targets = new Map(found.map((target) => [target.id, target]));
  known.set(configuration, targets);
  return targets;
}

/** Lists whose entries stand inside of entries of another, by id: of which, and the answer that names it. */
export function nestedLists(
  configuration: Configuration,
): ReadonlyMap<string, { readonly inside: string; readonly by: string }> {
  return new Map(
    [...importTargets(configuration).values()].flatMap(({ rows, inside }) =>
      rows?.within === undefined || inside === undefined
        ? []
        : [[rows.id, { inside: inside.id, by: rows.within.by }] as const],
    ),
  );
}

/**
 * Everything by which a heading may mean a question: its id, its name in Primero's exports, its label in each language,
 * alone and behind that of its form as exports of this program write it.
 */
export function headingsOf({ id, field, form, rows }: ImportTarget): readonly string[] {
  const labels = LANGUAGES.flatMap((language) => [
    ...(rows === undefined ? [field.label[language]] : [`${rows.label[language]} ${field.label[language]}`]),
    `${form.label[language]} › ${field.label[language]}`,
  ]);
  return [...new Set([id, ...(rows === undefined && field.primero ? [field.primero] : []), ...labels].map(wordKey))];
}
