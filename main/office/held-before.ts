import { z } from 'zod';
import { heldSince, NOT_WITNESSED, type Hands } from '#core/exchange/late-work.ts';
import type { CutOff } from '#core/exchange/trust.ts';
import type { CommitId, DeviceId } from '#core/ids.ts';
import { bytes16, bytes32, idFrom, toBytes } from '../crypto/cbor.ts';
import { isBy, readNote, signNote, type Note } from '../crypto/note.ts';
import type { OfficeRow } from '../storage/office.repo.ts';
import { officeOfDevice, speakerOf } from './office-of-device.ts';
import type { OpenOffice } from './open-office.ts';

/** One fixed payload type per kind of object (exchange.md R14). */
export const HELD_TYPE = 'application/vnd.hifadhi.held-before.v1+cbor';

/** So many fit into a certificate's 4 KiB. */
const MOST = 80;
/** What one of them takes, with its part of the note. */
export const HELD_BYTES = 46;
const body = z.strictObject({
  v: z.literal(1),
  /** The computer that says so. */
  d: bytes16,
  /** Ids of saves of other computers, and when each was stored there, in milliseconds. */
  c: z.array(z.tuple([bytes32, z.int().min(0)])).max(MOST),
});

/**
 * What stands among the certificates of a bundle (docs/bundle-format.md): of saves in it that a computer wrote which was taken
 * out since, those that were in other hands before the cut-off as far as this computer knows, and since when, signed. And of
 * what the office set aside for want of such a word.
 *
 * @param commits places in this office's log.
 */
export function heldNotes(open: OpenOffice, office: OfficeRow, commits: Iterable<number>): Uint8Array<ArrayBuffer>[] {
  const { offices, heldBefore, commits: log } = open.repos;
  // Asked again at every export (exchange.md R5): a case that was shared may be shared no more.
  const asked = new Set(heardBy(open, office, heldBefore.asked(office.n)).flatMap((id) => log.numberOf(id) ?? []));
  const held: [Uint8Array, number][] = [];
  for (const n of new Set([...commits, ...asked])) {
    const row = log.byNumber(n);
    const cutOff = row && offices.device(row.deviceN)?.cutOff;
    if (!row || (!cutOff && !asked.has(n)) || row.deviceN === open.self.deviceN) continue;
    const id = new Uint8Array(toBytes(row.id));
    // Whoever asks has the list, also where it did not come here yet; then nobody here knows who is a witness no more, and
    // this computer speaks of itself alone.
    const isWitness = (by: number): boolean => (cutOff ? counts(open, by, row.deviceN) : by === open.self.deviceN);
    const words = heldBefore.by(id, cutOff?.at ?? Infinity).filter((word) => isWitness(word.by));
    const at = heldSince(row.at, words, cutOff);
    if (at !== undefined) held.push([id, at]);
  }
  return signed(open, held);
}

function signed(open: OpenOffice, held: readonly [Uint8Array, number][]): Uint8Array<ArrayBuffer>[] {
  const notes: Uint8Array<ArrayBuffer>[] = [];
  for (let i = 0; i < held.length; i += MOST) {
    const note = { v: 1, d: toBytes(open.self.deviceId), c: held.slice(i, i + MOST) };
    notes.push(signNote(HELD_TYPE, note, open.self.deviceKey));
  }
  return notes;
}

/** Reads such a word from foreign bytes; undefined for anything else. Whose it is, is asked of its signature. */
export const readHeld = (bytes: Uint8Array): Note<z.infer<typeof body>> | undefined => readNote(bytes, body);

/** The office whose computer this is, where it speaks for it now. */
function witness(
  open: OpenOffice,
  deviceId: DeviceId,
): { readonly n: number; readonly key: ReturnType<typeof speakerOf> } {
  const device = open.repos.offices.deviceById(deviceId);
  const office = officeOfDevice(open, device);
  return { n: device?.n ?? 0, key: office && speakerOf(open, office, deviceId) };
}

