import { createHmac } from 'node:crypto';
import * as cborg from 'cborg';
import { z } from 'zod';
import type { DeviceId, OfficeId } from '#core/ids.ts';
import { packedHead, readHead } from './audit-head.ts';
import { Refusal } from '#core/result.ts';
import {
  BUNDLE_LIMITS,
  MOST_CERTS,
  MOST_NOTES,
  MOST_SUCCESSIONS,
  MOST_WORDS,
  USUAL_CAPS,
  USUAL_CONSENT,
  USUAL_PURPOSE,
  type Confirm,
  type Manifest,
} from './bundle-format.ts';
import { STRICT_CBOR, bytes16, bytes32, bytes64, idFrom, toBytes } from './cbor.ts';
import { sha256 } from './hashing.ts';

const ID = 16;
const SIGNATURE = 64;

/** What the reader of a short manifest knows without it, and what is signed with it all the same. */
export interface Around {
  /** The public header of the bundle, 26 bytes. */
  readonly header: Uint8Array;
  /** The computer that signs it, and its office as the reader knows it. */
  readonly from: Uint8Array;
  readonly office: Uint8Array;
  readonly signature: Uint8Array;
}

const bytes = z.instanceof(Uint8Array);
const ids = bytes.refine(({ length }) => length > 0 && length % ID === 0 && length <= ID * BUNDLE_LIMITS.recipients);
const count = z.int().min(0);
// How many there may be is asked before what they are: nobody has shown yet who wrote this.
const optional = z.strictObject({
  /** Directory: version, root and hash. */
  d: z.tuple([count, count, bytes32]).optional(),
  t: bytes.optional(),
  u: z.array(bytes).min(1).max(MOST_SUCCESSIONS).optional(),
  o: bytes.optional(),
  c: z.array(bytes).min(1).max(MOST_CERTS).optional(),
  /** What stands among the receipts and is neither a receipt nor a head. */
  n: z.array(bytes).min(1).max(MOST_NOTES).optional(),
  /** Computers that receipts and heads name by their number here, from 1; 0 is the one that signs. */
  e: ids.optional(),
  /** Receipts: computer, 0 or 1 for attachments, bundle, half of the hash, position, highest number or 0. */
  r: z
    .array(z.tuple([count, z.int().min(0).max(1), bytes16, bytes16, count, count]))
    .min(1)
    .max(MOST_NOTES)
    .optional(),
  /** Heads: 0 of the sender or 1 of the receiver, computer, number, hash, how long before the manifest, signature. */
  h: z
    .array(z.tuple([z.int().min(0).max(1), count, count, bytes32, z.int(), bytes64]))
    .min(1)
    .max(MOST_NOTES)
    .optional(),
  /** Part of a train: its id, which and of how many. */
  w: z.tuple([bytes16, count, count]).optional(),
  p: z.tuple([z.string(), z.string()]).optional(),
  x: z.array(z.string()).max(MOST_WORDS).optional(),
});
const shape = z.tuple([
  bytes16,
  ids,
  count,
  bytes32,
  count,
  count,
  count,
  count,
  count,
  count,
  z.string(),
  z
    .array(z.union([z.tuple([count, count, bytes32]), z.tuple([count, count, bytes32, bytes32])]))
    .max(BUNDLE_LIMITS.segments),
  optional,
]);

/**
 * What is signed, and what the hash of the manifest is of. It names the computer too: by the hash alone nobody else’s manifest
 * passes for the same one.
 */
export const signedShort = ({ header, from, office }: Omit<Around, 'signature'>, body: Uint8Array): Buffer =>
  Buffer.concat([header, from, office, body]);

/** The envelope: who signs, the signature, the body. */
export const shortEnvelope = (from: Uint8Array, signature: Uint8Array, body: Uint8Array): Buffer =>
  Buffer.concat([from, signature, body]);

