import type { BundleId, DeviceId } from '#core/ids.ts';
import type { OfficeRow } from '../storage/office.repo.ts';
import { confirmedUpTo, cursorsOf } from './cursors.ts';
import { linkState, linkTo } from './link-state.ts';
import type { OpenOffice } from './open-office.ts';
import type { Owed } from './receipts.ts';
import { isConfirmed } from './stretches.ts';

/** The last position that was given out on the link to an office. */
export const lastPositionTo = (open: OpenOffice, office: OfficeRow): number =>
  office.isSelf ? open.repos.links.lastOfLog() : open.repos.links.lastPosition(linkTo(open, office.officeId));

/** Which computer of this office wrote each bundle that came from one. */
function writersOf(open: OpenOffice, office: OfficeRow): ReadonlyMap<BundleId, string> {
  const received = open.repos.links.bundlesOf(office.n, 'in').filter(({ state }) => state === 'received');
  return new Map(
    received.map(({ bundleId, body }) => {
      const { link } = JSON.parse(body) as Owed;
      return [bundleId, link.slice(0, link.indexOf('>'))];
    }),
  );
}

/**
 * What the other computers of this office have not all confirmed: everything of every case, of referrals and erasures, and
 * what stands in the office's own streams (decision 0061). Without what each of those that wait for it wrote or brought.
 */
export function waitingOnOwn(open: OpenOffice, office: OfficeRow): number[] {
  const state = linkState(open, linkTo(open, office.officeId));
  const cursors = [...cursorsOf(open, office, state)];
  const numbers = new Map<number, DeviceId | undefined>();
  const nameOf = (n: number): DeviceId | undefined => {
    if (!numbers.has(n)) numbers.set(n, open.repos.offices.device(n)?.deviceId);
    return numbers.get(n);
  };
  const writers = writersOf(open, office);
  return open.repos.links.logAfter(confirmedUpTo(open, office, state)).flatMap(({ n, deviceN, origin }) => {
    const author = nameOf(deviceN);
    const writer = origin === undefined ? undefined : writers.get(origin);
    const known = (device: DeviceId): boolean => device === author || device === writer;
    return cursors.length > 0 && cursors.every(([device, one]) => isConfirmed(one, n) || known(device)) ? [] : [n];
  });
}
