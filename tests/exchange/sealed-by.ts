import { sealBundle, type BundleParts } from '../../main/crypto/bundle-write.ts';
import { toBytes } from '../../main/crypto/cbor.ts';
import { linkTo } from '../../main/office/link-state.ts';
import type { OpenOffice } from '../../main/office/open-office.ts';
import { bytes16 } from './bundle-maker.ts';

/** A bundle that an office signs and seals, with anything in it. */
export async function sealedBy(
  from: OpenOffice,
  to: OpenOffice,
  change: Partial<BundleParts['facts']>,
  segments: readonly Buffer[] = [],
  directory?: BundleParts['directory'],
): Promise<Buffer> {
  const { self } = from;
  const bid = bytes16();
  const { bytes } = await sealBundle({
    facts: {
      bid,
      programme: new Uint8Array(toBytes(self.programmeId)),
      from: new Uint8Array(toBytes(self.deviceId)),
      from_office: new Uint8Array(toBytes(self.officeId)),
      to: [new Uint8Array(toBytes(to.self.officeId))],
      link: linkTo(from, to.self.officeId),
      link_seq: 2,
      prev: new Uint8Array(32),
      range: [1, 1],
      base_ack: 0,
      certs: [],
      receipts: [],
      caps: ['hfdb1', 'deflate'],
      ack_key: bytes16(),
      train: [bid, 1, 1],
      purpose: 'sync',
      consent_ref: 'per-case-grant',
      at: Date.now(),
      cases: segments.length,
      commits: segments.length,
      writer: from.version,
      ...change,
    },
    directory,
    segments,
    recipients: [to.self.recipient],
    deviceKey: self.deviceKey,
  });
  return bytes;
}
