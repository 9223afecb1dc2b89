import { instantAt } from '../casework/working-time.ts';
import { isAge, isDate, isDateTime, isList } from '../forms/answer-kind.ts';
import type { ResolvedRecord } from '../forms/resolve.ts';
import type { Configuration, FieldDef, FieldValue } from '../forms/types.ts';
import { FILES } from './answer-cell.ts';
import { shownEntries, type ExportedCase } from './case-lines.ts';
import { plainText } from './cell.ts';
import type { ExportColumn } from './columns.ts';
import { columnsByRows } from './json-case.ts';
import { plainAnswer } from './plain-answer.ts';

/** A record of Primero's API v2 (primero.md §10.3): flat answers by field name, entries as lists with `unique_id`. */
export type PrimeroCase = Readonly<Record<string, unknown>>;
type PrimeroValue = string | number | boolean | readonly string[];

/** What the record says of itself: no answer may stand in its place. */
const OF_THE_RECORD = new Set(['id', 'enabled', 'case_id', 'short_id', 'case_id_display', 'module_id', 'record_state']);
/** Files travel by a call of their own there (primero.md §10.4). */
const FILES_THERE = new Set(['photos', 'recorded_audio', 'other_documents']);
/** Yes-or-no questions that take the words `true` and `false`; the others are ticks (primero.md, appendix A). */
const WORDS_OF_YES = new Set([
  'consent_reporting',
  'consent_for_tracing',
  'cp_incident_previous_incidents',
  'intervention_service_success',
  'wishes_child_family_tracing',
]);
/** Subforms whose newest entry stands there as answers of the case itself. */
const NEWEST_COUNTS = new Set(['assessments', 'case_plans', 'closures', 'wishes']);
/** Subforms of another kind of record there. */
const OTHER_RECORDS = new Set(['tracing_requests', 'persons_sought', 'perpetrators', 'referrals', 'transfers']);
const YES_NO = 'yes_no';
/** The only ground of an age that is no estimate. */
const KNOWN_AGE = 'document';
const MODULE = 'primeromodule-cp';
const SHORT = 7;

/** Whether Primero has a place for a column. */
export function primeroTakes({ field, rows }: Pick<ExportColumn, 'field' | 'rows'>): boolean {
  if (field?.primero === undefined || field.type === 'rows' || FILES.has(field.type)) return false;
  if (rows !== undefined)
    return !OTHER_RECORDS.has(rows.id) && (rows.primero !== undefined || NEWEST_COUNTS.has(rows.id));
  return !FILES_THERE.has(field.primero) && !OF_THE_RECORD.has(field.primero);
}

/**
 * How Primero calls an option; undefined when it has the list and no such option. A list that says nothing of Primero is
 * the same there.
 */
function codeOf({ lists }: Configuration, list: string | undefined, option: string): string | undefined {
  const options = lists.find(({ id }) => id === list)?.options ?? [];
  const known = options.some(({ codes }) => codes?.['primero'] !== undefined);
  return known ? options.find(({ id }) => id === option)?.codes?.['primero'] : option;
}

/** Undefined: Primero could not take it, as a day that is known in part. */
function valueOf(
  field: FieldDef,
  theirs: string,
  value: FieldValue,
  configuration: Configuration,
): PrimeroValue | undefined {
  if (theirs === 'estimated') return value !== KNOWN_AGE;
  if (typeof value === 'number') return value;
  if (isAge(value)) return value.years ?? Math.floor((value.months ?? 0) / 12);
  if (isDate(value)) return value.precision === 'day' ? value.date : undefined;
  if (isDateTime(value)) {
    const [day = '', clock = ''] = value.at.split('T');
    return new Date(instantAt(day, clock, value.zone)).toISOString();
  }
  if (isList(value)) return value.flatMap((option) => codeOf(configuration, field.options, option) ?? []);
  if (typeof value !== 'string') return undefined;
  if (field.options !== YES_NO) return codeOf(configuration, field.options, value);
  return WORDS_OF_YES.has(theirs) ? String(value === 'yes') : value === 'yes';
}

function answersOf(
  columns: readonly ExportColumn[],
  record: ResolvedRecord,
  { setting }: ExportedCase,
): Record<string, PrimeroValue> {
  const found: Record<string, PrimeroValue> = {};
  for (const column of columns) {
    const { id, field } = column;
    if (field?.primero === undefined || !primeroTakes(column)) continue;
    const plain = plainAnswer(field, id, record.states.get(field.id)?.known, setting);
    if (plain === undefined || !('answer' in plain)) continue;
    const value = valueOf(field, field.primero, plain.answer, setting.configuration);
    if (value !== undefined) found[field.primero] = value;
  }
  return found;
}

/**
 * A case as Primero's API gives it, with the chosen columns that it has a place for. What is left out, unknown or known
 * in part is not in it: Primero has no words for that.
 *
 * @param uuidOf writes the id of a case or of an entry as Primero does; the same for the same id.
 */
export function primeroCase(
  columns: readonly ExportColumn[],
  exported: ExportedCase,
  caseId: string,
  uuidOf: (id: string) => string,
): PrimeroCase {
  const { facts, resolved } = exported;
  const id = uuidOf(caseId);
  const record: Record<string, unknown> = {
    id,
    enabled: true,
    case_id: id,
    short_id: id.slice(-SHORT),
    case_id_display: plainText(facts.code),
    module_id: MODULE,
    record_state: true,
  };
  for (const [rows, inner] of columnsByRows(columns)) {
    const section = inner[0]?.rows?.primero;
    const entries = shownEntries(exported, rows);
    if (NEWEST_COUNTS.has(rows)) {
      const newest = entries.at(-1);
      if (newest !== undefined) Object.assign(record, answersOf(inner, newest, exported));
    } else if (section !== undefined && inner.some(primeroTakes))
      record[section] = entries.map((entry) => ({
        unique_id: uuidOf(entry.row?.id ?? ''),
        ...answersOf(inner, entry, exported),
      }));
  }
  const own = columns.filter(({ rows }) => rows === undefined);
  return { ...record, ...answersOf(own, resolved.case, exported) };
}
