import { heardTasks, when, type MeasureDef, type Unit } from './measure.ts';
import type { CasePast } from './past.ts';
import { isIn, type Period } from './period.ts';
import { standingAt, stepsOfPeriod } from './stays.ts';

const newDay = (past: CasePast, period: Period): number | undefined =>
  stepsOfPeriod(past, period).find(({ kind }) => kind === 'new')?.day;

/** reference.md §6.1, "reporting delay". */
const DELAYS = ['to_3_days', 'to_5_days', 'to_14_days', 'to_30_days', 'to_3_months', 'over_3_months'] as const;
const delayOf = (days: number): string =>
  days <= 3
    ? 'to_3_days'
    : days <= 5
      ? 'to_5_days'
      : days <= 14
        ? 'to_14_days'
        : days <= 30
          ? 'to_30_days'
          : days <= 91
            ? 'to_3_months'
            : 'over_3_months';

const SATISFIED = 4;
const isAlone = ({ facts }: CasePast): boolean =>
  facts.protection === 'unaccompanied' || facts.protection === 'separated';

/** Who the children are, and what became of those who were separated (reference.md §6.1). */
export const CHILD_MEASURES: readonly MeasureDef[] = [
  {
    id: 'concerns',
    chapter: 'children',
    when: 'period',
    shows: 'count',
    parts: { list: 'protection_concerns' },
    reads: ['protection_concerns', 'primary_concern'],
    of: (past, { period }) => {
      const day = newDay(past, period);
      return day === undefined ? [] : past.facts.concerns.map((part) => ({ part, day }));
    },
  },
  {
    id: 'sources',
    chapter: 'children',
    when: 'period',
    shows: 'share',
    parts: { list: 'identification_source' },
    reads: ['source'],
    of: (past, { period }) => {
      const day = newDay(past, period);
      return day === undefined ? [] : [{ part: past.facts.source ?? '', day }];
    },
  },
  {
    id: 'reporting_delay',
    chapter: 'children',
    when: 'period',
    shows: 'share',
    parts: { words: 'delay' },
    order: DELAYS,
    reads: ['incidents.incident_date', 'registration_date'],
    of: (past, { period }) => {
      const day = newDay(past, period);
      const incident = past.dated.flatMap(([kind, on]) => (kind === 'incident' ? [on] : []));
      const first = Math.min(...incident);
      return day === undefined || incident.length === 0 || first > day ? [] : [{ part: delayOf(day - first), day }];
    },
  },
  {
    id: 'separated',
    chapter: 'children',
    when: 'period',
    shows: 'count',
    parts: { words: 'separated' },
    order: ['registered', 'in_care', 'traced', 'reunified', 'followed_up'],
    reads: ['protection_status'],
    of: (past, setting) => {
      if (!isAlone(past)) return [];
      const { period } = setting;
      const day = newDay(past, period);
      const units: Unit[] = day === undefined ? [] : [{ part: 'registered', day }];
      const cared = past.dated.some(([kind, on]) => kind === 'in_care' && on <= period.to);
      if (cared && standingAt(past, period.to) === 'open') units.push({ part: 'in_care' });
      for (const [kind, on] of past.dated)
        if ((kind === 'traced' || kind === 'reunified') && isIn(on, period)) units.push({ part: kind, day: on });
      const visited = heardTasks(past, setting).some(
        ([sort, , done]) => sort === 'reunification' && isIn(done, period),
      );
      return visited ? [...units, { part: 'followed_up' }] : units;
    },
  },
  {
    id: 'satisfaction',
    chapter: 'children',
    when: 'period',
    shows: 'share',
    parts: { words: 'satisfaction' },
    order: ['satisfied', 'not_satisfied'],
    reads: ['feedbacks.feedback_satisfaction'],
    of: (past, { period }) =>
      past.dated.flatMap(([kind, day, about]) =>
        kind === 'feedback' && about !== '' && isIn(day, period)
          ? [{ part: Number(about) >= SATISFIED ? 'satisfied' : 'not_satisfied', day }]
          : [],
      ),
  },
  {
    id: 'approvals_decided',
    chapter: 'work',
    when: 'period',
    shows: 'share',
    parts: { list: 'approval_statuses' },
    order: ['approved', 'returned'],
    reads: ['approvals.approval_status'],
    of: (past, { period }) =>
      past.approvals.flatMap(([, , decided, status]) => when(isIn(decided, period), { part: status })),
  },
];
