import type { Right } from './roles.ts';

const HOUR_MS = 3_600_000;
/** How long somebody who was suspended still counts as one who could agree, by the computer's clock. */
export const COUNTS_MS = 7 * 24 * HOUR_MS;
/** How long the office has to have run meanwhile, by a clock that nobody sets: turning the other one on is not enough. */
export const RUNS_MS = 12 * HOUR_MS;

/** What is left of those days. Milliseconds. */
export interface Countdown {
  readonly leftMs: number;
  /** How long the office ran since it began. */
  readonly ranMs: number;
  /** The computer's clock when this was so. */
  readonly seenAt: number;
}
export const startOf = (now: number): Countdown => ({ leftMs: COUNTS_MS, ranMs: 0, seenAt: now });

/**
 * A clock that goes back by more than it drifts was wrong before or is now: the days begin anew, so that setting it forward
 * and back again gains nothing.
 */
export const later = ({ leftMs, ranMs, seenAt }: Countdown, now: number, ran: number): Countdown => ({
  leftMs: now < seenAt - HOUR_MS ? COUNTS_MS : Math.max(0, leftMs - Math.max(0, now - seenAt)),
  ranMs: ranMs + Math.max(0, ran),
  seenAt: now,
});
export const isOver = ({ leftMs, ranMs }: Countdown): boolean => leftMs === 0 && ranMs >= RUNS_MS;

/** For which rights each person could have been the second one when somebody was suspended, that one included. */
export type Could = Readonly<Record<string, readonly Right[]>>;

/** A suspension whose days are not over. `ended`: the person was let in again. */
export interface Suspension {
  readonly user: string;
  readonly could: Could;
  readonly ended: boolean;
}

/** Whether somebody was suspended who could have agreed to what takes this right, and this person could not then. */
export const cameLater = (running: readonly Suspension[], user: string, right: Right): boolean =>
  running.some(
    ({ user: gone, could, ended }) =>
      !ended && could[gone]?.includes(right) === true && could[user]?.includes(right) !== true,
  );

/**
 * Who could be the second person, to be kept with a suspension: those who can now, and without whoever came to the right
 * while an earlier one lasted, also one that was ended in between. `gone`: who is suspended, and always counts.
 */
export function whoCould(now: Could, running: readonly Suspension[], gone: string): Could {
  const all = running.map((one) => ({ ...one, ended: false }));
  return Object.fromEntries(
    Object.entries(now).map(([user, rights]) => [
      user,
      user === gone ? rights : rights.filter((right) => !cameLater(all, user, right)),
    ]),
  );
}
