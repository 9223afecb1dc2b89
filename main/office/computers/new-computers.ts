import type { Input, Output } from '#core/contracts/index.ts';
import { Refusal } from '#core/result.ts';
import { belongsTo, readDeviceCertificate, readOfficeCertificate } from '../../crypto/certificates.ts';
import { publicBytes } from '../../crypto/ed25519.ts';
import { readSibling } from '../../crypto/sibling.ts';
import type { DeviceRow, OfficeRow } from '../../storage/office.repo.ts';
import { audit } from '../audit.ts';
import { instantOf } from '../clock.ts';
import { isKept, unseenOf } from '../cursors.ts';
import { droppedView } from '../dropped-view.ts';
import { heldDirectory } from '../held-trust.ts';
import { officeOfDevice } from '../office-of-device.ts';
import type { OpenOffice } from '../open-office.ts';
import { ofOffice, putOfOffice } from '../relay/relay-state.ts';
import { settleDelivered } from '../receipts.ts';
import { fingerprintView } from '../trust-state.ts';

type Computers = Output<'computers.others'>;
type Computer = Computers['computers'][number];

/** What the words of a computer are of: its two keys. Both offices can show them, whatever brought the keys here. */
const wordsOf = ({ signingKey, recipient }: Pick<DeviceRow, 'recipient'> & { readonly signingKey: Uint8Array }) =>
  fingerprintView(Buffer.concat([Buffer.from('hifadhi computer\n'), signingKey, Buffer.from(recipient)]));

/** Who of the office signed for a computer, as far as a name is known here for that key. */
function namedBy(open: OpenOffice, office: OfficeRow, key: Uint8Array | undefined): string | undefined {
  if (!key) return undefined;
  return open.repos.offices
    .people()
    .find(({ officeN, signingKey }) => officeN === office.n && signingKey !== null && !Buffer.compare(signingKey, key))
    ?.name;
}

/** How a computer came to be known here, and who let it in. */
function originOf(open: OpenOffice, office: OfficeRow, { deviceId }: DeviceRow): Pick<Computer, 'how' | 'name' | 'by'> {
  const { siblings, successions, trust } = open.repos;
  const row = siblings.of(deviceId);
  const sibling = row && readSibling(row.body);
  if (sibling) {
    const by = namedBy(open, office, sibling.value.admin);
    return { how: 'beside', name: sibling.value.name, ...(by === undefined ? {} : { by }) };
  }
  if (successions.of(deviceId)) return { how: 'renewed' };
  const own = trust.certificate('office', office.officeId);
  const cert = own && readOfficeCertificate(own);
  const bytes = trust.certificate('device', deviceId);
  const device = bytes && readDeviceCertificate(bytes);
  if (!cert || !device) return { how: 'told' };
  // Of several people who may answer, the one whose signature alone makes it belong.
  const admin = cert.value.admins.find((key) =>
    belongsTo(device, { ...cert, value: { ...cert.value, admins: [key] } }),
  );
  const by = namedBy(open, office, admin);
  return { how: 'list', ...(by === undefined ? {} : { by }) };
}

/**
 * The computers of other offices that nobody of this office has looked at yet, or that somebody holds back (exchange.md R4),
 * the words of this computer, which others compare, and whether the programme dropped this office.
 */
export function newComputers(open: OpenOffice): Computers {
  const { offices } = open.repos;
  const hasList = heldDirectory(open) !== undefined;
  const of = (office: OfficeRow): Computer[] => {
    const waits = isKept(open, office);
    return unseenOf(open, office).map((device) => ({
      deviceId: device.deviceId,
      officeId: office.officeId,
      office: office.name,
      code: office.code,
      ...originOf(open, office, device),
      ...wordsOf(device),
      sinceUtc: instantOf(offices.heardOf(device.n).addedAt),
      list: !hasList ? ('none' as const) : device.standing === 'listed' ? ('named' as const) : ('not-named' as const),
      sight: device.sight === 'held' ? ('held' as const) : ('new' as const),
      waits,
    }));
  };
  const self = offices.self();
  const ownDropped = self && droppedView(self).dropped;
  return {
    own: wordsOf({ signingKey: publicBytes(open.self.deviceKey), recipient: open.self.recipient }),
    ...(ownDropped ? { ownDropped } : {}),
    computers: offices.offices().flatMap(of),
  };
}

/**
 * Notes that a person here knows a computer of another office, so that bundles are sealed for it from now on, or holds it
 * back. Either can be changed. SYNC_OFFICE_UNKNOWN for a computer of this office or of none.
 */
export function lookAtComputer(open: OpenOffice, input: Input<'computers.look'>): Computers {
  const device = open.repos.offices.deviceById(input.deviceId);
  const office = officeOfDevice(open, device);
  if (!device || !office || office.isSelf) throw new Refusal('SYNC_OFFICE_UNKNOWN');
  open.db.transaction(() => {
    open.repos.offices.setSight(device.n, input.known ? 'known' : 'held');
    // What lies at the relay was not for it: the next visit brings everything that it may have.
    const { mark: _mark, trouble: _past, ...rest } = ofOffice(open, office.officeId);
    if (input.known) putOfOffice(open, office.officeId, rest);
    // What is held back is not waited for.
    settleDelivered(open);
    audit(open, input.known ? 'device.seen' : 'device.held', device.deviceId, 'done', office.code);
  });
  return newComputers(open);
}
