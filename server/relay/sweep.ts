import { setImmediate } from 'node:timers/promises';
import { RELAY_LIMITS } from '#core/relay/relay-limits.ts';
import { sweepBackups } from './store/backups.ts';
import { nothing, type RelayDatabase } from './store/database.ts';
import { sweepMailboxes } from './store/mailboxes.ts';
import { dropStaleUploads } from './store/uploads.ts';

/**
 * Removes what is over, a hundred at a time, so that requests get in between. Answers how much went.
 *
 * @param keep ms that backups are kept of which no computer speaks any more
 */
export async function sweep(database: RelayDatabase, now: number, keep: number): Promise<number> {
  let gone = 0;
  for (let last = 1; last > 0;) {
    // One after the other: each holds the offices that it touches in their order, all three together would not.
    last =
      (await database.transaction((sql) => sweepMailboxes(sql, now, RELAY_LIMITS.keptAfterTaken))) +
      (await database.transaction((sql) => sweepBackups(sql, now - keep))) +
      (await database.transaction((sql) => dropStaleUploads(sql, now)));
    gone += last;
    // SQLite answers within this very turn: requests get in between only when it ends.
    await setImmediate();
  }
  await database.rows(nothing, 'delete from used_nonce where expires < $1', [now]);
  await database.shrink();
  return gone;
}
