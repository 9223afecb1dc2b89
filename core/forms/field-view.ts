import { sameValue } from '../records/changes.ts';
import { isBlank, isMissing, own } from './answer-kind.ts';
import type { LoadedField } from './config-index.ts';
import { valueProblem } from './normalise.ts';
import { prefillValue } from './prefill.ts';
import type { Resolved, ResolvedRecord } from './resolve.ts';
import type { FieldValue } from './types.ts';
import { pathKey } from './view.ts';
import type { AnswerState, FieldPath, FieldView, RowView, ValueProblem } from './view.ts';

/** What the views are made from, and the earlier ones to take over what is the same. */
export interface ViewSource {
  readonly resolved: Resolved;
  readonly previous: ReadonlyMap<string, FieldView> | undefined;
  /** Row views by the state of their row: as long as that is the same and nothing outside of it, so is the view. */
  readonly rowViews: ReadonlyMap<ResolvedRecord, RowView> | undefined;
}

const touched = ({ changed }: Resolved, reads: ReadonlySet<string>): boolean => {
  if (changed === undefined) return true;
  for (const key of reads) if (changed.has(key)) return true;
  return false;
};

/** The earlier view of a field of the case, when nothing that it is made from is another than then. */
function untouched(field: LoadedField, { resolved, previous }: ViewSource): FieldView | undefined {
  const { changed, answered } = resolved;
  if (changed === undefined || changed.has(field.key) || answered.has(field.key)) return undefined;
  return touched(resolved, field.judgedBy.outer) ? undefined : previous?.get(field.key);
}

export const pathOf = (field: LoadedField, { row }: ResolvedRecord): FieldPath =>
  field.subform === undefined || row === undefined
    ? { field: field.def.id }
    : { rows: field.subform, row: row.id, field: field.def.id };

/** The view of one field, with the rows below it. */
export function fieldView(field: LoadedField, record: ResolvedRecord, source: ViewSource): FieldView {
  const { def, calculate } = field;
  const { resolved } = source;
  const same = field.subform === undefined && def.type !== 'rows' ? untouched(field, source) : undefined;
  if (same !== undefined) return same;
  const path = pathOf(field, record);
  const state = record.states.get(def.id);
  const calculated = calculate !== undefined;
  const value = calculated ? state?.known : own(record.values, def.id);
  const relevant = state?.relevant === true && record.shown;
  const before = source.previous?.get(pathKey(path));
  const alike = before?.def === def && before.value === value && before.relevant === relevant;
  const rows = def.type === 'rows' ? rowViews(field, before, source) : NO_ROWS;
  // Inside a row the answers beside it are not in `changed` one by one: its view is made again with the row.
  if (alike && field.subform === undefined && before.rows === rows && !touched(resolved, field.judgedBy.outer)) {
    return before;
  }
  const answered = relevant && !calculated && value !== undefined && !isBlank(value);
  const view: FieldView = {
    path,
    def,
    form: field.form,
    section: field.section,
    relevant,
    need: relevant && needed(field, record, resolved) ? (def.need ?? 'none') : 'none',
    state: stateOf(value, rows),
    value,
    calculated,
    problem: !answered ? undefined : alike ? before.problem : problemOf(field, value, resolved),
    constraintBroken: answered && breaksConstraint(field, record, resolved),
    offered: relevant ? offered(field, record, resolved) : undefined,
    copiedFrom: answered ? copiedFrom(field, record, resolved) : undefined,
    rows,
  };
  return alike && sameView(before, view) ? before : view;
}

const NO_ROWS: readonly RowView[] = [];

function stateOf(value: FieldValue | undefined, rows: readonly RowView[]): AnswerState {
  if (rows.length > 0) return 'answered';
  return isMissing(value) ? 'missing' : isBlank(value) ? 'blank' : 'answered';
}

const needed = ({ needWhen }: LoadedField, record: ResolvedRecord, resolved: Resolved): boolean =>
  needWhen === undefined || resolved.run(needWhen, record) === true;

/** An area that is too wide is found here: only the setting knows the tree. */
function problemOf({ def }: LoadedField, value: FieldValue, { config, around }: Resolved): ValueProblem | undefined {
  const problem = valueProblem(config, def, value);
  if (problem !== undefined || def.minLevel === undefined || typeof value !== 'string') return problem;
  const level = around.places?.levelOf(value);
  return level !== undefined && level < def.minLevel ? 'place_too_wide' : undefined;
}

/** A reason why there is no answer meets every constraint; so does what is no answer of the field's kind. */
function breaksConstraint({ def, constraintBroken }: LoadedField, record: ResolvedRecord, resolved: Resolved): boolean {
  const known = record.states.get(def.id)?.known;
  if (constraintBroken === undefined || known === undefined || isMissing(known)) return false;
  return resolved.run(constraintBroken, record) === true;
}

function offered(
  { def, optionFilter }: LoadedField,
  record: ResolvedRecord,
  resolved: Resolved,
): ReadonlySet<string> | undefined {
  if (optionFilter === undefined) return undefined;
  const holds = new Map([...optionFilter].map(([tag, when]) => [tag, resolved.run(when, record) === true]));
  const options = [...(resolved.config.options.get(def.options ?? '')?.values() ?? [])];
  const fits = options.filter(({ tags }) => tags === undefined || tags.some((tag) => holds.get(tag) ?? true));
  return new Set(fits.filter(({ active }) => active !== false).map(({ id }) => id));
}

/** The field that a prefilled answer was read from, as long as it still says the same. */
function copiedFrom(field: LoadedField, record: ResolvedRecord, resolved: Resolved): string | undefined {
  const { prefill, def } = field;
  if (prefill === undefined) return undefined;
  const [source] = prefill.reads;
  const same = sameValue(prefillValue(field, record, resolved), own(record.values, def.id));
  return same ? source : undefined;
}

const sameSet = (a: ReadonlySet<string> | undefined, b: ReadonlySet<string> | undefined): boolean =>
  a === b || (a !== undefined && a.size === b?.size && [...a].every((item) => b.has(item)));

const sameView = (a: FieldView, b: FieldView): boolean =>
  a.need === b.need &&
  a.state === b.state &&
  a.problem === b.problem &&
  a.constraintBroken === b.constraintBroken &&
  a.copiedFrom === b.copiedFrom &&
  a.rows === b.rows &&
  sameSet(a.offered, b.offered);

/** The views of the rows; the same list as before when no row differs. */
function rowViews(field: LoadedField, before: FieldView | undefined, source: ViewSource): readonly RowView[] {
  const records = source.resolved.rows.get(field.def.id) ?? [];
  if (records.length === 0) return NO_ROWS;
  const keep = !touched(source.resolved, field.rowsJudgedBy) ? source.rowViews : undefined;
  const views = records.map((record) => keep?.get(record) ?? rowView(field, record, source));
  const same = before?.rows.length === views.length && views.every((view, i) => view === before.rows[i]);
  return same ? before.rows : views;
}

function rowView(field: LoadedField, record: ResolvedRecord, source: ViewSource): RowView {
  const by = field.def.within?.by;
  const parent = by === undefined ? undefined : own(record.values, by);
  return {
    id: record.row?.id ?? '',
    relevant: record.shown,
    parent: typeof parent === 'string' ? parent : undefined,
    fields: field.fields.map((rowField) => fieldView(rowField, record, source)),
  };
}
