import type { Incoming } from './incoming-commit.ts';
import { mergeIncoming, type ImportTally, type Sender } from './merge-incoming.ts';
import type { OpenOffice } from './open-office.ts';
import { applyWaitingGuards } from './own-state/own-state.ts';
import { renewSubject } from './roles-in-force.ts';

/**
 * Takes one step of an import in a transaction of its own, and `more` with it. Calls of people may come in behind it: what
 * hides a name or bars somebody from a case counts with the step that brings the case, on the disk and in memory.
 */
export function takeStep(
  open: OpenOffice,
  incoming: readonly Incoming[],
  from: Sender,
  tally: ImportTally,
  more: () => void,
): void {
  const known = tally.newCases.size;
  open.db.transaction(() => {
    mergeIncoming(open, incoming, from, tally);
    if (tally.newCases.size > known) applyWaitingGuards(open);
    more();
  });
  renewSubject(open);
}
