import { z } from 'zod';
import type { DeviceId } from '#core/ids.ts';
import { bytes16, bytes32, idFrom, toBytes } from '../../crypto/cbor.ts';
import { isBy, readNote, signNote } from '../../crypto/note.ts';
import type { OfficeRow } from '../../storage/office.repo.ts';
import { speakerOf } from '../office-of-device.ts';
import type { OpenOffice } from '../open-office.ts';

/** One fixed payload type per kind of object (exchange.md R14). */
const WANT_TYPE = 'application/vnd.hifadhi.want.v1+cbor';
const DAY = 86_400_000;
/** A receipt has at most 4,096 bytes; the rest is asked for with the next bundle. */
const MOST = 100;

const body = z.strictObject({
  v: z.literal(1),
  /** The device that misses parts. */
  d: bytes16,
  /** The office that is asked: a request cannot be handed on to another. */
  to: bytes16,
  at: z.int().min(0),
  /** Names of the parts. */
  w: z.array(bytes32).min(1).max(MOST),
});

/**
 * The signed request for parts of attachments that were told of more than a day ago and did not come (exchange.md §6.6):
 * names out of commits that the asked office wrote or has, and nothing that could be guessed. None when nothing is missing.
 */
export function wantFor(
  open: OpenOffice,
  office: OfficeRow,
): { readonly bytes: Uint8Array<ArrayBuffer>; readonly attachments: readonly number[] } | undefined {
  const missing = open.repos.files.missingFrom(office.n, open.clock.now() - DAY, MOST);
  if (missing.length === 0) return undefined;
  const want = {
    v: 1,
    d: toBytes(open.self.deviceId),
    to: toBytes(office.officeId),
    at: open.clock.now(),
    w: missing.map(({ name }) => new Uint8Array(name)),
  };
  const bytes = signNote(WANT_TYPE, want, open.self.deviceKey);
  return { bytes, attachments: [...new Set(missing.map(({ attachmentN }) => attachmentN))] };
}

/** Whether what stands among the receipts asks for attachments, whoever made it. */
export const isWant = (bytes: Uint8Array): boolean => readNote(bytes, body) !== undefined;

/**
 * Takes the requests for attachments among the receipts of a bundle: only from a device of the office that sent it.
 * Nothing leaves by a request that may not leave anyway; what was written less than a day ago may still arrive.
 */
export function takeWants(open: OpenOffice, office: OfficeRow, receipts: readonly Uint8Array[]): void {
  for (const bytes of receipts) {
    const want = readNote(bytes, body);
    if (want === undefined || idFrom(want.value.to) !== open.self.officeId) continue;
    if (!isBy(WANT_TYPE, want, speakerOf(open, office, idFrom<DeviceId>(want.value.d)))) continue;
    for (const name of want.value.w) open.repos.files.again(office.n, Buffer.from(name), open.clock.now() - DAY);
  }
}
