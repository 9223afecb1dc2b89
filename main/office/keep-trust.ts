import { AFTER_CUT_OFF, AFTER_DROP, NOT_WITNESSED } from '#core/exchange/late-work.ts';
import type { CutOff, Directory, Dropped } from '#core/exchange/trust.ts';
import { hashOf, type SignedDevice, type SignedOffice } from '../crypto/certificates.ts';
import type { Verdict } from '../crypto/trust-chain.ts';
import type { DeviceRow, OfficeRow, Standing } from '../storage/office.repo.ts';
import type { NewProof } from '../storage/trust.repo.ts';
import { audit } from './audit.ts';
import { authorityKey } from './authority-key.ts';
import { certifyPeople } from './certify-people.ts';
import { cutOffHere } from './computers/taken-out.ts';
import { heldDirectory } from './held-trust.ts';
import { officeOfDevice } from './office-of-device.ts';
import type { OpenOffice } from './open-office.ts';
import { renewWaiting } from './offer-changes.ts';
import { settleDelivered } from './receipts.ts';
import { hasGoneBack } from './send-again.ts';
import { isAnswered, lineOf } from './successions.ts';

/**
 * Keeps what a package was judged to be worth, in the caller's transaction: roots, the newer directory, certificates, the
 * offices and computers they name, and proofs of double signing. Answers whether anything is different now.
 *
 * @param signedHere whether this computer has just signed the directory itself.
 */
export function keepTrust(open: OpenOffice, verdict: Verdict, { signedHere = false } = {}): boolean {
  const { trust, offices } = open.repos;
  const now = open.clock.now();
  let changed = false;
  for (const root of verdict.roots) {
    trust.addRoot(root.value.version, root.bytes, now);
    audit(open, 'trust.root', String(root.value.version));
    changed = true;
  }
  const stolen = signedHere ? undefined : signedElsewhere(open, verdict);
  if (stolen) changed = alarm(open, stolen) || changed;
  else if (verdict.age === 'newer' && verdict.directory) {
    const before = heldDirectory(open);
    if (before)
      trust.keepPast({ root: before.value.minRoot, version: before.value.version, body: before.bytes, at: now });
    trust.putDirectory(verdict.directory.bytes, now);
    audit(open, 'trust.directory', String(verdict.directory.value.version));
    changed = true;
  }
  if (!stolen) {
    for (const { value, bytes } of verdict.between) trust.keepPastCertificate(value.office, bytes);
    const dropped = droppedBy(verdict.directory?.value);
    for (const office of verdict.offices.values()) {
      // One that was never real, and never heard of here, is nobody to know.
      const isNobody = dropped.get(office.value.office)?.why === 'false' && !offices.officeById(office.value.office);
      changed = (!isNobody && keepOffice(open, office)) || changed;
    }
    for (const device of verdict.devices) changed = keepDevice(open, device) || changed;
  }
  for (const fork of verdict.forks) changed = alarm(open, fork) || changed;
  for (const office of verdict.unproven) if (changed) audit(open, 'trust.unproven', office, 'refused');
  if (changed) renewStandings(open);
  // Once the office is in the programme, others can check what it says of its people.
  if (changed) certifyPeople(open);
  return changed;
}

/**
 * The proof that somebody else has the key with which this computer signs the list: a later one that it did not sign. Not
 * where an older copy of this office was put back: then the list may be one that it has forgotten.
 */
function signedElsewhere(open: OpenOffice, { root, age, directory }: Verdict): NewProof | undefined {
  const own = heldDirectory(open);
  if (age !== 'newer' || !directory || !own || !authorityKey(open, root) || hasGoneBack(open.db)) return undefined;
  const { minRoot, version } = directory.value;
  return { kind: 'stolen', root: minRoot, number: version, a: own.bytes, b: directory.bytes };
}

function alarm(open: OpenOffice, proof: NewProof): boolean {
  const isNew = open.repos.trust.addProof(proof, open.clock.now());
  if (isNew) audit(open, 'trust.forked', proof.kind, 'refused');
  return isNew;
}

