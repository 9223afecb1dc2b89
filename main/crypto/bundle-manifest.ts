import type { KeyObject } from 'node:crypto';
import * as cborg from 'cborg';
import type { DeviceId, OfficeId, ProgrammeId } from '#core/ids.ts';
import { Refusal } from '#core/result.ts';
import {
  BUNDLE_LIMITS,
  MAGIC,
  MANIFEST_TYPE,
  SHORT_FORM,
  SHORT_MANIFEST_TYPE,
  envelopeShape,
  manifestShape,
  type Manifest,
} from './bundle-format.ts';
import { STRICT_CBOR, idFrom, toBytes } from './cbor.ts';
import { fits, signBytes } from './ed25519.ts';
import { sha256 } from './hashing.ts';
import { ackKeyOf, expandShort, readShortEnvelope, shortBody, shortEnvelope, signedShort } from './short-manifest.ts';

/** Who reads: everything that a bundle is checked against. */
export interface BundleReader {
  /** age identities of this computer, as it is and as it was before. */
  readonly identities: readonly string[];
  readonly office: OfficeId;
  readonly programme: ProgrammeId;
  /** The office and the key of a device that this office trusts. */
  readonly signer: (device: DeviceId) => Signer | undefined;
  /** The same of one that is not known, from what its bundle brings along. */
  readonly vouched?: (device: DeviceId, brings: Brings) => Signer | undefined;
  /** Whether it says that it is a known one under new keys, for whom nobody of its office has answered. */
  readonly isUnanswered?: (device: DeviceId, brings: Brings) => boolean;
  /** Whether it is known and the programme lists its office without it. */
  readonly isUnlisted?: (device: DeviceId) => boolean;
  /** Waited for between two parts of a long reading: others come to their turn. May refuse to go on. */
  readonly rest?: () => Promise<void>;
}
/** What a bundle brings for whoever does not know the computer that wrote it. Nothing in it rests on the bundle's word. */
export type Brings = Pick<Manifest, 'trust' | 'succ'>;
interface Signer {
  readonly office: OfficeId;
  readonly key: KeyObject;
}

/** A manifest as it goes into a bundle. */
interface SealedManifest {
  readonly envelope: Uint8Array;
  /** Of the manifest: the next bundle and the receipt name it. */
  readonly hash: Buffer;
  /** What a delivery code is made with, 16 bytes. */
  readonly ackKey: Uint8Array;
}

/** The short form, read back before it is used: what it does not say is known to the reader or stands nowhere. */
function sealShort(manifest: Manifest, header: Uint8Array, deviceKey: KeyObject): SealedManifest {
  const body = shortBody(manifest);
  const signed = signedShort({ header, from: manifest.from, office: manifest.from_office }, body);
  const signature = signBytes(SHORT_MANIFEST_TYPE, signed, deviceKey);
  const around = { header, from: manifest.from, office: manifest.from_office, signature };
  const ackKey = ackKeyOf(signature);
  const again = manifestOf(expandShort(body, around));
  const same = [{ ...manifest, ack_key: ackKey }, again].map((one) => Buffer.from(cborg.encode(one)));
  if (!again || same[1]?.equals(same[0] ?? Buffer.alloc(0)) !== true)
    throw new Refusal('SYNC_WRITE_FAILED', { at: 'manifest' });
  return { envelope: shortEnvelope(manifest.from, signature, body), hash: sha256(signed), ackKey };
}

/** The signed envelope of a manifest, in the form that the public header of its bundle tells of. */
export function sealManifest(manifest: Manifest, header: Uint8Array, deviceKey: KeyObject): SealedManifest {
  const { short, ...long } = manifest;
  // What no reader would take is not written either: it would go again with every bundle.
  if (!manifestShape.safeParse(long).success) throw new Refusal('SYNC_TOO_LARGE', { at: 'manifest' });
  let sealed: SealedManifest;
  if (short) sealed = sealShort(manifest, header, deviceKey);
  else {
    const p = cborg.encode(long);
    const g = signBytes(MANIFEST_TYPE, p, deviceKey);
    const envelope = cborg.encode({ pt: MANIFEST_TYPE, p, s: [{ k: manifest.from, g }] });
    sealed = { envelope, hash: sha256(p), ackKey: manifest.ack_key };
  }
  if (sealed.envelope.length > BUNDLE_LIMITS.envelope) throw new Refusal('SYNC_TOO_LARGE', { at: 'envelope' });
  return sealed;
}

/** A manifest told in the short form, of the shape and within the limits of any other. */
function manifestOf(read: ReturnType<typeof expandShort>): Manifest | undefined {
  const long = read && manifestShape.safeParse(read.long).data;
  return long && { ...long, short: { confirms: read.confirms } };
}

/** Nothing is inflated on the word of a manifest that claims more than there may be. */
function checkClaims({ segs }: Manifest): void {
  let packed = 0;
  for (const { raw, zl } of segs) {
    packed += zl;
    if (raw > BUNDLE_LIMITS.ratio * Math.max(64, zl)) throw new Refusal('SYNC_TOO_LARGE', { at: 'ratio' });
  }
  if (packed > BUNDLE_LIMITS.plaintext) throw new Refusal('SYNC_TOO_LARGE', { at: 'total' });
}