/** Whether a computer can be a witness of what another wrote: it is another one, and still speaks for its office. */
function counts(open: OpenOffice, byN: number, authorN: number): boolean {
  const device = byN === authorN ? undefined : open.repos.offices.device(byN);
  return device !== undefined && witness(open, device.deviceId).key !== undefined;
}

/**
 * Takes such notes from among the certificates of a bundle, whoever carries them, in the running transaction: what was set
 * aside for want of one is judged anew. What is about nothing that is here is forgotten at the end of the import (`tidy`).
 */
export function takeHeldNotes(open: OpenOffice, certs: readonly Uint8Array[]): void {
  const { heldBefore, aside } = open.repos;
  for (const bytes of certs) {
    const note = readHeld(bytes);
    if (!note) continue;
    const { n, key } = witness(open, idFrom<DeviceId>(note.value.d));
    if (!isBy(HELD_TYPE, note, key)) continue;
    for (const [bytesOfId, at] of note.value.c) {
      if (!heldBefore.put(bytesOfId, n, at)) continue;
      const id = idFrom<CommitId>(bytesOfId);
      const standing = aside.standing(id);
      if (standing?.reason === NOT_WITNESSED && !standing.isDiscarded) aside.release(id);
    }
  }
}

/**
 * Keeps of which saves an office wants to know since when they were here, having set them aside for want of a word: the next
 * bundle says so. It hears of cases alone that it has. In the caller's transaction.
 */
export function keepAsked(open: OpenOffice, office: OfficeRow, ids: readonly Uint8Array[]): void {
  const heard = heardBy(
    open,
    office,
    ids.map((id) => idFrom<CommitId>(id)),
  );
  open.repos.heldBefore.setAsked(
    office.n,
    heard.map((id) => new Uint8Array(toBytes(id))),
  );
}

/** Of these saves those that are here, of cases that the office has. */
function heardBy({ repos }: OpenOffice, office: OfficeRow, ids: readonly CommitId[]): CommitId[] {
  const { links, commits, cases } = repos;
  const shared = new Set(ids.length === 0 ? [] : links.sharedWith(office.n));
  return ids.filter((id) => {
    const row = commits.byId(id);
    const caseN = row && cases.stream(row.sid)?.caseN;
    return caseN !== undefined && (office.isSelf || shared.has(caseN));
  });
}

/** A computer that says by the whole of a bundle that it held what is in it, and since when at the latest, in milliseconds. */
export interface Holder {
  readonly deviceN: number;
  readonly at: number;
}

/** The computer that wrote a bundle as such a holder; undefined for one that was taken out or is on no list. */
export function holderOf(open: OpenOffice, deviceId: DeviceId, at: number): Holder | undefined {
  const { n, key } = witness(open, deviceId);
  return key && { deviceN: n, at };
}

/**
 * Notes since when a save that comes into the log now was put away here, in the running transaction: the log itself says only
 * when it came into it, and its computer may be taken out, or be known to be, after that.
 */
export function noteHeld(open: OpenOffice, id: Uint8Array, item: Uint8Array): void {
  const since = open.repos.heldBefore.putAway(id, item);
  if (since !== undefined) open.repos.heldBefore.put(id, open.self.deviceN, since);
}

/**
 * In whose hands a save of a computer that was taken out was (exchange.md R3): here, or at a computer that still speaks for
 * its office and is not the author's.
 *
 * @param item the save as it would be put away, byte for byte.
 * @param holder the computer in whose bundle it comes.
 */
export function handsOf(
  open: OpenOffice,
  save: { readonly id: Uint8Array; readonly deviceN: number; readonly item: () => Uint8Array },
  cutOff: CutOff | undefined,
  holder: Holder | undefined,
): Hands<number> {
  const { commits, heldBefore } = open.repos;
  return {
    // What is in the log was already held; it is known as such when it is merged.
    isHeld: () => commits.has(idFrom<CommitId>(save.id)),
    here: () => heldBefore.putAway(save.id, save.item()),
    words: () => [
      ...(holder ? [{ by: holder.deviceN, at: holder.at }] : []),
      ...heldBefore.by(save.id, cutOff?.at ?? Infinity),
    ],
    counts: (by) => counts(open, by, save.deviceN),
  };
}
