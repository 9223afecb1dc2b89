import type { LoadedConfiguration } from '../forms/config-index.ts';
import { isBlank, isDateRange } from '../forms/answer-kind.ts';
import { namingOf } from '../forms/naming-of.ts';
import type { CaseDocument, FieldType, FieldValue, Row } from '../forms/types.ts';
import { NAME_PARTS, nameFromParts, partOfName, type NamePart } from '../records/name-parts.ts';
import { endOfSpan, ENDS, plainColumn, type ColumnPlan, type ImportPlan } from './plan.ts';
import { readAnswer, type CellProblem, type ReadSetting } from './read-answer.ts';
import { importTargets, type ImportTarget } from './targets.ts';

/** Something in a row that keeps it out, at the column and the question where it stands. */
export interface RowProblem {
  /** Number of the column in the file, from 0; absent where no column answers the question. */
  readonly column?: number;
  readonly field: string;
  /** `checks.<problem>` in the locales, or `rule:<id>` for a rule of the configuration. */
  readonly key: string;
  readonly params: Readonly<Record<string, string | number>>;
  /** A word of the file that stands for no option. */
  readonly word?: string;
}

export interface ReadRow {
  /** What the file itself says of the case, and its entries. */
  readonly said: CaseDocument;
  readonly problems: readonly RowProblem[];
  /** Answers that are left out, as the plan says. */
  readonly left: readonly RowProblem[];
}

const FULL_NAME = 'full_name';
const PART_FIELDS: Readonly<Record<NamePart, string>> = {
  given: 'given_name',
  father: 'middle_name',
  grandfather: 'grandfather_name',
  family: 'family_name',
};
/** Questions that several columns may answer together, one behind the other. */
const JOINED: ReadonlySet<string> = new Set(['name', 'text', 'long_text']);
/** How many columns may answer one question of a kind. */
export const mostColumns = (type: FieldType): number =>
  JOINED.has(type) ? Number.POSITIVE_INFINITY : type === 'date_range' ? ENDS : 1;

const problemAt = (column: number | undefined, field: string, problem: CellProblem, word?: string): RowProblem => ({
  ...(column === undefined ? {} : { column }),
  field,
  key: `checks.${problem}`,
  params: {},
  ...(word === undefined ? {} : { word: word.slice(0, 200) }),
});

/** The two ends of a span that stand in two columns; any other answer is the last one. */
const bothEnds = (before: FieldValue | undefined, value: FieldValue): FieldValue =>
  before !== undefined && isDateRange(before) && isDateRange(value) ? { ...before, ...value } : value;

/** The answers of a row while they are put together. */
class Answers {
  readonly case: Record<string, FieldValue> = {};
  /** By subform, its entries by the number that the plan gives them. */
  readonly rows = new Map<string, Map<number, Record<string, FieldValue>>>();

  at({ field, rows }: ImportTarget, entry = 1): FieldValue | undefined {
    return (rows === undefined ? this.case : this.rows.get(rows.id)?.get(entry))?.[field.id];
  }
  /** The numbers of the entries that a list has by now. */
  entriesOf({ rows, inside }: ImportTarget): readonly number[] {
    // What stands inside of another entry comes of no default: most rows would have it without an entry around it.
    return rows === undefined ? [1] : [...(this.rows.get(rows.id)?.keys() ?? (inside === undefined ? [1] : []))];
  }
  put(target: ImportTarget, value: FieldValue, entry = 1): void {
    const into = target.rows === undefined ? this.case : this.#entry(target.rows.id, entry);
    const before = into[target.field.id];
    const joins = JOINED.has(target.field.type) && typeof before === 'string' && typeof value === 'string';
    into[target.field.id] = joins ? `${before} ${value}` : bothEnds(before, value);
  }
  #entry(rows: string, entry: number): Record<string, FieldValue> {
    const entries = this.rows.get(rows) ?? new Map<number, Record<string, FieldValue>>();
    this.rows.set(rows, entries);
    const found = entries.get(entry) ?? {};
    entries.set(entry, found);
    return found;
  }
}

