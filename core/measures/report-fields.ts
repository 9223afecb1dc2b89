import type { LoadedConfiguration, LoadedField } from '../forms/config-index.ts';
import type { FieldDef, FieldValue } from '../forms/types.ts';
import { isDate, isDateTime, isList } from '../forms/answer-kind.ts';
import { dayNumberIn } from './day-number.ts';

/** How answers of a question divide a report: by option, by area, or by the time that a date lies in. */
export type ReportKind = 'options' | 'place' | 'time';
const KINDS: Partial<Record<FieldDef['type'], ReportKind>> = {
  choice: 'options',
  choices: 'options',
  tick: 'options',
  scale: 'options',
  place: 'place',
  date: 'time',
  date_time: 'time',
};

export interface ReportField {
  /** `field`, or `rows.field`. */
  readonly key: string;
  readonly kind: ReportKind;
  readonly def: FieldDef;
  /** The subform whose entries have it. */
  readonly rows: string | undefined;
}

const kept = new WeakMap<LoadedConfiguration, ReadonlyMap<string, ReportField>>();

/** The questions by which a report may be divided, by key. What is computed is stored nowhere. */
export function reportFields(config: LoadedConfiguration): ReadonlyMap<string, ReportField> {
  const before = kept.get(config);
  if (before !== undefined) return before;
  const taken = ({ key, def, subform, calculate }: LoadedField): (readonly [string, ReportField])[] => {
    const kind = KINDS[def.type];
    return kind === undefined || calculate !== undefined ? [] : [[key, { key, kind, def, rows: subform }]];
  };
  const fields = new Map([...config.fields.values()].flatMap(taken));
  kept.set(config, fields);
  return fields;
}

/** The options of an answer; none for a blank or missing one. */
export function optionsIn(value: FieldValue | undefined): readonly string[] {
  if (isList(value)) return value;
  return typeof value === 'number' || (typeof value === 'string' && value !== '') ? [String(value)] : [];
}

/** The day of a date that is known to the day, as days since 1970. */
export function answerDay(value: FieldValue | undefined): number | undefined {
  if (isDate(value)) return dayNumberIn(value.date);
  return isDateTime(value) ? dayNumberIn(value.at.slice(0, 10)) : undefined;
}
