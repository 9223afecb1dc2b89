import * as cborg from 'cborg';
import { z } from 'zod';
import type { BundleId, DeviceId } from '#core/ids.ts';
import { STRICT_CBOR, bytes16, bytes32, bytes64, idFrom, toBytes } from '../crypto/cbor.ts';
import { fits, signBytes } from '../crypto/ed25519.ts';
import type { OfficeRow } from '../storage/office.repo.ts';
import { linkState, putLinkState } from './link-state.ts';
import { casesThatWait, linkTo } from './offer-changes.ts';
import { speakerOf } from './office-of-device.ts';
import type { OpenOffice } from './open-office.ts';
import type { SentBody } from './passed-over.ts';

/** One fixed payload type per kind of object (exchange.md R14). */
const RECEIPT_TYPE = 'application/vnd.hifadhi.receipt.v1+cbor';

const body = z.strictObject({
  v: z.literal(1),
  /** The device that received. */
  d: bytes16,
  link: z.string().max(128),
  bid: bytes16,
  mh: bytes32,
  /** Everything up to this position is applied or safely waiting. */
  pos: z.int().min(0),
  at: z.int().min(0),
});
const envelope = z.strictObject({ b: z.instanceof(Uint8Array), s: bytes64 });

/** Kept with an incoming bundle until the next bundle goes the other way. */
export interface Owed {
  readonly link: string;
  readonly manifestHash: string;
  readonly pos: number;
}

/** A manifest takes 64, one of which may be a request. Positions only grow, so the newest say everything. */
const MOST_RECEIPTS = 63;

/** Receipts for what came from an office, the newest of them, signed by this computer. */
export function receiptsFor(open: OpenOffice, office: OfficeRow): Uint8Array<ArrayBuffer>[] {
  return open.repos.links
    .bundlesOf(office.n, 'in')
    .filter((row) => row.state === 'received')
    .slice(-MOST_RECEIPTS)
    .map((row) => {
      const owed = JSON.parse(row.body) as Owed;
      const b = cborg.encode({
        v: 1,
        d: toBytes(open.self.deviceId),
        link: owed.link,
        bid: toBytes(row.bundleId),
        mh: toBytes(owed.manifestHash),
        pos: owed.pos,
        at: open.clock.now(),
      });
      return new Uint8Array(cborg.encode({ b, s: signBytes(RECEIPT_TYPE, b, open.self.deviceKey) }));
    });
}

/**
 * Takes the receipts of a bundle. One counts only from a device of the link's target office, for a manifest that this
 * computer wrote, and no higher than that bundle reached (exchange.md R6). Answers how many bundles are now delivered.
 */
export function takeReceipts(open: OpenOffice, office: OfficeRow, receipts: readonly Uint8Array[]): number {
  const link = linkTo(open, office.officeId);
  let delivered = 0;
  const confirmed = new Set<number>();
  for (const bytes of receipts) {
    const outer = envelope.safeParse(decode(bytes));
    if (!outer.success) continue;
    const inner = body.safeParse(decode(outer.data.b));
    if (!inner.success || inner.data.link !== link) continue;
    const key = speakerOf(open, office, idFrom<DeviceId>(inner.data.d));
    if (!key || !fits(RECEIPT_TYPE, outer.data.b, key, outer.data.s)) continue;
    const row = open.repos.links.bundle(idFrom<BundleId>(inner.data.bid), 'out');
    const sent = row && (JSON.parse(row.body) as SentBody);
    if (!row || !sent || sent.manifestHash !== idFrom(inner.data.mh) || inner.data.pos > sent.to) continue;
    if (row.state !== 'delivered') delivered += 1;
    open.repos.links.setBundleState(row.bundleId, 'out', 'delivered');
    const state = linkState(open, link);
    putLinkState(open, link, office.n, {
      ...state,
      acked: Math.max(state.acked, inner.data.pos),
      ...(sent.again !== undefined && sent.again === state.again ? { again: undefined, answered: sent.again } : {}),
      lastDelivered: open.clock.now(),
    });
    const kept = new Set(sent.kept);
    const about = open.repos.links.casesAt(link, sent.from, sent.to).filter((caseN) => !kept.has(caseN));
    for (const caseN of [...about, ...(sent.whole ?? [])]) confirmed.add(caseN);
  }
  if (confirmed.size > 0) markDelivered(open, confirmed);
  return delivered;
}

/** A case counts as delivered when a receipt came for it and nothing of it waits for any office. */
function markDelivered(open: OpenOffice, confirmed: ReadonlySet<number>): void {
  const waits = casesThatWait(open);
  for (const caseN of confirmed)
    if (!waits.has(caseN) && open.repos.list.get(caseN)?.exchange === 'written')
      open.repos.list.setExchange(caseN, 'delivered');
}

function decode(bytes: Uint8Array): unknown {
  try {
    return cborg.decode(bytes, STRICT_CBOR);
  } catch {
    return undefined;
  }
}
