import { z } from 'zod';
import type { CutOff } from '#core/exchange/trust.ts';
import type { DeviceId } from '#core/ids.ts';
import { bytes16, bytes32, idFrom, toBytes } from '../crypto/cbor.ts';
import { isBy, readNote, signNote, type Note } from '../crypto/note.ts';
import { officeOfDevice, speakerOf } from './office-of-device.ts';
import type { OpenOffice } from './open-office.ts';

/** One fixed payload type per kind of object (exchange.md R14). */
export const HELD_TYPE = 'application/vnd.hifadhi.held-before.v1+cbor';
/** Why a save of a computer that was taken out is set aside: nobody says to have held it before its cut-off. */
export const NOT_WITNESSED = 'not-witnessed';

/** So many fit into a certificate's 4 KiB. */
const MOST = 80;
const body = z.strictObject({
  v: z.literal(1),
  /** The computer that says so. */
  d: bytes16,
  /** Ids of saves of other computers, and when each was stored there, in milliseconds. */
  c: z.array(z.tuple([bytes32, z.int().min(0)])).max(MOST),
});

/**
 * What stands among the certificates of a bundle (docs/bundle-format.md): of the saves in it that a computer wrote which was
 * taken out since, those that this computer held before the cut-off, and since when, signed.
 *
 * @param commits places in this office's log.
 */
export function heldNotes(open: OpenOffice, commits: Iterable<number>): Uint8Array<ArrayBuffer>[] {
  const cutOffs = new Map(open.repos.offices.devices().map(({ n, cutOff }) => [n, cutOff]));
  if (![...cutOffs.values()].some((cutOff) => cutOff !== undefined)) return [];
  const held: [Uint8Array, number][] = [];
  for (const n of commits) {
    const row = open.repos.commits.byNumber(n);
    const cutOff = row && row.deviceN !== open.self.deviceN ? cutOffs.get(row.deviceN) : undefined;
    if (!row || !cutOff) continue;
    const id = new Uint8Array(toBytes(row.id));
    const at = Math.min(row.at, open.repos.heldBefore.since(id, open.self.deviceN) ?? row.at);
    if (at <= cutOff.at) held.push([id, at]);
  }
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

/**
 * Takes such notes from among the certificates of a bundle, whoever carries them, in the running transaction: what was set
 * aside for want of one is judged anew.
 */
export function takeHeldNotes(open: OpenOffice, certs: readonly Uint8Array[]): void {
  let isNew = false;
  for (const bytes of certs) {
    const note = readHeld(bytes);
    if (!note) continue;
    const { n, key } = witness(open, idFrom<DeviceId>(note.value.d));
    if (!isBy(HELD_TYPE, note, key)) continue;
    for (const [id, at] of note.value.c) if (open.repos.heldBefore.put(id, n, at)) isNew = true;
  }
  if (isNew) open.repos.commits.release(NOT_WITNESSED);
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
 * Whether a save of a computer that was taken out was in other hands before that (exchange.md R3): here, or at a computer
 * that still speaks for its office and is not the author's. Its own clock proves nothing: whoever has it can set it back.
 *
 * @param item the save as it would be put away, byte for byte.
 */
export function isWitnessed(
  open: OpenOffice,
  save: { readonly id: Uint8Array; readonly deviceN: number; readonly item: Uint8Array },
  cutOff: CutOff,
): boolean {
  const { heldBefore, offices } = open.repos;
  const here = heldBefore.putAway(save.id, save.item);
  if (here !== undefined && here <= cutOff.at) return true;
  return heldBefore.by(save.id, cutOff.at).some((n) => {
    const device = n === save.deviceN ? undefined : offices.device(n);
    return device !== undefined && witness(open, device.deviceId).key !== undefined;
  });
}
