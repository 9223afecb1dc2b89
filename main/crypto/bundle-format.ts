import { z } from 'zod';
import { bytes16, bytes32, bytes64 } from './cbor.ts';
import { CARRIED_LIMIT } from './trust-package.ts';

/** docs/bundle-format.md. The line ends inside the magic show damage by a text-mode copy. */
export const MAGIC = Buffer.from('HFDB1\r\n\x1a', 'latin1');
/** Version of the container, in the public header: one tells of its manifest in the long form, the other in the short one. */
export const LONG_FORM = 1;
export const SHORT_FORM = 2;
export const HEADER_BYTES = 26;
export const MANIFEST_TYPE = 'application/vnd.hifadhi.manifest.v1+cbor';
export const SHORT_MANIFEST_TYPE = 'application/vnd.hifadhi.manifest.v2+cbor';

/** Among the capabilities of a bundle: its writer keeps certificates of people. */
export const READS_PEOPLE = 'people';
/** Its writer reads the short form. */
export const READS_SHORT = 'hfdb2';
/** What this program says of itself in its bundles. */
export const CAPS: readonly string[] = ['hfdb1', 'deflate', READS_PEOPLE, READS_SHORT];
/**
 * What a manifest says in nearly every bundle; in the short form only something else is written. It belongs to the format and
 * never changes: a program that says more of itself than these words writes its own out.
 */
export const USUAL_CAPS: readonly string[] = ['hfdb1', 'deflate', 'people', 'hfdb2'];
export const USUAL_PURPOSE = 'sync';
export const USUAL_CONSENT = 'per-case-grant';

const MIB = 1024 * 1024;
/** exchange.md §6.7, limits. */
export const BUNDLE_LIMITS = {
  plaintext: 256 * MIB,
  /** age adds a header for each recipient and 16 bytes for every 64 KiB. */
  file: 260 * MIB,
  envelope: MIB,
  segmentRaw: 4 * MIB,
  /** What cannot be made smaller grows by a few bytes. */
  segmentPacked: 4 * MIB + 65_536,
  segments: 4096,
  ratio: 200,
  recipients: 64,
} as const;

/** What the computers of one office tell each other beside the cases, in one bundle; deflated. */
export const STATE_LIMIT = 512 * 1024;

/** More than a computer that is put back from a copy every month needs in years. */
export const MOST_SUCCESSIONS = 64;
/** Certificates in a manifest; receipts, requests and heads; words about what its writer reads. */
export const MOST_CERTS = 10_000;
export const MOST_NOTES = 64;
export const MOST_WORDS = 32;

const sizes = {
  zl: z.int().min(0).max(BUNDLE_LIMITS.segmentPacked),
  raw: z.int().min(0).max(BUNDLE_LIMITS.segmentRaw),
  h: bytes32,
};
const segment = z.discriminatedUnion('k', [
  z.strictObject({ k: z.literal('commits'), ...sizes }),
  /** A part of an attachment, under its keyed name (docs/bundle-format.md, section 7). */
  z.strictObject({ k: z.literal('chunk'), n: bytes32, ...sizes }),
]);
export const manifestShape = z.strictObject({
  v: z.literal(1),
  bid: bytes16,
  /** SHA-256 of the public header: the header cannot be swapped. */
  hdr: bytes32,
  programme: bytes16,
  from: bytes16,
  from_office: bytes16,
  to: z.array(bytes16).min(1).max(BUNDLE_LIMITS.recipients),
  link: z.string().max(128),
  link_seq: z.int().min(1),
  prev: bytes32,
  range: z.tuple([z.int().min(0), z.int().min(0)]),
  base_ack: z.int().min(0),
  /** Version of the sender's directory, 0 where the programme has no authority; then the hash is absent. */
  dir_version: z.int().min(0),
  dir_hash: bytes32.optional(),
  /** Version of the root that it was signed under; there when the hash is. */
  dir_root: z.int().min(1).optional(),
  /** Roots, directory and certificates, for who may not have them (docs/bundle-format.md, Trust). */
  trust: z
    .instanceof(Uint8Array)
    .refine((bytes) => bytes.length <= CARRIED_LIMIT)
    .optional(),
  /** How computers that wrote something in it came to be, for who knows them as they were before. */
  succ: z
    .array(z.instanceof(Uint8Array).refine((one) => one.length <= 4096))
    .max(MOST_SUCCESSIONS)
    .optional(),
  /** Between computers of one office: what they tell each other beside the cases (docs/bundle-format.md, section 9). */
  state: z
    .instanceof(Uint8Array)
    .refine((bytes) => bytes.length <= STATE_LIMIT)
    .optional(),
  certs: z.array(z.instanceof(Uint8Array).refine((c) => c.length <= 4096)).max(MOST_CERTS),
  receipts: z.array(z.instanceof(Uint8Array).refine((r) => r.length <= 4096)).max(MOST_NOTES),
  caps: z.array(z.string().max(32)).max(MOST_WORDS),
  ack_key: bytes16,
  train: z.tuple([bytes16, z.int().min(1), z.int().min(1)]),
  /** All of one kind: attachments travel in bundles of their own. */
  segs: z
    .array(segment)
    .max(BUNDLE_LIMITS.segments)
    .refine((all) => all.every(({ k }) => k === all[0]?.k)),
  purpose: z.enum(['sync', 'referral', 'transfer', 'backup', 'trust']),
  consent_ref: z.string().max(64),
  at: z.int().min(0),
  cases: z.int().min(0),
  commits: z.int().min(0),
  writer: z.string().max(32),
});

/** That a bundle arrived, said in the short form by the computer that signs the manifest (docs/bundle-format.md, Receipts). */
export interface Confirm {
  /** Which computer wrote that bundle, and on which of its two links to this office. */
  readonly of: Uint8Array;
  readonly isFiles: boolean;
  readonly bid: Uint8Array;
  /** The first 16 bytes of the hash of its manifest. */
  readonly mh: Uint8Array;
  readonly pos: number;
  /** The highest number of that computer that this office has seen; absent where it has seen none (R2). */
  readonly q?: number | undefined;
}
export interface Manifest extends z.infer<typeof manifestShape> {
  /** There exactly when it is told in the short form. */
  readonly short?: { readonly confirms: readonly Confirm[] };
}

/** What a manifest says of the programme's directory. */
export interface BundleDirectory {
  readonly root: number;
  readonly version: number;
  readonly hash: Uint8Array<ArrayBuffer>;
  /** A trust package, for who may not have it. */
  readonly carried?: Uint8Array<ArrayBuffer>;
}

export const envelopeShape = z.strictObject({
  pt: z.literal(MANIFEST_TYPE),
  p: z.instanceof(Uint8Array),
  s: z.array(z.strictObject({ k: bytes16, g: bytes64 })).length(1),
});