/** The parts of an envelope; undefined for one that is too short to hold them. */
export const readShortEnvelope = (
  envelope: Uint8Array,
): { readonly from: Uint8Array; readonly signature: Uint8Array; readonly body: Uint8Array } | undefined =>
  envelope.length <= ID + SIGNATURE
    ? undefined
    : {
        from: new Uint8Array(envelope.subarray(0, ID)),
        signature: new Uint8Array(envelope.subarray(ID, ID + SIGNATURE)),
        body: new Uint8Array(envelope.subarray(ID + SIGNATURE)),
      };

/** The key of the delivery code, 16 bytes: only who has opened the bundle knows its signature. */
export const ackKeyOf = (signature: Uint8Array): Uint8Array<ArrayBuffer> =>
  new Uint8Array(createHmac('sha256', signature).update('hifadhi delivery key v2').digest().subarray(0, ID));

const split = (all: Uint8Array): Uint8Array<ArrayBuffer>[] =>
  Array.from({ length: all.length / ID }, (_none, i) => new Uint8Array(all.subarray(i * ID, (i + 1) * ID)));

/** The computers that are named, each by its number; the one that signs is 0. */
class Computers {
  readonly #all: string[];
  constructor(from: Uint8Array) {
    this.#all = [idFrom(from)];
  }
  numberOf(device: string): number {
    const known = this.#all.indexOf(device);
    return known < 0 ? this.#all.push(device) - 1 : known;
  }
  rest(): Uint8Array | undefined {
    const rest = this.#all.slice(1).map(toBytes);
    return rest.length === 0 ? undefined : Buffer.concat(rest);
  }
}

/** A link is one computer's to one office, of cases or of attachments: its name follows from what the bundle is. */
const linkOf = (from: Uint8Array, [to]: readonly Uint8Array[], [first]: Manifest['segs']): string =>
  `${idFrom(from)}>${idFrom(to ?? new Uint8Array())}/${first?.k === 'chunk' ? 'files' : 'data'}`;

type ShortHead = NonNullable<z.infer<typeof optional>['h']>[number];

/** A head as the short form tells it; undefined for what is none, or one that cannot be told so. */
function shortHead(note: Uint8Array, { from_office, to, at }: Manifest, computers: Computers): ShortHead | undefined {
  const told = readHead(note);
  const of = told && [idFrom(from_office), idFrom(to[0] ?? new Uint8Array())].indexOf(told.office);
  if (told === undefined || of === undefined || of < 0 || !Buffer.from(packedHead(told.office, told.head)).equals(note))
    return undefined;
  const { device, n, hash, at: signedAt, signature } = told.head;
  return [of, computers.numberOf(device), n, new Uint8Array(hash), at - signedAt, new Uint8Array(signature)];
}

const unlessEmpty = <T>(list: readonly T[]): T[] | undefined => (list.length === 0 ? undefined : [...list]);

/** The body of a manifest in the short form, in the one spelling that is read. Its link and key follow from the rest. */
export function shortBody(manifest: Manifest): Uint8Array {
  const { dir_version, dir_root, dir_hash, train, purpose, consent_ref, caps, short } = manifest;
  const computers = new Computers(manifest.from);
  const r = (short?.confirms ?? []).map(
    ({ of, isFiles, bid, mh, pos, q }) =>
      [computers.numberOf(idFrom(of)), isFiles ? 1 : 0, bid, mh, pos, q ?? 0] as const,
  );
  const notes = manifest.receipts.map((note) => ({ note, head: shortHead(note, manifest, computers) }));
  const isAlone = idFrom(train[0]) === idFrom(manifest.bid) && train[1] === 1 && train[2] === 1;
  const isUsual = purpose === USUAL_PURPOSE && consent_ref === USUAL_CONSENT;
  const more = {
    d: dir_hash && [dir_version, dir_root, dir_hash],
    t: manifest.trust,
    u: manifest.succ,
    o: manifest.state,
    c: unlessEmpty(manifest.certs),
    n: unlessEmpty(notes.flatMap(({ note, head }) => (head ? [] : [note]))),
    e: computers.rest(),
    r: unlessEmpty(r),
    h: unlessEmpty(notes.flatMap(({ head }) => (head ? [head] : []))),
    w: isAlone ? undefined : train,
    p: isUsual ? undefined : [purpose, consent_ref],
    x: caps.length === USUAL_CAPS.length && caps.every((one, i) => one === USUAL_CAPS[i]) ? undefined : caps,
  };
  return cborg.encode([
    manifest.programme,
    Buffer.concat(manifest.to),
    manifest.link_seq,
    manifest.prev,
    ...manifest.range,
    manifest.base_ack,
    manifest.at,
    manifest.cases,
    manifest.commits,
    manifest.writer,
    manifest.segs.map((seg) => [seg.zl, seg.raw, seg.h, ...(seg.k === 'chunk' ? [seg.n] : [])]),
    Object.fromEntries(Object.entries(more).filter(([, value]) => value !== undefined)),
  ]);
}