/** A manifest that says more than a bundle may hold is refused as too large, not as damaged. */
function claimsTooMuch(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !('segs' in value) || !Array.isArray(value.segs)) return false;
  const segs: unknown[] = value.segs;
  const most = BUNDLE_LIMITS.segmentPacked;
  const large = (n: unknown): boolean => typeof n === 'number' && n > most;
  return (
    segs.length > BUNDLE_LIMITS.segments ||
    segs.some(
      (seg) =>
        typeof seg === 'object' && seg !== null && (('raw' in seg && large(seg.raw)) || ('zl' in seg && large(seg.zl))),
    )
  );
}

/**
 * The signer whom a bundle itself proves, or the refusal that says what is missing. The manifest is read strictly for them before its signature
 * can be checked; what they are worth does not rest on it.
 */
function vouchedSigner(device: DeviceId, brings: Brings | undefined, reader: BundleReader): Signer {
  const signer = brings && reader.vouched?.(device, brings);
  if (signer) return signer;
  if (reader.isUnlisted?.(device) === true) throw new Refusal('SYNC_NOT_LISTED');
  const isUnanswered = brings && reader.isUnanswered?.(device, brings) === true;
  throw new Refusal(isUnanswered ? 'SYNC_NEW_COMPUTER' : 'SYNC_UNKNOWN_SENDER');
}

/** An envelope taken apart, and nothing of it believed yet. */
interface Outer {
  readonly from: Uint8Array;
  readonly signature: Uint8Array;
  readonly type: string;
  readonly brings: () => Brings | undefined;
  /** What is signed, when the signer is of this office; the manifest's hash is of it. */
  readonly signed: (office: Uint8Array) => Uint8Array;
  /** The manifest in it, to be asked for once the signature was checked. SYNC_TOO_LARGE, SYNC_DAMAGED. */
  readonly manifest: (office: Uint8Array) => Manifest;
}

const damaged = (at: string): Refusal => new Refusal('SYNC_DAMAGED', { at });

function longOuter(envelope: Uint8Array): Outer {
  const outer = envelopeShape.safeParse(cborg.decode(envelope, STRICT_CBOR)).data;
  const signed = outer?.s[0];
  if (!outer || !signed) throw damaged('envelope');
  return {
    from: signed.k,
    signature: signed.g,
    type: MANIFEST_TYPE,
    brings: () => manifestShape.safeParse(cborg.decode(outer.p, STRICT_CBOR)).data,
    signed: () => outer.p,
    manifest: () => {
      const value: unknown = cborg.decode(outer.p, STRICT_CBOR);
      if (claimsTooMuch(value)) throw new Refusal('SYNC_TOO_LARGE', { at: 'declared' });
      const manifest = manifestShape.safeParse(value).data;
      if (!manifest) throw damaged('manifest');
      return manifest;
    },
  };
}

function shortOuter(envelope: Uint8Array, header: Uint8Array): Outer {
  const outer = readShortEnvelope(envelope);
  if (!outer) throw damaged('envelope');
  const { body, ...rest } = outer;
  const expanded = (office: Uint8Array): ReturnType<typeof expandShort> =>
    expandShort(body, { ...rest, header, office });
  return {
    ...rest,
    type: SHORT_MANIFEST_TYPE,
    // Whose computer it is does not stand in it, and is not needed for what it brings.
    brings: () => manifestOf(expanded(new Uint8Array(16))),
    signed: (office) => signedShort({ header, from: rest.from, office }, body),
    manifest: (office) => {
      const read = expanded(office);
      if (claimsTooMuch(read?.long)) throw new Refusal('SYNC_TOO_LARGE', { at: 'declared' });
      const manifest = manifestOf(read);
      // One spelling: whatever could be said in two ways is said in one.
      if (!manifest || Buffer.compare(shortBody(manifest), body) !== 0) throw damaged('manifest');
      return manifest;
    },
  };
}

/**
 * Opens an envelope. The order is that of exchange.md §6.7: strict CBOR, shape, signer known, signature, and only then
 * the manifest itself: who it says it is from, this file's header, this programme, this office, sizes within limits.
 */
export function openManifest(
  envelope: Uint8Array,
  header: Uint8Array,
  reader: BundleReader,
): { readonly manifest: Manifest; readonly hash: Buffer } {
  const outer = header[MAGIC.length] === SHORT_FORM ? shortOuter(envelope, header) : longOuter(envelope);
  const device = idFrom<DeviceId>(outer.from);
  const signer = reader.signer(device) ?? vouchedSigner(device, outer.brings(), reader);
  const office = new Uint8Array(toBytes(signer.office));
  const signed = outer.signed(office);
  if (!fits(outer.type, signed, signer.key, outer.signature)) throw new Refusal('SYNC_FORGED', { at: 'signature' });
  const manifest = outer.manifest(office);
  if (idFrom(manifest.from) !== device || idFrom(manifest.from_office) !== signer.office)
    throw new Refusal('SYNC_FORGED', { at: 'from' });
  const claims = [manifest.dir_version > 0, manifest.dir_hash !== undefined, manifest.dir_root !== undefined];
  if (new Set(claims).size > 1) throw damaged('directory');
  const bundleId = header.subarray(10);
  if (!sha256(header).equals(manifest.hdr) || Buffer.compare(bundleId, manifest.bid) !== 0)
    throw new Refusal('SYNC_FORGED', { at: 'header' });
  if (idFrom(manifest.programme) !== reader.programme) throw new Refusal('SYNC_OTHER_PROGRAMME');
  if (!manifest.to.some((to) => idFrom(to) === reader.office)) throw new Refusal('SYNC_NOT_FOR_THIS_OFFICE');
  checkClaims(manifest);
  return { manifest, hash: sha256(signed) };
}
