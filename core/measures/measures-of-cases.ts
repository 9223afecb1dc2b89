import { asOf } from './past.ts';
import type { MeasureDef, Unit } from './measure.ts';
import { when } from './measure.ts';
import { openSince, standingAt, stepsOfPeriod } from './stays.ts';

/** reference.md §6.1, "open → close". */
const LENGTHS = ['to_30', 'to_90', 'to_180', 'over_180'] as const;
const lengthOf = (days: number): string =>
  days <= 30 ? 'to_30' : days <= 90 ? 'to_90' : days <= 180 ? 'to_180' : 'over_180';

export const BALANCE = ['opening', 'new', 'in', 'reopened', 'out', 'closed', 'withdrawn', 'closing'] as const;

/** Caseload, its balance and its length (reference.md §6.1). */
export const CASE_MEASURES: readonly MeasureDef[] = [
  {
    id: 'balance',
    chapter: 'cases',
    when: 'period',
    shows: 'balance',
    parts: { words: 'balance' },
    order: BALANCE,
    reads: ['registration_date', 'status'],
    of: (past, { period }) => {
      const units: Unit[] = [];
      if (standingAt(past, period.from - 1) === 'open') units.push({ part: 'opening', day: period.from });
      for (const { day, kind, before, after } of stepsOfPeriod(past, period)) {
        if (after === 'open') units.push({ part: kind === 'restored' ? 'reopened' : kind, day });
        else if (before === 'open') units.push({ part: kind, day });
      }
      if (standingAt(past, period.to) === 'open') units.push({ part: 'closing' });
      return units;
    },
  },
  {
    id: 'new_cases',
    chapter: 'cases',
    when: 'period',
    shows: 'count',
    parts: 'none',
    reads: ['registration_date'],
    of: (past, { period }) => {
      const began = stepsOfPeriod(past, period).find(({ kind }) => kind === 'new');
      return began === undefined ? [] : [{ part: '', day: began.day }];
    },
  },
  {
    id: 'open_at_end',
    chapter: 'cases',
    when: 'end',
    shows: 'share',
    parts: { list: 'risk_levels' },
    order: ['high', 'medium', 'low', 'none', ''],
    reads: ['status'],
    of: (past, { period }) => when(standingAt(past, period.to) === 'open', { part: asOf(past.risks, period.to) ?? '' }),
  },
  {
    id: 'closed_reasons',
    chapter: 'cases',
    when: 'period',
    shows: 'share',
    parts: { list: 'closure_reasons' },
    reads: ['closures.closure_reason'],
    of: (past, { period }) =>
      stepsOfPeriod(past, period)
        .filter(({ kind }) => kind === 'closed')
        .map(({ day, why }) => ({ part: why, day })),
  },
  {
    id: 'open_length',
    chapter: 'cases',
    when: 'period',
    shows: 'share',
    parts: { words: 'length' },
    order: LENGTHS,
    reads: ['registration_date', 'status'],
    of: (past, { period }) =>
      stepsOfPeriod(past, period).flatMap(({ kind, day }) => {
        const since = openSince(past, day - 1);
        return kind !== 'closed' ? [] : [{ part: lengthOf(day - (since ?? day)), day }];
      }),
  },
  {
    id: 'open_age',
    chapter: 'cases',
    when: 'end',
    shows: 'share',
    parts: { words: 'length' },
    order: LENGTHS,
    reads: ['registration_date', 'status'],
    of: (past, { period }) => {
      const since = openSince(past, period.to);
      return since === undefined ? [] : [{ part: lengthOf(period.to - since) }];
    },
  },
  {
    id: 'caseload',
    chapter: 'cases',
    when: 'end',
    shows: 'count',
    parts: 'people',
    reads: ['status'],
    of: (past, { period }) =>
      when(standingAt(past, period.to) === 'open', { part: asOf(past.owners, period.to) ?? '' }),
  },
  {
    id: 'handed_in',
    chapter: 'cases',
    when: 'period',
    shows: 'count',
    parts: { words: 'hand' },
    order: ['in', 'out', 'reopened'],
    reads: ['status'],
    of: (past, { period }) =>
      stepsOfPeriod(past, period)
        .filter(({ kind }) => kind === 'in' || kind === 'out' || kind === 'reopened')
        .map(({ kind, day }) => ({ part: kind, day })),
  },
];
