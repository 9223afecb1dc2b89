import { dirname, join } from 'node:path';
import { instantAt } from '#core/casework/working-time.ts';
import { compareDirectories, type DirectoryEntry } from '#core/exchange/trust.ts';
import type { EnrolmentRequestView } from '#core/contracts/trust.contract.ts';
import type { Input, Output } from '#core/contracts/index.ts';
import { Refusal } from '#core/result.ts';
import { idFrom } from '../crypto/cbor.ts';
import {
  hashOf,
  isLetInByRoot,
  letInByRoot,
  readOfficeCertificate,
  type SignedOffice,
} from '../crypto/certificates.ts';
import { DIRECTORY_LIMIT, MOST_ENTRIES, makeDirectory } from '../crypto/directory.ts';
import { once } from '../crypto/once.ts';
import type { SignedRoot } from '../crypto/programme-root.ts';
import { placeFile } from '../crypto/sealed-file.ts';
import { judgeTrust, mayAnswer } from '../crypto/trust-chain.ts';
import { REQUEST_LIMIT, readRequest, type EnrolmentRequest } from '../crypto/trust-package.ts';
import { audit } from './audit.ts';
import { authorityKey } from './authority-key.ts';
import { heldDirectory, heldRoots, heldTrust } from './held-trust.ts';
import { keepTrust } from './keep-trust.ts';
import { officeOfDevice } from './office-of-device.ts';
import { takeWaiting } from './office-cards.ts';
import type { OpenOffice } from './open-office.ts';
import { enoughHolders, forgetHolders } from './opened-holders.ts';
import { inboxDir } from './office-files.ts';
import { readStickFile } from './stick-file.ts';
import { packageBytes } from './trust-file.ts';
import { fingerprintView, trustState } from './trust-state.ts';

/** After so long without a new list people are told that it is old. It is never refused for that. */
const SOFT_EXPIRY = 365 * 24 * 60 * 60_000;

const entriesOf = (open: OpenOffice): readonly DirectoryEntry[] => heldDirectory(open)?.value.entries ?? [];

/**
 * Signs and keeps the next directory, in the caller's transaction. SYNC_TOO_LARGE when there is no room for another entry,
 * TRUST_NUMBERS_USED_UP when there is no next number: then only new keys of the programme help.
 *
 * @param changed entries that are added or take the place of those of the same subject.
 * @param certs certificates that it lists and that are not kept yet.
 * @param root new roots that it rests on, when the programme's keys change with it.
 */
export function signDirectory(
  open: OpenOffice,
  changed: readonly DirectoryEntry[],
  certs: readonly Uint8Array[],
  root: { readonly signed: SignedRoot; readonly key: NonNullable<ReturnType<typeof authorityKey>> } | undefined,
): void {
  const current = root?.signed ?? heldRoots(open).at(-1);
  const key = root?.key ?? authorityKey(open);
  if (!current || !key) throw new Refusal('TRUST_NOT_AUTHORITY');
  const before = heldDirectory(open)?.value;
  // Nobody stands in a list twice, whatever they stand there as: whoever had the authority's key may have put something else
  // under the id of a computer, or of an office.
  const entries = new Map<string, DirectoryEntry>(before?.entries.map((entry) => [entry.subject, entry]));
  for (const entry of changed) entries.set(entry.subject, entry);
  const issued = open.clock.now();
  const next = {
    programme: open.self.programmeId,
    // Counted anew under each root: a thief of the authority's key may have driven the number to the end.
    version: before?.minRoot === current.value.version ? before.version + 1 : 1,
    issued,
    softExpiry: issued + SOFT_EXPIRY,
    minRoot: current.value.version,
    entries: [...entries.values()],
  };
  if (!Number.isSafeInteger(next.version)) throw new Refusal('TRUST_NUMBERS_USED_UP');
  if (before && compareDirectories(next, before) <= 0) throw new Error('a directory has to follow the one before');
  const directory = makeDirectory(next, key);
  if (directory.length > DIRECTORY_LIMIT || next.entries.length > MOST_ENTRIES)
    throw new Refusal('SYNC_TOO_LARGE', { at: 'directory' });
  const roots = [...open.repos.trust.roots(), ...(root ? [root.signed.bytes] : [])];
  const verdict = judgeTrust(heldTrust(open), { roots, directory, certs });
  if (verdict?.age !== 'newer') throw new Error('the directory that was just signed does not count');
  keepTrust(open, verdict, { signedHere: true });
}

