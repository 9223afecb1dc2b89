import { addDays, addHours, daysBetween, instantAt } from './calendar-days.ts';
import type { Course, Risk, Status, StepName } from './case-shape.ts';
import type { Random } from './random.ts';

/** Days from registration to the end: log-normal with median 120, one in ten over 400 (reference.md §10). */
const MEDIAN_DAYS = 120;
const SPREAD = Math.log(400 / 120) / 1.2816;
/** How far back the books of an office go. */
const WINDOW_DAYS = 1826;

const STATUS: readonly (readonly [Status, number])[] = [
  ['open', 38],
  ['closed', 55],
  ['transferred', 5],
  ['duplicate', 2],
];
const STEPS: readonly (readonly [StepName, number])[] = [
  ['registered', 15],
  ['assessment', 20],
  ['plan', 18],
  ['service', 35],
  ['ready_to_close', 12],
];
/** Most days that an open case stands at its step. */
const LONGEST: Readonly<Record<StepName, number>> = {
  registered: 6,
  assessment: 14,
  plan: 30,
  service: 700,
  ready_to_close: 900,
  ended: WINDOW_DAYS,
};
const RISKS: readonly (readonly [Risk, number])[] = [
  ['high', 14],
  ['medium', 46],
  ['low', 38],
  ['none', 2],
];
/** Median days to the assessment, contacts in 90 days, hours allowed (reference.md §2.2, §10). */
const PACE: Readonly<Record<Risk, { readonly assess: number; readonly contacts: number; readonly hours: number }>> = {
  high: { assess: 1, contacts: 9, hours: 24 },
  medium: { assess: 3, contacts: 5, hours: 72 },
  low: { assess: 7, contacts: 2, hours: 120 },
  none: { assess: 7, contacts: 1, hours: 120 },
};
const SERVICES = [
  'psychosocial_basic',
  'education_formal',
  'food',
  'medical',
  'documentation',
  'cash',
  'family_tracing',
];

export interface Timing {
  readonly status: Status;
  readonly step: StepName;
  readonly day: string;
  readonly createdAt: string;
  readonly endDay: string | undefined;
}

export const drawRisk = (random: Random): Risk => random.weighted(RISKS);

/** When a case began and whether it ended. `near`: registered within 200 days after this day (duplicates). */
export function drawTiming(random: Random, today: string, near: string | undefined): Timing {
  const drawn = random.weighted(STATUS);
  const step = drawn === 'open' ? random.weighted(STEPS) : 'ended';
  const latest = addDays(today, -1);
  const length = Math.min(Math.max(1, Math.round(MEDIAN_DAYS * Math.exp(SPREAD * random.normal()))), WINDOW_DAYS);
  const back = drawn === 'open' ? random.int(0, Math.min(length, LONGEST[step])) : length + random.int(0, WINDOW_DAYS);
  const free = near === undefined ? addDays(latest, -back) : addDays(near, random.int(3, 200));
  const day = free > latest ? latest : free;
  // A day that was given may be too long ago for a case that is still at its first steps.
  const fits = drawn !== 'open' || daysBetween(day, latest) <= LONGEST[step];
  return timingOf(random, fits ? drawn : 'closed', fits ? step : 'ended', day, length, latest);
}

function timingOf(random: Random, status: Status, step: StepName, day: string, length: number, latest: string): Timing {
  const entered = random.chance(0.15) ? addDays(day, random.int(1, 3)) : day;
  const createdAt = instantAt(entered > latest ? latest : entered, random.int(8, 16), random.int(0, 59));
  const end = addDays(day, length);
  const endDay = step === 'ended' ? (end > latest ? latest : end) : undefined;
  return { status, step, day, createdAt, endDay };
}

/** What happened after registration. One in four high-risk assessments, and 18 in 100 contacts, are late. */
export function drawCourse(random: Random, timing: Timing, risk: Risk, today: string): Course {
  const { step, createdAt, endDay } = timing;
  const { assess, contacts: pace, hours } = PACE[risk];
  const last = instantAt(endDay ?? addDays(today, -1), 17, 0);
  const within = (instant: string): boolean => instant <= last;
  const late = random.chance(risk === 'high' ? 0.25 : 0.18);
  const firstContactAt = addHours(createdAt, random.chance(0.18) ? hours + random.int(1, 48) : random.int(1, hours));
  const assessHours = Math.round(assess * 24 * (0.3 + random.float() * 0.7));
  const assessedAt = addHours(createdAt, late ? hours + random.int(2, 96) : Math.min(assessHours, hours));
  const assessed = step !== 'registered' && step !== 'assessment' && within(assessedAt);
  const contacted = (step !== 'registered' || random.chance(0.5)) && within(firstContactAt);
  const spanDays = daysBetween(createdAt.slice(0, 10), last.slice(0, 10));
  const contactCount = contacted ? Math.min(Math.round((spanDays / 90) * pace), 40) : 0;
  const served = step === 'service' || step === 'ready_to_close' || step === 'ended';
  return {
    step,
    ...(endDay === undefined ? {} : { endedAt: last }),
    ...(contacted ? { firstContactAt } : {}),
    ...(assessed ? { assessedAt } : {}),
    riskBefore:
      spanDays > 10 && random.chance(0.34)
        ? [{ risk: risk === 'high' ? 'medium' : 'high', until: addHours(createdAt, random.int(24, spanDays * 24)) }]
        : [],
    contacts: Array.from({ length: contactCount }, (_, i) => ({
      at: addHours(firstContactAt, Math.round(((i + 1) * 90 * 24) / pace)),
      late: random.chance(0.18),
      childSeen: !random.chance(0.06),
    })).filter(({ at }) => within(at)),
    services: served
      ? Array.from(
          {
            length: random.weighted([
              [0, 8],
              [1, 24],
              [2, 34],
              [3, 22],
              [4, 9],
              [5, 3],
            ]),
          },
          () => ({
            type: random.pick(SERVICES),
            outcome: random.weighted([
              ['provided', 83],
              ['unavailable', 12],
              ['declined', 5],
            ] as const),
          }),
        )
      : [],
  };
}
