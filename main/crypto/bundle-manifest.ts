import type { KeyObject } from 'node:crypto';
import * as cborg from 'cborg';
import type { DeviceId, OfficeId, ProgrammeId } from '#core/ids.ts';
import { Refusal } from '#core/result.ts';
import { BUNDLE_LIMITS, MANIFEST_TYPE, envelopeShape, manifestShape, type Manifest } from './bundle-format.ts';
import { STRICT_CBOR, idFrom } from './cbor.ts';
import { fits, signBytes } from './ed25519.ts';
import { sha256 } from './hashing.ts';

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

/** The signed envelope of a manifest, and the manifest's hash, which the next bundle and the receipt name. */
export function sealManifest(manifest: Manifest, deviceKey: KeyObject): { envelope: Uint8Array; hash: Buffer } {
  // What no reader would take is not written either: it would go again with every bundle.
  if (!manifestShape.safeParse(manifest).success) throw new Refusal('SYNC_TOO_LARGE', { at: 'manifest' });
  const p = cborg.encode(manifest);
  const g = signBytes(MANIFEST_TYPE, p, deviceKey);
  const envelope = cborg.encode({ pt: MANIFEST_TYPE, p, s: [{ k: manifest.from, g }] });
  if (envelope.length > BUNDLE_LIMITS.envelope) throw new Refusal('SYNC_TOO_LARGE', { at: 'envelope' });
  return { envelope, hash: sha256(p) };
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
function vouchedSigner(device: DeviceId, manifest: Uint8Array, reader: BundleReader): Signer {
  const read = manifestShape.safeParse(cborg.decode(manifest, STRICT_CBOR)).data;
  const signer = read && reader.vouched?.(device, read);
  if (signer) return signer;
  if (reader.isUnlisted?.(device) === true) throw new Refusal('SYNC_NOT_LISTED');
  throw new Refusal(read && reader.isUnanswered?.(device, read) === true ? 'SYNC_NEW_COMPUTER' : 'SYNC_UNKNOWN_SENDER');
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
  const outer = envelopeShape.safeParse(cborg.decode(envelope, STRICT_CBOR));
  const signed = outer.data?.s[0];
  if (!outer.success || !signed) throw new Refusal('SYNC_DAMAGED', { at: 'envelope' });
  const device = idFrom<DeviceId>(signed.k);
  const signer = reader.signer(device) ?? vouchedSigner(device, outer.data.p, reader);
  if (!fits(MANIFEST_TYPE, outer.data.p, signer.key, signed.g)) throw new Refusal('SYNC_FORGED', { at: 'signature' });
  const value: unknown = cborg.decode(outer.data.p, STRICT_CBOR);
  if (claimsTooMuch(value)) throw new Refusal('SYNC_TOO_LARGE', { at: 'declared' });
  const inner = manifestShape.safeParse(value);
  if (!inner.success) throw new Refusal('SYNC_DAMAGED', { at: 'manifest' });
  const manifest = inner.data;
  if (idFrom(manifest.from) !== device || idFrom(manifest.from_office) !== signer.office)
    throw new Refusal('SYNC_FORGED', { at: 'from' });
  const claims = [manifest.dir_version > 0, manifest.dir_hash !== undefined, manifest.dir_root !== undefined];
  if (new Set(claims).size > 1) throw new Refusal('SYNC_DAMAGED', { at: 'directory' });
  const bundleId = header.subarray(10);
  if (!sha256(header).equals(manifest.hdr) || Buffer.compare(bundleId, manifest.bid) !== 0)
    throw new Refusal('SYNC_FORGED', { at: 'header' });
  if (idFrom(manifest.programme) !== reader.programme) throw new Refusal('SYNC_OTHER_PROGRAMME');
  if (!manifest.to.some((office) => idFrom(office) === reader.office)) throw new Refusal('SYNC_NOT_FOR_THIS_OFFICE');
  checkClaims(manifest);
  return { manifest, hash: sha256(outer.data.p) };
}