/** Place of the segments in the body. */
const SEGS = 11;
const hasTooMany = (body: unknown): boolean => {
  const segs: unknown = Array.isArray(body) ? body[SEGS] : undefined;
  return Array.isArray(segs) && segs.length > BUNDLE_LIMITS.segments;
};

/**
 * What the long form of the same manifest would say, with nothing checked but that it is strict CBOR of this shape and not of
 * more parts than there may be; undefined for anything else. SYNC_TOO_LARGE for more segments than a bundle may have.
 */
export function expandShort(
  body: Uint8Array,
  around: Around,
): { readonly long: Record<string, unknown>; readonly confirms: readonly Confirm[] } | undefined {
  const value: unknown = cborg.decode(body, STRICT_CBOR);
  if (hasTooMany(value)) throw new Refusal('SYNC_TOO_LARGE', { at: 'declared' });
  const read = shape.safeParse(value).data;
  if (read === undefined) return undefined;
  const [programme, to, seq, prev, first, last, base, at, cases, commits, writer, packed, more] = read;
  const bid = new Uint8Array(around.header.subarray(-ID));
  const offices = split(to);
  const devices = [around.from, ...split(more.e ?? new Uint8Array())];
  if ([...(more.r ?? []).map(([n]) => n), ...(more.h ?? []).map(([, n]) => n)].some((n) => n >= devices.length))
    return undefined;
  const device = (n: number): Uint8Array => devices[n] ?? around.from;
  const heads = (more.h ?? []).map(([of, n, line, hash, before, signature]) =>
    packedHead(idFrom<OfficeId>((of === 0 ? around.office : offices[0]) ?? around.office), {
      device: idFrom<DeviceId>(device(n)),
      n: line,
      hash,
      at: at - before,
      signature,
    }),
  );
  const confirms = (more.r ?? []).map(([n, lane, of, mh, pos, q]): Confirm => {
    return { of: device(n), isFiles: lane === 1, bid: of, mh, pos, ...(q === 0 ? {} : { q }) };
  });
  const segs = packed.map(([zl, raw, h, n]) =>
    n === undefined ? { k: 'commits' as const, zl, raw, h } : { k: 'chunk' as const, n, zl, raw, h },
  );
  const [version, root, hash] = more.d ?? [0];
  const [purpose, consent] = more.p ?? [USUAL_PURPOSE, USUAL_CONSENT];
  const long = {
    v: 1,
    bid,
    hdr: new Uint8Array(sha256(around.header)),
    programme,
    from: around.from,
    from_office: around.office,
    to: offices,
    link: linkOf(around.from, offices, segs),
    link_seq: seq,
    prev,
    range: [first, last],
    base_ack: base,
    dir_version: version,
    ...(hash === undefined ? {} : { dir_hash: hash, dir_root: root }),
    ...(more.t === undefined ? {} : { trust: more.t }),
    ...(more.u === undefined ? {} : { succ: more.u }),
    ...(more.o === undefined ? {} : { state: more.o }),
    certs: more.c ?? [],
    receipts: [...(more.n ?? []), ...heads],
    caps: more.x ?? [...USUAL_CAPS],
    ack_key: ackKeyOf(around.signature),
    train: more.w ?? [bid, 1, 1],
    segs,
    purpose,
    consent_ref: consent,
    at,
    cases,
    commits,
    writer,
  };
  return { long, confirms };
}