/**
 * Whether an office asks under the id of a computer, or the other way round: each id says one thing. The id of a computer
 * follows from its key: an office that the list alone names so is none.
 */
function clashes(open: OpenOffice, { office, device }: EnrolmentRequest): boolean {
  const [officeId, deviceId]: readonly string[] = [office.value.office, device.value.device];
  const taken = entriesOf(open).some(({ kind, subject }) => kind === 'device' && subject === officeId);
  const { offices } = open.repos;
  return (
    taken ||
    officeId === deviceId ||
    offices.devices().some((one) => one.deviceId === officeId) ||
    offices.offices().some((one) => one.officeId === deviceId)
  );
}

function readFrom(open: OpenOffice, path: string): { readonly request: EnrolmentRequest; readonly bytes: Buffer } {
  const bytes = readStickFile(path, REQUEST_LIMIT, 'TRUST_REQUEST_INVALID');
  const request = readRequest(bytes);
  if (!request || clashes(open, request)) throw new Refusal('TRUST_REQUEST_INVALID');
  return { request, bytes };
}

function viewOf(
  open: OpenOffice,
  { office, device, programme }: EnrolmentRequest,
  bytes: Buffer,
): EnrolmentRequestView {
  const { value } = office;
  const held = heldTrust(open);
  const known = held.offices.get(value.office);
  const listed = entriesOf(open).find(({ kind, subject }) => kind === 'device' && subject === device.value.device);
  const elsewhere = officeOfDevice(open, open.repos.offices.deviceById(device.value.device));
  const isOthers = elsewhere !== undefined && elsewhere.officeId !== value.office;
  const unproven = isOthers || !mayAnswer(held, held.roots.at(-1), office, [device]);
  const dropped = open.repos.offices.officeById(value.office)?.dropped !== undefined;
  return {
    officeId: value.office,
    code: value.code,
    name: value.name,
    sameProgramme: idFrom(programme) === open.self.programmeId,
    ...fingerprintView(bytes),
    byRoot: unproven && !isOthers && !dropped,
    known: dropped
      ? 'dropped'
      : listed?.cutOff
        ? 'revoked'
        : unproven
          ? 'unproven'
          : listed && known && Buffer.compare(known.body, office.body) === 0
            ? 'same'
            : known
              ? 'computer'
              : 'new',
  };
}

/** Reads a request that a person chose. Nothing is stored. TRUST_NOT_AUTHORITY where this computer signs no list. */
export function readEnrolmentRequest(open: OpenOffice, path: string): { place: string; request: EnrolmentRequestView } {
  if (!authorityKey(open)) throw new Refusal('TRUST_NOT_AUTHORITY');
  const { request, bytes } = readFrom(open, path);
  return { place: open.places.name(path), request: viewOf(open, request, bytes) };
}

/**
 * The certificate of an office that asks with people for whom nobody of it has signed, signed by the holders of the
 * programme's keys who opened theirs (exchange.md R4). TRUST_UNPROVEN where they are too few, or it is about a computer of
 * another office.
 */
function answeredByRoot(
  open: OpenOffice,
  { office }: EnrolmentRequest,
  { byRoot }: Pick<EnrolmentRequestView, 'byRoot'>,
): SignedOffice {
  const holders = enoughHolders(open);
  const { offices, roots } = heldTrust(open);
  const root = roots.at(-1);
  if (!byRoot || !holders || !root) throw new Refusal('TRUST_UNPROVEN');
  const before = offices.get(office.value.office);
  const signed = readOfficeCertificate(letInByRoot(office, before, holders));
  // Keys of a root that was replaced meanwhile sign nothing.
  if (!signed || !isLetInByRoot(signed, before, root.value)) throw new Refusal('ROOT_KEYS_MISSING');
  return signed;
}

/**
 * Lists an office and its computer after the words were compared, and writes the answer beside the request, if it is a file.
 * TRUST_MISMATCH when the words are others; TRUST_UNPROVEN when the office is known and nobody of it signed, unless enough
 * holders of the programme's keys opened theirs before and so sign in their place; SYNC_REVOKED for a computer that was
 * taken out, TRUST_OFFICE_DROPPED for one of an office that was dropped. When the answer cannot be written, the office is listed all the same, and the answer
 * can be written again.
 */
