import { randomBytes } from 'node:crypto';
import type { BundleId } from '#core/ids.ts';
import { CAPS, USUAL_CONSENT, USUAL_PURPOSE } from '../crypto/bundle-format.ts';
import type { BundleParts } from '../crypto/bundle-write.ts';
import { idFrom, toBytes } from '../crypto/cbor.ts';
import type { OfficeRow } from '../storage/office.repo.ts';
import type { LinkState } from './link-state.ts';
import type { OpenOffice } from './open-office.ts';

type Facts = BundleParts['facts'];

/** What every bundle to an office says of itself, whatever it holds. */
interface NewBundle {
  readonly bundleId: BundleId;
  readonly fileName: string;
  readonly at: number;
  readonly facts: Omit<Facts, 'range' | 'base_ack' | 'succ' | 'certs' | 'receipts' | 'train' | 'cases' | 'commits'>;
}

/** The next bundle on a link to an office: new numbers and keys, and nothing of its content. Changes nothing. */
export function newBundle(open: OpenOffice, office: OfficeRow, link: string, state: LinkState): NewBundle {
  const bid = new Uint8Array(randomBytes(16));
  const bundleId = idFrom<BundleId>(bid);
  const at = open.clock.now();
  return {
    bundleId,
    fileName: `${bundleId}.hifadhi`,
    at,
    facts: {
      bid,
      programme: new Uint8Array(toBytes(open.self.programmeId)),
      from: new Uint8Array(toBytes(open.self.deviceId)),
      from_office: new Uint8Array(toBytes(open.self.officeId)),
      to: [new Uint8Array(toBytes(office.officeId))],
      link,
      link_seq: state.seq + 1,
      prev: new Uint8Array(toBytes(state.manifest)),
      caps: [...CAPS],
      ack_key: new Uint8Array(randomBytes(16)),
      purpose: USUAL_PURPOSE,
      consent_ref: USUAL_CONSENT,
      at,
      writer: open.version,
    },
  };
}