function keepOffice(open: OpenOffice, { value, bytes }: SignedOffice): boolean {
  const { trust, offices } = open.repos;
  const before = trust.certificate('office', value.office);
  if (before?.equals(bytes) === true) return false;
  if (before) trust.keepPastCertificate(value.office, before);
  const now = open.clock.now();
  trust.putCertificate({ kind: 'office', subject: value.office, body: bytes }, now);
  const known = offices.officeById(value.office);
  if (known?.isSelf === true) return true;
  offices.putOffice({
    officeId: value.office,
    code: value.code,
    name: value.name,
    isSelf: false,
    card: known?.card ?? null,
    confirmedAt: known?.confirmedAt ?? now,
  });
  if (!known) audit(open, 'office.trusted', value.office, 'done', 'directory');
  return true;
}

function keepDevice(open: OpenOffice, { value, bytes }: SignedDevice): boolean {
  const { trust, offices } = open.repos;
  const office = offices.officeById(value.office);
  const known = offices.deviceById(value.device);
  // A computer belongs to one office, whatever else it signs.
  if (!office || (known && officeOfDevice(open, known)?.officeId !== value.office)) return false;
  if (trust.certificate('device', value.device)?.equals(bytes) === true) return false;
  const now = open.clock.now();
  trust.putCertificate({ kind: 'device', subject: value.device, body: bytes }, now);
  offices.addDevice(
    {
      deviceId: value.device,
      officeN: office.n,
      signingKey: Buffer.from(value.signingKey),
      recipient: value.recipient,
    },
    now,
  );
  return true;
}

/**
 * Writes beside each computer what the directory in force says of it, and that this office took it out itself, whichever is
 * earlier. A computer of which neither says anything stays as it is.
 */
export function renewStandings(open: OpenOffice): void {
  const { offices } = open.repos;
  const directory = heldDirectory(open)?.value;
  const dropped = droppedBy(directory);
  const changed: number[] = [];
  for (const { n, officeId, dropped: before } of offices.offices()) {
    const now = dropped.get(officeId);
    if (now?.at === before?.at && now?.why === before?.why) continue;
    offices.setDropped(n, now);
    changed.push(n);
  }
  const said = directory && saidByList(open, directory, dropped);
  let later = false;
  for (const device of offices.devices()) {
    const listed = said?.(device);
    const own = device.officeN === open.self.officeN ? cutOffHere(open, device.deviceId) : undefined;
    const cutOff = earlier(listed?.cutOff, own);
    if (!listed && !cutOff) continue;
    if (device.cutOff && (!cutOff || isLater(cutOff, device.cutOff))) later = true;
    offices.setStanding(device.n, cutOff ? 'revoked' : (listed?.standing ?? 'known'), cutOff);
  }
  settleDelivered(open);
  renewWaiting(open, changed);
  // What was set aside for a cut-off that was too early is judged anew, with everything else that waits; the reason for which
  // an office was dropped says as well what counts of it.
  if (later || changed.length > 0)
    for (const reason of [AFTER_CUT_OFF, AFTER_DROP, NOT_WITNESSED]) open.repos.commits.release(reason);
}

/** The offices that a list dropped. */
const droppedBy = (directory: Directory | undefined): ReadonlyMap<string, Dropped> =>
  new Map(directory?.entries.flatMap(({ subject, dropped }) => (dropped ? [[subject, dropped] as const] : [])));

type Said = Pick<DeviceRow, 'standing' | 'cutOff'>;

/**
 * What the directory in force says of each computer. With a dropped office all its computers are out, those too that are
 * known by a card alone. Between computers of this office that is of no weight: what they have stays in one office.
 */