/** The parts of a name from the whole one, and the whole one from its parts, where the file has only one of them. */
function completeNames(
  config: LoadedConfiguration,
  values: Record<string, FieldValue>,
  split: ColumnPlan['split'],
): void {
  const whole = values[FULL_NAME];
  const asks = (field: string): boolean => config.fields.has(field);
  if (typeof whole === 'string' && split !== undefined)
    for (const part of NAME_PARTS) {
      const field = PART_FIELDS[part];
      const found = partOfName(whole, part, split);
      if (values[field] === undefined && found !== undefined && asks(field)) values[field] = found;
    }
  if (whole !== undefined) return;
  const parts = Object.fromEntries(
    NAME_PARTS.map((part) => {
      const said = values[PART_FIELDS[part]];
      return [part, typeof said === 'string' ? said : undefined];
    }),
  );
  const name = nameFromParts(parts, namingOf(config.configuration).order);
  if (name !== undefined) values[FULL_NAME] = name;
}

/** Entries that stand inside of others, in the first of those that the row makes; without one `joinRows` finds it above. */
function putInside(rows: Record<string, Row[]>, list: string, inside: string, by: string): void {
  const around = rows[inside]?.[0];
  const entries = rows[list];
  if (around === undefined || entries === undefined) return;
  rows[list] = entries.map((entry) => ({ ...entry, values: { ...entry.values, [by]: around.id } }));
}

/** What a file says as the answers of a case: open, and registered today where it does not say when. */
export const documentOf = ({ values, rows }: CaseDocument, { today }: Pick<ReadSetting, 'today'>): CaseDocument => ({
  values: { status: 'open', registration_date: { date: today, precision: 'day', calendar: 'gregory' }, ...values },
  rows,
});

/**
 * What a row of a file says of a case, as far as its cells can be read. The rules of the forms are not judged here.
 *
 * @param newRow ids for the entries of subforms.
 */
export function readRow(
  config: LoadedConfiguration,
  plan: ImportPlan,
  cells: readonly string[],
  setting: ReadSetting,
  newRow: () => string,
): ReadRow {
  const targets = importTargets(config.configuration);
  const answers = new Answers();
  const problems: RowProblem[] = [];
  const left: RowProblem[] = [];
  let split: ColumnPlan['split'];
  for (const [column, one] of plan.columns.entries()) {
    const target = one.to === '' ? undefined : targets.get(one.to);
    if (target === undefined) continue;
    if (one.to === FULL_NAME && one.split !== undefined) split = one.split;
    const end = target.field.type === 'date_range' ? endOfSpan(plan.columns, column) : undefined;
    const read = readAnswer(config, target.field, cells[column] ?? '', one, setting, end);
    if (read === 'blank') continue;
    if ('problem' in read)
      (one.otherwise === 'leave' ? left : problems).push(problemAt(column, one.to, read.problem, read.word));
    else answers.put(target, read.value, one.entry);
  }
  for (const { to, text } of plan.defaults) {
    const target = targets.get(to);
    const open = target && answers.entriesOf(target).filter((entry) => isBlank(answers.at(target, entry)));
    if (target === undefined || open === undefined || open.length === 0) continue;
    const read = readAnswer(config, target.field, text, plainColumn(''), setting);
    if (read === 'blank') continue;
    if ('problem' in read) problems.push(problemAt(undefined, to, read.problem, read.word));
    else for (const entry of open) answers.put(target, read.value, entry);
  }
  completeNames(config, answers.case, split);
  const rows = Object.fromEntries(
    [...answers.rows].map(([id, entries]): [string, Row[]] => [
      id,
      [...entries].toSorted(([a], [b]) => a - b).map(([, values]) => ({ id: newRow(), values })),
    ]),
  );
  for (const { rows: list, inside } of targets.values())
    if (list?.within !== undefined && inside !== undefined) putInside(rows, list.id, inside.id, list.within.by);
  return { said: { values: answers.case, rows }, problems, left };
}
