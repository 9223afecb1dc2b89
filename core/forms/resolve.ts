import { answerOf, isMissing, own } from './answer-kind.ts';
import type { LoadedConfiguration, LoadedField } from './config-index.ts';
import type { CompiledExpression } from './expression.ts';
import { evaluateExpression } from './expression-evaluate.ts';
import type { Answers, Computed } from './expression-evaluate.ts';
import type { CaseDocument, FieldDef, FieldValue, Row, Values } from './types.ts';
import type { EvaluationSetting } from './view.ts';

/** The fields of one record as they stand: the case's own, or one row's. */
export interface ResolvedRecord {
  readonly row: Row | undefined;
  readonly values: Values;
  readonly answers: Answers;
  /** By the field's bare id. */
  readonly relevant: ReadonlyMap<string, boolean>;
  readonly computed: ReadonlyMap<string, FieldValue>;
}

export interface Resolved {
  readonly today: string;
  readonly case: ResolvedRecord;
  readonly rows: ReadonlyMap<string, readonly ResolvedRecord[]>;
  readonly sectionRelevant: (key: string) => boolean;
  readonly run: (expression: CompiledExpression, record: ResolvedRecord) => Computed;
}

class Record implements ResolvedRecord {
  readonly row: Row | undefined;
  readonly values: Values;
  readonly answers: Answers;
  readonly relevant = new Map<string, boolean>();
  readonly computed = new Map<string, FieldValue>();
  readonly known = new Map<string, FieldValue | undefined>();

  constructor(row: Row | undefined, values: Values, rowsOf: Answers['rowsOf'], outer?: Answers) {
    this.row = row;
    this.values = values;
    const { known } = this;
    this.answers = {
      read: (id) => (outer === undefined || known.has(id) ? known.get(id) : outer.read(id)),
      rowsOf,
    };
  }
}

/** What an expression gave, as a value of the field; undefined when it gave nothing the field can hold. */
export function asValue(def: FieldDef, computed: Computed): FieldValue | undefined {
  if (typeof computed === 'object' && 'date' in computed) {
    const { date } = computed;
    const precision = date.length === 10 ? 'day' : date.length === 7 ? 'month' : 'year';
    return answerOf(def.type, { date, precision, calendar: 'gregory' });
  }
  return typeof computed === 'string' || typeof computed === 'number' ? answerOf(def.type, computed) : undefined;
}

/** The day that counts as today: a clock that was set back does not make the last known day a future one. */
export const todayOf = ({ today, lastKnownDate }: EvaluationSetting): string =>
  lastKnownDate !== undefined && lastKnownDate > today ? lastKnownDate : today;

/**
 * Works out which fields are asked and what is computed, each field after all it depends on, so that neither the order
 * of answers nor the depth of a chain matters.
 */
export function resolve(config: LoadedConfiguration, document: CaseDocument, setting: EvaluationSetting): Resolved {
  const today = todayOf(setting);
  const rows = new Map<string, readonly Record[]>();
  const main: Record = new Record(undefined, document.values, rowsOf);
  function rowsOf(subform: string): readonly Answers[] {
    return main.relevant.get(subform) === true ? (rows.get(subform) ?? []).map((record) => record.answers) : [];
  }
  const run = (expression: CompiledExpression, record: ResolvedRecord): Computed =>
    evaluateExpression(expression.tree, record.answers, today);
  const holds = (condition: CompiledExpression | undefined, record: ResolvedRecord): boolean =>
    condition === undefined || run(condition, record) === true;

  const sections = new Map<string, boolean>();
  const sectionRelevant = (key: string, condition: CompiledExpression | undefined): boolean => {
    const known = sections.get(key) ?? holds(condition, main);
    sections.set(key, known);
    return known;
  };
  const settle = (field: LoadedField, record: Record, placed: boolean): void => {
    const { def } = field;
    const offered = def.offByDefault !== true || setting.turnedOn?.has(field.key) === true;
    const relevant = placed && offered && holds(field.relevant, record);
    record.relevant.set(def.id, relevant);
    if (field.calculate === undefined) {
      const raw = own(record.values, def.id);
      record.known.set(def.id, relevant ? (isMissing(raw) ? raw : answerOf(def.type, raw)) : undefined);
      return;
    }
    const value = relevant ? asValue(def, run(field.calculate, record)) : undefined;
    record.known.set(def.id, value);
    if (value !== undefined) record.computed.set(def.id, value);
  };

  for (const field of config.order) {
    if (field.subform !== undefined) {
      const placed = main.relevant.get(field.subform) === true;
      for (const record of rows.get(field.subform) ?? []) settle(field, record, placed);
      continue;
    }
    const section = config.sectionOf.get(field.key);
    settle(field, main, section === undefined || sectionRelevant(section.key, section.relevant));
    if (field.def.type !== 'rows') continue;
    const stored = own(document.rows, field.def.id) ?? [];
    rows.set(
      field.def.id,
      stored.map((row) => new Record(row, row.values, rowsOf, main.answers)),
    );
  }
  const conditions = new Map(config.forms.flatMap((form) => form.sections.map((s) => [s.key, s.relevant] as const)));
  return { today, case: main, rows, sectionRelevant: (key) => sectionRelevant(key, conditions.get(key)), run };
}
