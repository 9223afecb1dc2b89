import type { Incoming } from './incoming-commit.ts';
import { mergeIncoming, type ImportTally, type Sender } from './merge-incoming.ts';
import type { OpenOffice } from './open-office.ts';
import { applyWaitingGuards } from './own-state/own-state.ts';
import { renewSubject } from './roles-in-force.ts';

/**
 * Runs one step of an import in a transaction of its own: `work` gives `take` the commits, a few at a time, and may write
 * more with them. Calls of people may come in behind it: what hides a name or bars somebody from a case counts with the
 * step that brings the case, on the disk and in memory.
 */
export function takeStep<T>(
  open: OpenOffice,
  from: Sender,
  tally: ImportTally,
  work: (take: (incoming: readonly Incoming[]) => void) => T,
): T {
  const known = tally.newCases.size;
  const result = open.db.transaction(() => {
    const worked = work((incoming) => {
      mergeIncoming(open, incoming, from, tally);
    });
    if (tally.newCases.size > known) applyWaitingGuards(open);
    return worked;
  });
  renewSubject(open);
  return result;
}
