import type { DeviceId } from '#core/ids.ts';
import { Refusal } from '#core/result.ts';
import { BUNDLE_LIMITS } from '../crypto/bundle-format.ts';
import { readSuccession } from '../crypto/succession.ts';
import type { DeviceRow, OfficeRow } from '../storage/office.repo.ts';
import { linkState, linkTo, type LinkState } from './link-state.ts';
import type { OpenOffice } from './open-office.ts';
import type { SentBody } from './passed-over.ts';
import { confirmedByAny, isConfirmed, openToAny, withConfirmed, type Confirmed, type Stretch } from './stretches.ts';

/** Computers of an office in good standing, with a key, and not this one. */
const standingIn = (open: OpenOffice, office: Pick<OfficeRow, 'n'>): DeviceRow[] =>
  open.repos.offices.devicesOf(office.n).filter(({ deviceId, standing, recipient }) => {
    const stands = standing === 'known' || standing === 'listed';
    return stands && recipient !== '' && deviceId !== open.self.deviceId;
  });

/**
 * Those of them that a bundle may be sealed for now: one of another office only once somebody here has looked at it
 * (exchange.md R4). Who lets a computer into this office types a passphrase here, at one of its computers.
 */
const openTo = (open: OpenOffice, office: Pick<OfficeRow, 'n' | 'isSelf'>): DeviceRow[] =>
  standingIn(open, office).filter(({ sight }) => office.isSelf || sight === 'known');

/** Computers that went on as new ones, each with when it did; what one of them says later shows that it is still there. */
const wentOn = (open: OpenOffice): ReadonlyMap<DeviceId, { readonly body: Uint8Array; readonly isTwin: boolean }> =>
  new Map(open.repos.successions.all().map(({ before, why, body }) => [before, { body, isTwin: why === 'elsewhere' }]));

/**
 * Whom bundles for an office are sealed for: every active computer of it (exchange.md D5, §6.8). Of this office every other
 * one, but not what this computer was before it was put back from a copy.
 */
export function receiversOf(open: OpenOffice, office: OfficeRow): DeviceRow[] {
  if (isKept(open, office)) return [];
  const before = office.isSelf ? wentOn(open) : undefined;
  const { alive } = linkState(open, linkTo(open, office.officeId));
  return openTo(open, office)
    .filter(({ deviceId }) => {
      const gone = before?.get(deviceId);
      return gone === undefined || gone.isTwin || alive?.includes(deviceId) === true;
    })
    .slice(-BUNDLE_LIMITS.recipients);
}

/** Whether this office has other computers to exchange everything with. */
export const hasOtherComputers = (open: OpenOffice): boolean => {
  const own = open.repos.offices.self();
  return own !== undefined && receiversOf(open, own).length > 0;
};

/**
 * The computers of an office that have to confirm what goes there (exchange.md R7). One that was taken out counts no more, and
 * neither does one that went on as a new one, unless it was heard of since: then they are two.
 */
export function computersOf(
  open: OpenOffice,
  office: OfficeRow,
  { alive }: Pick<LinkState, 'alive'> = linkState(open, linkTo(open, office.officeId)),
): DeviceRow[] {
  const before = wentOn(open);
  return openTo(open, office).filter(({ deviceId }) => !before.has(deviceId) || alive?.includes(deviceId) === true);
}

/** The computers of another office that would count if somebody here had looked at them, or did not hold them back. */
export function unseenOf(open: OpenOffice, office: OfficeRow): DeviceRow[] {
  if (office.isSelf) return [];
  const { alive } = linkState(open, linkTo(open, office.officeId));
  const before = wentOn(open);
  return standingIn(open, office).filter(
    ({ deviceId, sight }) => sight !== 'known' && (!before.has(deviceId) || alive?.includes(deviceId) === true),
  );
}

/**
 * Whether everything for an office waits until somebody has looked at its computers: not one that could read it is known.
 * One that went on as a new one is not counted on: it may be what was lost.
 */
export const isKept = (open: OpenOffice, office: OfficeRow): boolean =>
  unseenOf(open, office).length > 0 && computersOf(open, office).length === 0;

/** Why nothing can be sealed for an office of which no computer is open to this one. */
export const noReceiver = (open: OpenOffice, office: OfficeRow): Refusal =>
  new Refusal(isKept(open, office) ? 'SYNC_COMPUTER_UNSEEN' : 'SYNC_NO_COMPUTER', { office: office.name });

