import type { Right } from './roles.ts';

const HOUR_MS = 3_600_000;
/** How long somebody who was suspended still counts as one who could agree, by the computer's clock. */
export const COUNTS_MS = 7 * 24 * HOUR_MS;
/** How long the office has to have run meanwhile, by a clock that nobody sets: turning the other one on is not enough. */
export const RUNS_MS = 12 * HOUR_MS;
/** Running that ends it whatever the computer's clock says: one that starts anew with every boot never gets to the days. */
export const RUNS_ALONE_MS = 48 * HOUR_MS;

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
 * A clock that goes back by more than it drifts was wrong before or is now: what it went back by is left again, so that
 * setting it forward and back gains nothing.
 */
export const later = ({ leftMs, ranMs, seenAt }: Countdown, now: number, ran: number): Countdown => ({
  leftMs:
    now < seenAt - HOUR_MS
      ? Math.min(COUNTS_MS, leftMs + seenAt - now)
      : Math.max(0, leftMs - Math.max(0, now - seenAt)),
  ranMs: ranMs + Math.max(0, ran),
  seenAt: now,
});
export const isOver = ({ leftMs, ranMs }: Countdown): boolean =>
  ranMs >= RUNS_ALONE_MS || (leftMs === 0 && ranMs >= RUNS_MS);

/** For which rights each person could have been the second one when somebody was suspended, that one included. */
export type Could = Readonly<Record<string, readonly Right[]>>;

/** A suspension whose days are not over. */
export interface Suspension {
  readonly user: string;
  readonly could: Could;
}

/**
 * Whether somebody was suspended who could have agreed to what takes one of these rights, and this person could not then.
 * Letting that one in again changes nothing about it: it would take a minute.
 */
export const cameLater = (running: readonly Suspension[], user: string, rights: readonly Right[]): boolean =>
  running.some(({ user: gone, could }) => {
    const one = (who: string): boolean => rights.some((right) => could[who]?.includes(right) === true);
    return one(gone) && !one(user);
  });

/**
 * Who could be the second person, to be kept with a suspension: those who can now, and without whoever came to the right
 * while an earlier one lasted, also one whose person was let in in between. `gone`: who is suspended, and always counts.
 */
export function whoCould(now: Could, running: readonly Suspension[], gone: string): Could {
  return Object.fromEntries(
    Object.entries(now).map(([user, rights]) => [
      user,
      user === gone ? rights : rights.filter((right) => !cameLater(running, user, [right])),
    ]),
  );
}
