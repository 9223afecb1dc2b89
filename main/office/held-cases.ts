import { keptHoldEntry } from '#core/contracts/holds.contract.ts';
import type { CaseId } from '#core/ids.ts';
import type { z } from 'zod';
import type { OpenOffice } from './open-office.ts';
import { entriesAbout, type Kept } from './register-entries.ts';

export const HOLD = 'hold';

export type HoldEntry = z.infer<typeof keptHoldEntry>;
export type Held = Extract<HoldEntry, { kind: 'held' }>;

/** The last hold in the register of one case, and what lifted it. */
export function lastHold(
  entries: readonly Kept<HoldEntry>[],
): { readonly held: Kept<Held>; readonly lifted?: Kept<HoldEntry> } | undefined {
  const at = entries.findLastIndex(({ entry }) => entry.kind === 'held');
  const found = entries[at];
  if (found?.entry.kind !== 'held') return undefined;
  const lifted = entries.slice(at + 1).find(({ entry }) => entry.kind === 'lifted');
  return { held: { ...found, entry: found.entry }, ...(lifted === undefined ? {} : { lifted }) };
}

/** The hold that lies on a case now. */
export function holdOn(open: OpenOffice, caseId: CaseId): Kept<Held> | undefined {
  const last = lastHold(entriesAbout(open, HOLD, caseId, keptHoldEntry));
  return last?.lifted === undefined ? last?.held : undefined;
}

/** Whether a legal hold lies on a case: then nothing of it is proposed to be taken out, and it is not (reference.md §8.5). */
export const isHeld = (open: OpenOffice, caseId: CaseId): boolean => holdOn(open, caseId) !== undefined;
