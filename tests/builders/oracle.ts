import { writeFileSync } from 'node:fs';
import { addHours, weekdayOf } from './calendar-days.ts';
import { generateCases } from './cases.ts';
import type { GeneratedCase, GenerateOptions, Risk } from './case-shape.ts';
import { openTasksOf, type OpenTask } from './expected-tasks.ts';
import { lifeOf } from './life.ts';

/** Hours from registration to first contact and assessment, the same for both (reference.md §2.2). */
export const DEADLINE_HOURS: Readonly<Record<Exclude<Risk, 'none'>, number>> = { high: 24, medium: 72, low: 120 };

export interface ExpectedTask {
  readonly index: number;
  readonly kind: 'first_contact' | 'assessment';
  readonly risk: Risk;
  /** Exactly so many hours after the case was saved, UTC. */
  readonly dueAtUtc: string;
  /** The same, moved to the next working day when it falls on a free one; never for high risk (reference.md §2.3). */
  readonly workingDueAtUtc: string;
  /** When the course of the case fulfils it. A product that stores registrations only never learns of it. */
  readonly fulfilledAtUtc?: string;
  /** Past its hour at `asOf`, as far as registrations tell. */
  readonly overdue: boolean;
}

export interface Oracle {
  readonly seed: number;
  readonly count: number;
  readonly officeCode: string;
  readonly today: string;
  /** The instant that `overdue` is counted at, UTC. */
  readonly asOf: string;
  readonly byStatus: Readonly<Record<string, number>>;
  readonly byRisk: Readonly<Record<string, number>>;
  readonly bySex: Readonly<Record<string, number>>;
  /** Pairs of indexes, the earlier one first. */
  readonly duplicates: readonly (readonly [number, number])[];
  readonly nearMisses: readonly (readonly [number, number])[];
  /** Indexes of the cases that break a rule, by rule. */
  readonly violations: Readonly<Record<string, readonly number[]>>;
  readonly tasks: readonly ExpectedTask[];
  /** What the cases need on the evening of `today` after the lives they led; none unless lives are asked for. */
  readonly openTasks: readonly (OpenTask & { readonly index: number })[];
}

export interface OracleOptions extends GenerateOptions {
  /** Default: six in the evening of `today`. */
  readonly asOf?: string;
  /** Monday is 1. Default: Monday to Friday. */
  readonly workingDays?: readonly number[];
  /** Follows every case through its life too. Registrations alone are faster to make. */
  readonly lives?: boolean;
}

function onWorkingDay(instant: string, workingDays: readonly number[]): string {
  let moved = instant;
  for (let i = 0; i < 7 && !workingDays.includes(weekdayOf(moved)); i++) moved = addHours(moved, 24);
  return moved;
}

/** Tasks that follow from a registration alone: none for a case that is not open or needs no action. */
export function tasksOf(one: GeneratedCase, asOf: string, workingDays: readonly number[]): ExpectedTask[] {
  const { risk, status, course } = one.expected;
  if (status !== 'open' || risk === 'none') return [];
  const dueAtUtc = addHours(one.createdAt, DEADLINE_HOURS[risk]);
  const task = (kind: ExpectedTask['kind'], fulfilled: string | undefined): ExpectedTask => ({
    index: one.index,
    kind,
    risk,
    dueAtUtc,
    workingDueAtUtc: risk === 'high' ? dueAtUtc : onWorkingDay(dueAtUtc, workingDays),
    ...(fulfilled === undefined ? {} : { fulfilledAtUtc: fulfilled }),
    overdue: dueAtUtc < asOf,
  });
  return [task('first_contact', course.firstContactAt), task('assessment', course.assessedAt)];
}

const countIn = (counts: Record<string, number>, key: string): void => {
  counts[key] = (counts[key] ?? 0) + 1;
};

/** What a product must find in the generated cases. Goes through all of them once. */
export function oracleOf(options: OracleOptions): Oracle {
  const { seed, count, officeCode, today } = options;
  const asOf = options.asOf ?? `${today}T15:00:00.000Z`;
  const workingDays = options.workingDays ?? [1, 2, 3, 4, 5];
  const byStatus: Record<string, number> = {};
  const byRisk: Record<string, number> = {};
  const bySex: Record<string, number> = {};
  const duplicates: [number, number][] = [];
  const nearMisses: [number, number][] = [];
  const violations: Record<string, number[]> = {};
  const tasks: ExpectedTask[] = [];
  const openTasks: (OpenTask & { index: number })[] = [];
  for (const one of generateCases(options)) {
    const { status, risk, sex, duplicateOf, nearMissOf, rulesBroken } = one.expected;
    countIn(byStatus, status);
    countIn(byRisk, risk);
    countIn(bySex, sex);
    if (duplicateOf !== undefined) duplicates.push([duplicateOf, one.index]);
    if (nearMissOf !== undefined) nearMisses.push([nearMissOf, one.index]);
    for (const rule of rulesBroken) (violations[rule] ??= []).push(one.index);
    tasks.push(...tasksOf(one, asOf, workingDays));
    if (options.lives !== true) continue;
    for (const task of openTasksOf(lifeOf(options, one), workingDays)) openTasks.push({ index: one.index, ...task });
  }
  const counts = { byStatus, byRisk, bySex };
  return { seed, count, officeCode, today, asOf, ...counts, duplicates, nearMisses, violations, tasks, openTasks };
}

/** Writes the oracle as JSON. Throws what the file system throws. */
export function writeOracle(path: string, oracle: Oracle): void {
  writeFileSync(path, `${JSON.stringify(oracle, undefined, 1)}\n`);
}
