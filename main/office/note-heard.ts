import type { DeviceId } from '#core/ids.ts';
import { READS_SHORT, type Manifest } from '../crypto/bundle-format.ts';
import { idFrom } from '../crypto/cbor.ts';
import type { DeviceRow, OfficeRow } from '../storage/office.repo.ts';
import { heardOf } from './cursors.ts';
import { linkState, linkTo, putLinkState, type LinkState } from './link-state.ts';
import { speakerOf } from './office-of-device.ts';
import type { OpenOffice } from './open-office.ts';

/** Notes whether the program of a computer reads the short form. Only its last word counts. Answers the next state. */
function heardForm(state: LinkState, device: DeviceId, reads: boolean): LinkState {
  const { short = [] } = state;
  if (short.includes(device) === reads) return state;
  return { ...state, short: reads ? [...short, device] : short.filter((one) => one !== device) };
}

/**
 * What the bundle of a computer says of itself: one that went on as a new one and writes all the same is one of its own from
 * now on, and bundles to it take the form that it reads.
 */
export function noteHeard(
  open: OpenOffice,
  office: OfficeRow,
  { from, at, caps }: Pick<Manifest, 'from' | 'at' | 'caps'>,
): void {
  const link = linkTo(open, office.officeId);
  const [state, device] = [linkState(open, link), idFrom<DeviceId>(from)];
  if (speakerOf(open, office, device) === undefined) return;
  const next = heardForm(heardOf(open, state, device, at), device, caps.includes(READS_SHORT));
  if (next !== state) putLinkState(open, link, office.n, next);
}

/**
 * Whether a bundle may take the short form: every computer that it is sealed for has said that it reads it. One that has
 * said nothing yet may run an older program, which reads the long form alone.
 */
export function readShort(open: OpenOffice, office: OfficeRow, receivers: readonly DeviceRow[]): boolean {
  const { short = [] } = linkState(open, linkTo(open, office.officeId));
  return receivers.every(({ deviceId }) => short.includes(deviceId));
}
