import { z } from 'zod';
import type { DeviceId } from '#core/ids.ts';
import { bytes16, idFrom, toBytes } from '../crypto/cbor.ts';
import { newId } from '../crypto/hashing.ts';
import { isBy, readNote, signNote } from '../crypto/note.ts';
import type { WritableDb } from '../storage/database.ts';
import { NamedTexts, putText } from '../storage/meta.repo.ts';
import type { OfficeRow } from '../storage/office.repo.ts';
import { linkState, linkTo, putLinkState } from './link-state.ts';
import { speakerOf } from './office-of-device.ts';
import type { OpenOffice } from './open-office.ts';
import type { SentBody } from './passed-over.ts';
import { owesAgain } from './receipts.ts';

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
  const request = {
    v: 1,
    d: toBytes(open.self.deviceId),
    to: toBytes(office.officeId),
    ep: toBytes(mark),
    at: open.clock.now(),
  };
  return { mark, bytes: signNote(AGAIN_TYPE, request, open.self.deviceKey) };
}

/** Whether what stands among the receipts is a request, whoever made it. */
export const isRequest = (bytes: Uint8Array): boolean => readNote(bytes, body) !== undefined;

/**
 * Takes the requests among the receipts of a bundle: only from a device of the office that sent it, each once. Nothing
 * leaves by a request that may not leave anyway. Answers whether there is one to answer now.
 */
export function takeRequests(open: OpenOffice, office: OfficeRow, receipts: readonly Uint8Array[]): boolean {
  const link = linkTo(open, office.officeId);
  let asked = false;
  for (const bytes of receipts) {
    const request = readNote(bytes, body);
    if (request === undefined || idFrom(request.value.to) !== open.self.officeId) continue;
    if (!isBy(AGAIN_TYPE, request, speakerOf(open, office, idFrom<DeviceId>(request.value.d)))) continue;
    const state = linkState(open, link);
    const mark = idFrom<string>(request.value.ep);
    if (mark === state.again || mark === state.answered) continue;
    putLinkState(open, link, office.n, { ...state, again: mark, againBy: idFrom<DeviceId>(request.value.d) });
    asked = true;
  }
  if (asked) {
    // The older copy has lost certificates and receipts too.
    open.repos.people.forgetTold(office.n);
    owesAgain(open, office);
    for (const caseN of open.repos.links.sharedWith(office.n)) open.repos.list.setExchange(caseN, 'waiting');
  }
  return asked;
}
