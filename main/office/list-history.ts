import type { Input, Output } from '#core/contracts/index.ts';
import { changesBetween, undoing, type ListChange } from '#core/exchange/directory-changes.ts';
import type { Directory, DirectoryEntry } from '#core/exchange/trust.ts';
import type { DeviceId, OfficeId } from '#core/ids.ts';
import { Refusal } from '#core/result.ts';
import { hashOf } from '../crypto/certificates.ts';
import { readDirectory } from '../crypto/directory.ts';
import { audit } from './audit.ts';
import { signDirectory } from './authority.ts';
import { instantOf } from './clock.ts';
import { heldDirectory, heldRoots } from './held-trust.ts';
import { takeWaiting } from './office-cards.ts';
import { officeOfDevice } from './office-of-device.ts';
import type { OpenOffice } from './open-office.ts';
import { trustState } from './trust-state.ts';

type Place = Input<'trust.changes'>;
interface Undoable {
  readonly change: ListChange;
  readonly subject: OfficeId | DeviceId;
  readonly undo: DirectoryEntry | undefined;
}

/** Lists that were in force here before, the latest first. */
export const pastLists = (open: OpenOffice): Output<'trust.past'> =>
  open.repos.trust.past().flatMap(({ root, version, at }) => {
    const list = earlier(open, { root, version });
    return list ? [{ root, version, issuedAtUtc: instantOf(list.issued), untilUtc: instantOf(at) }] : [];
  });

/** An earlier list as it was signed; undefined where it is not kept here. */
function earlier(open: OpenOffice, { root, version }: Place): Directory | undefined {
  const kept = open.repos.trust.past().find((one) => one.root === root && one.version === version);
  const signed = heldRoots(open).find(({ value }) => value.version === root);
  // It was judged when it came; the root that named its authority is still here.
  return kept && signed && readDirectory(kept.body, signed.value)?.value;
}

/**
 * What changed since an earlier list, each with the entry that undoes it; nothing of this computer and its office, which go
 * by what they are now. TRUST_LIST_GONE when that list is not kept here any more.
 */
function changesSince(open: OpenOffice, place: Place): Undoable[] {
  const before = earlier(open, place);
  const now = heldDirectory(open)?.value;
  if (!before || !now) throw new Refusal('TRUST_LIST_GONE');
  const { trust } = open.repos;
  return changesBetween(before.entries, now.entries).flatMap((change) => {
    const entry = change.now ?? change.before;
    if (!entry || entry.subject === open.self.officeId || entry.subject === open.self.deviceId) return [];
    const kept = trust.certificate(entry.kind, entry.subject);
    const isHeld = (cert: string): boolean => kept !== undefined && hashOf(kept) === cert;
    return [{ change, subject: entry.subject, undo: undoing(change, before.issued, isHeld) }];
  });
}

function lineOf(open: OpenOffice, { change, subject, undo }: Undoable): Output<'trust.changes'>[number] {
  const { offices } = open.repos;
  const entry = change.now ?? change.before;
  const kind = entry?.kind ?? 'office';
  const device = kind === 'device' ? offices.deviceById(subject as DeviceId) : undefined;
  const office = kind === 'office' ? offices.officeById(subject as OfficeId) : officeOfDevice(open, device);
  const at = entry?.dropped?.at ?? entry?.cutOff?.at;
  const nth = device && office ? offices.devicesOf(office.n).findIndex(({ n }) => n === device.n) + 1 : undefined;
  return {
    kind,
    subject,
    what: change.what,
    ...(office ? { office: office.name, code: office.code } : {}),
    ...(nth === undefined ? {} : { computer: nth }),
    ...(at === undefined ? {} : { atUtc: instantOf(at) }),
    mayUndo: undo !== undefined,
  };
}

/** What is different now from an earlier list, offices before computers. TRUST_LIST_GONE. */
export const listChanges = (open: OpenOffice, place: Place): Output<'trust.changes'> =>
  changesSince(open, place)
    .map((one) => lineOf(open, one))
    .sort((x, y) => Number(x.kind === 'device') - Number(y.kind === 'device'));

/**
 * The entries that undo the chosen changes, for the next list; what has no chosen subject stays as it is now. TRUST_LIST_GONE
 * when the earlier list is not kept, or one of the subjects is none that can be undone.
 */
export function undone(open: OpenOffice, { since, subjects }: Omit<Input<'trust.undo'>, 'why'>): DirectoryEntry[] {
  const found = new Map<string, DirectoryEntry | undefined>(
    changesSince(open, since).map(({ subject, undo }) => [subject, undo]),
  );
  return subjects.map((subject) => {
    const entry = found.get(subject);
    if (!entry) throw new Refusal('TRUST_LIST_GONE');
    return entry;
  });
}

/** Notes that changes of the list were undone: since which list, and how many. */
export const auditUndone = (open: OpenOffice, { since, subjects }: Input<'trust.undo'>): void => {
  audit(open, 'trust.undone', `${String(since.root)}.${String(since.version)}`, 'done', String(subjects.length));
};

/** Signs a list in which the chosen changes since an earlier one are undone. TRUST_NOT_AUTHORITY, TRUST_LIST_GONE. */
export async function undoChanges(open: OpenOffice, input: Input<'trust.undo'>): Promise<Output<'trust.undo'>> {
  open.db.transaction(() => {
    signDirectory(open, undone(open, input), [], undefined);
    auditUndone(open, input);
  });
  await takeWaiting(open);
  return trustState(open);
}
