import type { DeviceId } from '#core/ids.ts';
import type { WritableDb } from '../../storage/database.ts';
import { LinkRepo } from '../../storage/link.repo.ts';
import { OfficeItemRepo } from '../../storage/office-item.repo.ts';
import { freshLinkState, linkState, linkTo, putLinkState, readLinkState, type LinkState } from '../link-state.ts';
import type { OpenOffice } from '../open-office.ts';
import { noteOwnState } from '../own-state/own-state.ts';

/** How far a copy of the office reaches: the last number in its log, and the last change of what is noted of the office. */
interface Reach {
  readonly log: number;
  readonly state: number;
}

const reachOf = (db: WritableDb): Reach => ({
  log: new LinkRepo(db).lastOfLog(),
  state: new OfficeItemRepo(db).lastRev(),
});

const withReach = (state: LinkState, device: DeviceId, { log, state: rev }: Reach): LinkState => ({
  ...state,
  cursors: { ...state.cursors, [device]: log },
  states: { ...state.states, [device]: rev },
});

/** What a copy that is made from now on holds at least. In the caller's transaction. */
export function reachedNow(open: OpenOffice): Reach {
  noteOwnState(open);
  return reachOf(open.db);
}

/** A further computer has what its copy holds: only what came later goes to it. In the caller's transaction. */
export function beginsAt(open: OpenOffice, device: DeviceId, has: Reach): void {
  const link = linkTo(open, open.self.officeId);
  putLinkState(open, link, open.self.officeN, withReach(linkState(open, link), device, has));
}

/**
 * The link of a copy that becomes a computer of its own, to the others of its office: the computer that it was copied from
 * has everything in it, and what others confirmed to that one they have. The numbers of the log are the same in a copy.
 * To be read before the links of the first one are forgotten.
 */
export function linkInCopy(db: WritableDb, { before, office }: { before: DeviceId; office: string }): string {
  const body = new LinkRepo(db).linkState(`${before}>${office}/data`);
  const { cursors, states } = body === undefined ? freshLinkState : readLinkState(body);
  const known: LinkState = {
    ...freshLinkState,
    ...(cursors ? { cursors } : {}),
    ...(states ? { states } : {}),
  };
  return JSON.stringify(withReach(known, before, reachOf(db)));
}