/** Whether an office, and every computer of it that counts, said last that it has the directory of this hash. */
export function allHaveList(open: OpenOffice, office: OfficeRow, state: LinkState, hash: string): boolean {
  const computers = computersOf(open, office, state);
  const before = computers.length > 1 ? undefined : state.directory;
  return (
    state.directory === hash && computers.every(({ deviceId }) => (state.directories?.[deviceId] ?? before) === hash)
  );
}

/**
 * What each computer of an office that counts has confirmed. What was confirmed before there were cursors counts for a
 * computer that is alone; of several nobody knows which one it was, and it goes again.
 */
export function cursorsOf(open: OpenOffice, office: OfficeRow, state: LinkState): ReadonlyMap<DeviceId, Confirmed> {
  const computers = computersOf(open, office, state);
  const before = state.cursors === undefined && computers.length === 1 ? state.acked : 0;
  return new Map(
    computers.map(({ deviceId }) => [
      deviceId,
      { acked: state.cursors?.[deviceId] ?? before, beyond: state.beyond?.[deviceId] },
    ]),
  );
}

/** What any computer of the other office has confirmed, whether or not it counts now. */
export const confirmedBySome = ({ acked, cursors = {}, beyond = {} }: LinkState): Confirmed =>
  confirmedByAny([
    { acked },
    ...Object.values(cursors).map((cursor) => ({ acked: cursor })),
    ...Object.values(beyond).map((apart) => ({ acked: 0, beyond: apart })),
  ]);

/** Those whose word counts: each computer that counts, or what any has confirmed where none counts any more. */
function counted(open: OpenOffice, office: OfficeRow, state: LinkState): readonly Confirmed[] {
  const cursors = cursorsOf(open, office, state);
  return cursors.size === 0 ? [confirmedBySome(state)] : [...cursors.values()];
}

/** The position up to which every computer of an office has confirmed everything; that of all where none counts any more. */
export const confirmedUpTo = (
  open: OpenOffice,
  office: OfficeRow,
  state: LinkState = linkState(open, linkTo(open, office.officeId)),
): number => Math.min(...counted(open, office, state).map(({ acked }) => acked));

/** Whether every computer of an office has confirmed a position. */
export const isConfirmedBy = (open: OpenOffice, office: OfficeRow, pos: number): boolean =>
  counted(open, office, linkState(open, linkTo(open, office.officeId))).every((one) => isConfirmed(one, pos));

/** The stretches up to and including `last` that not every computer of an office has confirmed, in order. */
export const openOn = (
  open: OpenOffice,
  office: OfficeRow,
  last: number,
  state: LinkState = linkState(open, linkTo(open, office.officeId)),
): Stretch[] => openToAny(counted(open, office, state), last);

/** What is confirmed after a computer confirmed the stretch of a bundle, also where that lies behind a gap. */
export function afterReceipt(
  open: OpenOffice,
  office: OfficeRow,
  state: LinkState,
  { device, stretch }: { readonly device: DeviceId; readonly stretch: Stretch },
): Pick<LinkState, 'acked' | 'cursors' | 'beyond'> {
  const known = [...cursorsOf(open, office, state)].map(([id, { acked }]) => [id, acked] as const);
  const before = { ...state.cursors, ...Object.fromEntries(known) };
  const { [device]: apart, ...others } = state.beyond ?? {};
  const next = withConfirmed({ acked: before[device] ?? 0, beyond: apart }, stretch);
  const cursors = { ...before, [device]: next.acked };
  const beyond = { ...others, ...(next.beyond ? { [device]: next.beyond } : {}) };
  return { acked: confirmedBySome({ ...state, cursors, beyond }).acked, cursors, beyond };
}

/** How many of the computers that a bundle was sealed for and that still count have confirmed it, and how many they are. */
export function confirmations(
  open: OpenOffice,
  office: OfficeRow,
  sent: Pick<SentBody, 'by' | 'for'>,
): { readonly by: number; readonly of: number } {
  const by = sent.by ?? [];
  const counted = new Set<string>(computersOf(open, office).map(({ deviceId }) => deviceId));
  const asked = (sent.for ?? []).filter((device) => counted.has(device));
  if (asked.length === 0) return { by: Math.min(by.length, 1), of: 1 };
  return { by: asked.filter((device) => by.includes(device)).length, of: asked.length };
}

/** Notes that a computer which went on as a new one is still there: it wrote a bundle after that. Answers the next state. */
export function heardOf(open: OpenOffice, state: LinkState, device: DeviceId, at: number): LinkState {
  const gone = wentOn(open).get(device);
  if (gone === undefined || at <= (readSuccession(gone.body)?.value.at ?? 0) || state.alive?.includes(device) === true)
    return state;
  return { ...state, alive: [...(state.alive ?? []), device] };
}
