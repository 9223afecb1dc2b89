import { sameValue } from '../records/changes.ts';
import { isBlank, isMissing, own } from './answer-kind.ts';
import type { LoadedField } from './config-index.ts';
import { valueProblem } from './normalise.ts';
import { prefillValue } from './prefill.ts';
import type { Resolved, ResolvedRecord } from './resolve.ts';
import type { FieldValue } from './types.ts';
import type { AnswerState, FieldPath, FieldView, RowView, ValueProblem } from './view.ts';

/** What the views are made from, and the earlier ones to take over what is the same. */
export interface ViewSource {
  readonly resolved: Resolved;
  readonly previous: ReadonlyMap<string, FieldView> | undefined;
  /**
   * The states of the rows that the earlier views are of, in the same order. As long as the state of a row is the same
   * and nothing outside of it, so is its view.
   */
  readonly previousRows: ReadonlyMap<string, readonly ResolvedRecord[]> | undefined;
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

/** The view of one field of the case, with the rows below it. */
export function fieldView(field: LoadedField, record: ResolvedRecord, source: ViewSource): FieldView {
  const same = field.def.type === 'rows' ? undefined : untouched(field, source);
  return same ?? viewAfter(source.previous?.get(field.key), field, record, source);
}

/** The view of one field; `before` when nothing of it is another than in that earlier view. */
export function viewAfter(
  before: FieldView | undefined,
  field: LoadedField,
  record: ResolvedRecord,
  source: ViewSource,
): FieldView {
  const { def, calculate } = field;
  const { resolved } = source;
  const state = record.states.get(def.id);
  const calculated = calculate !== undefined;
  const value = calculated ? state?.known : own(record.values, def.id);
  const relevant = state?.relevant === true && record.shown;
  const alike = before?.def === def && before.value === value && before.relevant === relevant;
  const rows = def.type === 'rows' ? rowViews(field, before, source) : NO_ROWS;
  // Inside a row the answers beside it are not in `changed` one by one: its view is made again with the row.
  if (alike && field.subform === undefined && before.rows === rows && !touched(resolved, field.judgedBy.outer)) {
    return before;
  }
  const answered = relevant && !calculated && value !== undefined && !isBlank(value);
  const view: FieldView = {
    path: before?.path ?? pathOf(field, record),
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
    suggestions: relevant && !calculated ? suggestionsFor(field, value, record, resolved) : NONE,
    copiedFrom: answered ? copiedFrom(field, record, resolved) : undefined,
    rows,
  };
  return alike && sameView(before, view) ? before : view;
}

const NONE: readonly string[] = [];
const NO_ROWS: readonly RowView[] = [];

function stateOf(value: FieldValue | undefined, rows: readonly RowView[]): AnswerState {
  if (rows.length > 0) return 'answered';
  return isMissing(value) ? 'missing' : isBlank(value) ? 'blank' : 'answered';
}

/** Whether a question that is asked needs an answer as things stand, if its field ever does. */
export const needed = ({ needWhen }: LoadedField, record: ResolvedRecord, resolved: Resolved): boolean =>
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

/**
 * Nothing is offered beside an answer that is one of the suggestions: it was taken, or written the same. Only a page
 * offers anything, and it says how the office writes names.
 */
function suggestionsFor(
  { suggest }: LoadedField,
  value: FieldValue | undefined,
  record: ResolvedRecord,
  resolved: Resolved,
): readonly string[] {
  if (suggest.length === 0 || resolved.around.naming === undefined) return NONE;
  const found = suggest.flatMap((one) => {
    const text = resolved.run(one, record);
    return typeof text === 'string' && text !== '' ? [text] : [];
  });
  const texts = [...new Set(found)];
  return texts.some((one) => one === value) ? NONE : texts;
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

const sameTexts = (a: readonly string[], b: readonly string[]): boolean =>
  a === b || (a.length === b.length && a.every((text, i) => text === b[i]));

const sameView = (a: FieldView, b: FieldView): boolean =>
  a.need === b.need &&
  a.state === b.state &&
  a.problem === b.problem &&
  a.constraintBroken === b.constraintBroken &&
  a.copiedFrom === b.copiedFrom &&
  sameTexts(a.suggestions, b.suggestions) &&
  a.rows === b.rows &&
  sameSet(a.offered, b.offered);

/** The views of the rows; the same list as before when no row differs. */
function rowViews(field: LoadedField, before: FieldView | undefined, source: ViewSource): readonly RowView[] {
  const { id } = field.def;
  const records = source.resolved.rows.get(id) ?? [];
  if (records.length === 0) return NO_ROWS;
  const earlier = before?.rows ?? NO_ROWS;
  const states = touched(source.resolved, field.rowsJudgedBy) ? undefined : source.previousRows?.get(id);
  const placeOf = placesIn(earlier);
  const views = records.map((record, i) => {
    const place = placeOf(record.row?.id ?? '', i);
    const known = place === undefined ? undefined : earlier[place];
    const same = place !== undefined && states?.[place] === record;
    return same && known !== undefined ? known : rowView(field, record, source, known);
  });
  const same = earlier.length === views.length && views.every((view, i) => view === earlier[i]);
  return same ? earlier : views;
}

/** Where a row stood before: mostly where it stands now. */
function placesIn(rows: readonly RowView[]): (id: string, here: number) => number | undefined {
  let places: ReadonlyMap<string, number> | undefined;
  return (id, here) => {
    if (rows[here]?.id === id) return here;
    places ??= new Map(rows.map((row, i) => [row.id, i]));
    return places.get(id);
  };
}

/** @param before an earlier view of the same row, with the same fields in the same order. */
function rowView(field: LoadedField, record: ResolvedRecord, source: ViewSource, before: RowView | undefined): RowView {
  const by = field.def.within?.by;
  const parent = by === undefined ? undefined : own(record.values, by);
  return {
    id: record.row?.id ?? '',
    relevant: record.shown,
    parent: typeof parent === 'string' ? parent : undefined,
    fields: field.fields.map((rowField, i) => viewAfter(before?.fields[i], rowField, record, source)),
  };
}