export async function enrolOffice(open: OpenOffice, input: Input<'trust.enrol'>): Promise<Output<'trust.enrol'>> {
  const path = open.places.path(input.place);
  const { request, bytes } = readFrom(open, path);
  const view = viewOf(open, request, bytes);
  if (view.words.join(' ') !== input.words.join(' ')) throw new Refusal('TRUST_MISMATCH');
  if (view.known === 'dropped') throw new Refusal('TRUST_OFFICE_DROPPED');
  if (view.known === 'revoked') throw new Refusal('SYNC_REVOKED');
  const { device } = request;
  const office = view.known === 'unproven' ? answeredByRoot(open, request, view) : request.office;
  open.db.transaction(() => {
    if (view.known !== 'same')
      signDirectory(
        open,
        [
          { kind: 'office', subject: office.value.office, cert: hashOf(office.bytes) },
          { kind: 'device', subject: device.value.device, cert: hashOf(device.bytes) },
        ],
        [office.bytes, device.bytes],
        undefined,
      );
    if (view.known === 'unproven') audit(open, 'trust.by-root', office.value.office, 'done', office.value.code);
    // The words that were compared are of a request that holds its keys, also where it is listed already.
    const listed = open.repos.offices.deviceById(device.value.device);
    if (listed) open.repos.offices.setSight(listed.n, 'known');
    if (view.known !== 'same') audit(open, 'trust.enrolled', office.value.office, 'done', office.value.code);
  });
  forgetHolders(open);
  // It came as codes, so there is no stick: the answer is shown as codes or saved by hand.
  if (dirname(path) === inboxDir(open.dir)) return { state: trustState(open) };
  const fileName = `${office.value.code}.hifadhi-trust`;
  await placeFile(join(dirname(path), fileName), once(packageBytes(open)));
  return { fileName, state: trustState(open) };
}

/**
 * Takes a computer out of the programme. What it wrote until then goes on counting; what it wrote later is set aside by
 * whoever gets it. Of one that is out already the moment is changed, and what was set aside is judged by the new one.
 * PERM_DENIED for the computer of the authority itself, TRUST_CUT_OFF_AHEAD for a moment that has not come.
 */
export async function revokeDevice(open: OpenOffice, input: Input<'trust.revoke'>): Promise<Output<'trust.revoke'>> {
  if (input.deviceId === open.self.deviceId) throw new Refusal('PERM_DENIED', { at: 'self' });
  const [day = '', time = ''] = input.goodUntil.at.split('T');
  const goodUntil = instantAt(day, time, input.goodUntil.zone);
  if (goodUntil > open.clock.now()) throw new Refusal('TRUST_CUT_OFF_AHEAD');
  const entry = entriesOf(open).find(({ kind, subject }) => kind === 'device' && subject === input.deviceId);
  if (!entry) throw new Refusal('SYNC_OFFICE_UNKNOWN');
  // At the very moment of its office it would pass for one that went with it.
  const dropped = officeOfDevice(open, open.repos.offices.deviceById(input.deviceId))?.dropped;
  const at = dropped?.at === goodUntil ? goodUntil - 1 : goodUntil;
  open.db.transaction(() => {
    signDirectory(open, [{ ...entry, cutOff: { at, dseq: 0 } }], [], undefined);
    audit(open, 'trust.revoked', input.deviceId, 'done', input.why);
  });
  await takeWaiting(open);
  return trustState(open);
}

/**
 * Puts a computer that was taken out back on the list: a thief of the authority's key may have taken out an honest one. What
 * was set aside of it is judged anew. SYNC_OFFICE_UNKNOWN for one that is not out, TRUST_OFFICE_DROPPED where its office is.
 */
export async function reinstateDevice(
  open: OpenOffice,
  input: Input<'trust.reinstate'>,
): Promise<Output<'trust.reinstate'>> {
  const out = entriesOf(open).find(({ kind, subject }) => kind === 'device' && subject === input.deviceId);
  if (!out?.cutOff) throw new Refusal('SYNC_OFFICE_UNKNOWN');
  if (officeOfDevice(open, open.repos.offices.deviceById(input.deviceId))?.dropped)
    throw new Refusal('TRUST_OFFICE_DROPPED');
  const { kind, subject, cert } = out;
  open.db.transaction(() => {
    signDirectory(open, [{ kind, subject, cert }], [], undefined);
    audit(open, 'trust.reinstated', input.deviceId, 'done', input.why);
  });
  await takeWaiting(open);
  return trustState(open);
}
