const HOUR = 60 * 60_000;
/** A line is not free: once a day, a little early so that it does not move through the day. */
const APART = 20 * HOUR;

/**
 * Whether another backup should be put to the relay. A clock that was set back makes it due.
 *
 * @param facts.now milliseconds since 1970, as is `doneAt`: when the last one was made that lies there
 */
export function relayBackupDue(facts: {
  readonly now: number;
  readonly doneAt: number | undefined;
  readonly changed: boolean;
}): boolean {
  const { now, doneAt, changed } = facts;
  return changed && (doneAt === undefined || now < doneAt || now - doneAt >= APART);
}
