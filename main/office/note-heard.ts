import type { DeviceId } from '#core/ids.ts';
import { READS_SHORT, type Manifest } from '../crypto/bundle-format.ts';
import { idFrom } from '../crypto/cbor.ts';
import type { DeviceRow, OfficeRow } from '../storage/office.repo.ts';
import { computersOf, heardOf } from './cursors.ts';
import { filesLinkTo, linkState, linkTo, putLinkState, type LinkState } from './link-state.ts';
import { speakerOf } from './office-of-device.ts';
import type { OpenOffice } from './open-office.ts';

/**
 * So many bundles take the short form before a computer that reads it says something again. It may run an older program by
 * now, which cannot read them and has nothing to answer: then the next one is for it.
 */
const MOST_UNANSWERED = 3;

/** How many bundles were made for an office, of cases and of attachments. */
const madeFor = (open: OpenOffice, { officeId }: OfficeRow): number =>
  linkState(open, linkTo(open, officeId)).seq + linkState(open, filesLinkTo(open, officeId)).seq;

/** Notes whether the program of a computer reads the short form. Only its last word counts. Answers the next state. */
function heardForm(state: LinkState, device: DeviceId, made: number | undefined): LinkState {
  const { [device]: before, ...others } = state.readsShort ?? {};
  if (before === made) return state;
  return { ...state, readsShort: made === undefined ? others : { ...others, [device]: made } };
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
  const made = caps.includes(READS_SHORT) ? madeFor(open, office) : undefined;
  const next = heardForm(heardOf(open, state, device, at), device, made);
  if (next !== state) putLinkState(open, link, office.n, next);
}

/**
 * Whether a bundle may take the short form: every computer that it is sealed for has said that it reads it, and not too many
 * bundles ago. One that has said nothing yet may run an older program, which reads the long form alone. One that went on as
 * a new one says nothing any more, and nobody waits for it.
 */
export function readShort(open: OpenOffice, office: OfficeRow, receivers: readonly DeviceRow[]): boolean {
  const { readsShort = {} } = linkState(open, linkTo(open, office.officeId));
  const counts = new Set(computersOf(open, office).map(({ deviceId }) => deviceId));
  // Of this office bundles are sealed for such a one only where it may be at work somewhere.
  const asked = receivers.filter(({ deviceId }) => office.isSelf || counts.has(deviceId));
  const made = madeFor(open, office);
  const reads = ({ deviceId }: DeviceRow): boolean => {
    const unanswered = made - (readsShort[deviceId] ?? -Infinity);
    // Below 0: it counts anew on this link.
    return unanswered >= 0 && unanswered < MOST_UNANSWERED;
  };
  return asked.length > 0 && asked.every(reads);
}
