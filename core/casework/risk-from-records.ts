import { isDate, isDateTime, own } from '../forms/answer-kind.ts';
import type { LoadedConfiguration } from '../forms/config-index.ts';
import type { CaseDocument, FieldValue, Row } from '../forms/types.ts';
import type { FieldPath } from '../forms/view.ts';
import type { RiskSourceDef } from '../forms/workflow-def.ts';
import { sameValue } from '../records/changes.ts';
import { isRiskLevel, type RiskLevel } from './risk-history.ts';

/** A risk level that a record answers and that becomes the case's with the save. */
export interface RecordedRisk {
  readonly level: RiskLevel;
  /** Undefined: the record says none, or the one that the case has already; DQ17 (reference.md §5) asks for a new one. */
  readonly reason: string | undefined;
  /** The record's day, `YYYY-MM-DD`. */
  readonly day: string;
  readonly source: string;
  /** Where the record's reason is answered. */
  readonly reasonAt: FieldPath;
}

interface Candidate {
  readonly source: RiskSourceDef;
  readonly row: Row;
  readonly level: RiskLevel;
  readonly day: string;
}

function dayOf(value: FieldValue | undefined): string | undefined {
  if (isDate(value)) return value.precision === 'day' ? value.date : undefined;
  return isDateTime(value) ? value.at.slice(0, 10) : undefined;
}

function candidates(config: LoadedConfiguration, document: CaseDocument): readonly Candidate[] {
  return (config.workflow?.def.riskSources ?? []).flatMap((source) =>
    (own(document.rows, source.rows) ?? []).flatMap((row): Candidate[] => {
      const level = row.values[source.level];
      const day = dayOf(row.values[source.date]);
      return isRiskLevel(level) && day !== undefined ? [{ source, row, level, day }] : [];
    }),
  );
}

const isBlankText = (value: FieldValue | undefined): boolean => typeof value !== 'string' || value.trim() === '';

/**
 * The level that a save takes over from a record: of the newest record by its day, when this edit wrote it and it differs
 * from the case's. A level that the person changed by hand in the same edit stands. Of two records of one day the one
 * that this edit wrote counts, and of two of those the later one.
 */
export function riskFromRecords(
  config: LoadedConfiguration,
  opened: CaseDocument,
  now: CaseDocument,
): RecordedRisk | undefined {
  if (!sameValue(opened.values['risk_level'], now.values['risk_level'])) return undefined;
  const written = ({ source, row, level, day }: Candidate): boolean => {
    const before = (own(opened.rows, source.rows) ?? []).find(({ id }) => id === row.id);
    if (before === undefined) return true;
    return before.values[source.level] !== level || dayOf(before.values[source.date]) !== day;
  };
  let newest: { readonly one: Candidate; readonly written: boolean } | undefined;
  for (const one of candidates(config, now)) {
    const mine = written(one);
    const later = newest === undefined || one.day > newest.one.day;
    if (later || (one.day === newest?.one.day && (mine || !newest.written))) newest = { one, written: mine };
  }
  if (newest?.written !== true || newest.one.level === now.values['risk_level']) return undefined;
  const { source, row, level, day } = newest.one;
  const reason = row.values[source.reason];
  const known = now.values['risk_reason'];
  const isNew = !isBlankText(reason) && !sameValue(reason, known);
  return {
    level,
    reason: isNew && typeof reason === 'string' ? reason : undefined,
    day,
    source: source.rows,
    reasonAt: { rows: source.rows, row: row.id, field: source.reason },
  };
}

/** The answers with the level and the reason of the record as the case's own. */
export const withRecordedRisk = (document: CaseDocument, { level, reason }: RecordedRisk): CaseDocument => ({
  ...document,
  values: { ...document.values, risk_level: level, ...(reason === undefined ? {} : { risk_reason: reason }) },
});
