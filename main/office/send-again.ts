import * as cborg from 'cborg';
import { z } from 'zod';
import type { DeviceId } from '#core/ids.ts';
import { STRICT_CBOR, bytes16, bytes64, idFrom, toBytes } from '../crypto/cbor.ts';
import { fits, signBytes } from '../crypto/ed25519.ts';
import { newId } from '../crypto/hashing.ts';
import type { WritableDb } from '../storage/database.ts';
import { NamedTexts, putText } from '../storage/meta.repo.ts';
import type { OfficeRow } from '../storage/office.repo.ts';
import { linkState, putLinkState } from './link-state.ts';
import { linkTo } from './offer-changes.ts';
import { speakerOf } from './office-of-device.ts';
import type { OpenOffice } from './open-office.ts';
import type { SentBody } from './passed-over.ts';

/** One fixed payload type per kind of object (exchange.md R14). */
const AGAIN_TYPE = 'application/vnd.hifadhi.again.v1+cbor';
/** Where the mark of this computer's last going back to an older copy stands. */
const MARK = 'went_back';

const body = z.strictObject({
  v: z.literal(1),
  /** The device that went back to an older copy. */
  d: bytes16,
  /** The office that is asked: a request cannot be handed on to another. */
  to: bytes16,
  /** Which going back: each is answered once. */
  ep: bytes16,
  at: z.int().min(0),
});
const envelope = z.strictObject({ b: z.instanceof(Uint8Array), s: bytes64 });

/** Notes in a database that it is an older copy: from now on every office is asked to send again what this one has lost. */
export const wentBack = (db: WritableDb): void => {
  putText(db, 'meta', MARK, newId());
};

/** Whether an older copy of this office was ever put back. */
export const hasGoneBack = (db: WritableDb): boolean => new NamedTexts(db, 'meta').get(MARK) !== undefined;

/**
 * The signed request to an office to send again everything that this one may have, what this one wrote included
 * (exchange.md R7). None when no older copy was put back, or when that office has confirmed a bundle with the request.
 */
export function requestFor(
  open: OpenOffice,
  office: OfficeRow,
): { readonly mark: string; readonly bytes: Uint8Array<ArrayBuffer> } | undefined {
  const mark = new NamedTexts(open.db, 'meta').get(MARK);
  if (mark === undefined) return undefined;
  const asked = open.repos.links
    .bundlesOf(office.n, 'out')
    .some((row) => row.state === 'delivered' && (JSON.parse(row.body) as SentBody).asks === mark);
  if (asked) return undefined;
  const b = cborg.encode({
    v: 1,
    d: toBytes(open.self.deviceId),
    to: toBytes(office.officeId),
    ep: toBytes(mark),
    at: open.clock.now(),
  });
  return { mark, bytes: new Uint8Array(cborg.encode({ b, s: signBytes(AGAIN_TYPE, b, open.self.deviceKey) })) };
}

type Request = { readonly outer: z.infer<typeof envelope>; readonly inner: z.infer<typeof body> };

function read(bytes: Uint8Array): Request | undefined {
  const outer = envelope.safeParse(decode(bytes));
  const inner = outer.success ? body.safeParse(decode(outer.data.b)) : undefined;
  return outer.success && inner?.success ? { outer: outer.data, inner: inner.data } : undefined;
}

/** Whether what stands among the receipts is a request, whoever made it. */
export const isRequest = (bytes: Uint8Array): boolean => read(bytes) !== undefined;

/**
 * Takes the requests among the receipts of a bundle: only from a device of the office that sent it, each once. Nothing
 * leaves by a request that may not leave anyway. Answers whether there is one to answer now.
 */
export function takeRequests(open: OpenOffice, office: OfficeRow, receipts: readonly Uint8Array[]): boolean {
  const link = linkTo(open, office.officeId);
  let asked = false;
  for (const bytes of receipts) {
    const request = read(bytes);
    if (request === undefined || idFrom(request.inner.to) !== open.self.officeId) continue;
    const key = speakerOf(open, office, idFrom<DeviceId>(request.inner.d));
    if (!key || !fits(AGAIN_TYPE, request.outer.b, key, request.outer.s)) continue;
    const state = linkState(open, link);
    const mark = idFrom<string>(request.inner.ep);
    if (mark === state.again || mark === state.answered) continue;
    putLinkState(open, link, office.n, { ...state, again: mark });
    asked = true;
  }
  if (asked) for (const caseN of open.repos.links.sharedWith(office.n)) open.repos.list.setExchange(caseN, 'waiting');
  return asked;
}

function decode(bytes: Uint8Array): unknown {
  try {
    return cborg.decode(bytes, STRICT_CBOR);
  } catch {
    return undefined;
  }
}