function saidByList(
  open: OpenOffice,
  directory: Directory,
  dropped: ReadonlyMap<string, Dropped>,
): (device: DeviceRow) => Said {
  const entries = new Map<string, Entry>();
  for (const entry of directory.entries) if (entry.kind === 'device') entries.set(entry.subject, entry);
  // Only where the office has proven its certificate: otherwise a list could take away the computer of a card.
  const listed = new Set<string>(
    directory.entries
      .filter(({ kind, subject }) => kind === 'office' && open.repos.trust.certificate('office', subject) !== undefined)
      .map(({ subject }) => subject),
  );
  return (device) => {
    const office = officeOfDevice(open, device);
    const drop = office && dropped.get(office.officeId);
    let entry = entries.get(device.deviceId) ?? entryBefore(open, device, entries);
    if (drop && office.isSelf && entry?.cutOff?.at === drop.at) {
      const { cutOff: _with, ...rest } = entry;
      entry = rest;
    }
    const out = drop && !office.isSelf ? outWith(drop, entry?.cutOff) : entry?.cutOff;
    if (out) return { standing: 'revoked', cutOff: out };
    if (entry) return { standing: standingUnder(open, device, entry), cutOff: undefined };
    const isKnown = !office || (!listed.has(office.officeId) && isCompared(office));
    return { standing: isKnown ? 'known' : 'unlisted', cutOff: undefined };
  };
}

/**
 * From when on a computer of a dropped office is out: with its office, or from its own cut-off where that is earlier. One that
 * was taken out by itself and later than its office is out a millisecond before it, so that it is not taken for one that only
 * went with it: what it saved has to have been in other hands (exchange.md R3).
 */
function outWith({ at }: Dropped, own: CutOff | undefined): CutOff {
  if (!own || own.at === at) return { at, dseq: 0 };
  return own.at < at ? own : { at: at - 1, dseq: 0 };
}

const earlier = (x: CutOff | undefined, y: CutOff | undefined): CutOff | undefined =>
  x && y ? (y.at < x.at ? y : x) : (x ?? y);

type Entry = Directory['entries'][number];

/**
 * What the list says of a computer that went on as a new one and is not listed itself: what it says of the one before. It
 * answers for what comes after it only with somebody of its office (exchange.md R4); once it is taken out, so is that.
 */
function entryBefore(open: OpenOffice, device: DeviceRow, entries: ReadonlyMap<string, Entry>): Entry | undefined {
  for (const { before } of lineOf(open, device.deviceId)) {
    const entry = entries.get(before);
    if (!entry) continue;
    // Its numbers are counted anew: only the moment of the cut-off says something about them.
    return entry.cutOff ? { ...entry, cutOff: { at: entry.cutOff.at, dseq: 0 } } : entry;
  }
  return entryBeside(open, device, entries);
}

/**
 * What the list says of the computer beside which one was made. Whoever takes that one out does not take out this one; but
 * what was heard of only after it left good hands may have been made by whoever had it, and waits for the list to name it.
 */
function entryBeside(open: OpenOffice, device: DeviceRow, entries: ReadonlyMap<string, Entry>): Entry | undefined {
  const { siblings, offices } = open.repos;
  const first = [device.deviceId, ...lineOf(open, device.deviceId).map(({ before }) => before)].at(-1);
  const sibling = first && siblings.of(first);
  if (!sibling) return undefined;
  const before = offices.deviceById(sibling.before);
  if (!before) return undefined;
  const entry = entries.get(before.deviceId) ?? entryBefore(open, before, entries);
  if (!entry?.cutOff) return entry;
  const { cutOff, ...rest } = entry;
  return sibling.at <= cutOff.at ? rest : undefined;
}

function standingUnder(open: OpenOffice, device: DeviceRow, entry: Entry): Standing {
  if (entry.subject === device.deviceId) return isProven(open, device, entry.cert) ? 'listed' : 'known';
  const office = officeOfDevice(open, device);
  return office && isAnswered(open, office.officeId, device.deviceId) ? 'listed' : 'unlisted';
}

const isLater = (cutOff: CutOff, before: CutOff): boolean => cutOff.at > before.at || cutOff.dseq > before.dseq;

/** Whether people compared its card; an office that came by the list alone goes with it. */
const isCompared = ({ isSelf, card }: OfficeRow): boolean => isSelf || card !== null;

/** Whether the listed certificate is here. Until then a computer that is known by its card goes on as it was. */
function isProven(open: OpenOffice, device: DeviceRow, cert: string): boolean {
  const kept = open.repos.trust.certificate('device', device.deviceId);
  return kept !== undefined && hashOf(kept) === cert;
}
