import { CODE_TRIES, codeGroups, readCode } from '#core/exchange/spoken-code.ts';
import type { Input, Output } from '#core/contracts/index.ts';
import type { DeviceId } from '#core/ids.ts';
import { Refusal } from '#core/result.ts';
import { toBytes } from '../crypto/cbor.ts';
import { deliveryCode } from '../crypto/delivery-code.ts';
import type { LedgerRow } from '../storage/link.repo.ts';
import { audit } from './audit.ts';
import { bundleLine } from './link-health.ts';
import type { OpenOffice } from './open-office.ts';
import type { SentBody } from './passed-over.ts';
import { deliver, markDelivered, type Owed } from './receipts.ts';

/** Where so many changes were set aside, a code says no more how many exactly. */
const MOST_SET_ASIDE = 50;

/**
 * The code that this office reads out over the phone for a bundle that it took in: it says which computer took it in, how
 * far and without how much, and cannot be made before the last part of it is durable (exchange.md R6). FORM_STALE for a
 * bundle that was not read here.
 */
export function codeToRead(open: OpenOffice, { bundleId }: Input<'exchange.code'>): Output<'exchange.code'> {
  const row = open.repos.links.bundle(bundleId, 'in');
  const owed = row?.state === 'received' ? (JSON.parse(row.body) as Owed) : undefined;
  if (row === undefined || owed?.phone === undefined) throw new Refusal('FORM_STALE');
  const setAside = Math.min(owed.phone.setAside, MOST_SET_ASIDE);
  const code = deliveryCode(toBytes(owed.phone.key), {
    device: toBytes(open.self.deviceId),
    bundle: toBytes(bundleId),
    manifestHash: toBytes(owed.manifestHash),
    link: owed.link,
    pos: owed.pos,
    setAside,
  });
  return { groups: [...codeGroups(code)], setAside };
}

/** Which computer says it and how many changes it set aside, when the code is one that a computer of that office can say. */
function saidBy(
  open: OpenOffice,
  row: LedgerRow,
  sent: SentBody,
  code: string,
): { readonly setAside: number; readonly device: DeviceId } | undefined {
  const { phone } = sent;
  if (phone === undefined || row.officeN === null) return undefined;
  const devices = open.repos.offices
    .devicesOf(row.officeN)
    .filter(({ standing }) => standing === 'known' || standing === 'listed')
    .filter(({ deviceId }) => sent.by?.includes(deviceId) !== true && deviceId !== open.self.deviceId);
  for (let setAside = 0; setAside <= MOST_SET_ASIDE; setAside += 1)
    for (const { deviceId } of devices) {
      const said = deliveryCode(toBytes(phone.key), {
        device: toBytes(deviceId),
        bundle: toBytes(row.bundleId),
        manifestHash: toBytes(sent.manifestHash),
        link: phone.link,
        pos: sent.to,
        setAside,
      });
      if (said === code) return { setAside, device: deviceId };
    }
  return undefined;
}

/**
 * Takes a code that the other office read out over the phone: the bundle counts as delivered, as by a receipt, unless they
 * say that they set something aside; then it stays open until their stick comes. Nothing is removed on the word of a code.
 * FORM_INVALID for what is not ten digits, SYNC_CODE_WRONG { left }, SYNC_CODE_USED_UP after five wrong ones, FORM_STALE
 * for a bundle that is not written.
 */
export function confirmByCode(open: OpenOffice, input: Input<'exchange.confirm'>): Output<'exchange.confirm'> {
  const row = open.repos.links.bundle(input.bundleId, 'out');
  const officeN = row?.officeN ?? undefined;
  const office = officeN === undefined ? undefined : open.repos.offices.office(officeN);
  const sent = row === undefined ? undefined : (JSON.parse(row.body) as SentBody);
  if (row?.state !== 'written' || office === undefined || sent?.phone === undefined) throw new Refusal('FORM_STALE');
  const code = readCode(input.code);
  if (code === undefined) throw new Refusal('FORM_INVALID', { field: 'code', count: 1 });
  const { phone } = sent;
  if (phone.wrong >= CODE_TRIES) throw new Refusal('SYNC_CODE_USED_UP');
  const keep = (change: Partial<typeof phone>): void => {
    open.repos.links.putBundle({ ...row, body: JSON.stringify({ ...sent, phone: { ...phone, ...change } }) });
  };
  const said = saidBy(open, row, sent, code);
  if (said === undefined) {
    const left = CODE_TRIES - phone.wrong - 1;
    // Kept before it is said: a restart gives nobody more tries.
    open.db.transaction(() => {
      keep({ wrong: phone.wrong + 1 });
      audit(open, 'bundle.code', row.bundleId, 'refused', office.code);
    });
    throw left === 0 ? new Refusal('SYNC_CODE_USED_UP') : new Refusal('SYNC_CODE_WRONG', { left });
  }
  const { setAside, device } = said;
  open.db.transaction(() => {
    keep({ said: setAside });
    audit(open, 'bundle.code', row.bundleId, 'done', `${office.code} ${String(setAside)}`);
    // Each computer has a code and tries of its own.
    const next = { ...sent, phone: { ...phone, wrong: 0, said: setAside } };
    if (setAside === 0) markDelivered(open, deliver(open, office, row, { sent: next, pos: sent.to, device }));
  });
  const now = open.repos.links.bundle(row.bundleId, 'out') ?? row;
  return { bundle: bundleLine(open, now), setAside };
}
