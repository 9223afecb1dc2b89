import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { UserId } from '#core/ids.ts';
import { readSibling } from '../../crypto/sibling.ts';
import { AuditRepo, appendAudit } from '../../storage/audit.repo.ts';
import type { WritableDb } from '../../storage/database.ts';
import { DraftRepo } from '../../storage/draft.repo.ts';
import { LinkRepo } from '../../storage/link.repo.ts';
import { isCopyBefore } from '../../storage/migrate.ts';
import { dropText, NamedTexts, putText } from '../../storage/meta.repo.ts';
import { OfficeRepo } from '../../storage/office.repo.ts';
import { SiblingRepo } from '../../storage/sibling.repo.ts';
import { SuccessionRepo } from '../../storage/succession.repo.ts';
import { AUTHORITY_SEED } from '../authority-key.ts';
import { BACKUP_ROOT } from '../backup-rounds.ts';
import { reachedBy, tryMark } from '../device-mark.ts';
import { endDuressOfBefore } from '../duress-setting.ts';
import { putDevice } from '../new-device.ts';
import type { OfficeOptions } from '../office.ts';
import { databaseFile } from '../office-files.ts';
import { RELAY_STATE } from '../relay/relay-state.ts';
import { RELAY_TIME } from '../relay/relay-time.ts';
import { linkInCopy } from './copy-reaches.ts';
import { forgetPending, pendingIn } from './pending-join.ts';

/** A migration of the copy kept the database as it came, with the keys of the first computer in it. */
function forgetCopies(dir: string): void {
  for (const name of readdirSync(dir))
    if (isCopyBefore(databaseFile(dir), name)) rmSync(join(dir, name), { force: true });
}

/**
 * At the first sign-in after an answer was taken, the copy of the office becomes the database of this computer: its own keys,
 * a count from one, and none of what belongs to the first computer alone: its links and what it prepared (exchange.md R7),
 * its drafts, its key of the authority, its visits to a relay, its place for backups. All of it in one transaction: after a
 * stop in the middle it is done at the next sign-in. Whether there was anything to do.
 */
export function settleJoin(
  options: Pick<OfficeOptions, 'dir' | 'marks' | 'clock'>,
  db: WritableDb,
  who: UserId,
): boolean {
  const pending = pendingIn(options.dir);
  const sibling = pending?.sibling && readSibling(pending.sibling);
  const meta = new NamedTexts(db, 'meta').all();
  const offices = new OfficeRepo(db);
  const self = offices.self();
  // What lies there for another office, or was settled before a stop, says nothing.
  if (!pending || !self || sibling?.value.office !== self.officeId || meta.get('device_id') !== sibling.value.before) {
    if (pending && meta.get('device_id') === pending.device.id) forgetCopies(options.dir);
    forgetPending(options.dir);
    return false;
  }
  const { device } = pending;
  const { before, name } = sibling.value;
  const at = options.clock.now();
  const [, wall = 0, counter = 0] = JSON.parse(meta.get('counters') ?? '[]') as number[];
  tryMark(options, { ...reachedBy(db), device: device.id, dseq: 0 });
  db.transaction(() => {
    offices.addDevice(
      { deviceId: device.id, officeN: self.n, signingKey: device.publicKey, recipient: device.recipient },
      at,
    );
    new SiblingRepo(db).put({ device: device.id, before, body: Buffer.from(sibling.bytes), at });
    putDevice(db, device);
    putText(db, 'meta', 'counters', JSON.stringify([0, wall, counter]));
    offices.putOffice({ ...self, card: null });
    const links = new LinkRepo(db);
    const inside = linkInCopy(db, { before, office: self.officeId });
    links.forgetFrom(`${before}>`);
    links.putLinkState(`${device.id}>${self.officeId}/data`, self.n, inside);
    new DraftRepo(db).forgetAll();
    new SuccessionRepo(db).forgetOwn();
    for (const key of [AUTHORITY_SEED, RELAY_STATE, RELAY_TIME]) dropText(db, 'meta', key);
    dropText(db, 'setting', BACKUP_ROOT);
    const clock = Math.max(at, wall, new AuditRepo(db).latest());
    const line = { action: 'device.joined', object: device.id, result: 'done', extra: name } as const;
    appendAudit(db, { at, clock, who, device: device.id, ...line });
    endDuressOfBefore(db, { at, clock, who, device: device.id, object: self.code });
  });
  forgetCopies(options.dir);
  forgetPending(options.dir);
  return true;
}
