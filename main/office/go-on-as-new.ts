import type { Doubt } from '#core/exchange/high-water.ts';
import type { DeviceId, UserId } from '#core/ids.ts';
import { publicBytes, signingKey } from '../crypto/ed25519.ts';
import { makeSuccession } from '../crypto/succession.ts';
import { AuditRepo, appendAudit } from '../storage/audit.repo.ts';
import type { WritableDb } from '../storage/database.ts';
import { LinkRepo } from '../storage/link.repo.ts';
import { NamedTexts, putText } from '../storage/meta.repo.ts';
import { OfficeRepo } from '../storage/office.repo.ts';
import { SuccessionRepo } from '../storage/succession.repo.ts';
import { doubtAboutDevice, reachedBy, tryMark } from './device-mark.ts';
import { tryRenewDuressSlot } from './duress.ts';
import { endDuressOfBefore } from './duress-setting.ts';
import { newDevice, putDevice } from './new-device.ts';
import type { Office, OfficeOptions } from './office.ts';
import { settleJoin } from './computers/settle-join.ts';
import type { OpenOffice } from './open-office.ts';
import { selfOf, signedSession } from './open-session.ts';
import { wentBack } from './send-again.ts';

/**
 * This computer goes on as a new one: new keys and a new count, so that no number is ever used twice (exchange.md R2). The
 * old one and the new one sign for each other; what was given a place on a link and confirmed stays so; every office is
 * asked to send again what this one may have lost. All of it in one transaction: whatever stops it, the computer is still
 * the old one, and the doubt comes up again.
 */
async function becomeNew(
  options: Pick<OfficeOptions, 'dir' | 'marks' | 'clock'>,
  db: WritableDb,
  who: UserId,
  why: Doubt,
): Promise<void> {
  const meta = new NamedTexts(db, 'meta').all();
  const offices = new OfficeRepo(db);
  const self = offices.self();
  const before = meta.get('device_id') as DeviceId | undefined;
  const seed = meta.get('device_seed');
  if (!self || before === undefined || seed === undefined)
    throw new Error('the database does not know its own computer');
  const device = await newDevice();
  const old = signingKey(Buffer.from(seed, 'base64url'));
  const at = options.clock.now();
  const body = makeSuccession(
    {
      office: self.officeId,
      beforeKey: publicBytes(old),
      device: device.id,
      signingKey: device.publicKey,
      recipient: device.recipient,
      at,
    },
    { before: old, now: signingKey(device.seed) },
  );
  const [, wall = 0, counter = 0] = JSON.parse(meta.get('counters') ?? '[]') as number[];
  // Remembered first: a stop before the database says so leaves a mark that nobody asks for.
  tryMark(options, { ...reachedBy(db), device: device.id, dseq: 0 });
  db.transaction(() => {
    offices.addDevice(
      { deviceId: device.id, officeN: self.n, signingKey: device.publicKey, recipient: device.recipient },
      at,
    );
    const identity = meta.get('device_identity') ?? null;
    new SuccessionRepo(db).add({ device: device.id, before, body: Buffer.from(body), identity, why, at });
    putDevice(db, device);
    putText(db, 'meta', 'counters', JSON.stringify([0, wall, counter]));
    // Its card names the computer.
    offices.putOffice({ ...self, card: null });
    new LinkRepo(db).renameFrom(`${before}>`, `${device.id}>`);
    wentBack(db);
    const clock = Math.max(at, wall, new AuditRepo(db).latest());
    const line = { action: 'device.renewed', object: before, result: 'done', extra: why } as const;
    appendAudit(db, { at, clock, who, device: device.id, ...line });
    endDuressOfBefore(db, { at, clock, who, device: device.id, object: self.code });
  });
}

/** Before anybody writes: goes on as a new computer where there is any doubt that this one may go on as it was. */
export async function settleDevice(office: Office, db: WritableDb, who: UserId): Promise<void> {
  // A copy that an office made for this computer is no doubt: it becomes a computer beside the first.
  if (settleJoin(office.options, db, who)) return;
  const doubt = doubtAboutDevice(office.options, db);
  if (doubt !== undefined) await becomeNew(office.options, db, who, doubt);
}

/** The same while somebody works, when a bundle shows that others know more of this computer than it does itself. */
export async function goOnAsNew(open: OpenOffice, why: Doubt): Promise<void> {
  await becomeNew(open, open.db, open.me.id, why);
  const { self, counters } = selfOf(open.dir, open.db, open.repos);
  open.self = self;
  open.counters.dseq = counters.dseq;
  open.session = signedSession(open);
  tryRenewDuressSlot(open);
  open.mark.touched();
}
