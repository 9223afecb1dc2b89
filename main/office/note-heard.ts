import type { DeviceId } from '#core/ids.ts';
import type { Manifest } from '../crypto/bundle-format.ts';
import { idFrom } from '../crypto/cbor.ts';
import type { OfficeRow } from '../storage/office.repo.ts';
import { heardOf } from './cursors.ts';
import { linkState, linkTo, putLinkState } from './link-state.ts';
import { speakerOf } from './office-of-device.ts';
import type { OpenOffice } from './open-office.ts';

/** A computer that went on as a new one and writes all the same is one of its own from now on. */
export function noteHeard(open: OpenOffice, office: OfficeRow, { from, at }: Pick<Manifest, 'from' | 'at'>): void {
  const link = linkTo(open, office.officeId);
  const [state, device] = [linkState(open, link), idFrom<DeviceId>(from)];
  if (speakerOf(open, office, device) === undefined) return;
  const next = heardOf(open, state, device, at);
  if (next !== state) putLinkState(open, link, office.n, next);
}
