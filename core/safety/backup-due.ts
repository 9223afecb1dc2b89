const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** After so many days without a copy that was read back, people are told that there is none. */
export const DAYS_WITHOUT_BACKUP = 7;
/** A restore is rehearsed once a month. */
export const DAYS_BETWEEN_REHEARSALS = 30;

const QUIET = 2 * MINUTE;
const AT_LEAST_APART = 15 * MINUTE;
const AT_MOST_APART = 4 * HOUR;
/** What did not work is not tried at every turn: a stick that is gone stays gone for a while. */
const AFTER_FAILURE = 30 * MINUTE;

export interface BackupFacts {
  /** Milliseconds since 1970, as is everything here. */
  readonly now: number;
  /** When somebody last did something. */
  readonly activeAt: number;
  /** When the last copy was read back, and when the last one failed; undefined for never. */
  readonly doneAt: number | undefined;
  readonly failedAt: number | undefined;
  /** Whether the office has changed since. */
  readonly changed: boolean;
}

/**
 * Whether a copy should be made now: soon after people stop working, before the idle lock takes the keys away, and in
 * between on a long day. A clock that was set back makes it due.
 */
export function backupDue({ now, activeAt, doneAt, failedAt, changed }: BackupFacts): boolean {
  if (!changed) return false;
  if (failedAt !== undefined && Math.abs(now - failedAt) < AFTER_FAILURE && failedAt >= (doneAt ?? 0)) return false;
  if (doneAt === undefined || now < doneAt || now - doneAt >= AT_MOST_APART) return true;
  return now - activeAt >= QUIET && now - doneAt >= AT_LEAST_APART;
}

/** Whole days since an instant; 0 for one that lies ahead. */
export const daysSince = (at: number, now: number): number => Math.max(0, Math.floor((now - at) / DAY));
