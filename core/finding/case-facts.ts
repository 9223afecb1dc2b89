import { approvalsIn, latestApproval } from '#core/casework/approval.ts';
import { stepReached } from '#core/casework/steps.ts';
import { own, isDate, isDateRange, isDateTime, isList } from '#core/forms/answer-kind.ts';
import type { LoadedConfiguration, LoadedField } from '#core/forms/config-index.ts';
import { isoParts } from '#core/forms/iso-date.ts';
import type { CaseDocument, FieldDef, FieldValue, Values } from '#core/forms/types.ts';
import { factsOf, type CaseFacts } from '#core/records/facts.ts';
import { consentTo } from '#core/sharing/consent.ts';

/** How answers of a field are filtered; undefined: not at all (names, texts, files). */
export type AnswerKind = 'options' | 'place' | 'day' | 'number';
export const ANSWER_KINDS: Partial<Record<FieldDef['type'], AnswerKind>> = {
  choice: 'options',
  choices: 'options',
  tick: 'options',
  scale: 'number',
  number: 'number',
  place: 'place',
  date: 'day',
  date_time: 'day',
  date_range: 'day',
};

/** Kept in columns of the list itself, with conditions of their own. */
const LISTED: ReadonlySet<string> = new Set(['status', 'sex', 'risk_level']);

/** A field that a list of cases may be narrowed by. */
export interface FilterField {
  /** `field`, or `rows.field`. */
  readonly key: string;
  readonly def: FieldDef;
  readonly form: string;
  /** The subform whose entries have it. */
  readonly rows?: FieldDef | undefined;
  readonly kind: AnswerKind;
  /** The class that a person must be allowed to see (reference.md §8.6). */
  readonly sensitivity: number;
}

const kept = new WeakMap<LoadedConfiguration, ReadonlyMap<string, FilterField>>();

/**
 * The fields that the configuration marks `filterable` and that can be compared, by key. What is computed is stored
 * nowhere and cannot be looked for.
 */
export function filterFields(config: LoadedConfiguration): ReadonlyMap<string, FilterField> {
  const before = kept.get(config);
  if (before !== undefined) return before;
  const taken = ({ key, def, form, subform, calculate }: LoadedField): (readonly [string, FilterField])[] => {
    const kind = ANSWER_KINDS[def.type];
    if (def.filterable !== true || kind === undefined || calculate !== undefined || LISTED.has(key)) return [];
    const rows = subform === undefined ? undefined : config.fields.get(subform)?.def;
    const sensitivity = Math.max(def.sensitivity, rows?.sensitivity ?? 0);
    return [[key, { key, def, form, rows, kind, sensitivity }]];
  };
  const fields = new Map([...config.fields.values()].flatMap(taken));
  kept.set(config, fields);
  return fields;
}

/** What of a case is kept to find it by, beside the columns of the list: values by fact, each value once, in order. */
export type CaseMarks = Readonly<Record<string, readonly (string | number)[]>>;

/** Facts that no single answer tells; a field's key can never begin so. */
export const BORN = '@born';
export const CONCERN = '@concern';
export const FLAG = '@flag';
export const APPROVAL = '@approval';
export const CONSENT = '@consent';
export const STEP = '@step';
export const PHOTO = '@photo';
export const INCIDENT = '@incident';

/** A month counts as its middle and a year as its middle, as in the age that the list shows. */
const wholeDay = (date: string): string | undefined =>
  isoParts(date) === undefined
    ? undefined
    : date.length === 4
      ? `${date}-07-01`
      : date.length === 7
        ? `${date}-15`
        : date;

function dayOf(value: FieldValue | undefined): string | undefined {
  if (isDate(value)) return wholeDay(value.date);
  if (isDateTime(value)) return value.at.slice(0, 10);
  return isDateRange(value) ? (value.from ?? value.to) : undefined;
}

/** The values of an answer, as lists keep and compare them. */
export function marksOf(kind: AnswerKind, value: FieldValue | undefined): readonly (string | number)[] {
  if (kind === 'day') return [dayOf(value)].filter((day) => day !== undefined);
  if (kind === 'number') return Number.isSafeInteger(value) ? [value as number] : [];
  if (isList(value)) return value;
  return typeof value === 'string' && value !== '' ? [value] : [];
}

