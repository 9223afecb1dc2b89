/** So long a case stays open to somebody who opened it in an emergency (security.md, Rights: a time limit). */
export const EMERGENCY_MINUTES = 60;
/** A computer sets its clock right by as much by itself, and nobody gains time by it. */
const CLOCK_MS = 1000;

/** Time ran out, the person ended it, or the clock went back: nobody could say then how long it has lasted. */
export const ENDINGS = ['time', 'self', 'clock'] as const;
export type Ending = (typeof ENDINGS)[number];
export const VERDICTS = ['accepted', 'questioned'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** What is known of the time of an opening. All in milliseconds; the first three by the computer's clock since 1970 UTC. */
export interface EmergencyTime {
  readonly fromAt: number;
  readonly untilAt: number;
  /** The latest that the clock has shown since it began. */
  readonly latest: number;
  /** How long the program has run with it, by a clock that cannot be set, and what was left when that began. */
  readonly ran: { readonly for: number; readonly left: number };
}

/**
 * Why an opening is over now; undefined while it lasts. A clock that is set forward ends it early, one that is set back at
 * once, and one that is stopped does not prolong it.
 */
export function overBecause(now: number, { fromAt, untilAt, latest, ran }: EmergencyTime): Ending | undefined {
  if (now >= untilAt || ran.for >= ran.left) return 'time';
  return now < Math.max(fromAt, latest) - CLOCK_MS ? 'clock' : undefined;
}