/**
 * The day from which the age that the list shows is counted: the day of birth, or the day on which an age was stated less
 * that age. As text it compares like a day, though 31 February may stand in it.
 */
export function bornOn({ birth, age }: Pick<CaseFacts, 'birth' | 'age'>): string | undefined {
  if (birth !== undefined) return wholeDay(birth.date);
  const months = age?.months ?? (age?.years === undefined ? undefined : age.years * 12);
  if (age === undefined || months === undefined) return undefined;
  const [year = 0, month = 1] = age.asOf.split('-').map(Number);
  const count = year * 12 + month - 1 - months;
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${String(Math.floor(count / 12)).padStart(4, '0')}-${two((count % 12) + 1)}-${age.asOf.slice(8)}`;
}

/** `subject:state` of the newest record of each kind that a supervisor approves. */
function approvals(config: LoadedConfiguration, { rows }: CaseDocument): string[] {
  const all = approvalsIn(own(rows, 'approvals'));
  return (config.workflow?.def.approvals ?? []).flatMap(({ for: subject, rows: collection }) => {
    const newest = own(rows, collection)?.at(-1);
    if (newest === undefined) return [];
    return [`${subject}:${latestApproval(all, subject, newest.id)?.status ?? 'none'}`];
  });
}

const hasRows = ({ rows }: CaseDocument, collection: string): boolean => (own(rows, collection) ?? []).length > 0;

const photos = new WeakMap<LoadedConfiguration, readonly LoadedField[]>();

/** The questions that a photo answers: a few among some hundred, and every save asks for them. */
function photoFields(config: LoadedConfiguration): readonly LoadedField[] {
  const before = photos.get(config);
  if (before !== undefined) return before;
  const found = [...config.fields.values()].filter(({ def }) => def.type === 'photo');
  photos.set(config, found);
  return found;
}

function hasPhoto(config: LoadedConfiguration, document: CaseDocument): boolean {
  const holds = (values: Values, id: string): boolean => {
    const value = values[id];
    return isList(value) && value.length > 0;
  };
  return photoFields(config).some(({ def, subform }) => {
    if (subform === undefined) return holds(document.values, def.id);
    return (own(document.rows, subform) ?? []).some((row) => holds(row.values, def.id));
  });
}

/** Everything that a list finds this case by and that stands in no column of its own. Pure: made from the answers alone. */
export function caseMarks(config: LoadedConfiguration, document: CaseDocument): CaseMarks {
  const marks: Record<string, (string | number)[]> = {};
  const add = (fact: string, values: readonly (string | number)[]): void => {
    if (values.length > 0) marks[fact] = [...new Set([...(marks[fact] ?? []), ...values])];
  };
  for (const { key, def, rows, kind } of filterFields(config).values()) {
    const holders = rows === undefined ? [document] : (own(document.rows, rows.id) ?? []);
    for (const { values } of holders) add(key, marksOf(kind, values[def.id]));
  }
  const facts = factsOf(document);
  const { protection_concerns: concerns, primary_concern: main } = document.values;
  add(
    BORN,
    [bornOn(facts)].filter((day) => day !== undefined),
  );
  add(CONCERN, [...marksOf('options', main), ...marksOf('options', concerns)]);
  add(
    FLAG,
    (own(document.rows, 'flags') ?? []).map(({ values }) =>
      values['flag_resolved_at'] === undefined ? 'open' : 'resolved',
    ),
  );
  add(APPROVAL, approvals(config, document));
  add(CONSENT, [consentTo(document.values).consent]);
  add(STEP, [stepReached(config, document)]);
  if (hasPhoto(config, document)) add(PHOTO, ['yes']);
  if (hasRows(document, 'incidents') || hasRows(document, 'incident_links')) add(INCIDENT, ['yes']);
  return Object.fromEntries(Object.entries(marks).map(([fact, values]) => [fact, values.toSorted()]));
}
