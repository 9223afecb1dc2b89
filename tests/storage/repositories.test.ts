import { expect, test } from 'vitest';
import { dotOf } from '#core/exchange/commit.ts';
import type { BundleId, CommitId, DraftId, UserId } from '#core/ids.ts';
import { AuditRepo, appendAudit } from '../../main/storage/audit.repo.ts';
import { CheckpointTimer } from '../../main/storage/checkpoint-timer.ts';
import { CommitRepo } from '../../main/storage/commit.repo.ts';
import { DraftRepo } from '../../main/storage/draft.repo.ts';
import { LinkRepo } from '../../main/storage/link.repo.ts';
import { RecordStateRepo } from '../../main/storage/record-state.repo.ts';
import { listGoodCopies, restoreGoodCopy, writeGoodCopy } from '../../main/storage/backup.ts';
import { NamedTexts, putText } from '../../main/storage/meta.repo.ts';
import { DamagedDatabase } from '../../main/storage/damaged-database.ts';
import { MIGRATIONS } from '../../main/storage/migrate.ts';
import { openDatabase } from '../../main/storage/open-database.ts';
import { randomBytes } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeOlder } from '../builders/older-database.ts';
import { scene } from './scene.ts';
import { NOW, newDatabase, newHash, newId, opened } from './temporary-office.ts';

test('commits come back byte for byte, in the order they were applied, and once only', () => {
  const { db } = newDatabase();
  const { sid, deviceN, commit } = scene(db);
  const log = new CommitRepo(db);
  const first = commit(1);
  const n = log.append(first);
  log.append(commit(2));
  expect(log.byId(first.id)).toEqual({ n, ...first });
  expect([...log.ofStream(sid)].map((row) => row.sseq)).toEqual([1, 2]);
  expect(log.lastDseq(deviceN)).toBe(2);
  expect(log.has(first.id)).toBe(true);
  expect(() => log.append(first)).toThrow('UNIQUE');
});

test('a long list under one signature is kept once, and every commit of it has it', () => {
  const { db } = newDatabase();
  const { sid, commit } = scene(db);
  const log = new CommitRepo(db);
  const kept = () => db.read<[], { hash: Buffer; ids: Buffer }>('SELECT hash, ids FROM signed_list ORDER BY n').all();
  const covering = (count: number) => {
    const ids = Array.from({ length: count }, () => newHash<CommitId>());
    return { ids, list: Buffer.concat(ids.map((id) => Buffer.from(id, 'base64url'))), sig: randomBytes(64) };
  };
  const [few, many, others] = [covering(3), covering(100), covering(9)];
  let sseq = 0;
  const rows = [few, many, others, many].flatMap((save) =>
    save.ids.splice(0, 3).map((id) => ({ ...commit((sseq += 1), id), list: save.list, sig: save.sig })),
  );
  for (const row of rows) log.append(row);
  expect([...log.ofStream(sid)].map(({ id, list, sig }) => ({ id, list, sig }))).toEqual(
    rows.map(({ id, list, sig }) => ({ id, list, sig })),
  );
  for (const { id, list } of rows) expect(log.byDot(dotOf(id))?.list).toEqual(list);
  expect(kept().map(({ ids }) => ids)).toEqual([many.list, others.list]);
  // What is taken back is not given out again: the next save finds its list where it stands, or nowhere.
  const more = covering(50);
  const [first, second] = more.ids.map((id) => ({ ...commit((sseq += 1), id), list: more.list, sig: more.sig }));
  if (!first || !second) throw new Error('there are fifty');
  expect(() =>
    db.transaction(() => {
      log.append(first);
      throw new Error('the disk is full');
    }),
  ).toThrow('full');
  log.append(second);
  expect(log.byId(second.id)?.list).toEqual(more.list);
  expect(kept()).toHaveLength(3);
});

test('a damaged database gives each commit with its list, also one of the version before', () => {
  const { db, file, key, close } = newDatabase();
  const { commit } = scene(db);
  const ids = [1, 2, 3].map(() => newHash<CommitId>());
  const list = Buffer.concat([...ids.map((id) => Buffer.from(id, 'base64url')), randomBytes(32 * 20)]);
  for (const [i, id] of ids.entries()) new CommitRepo(db).append({ ...commit(i + 1, id), list });
  close();
  const read = () => {
    const damaged = DamagedDatabase.open(file, key);
    const rows = [...(damaged?.commitsAfter(0) ?? [])].map((row) => (typeof row === 'number' ? row : row.list));
    damaged?.close();
    return rows;
  };
  expect(read()).toEqual([list, list, list]);
  expect(makeOlder(file, key, MIGRATIONS.filter(({ version }) => version >= 298).length)).toBeLessThan(298);
  expect(read()).toEqual([list, list, list]);
  const again = opened(file, key);
  const log = new CommitRepo(again.db);
  expect(ids.map((id) => log.byId(id)?.list)).toEqual([list, list, list]);
});

test('heads follow a chain, and a fork keeps both', () => {
  const { db } = newDatabase();
  const { sid, deviceN } = scene(db);
  const log = new CommitRepo(db);
  const [a, b, c] = [newHash<CommitId>(), newHash<CommitId>(), newHash<CommitId>()];
  log.putHead(sid, { deviceN, sseq: 1, id: a }, null);
  log.putHead(sid, { deviceN, sseq: 2, id: b }, a);
  expect(log.heads(sid)).toEqual([{ deviceN, sseq: 2, id: b }]);
  log.putHead(sid, { deviceN, sseq: 2, id: c }, a);
  expect(
    log
      .heads(sid)
      .map((head) => head.id)
      .sort(),
  ).toEqual([b, c].sort());
});

test('a known device keeps its keys whatever comes later under its id', () => {
  const { db } = newDatabase();
  const { offices, device, deviceN } = scene(db);
  expect(offices.addDevice({ ...device, signingKey: randomBytes(32) }, NOW)).toBe(deviceN);
  expect(offices.device(deviceN)?.signingKey).toEqual(device.signingKey);
});

test('conflicts stand protection first and keep their first date', () => {
  const { db } = newDatabase();
  const { sid, caseN } = scene(db);
  const records = new RecordStateRepo(db);
  const row = { sid, coll: 'case', rec: 'case', caseN, since: 5 };
  records.putConflict({ ...row, field: 'note', protective: false });
  records.putConflict({ ...row, field: 'risk_level', protective: true, since: 9 });
  records.putConflict({ ...row, field: 'note', protective: false, since: 99 });
  expect(records.conflicts().map((c) => [c.field, c.since])).toEqual([
    ['risk_level', 9],
    ['note', 5],
  ]);
  records.removeConflict(sid, 'case', 'case', 'risk_level');
  expect(records.conflictsOf(caseN)).toHaveLength(1);
});

test('positions of a link are given once and without holes', () => {
  const { db } = newDatabase();
  const { commit } = scene(db);
  const log = new CommitRepo(db);
  const links = new LinkRepo(db);
  const numbers = [1, 2, 3].map((sseq) => log.append(commit(sseq)));
  for (const n of [...numbers, ...numbers]) links.offer('north', n);
  expect(links.positions('north', 1, 10)).toEqual(numbers.map((commitN, i) => ({ pos: i + 1, commitN })));
  expect(links.lastPosition('north')).toBe(3);
  expect(links.lastPosition('south')).toBe(0);
});

test('a bundle is in the ledger once per direction', () => {
  const { db } = newDatabase();
  const { officeN } = scene(db);
  const links = new LinkRepo(db);
  const bundleId = newId<BundleId>();
  const row = { bundleId, sha256: randomBytes(32), officeN, bytes: 9, cases: 1, commits: 2, body: '{}', at: NOW };
  links.putBundle({ ...row, dir: 'in', state: 'received' });
  links.putBundle({ ...row, dir: 'out', state: 'prepared' });
  links.setBundleState(bundleId, 'out', 'written');
  expect(links.bundle(bundleId, 'in')?.state).toBe('received');
  expect(links.bundle(bundleId, 'out')?.state).toBe('written');
  expect(links.bundles(10)).toHaveLength(2);
});

test('a draft is kept per person and replaced in place', () => {
  const { db } = newDatabase();
  const { userId } = scene(db);
  const drafts = new DraftRepo(db);
  const draft = {
    id: newId<DraftId>(),
    userId,
    caseId: null,
    form: 'registration',
    body: '{"a":1}',
    startedAt: NOW,
    updatedAt: NOW,
  };
  drafts.put(draft);
  drafts.put({ ...draft, body: '{"a":2}', updatedAt: NOW + 1 });
  expect(drafts.ofUser(userId)).toEqual([{ ...draft, body: '{"a":2}', updatedAt: NOW + 1 }]);
  expect(drafts.ofUser(newId<UserId>())).toEqual([]);
  drafts.remove(draft.id);
  expect(drafts.get(draft.id)).toBeUndefined();
});

const said = (object: string) => ({
  at: NOW,
  clock: NOW,
  who: 'amina',
  device: 'd',
  action: 'case.view',
  object,
  result: 'done' as const,
  extra: '',
});

test('the audit chain verifies, and names the first row that was changed, removed, added or cut off', () => {
  const { db } = newDatabase();
  for (let n = 1; n <= 10; n += 1) appendAudit(db, said(`case ${n % 3}`));
  const audit = new AuditRepo(db);
  const head = audit.head();
  expect(audit.verify(head)).toEqual({ lines: 10 });
  expect(audit.list({ limit: 2 }).map((row) => row.n)).toEqual([10, 9]);
  expect(audit.list({ limit: 9, object: 'case 1', before: 10 }).map((row) => row.n)).toEqual([7, 4, 1]);
  const tried = (sql: string): unknown => {
    let broken: unknown;
    try {
      db.transaction(() => {
        db.exec(sql);
        broken = audit.verify(head).brokenAt;
        throw new Error('undo');
      });
    } catch {
      return broken;
    }
    return 'not undone';
  };
  expect(tried(`UPDATE audit SET who = 'somebody' WHERE n = 4`)).toBe(4);
  expect(tried(`UPDATE audit SET who = 'x', device = 'amina' WHERE n = 10`)).toBe(10);
  expect(tried(`DELETE FROM audit WHERE n = 6`)).toBe(6);
  expect(tried(`DELETE FROM audit WHERE n > 8`)).toBe(9);
  expect(tried(`UPDATE audit SET prev_hash = zeroblob(32) WHERE n = 2`)).toBe(2);
  expect(audit.verify(head)).toEqual({ lines: 10 });
});

test('a good copy is kept, offered and put back; the damaged file stays beside it', () => {
  const { db, file, key, folder, close } = newDatabase();
  const copies = join(folder, 'copies');
  putText(db, 'meta', 'a', 'in the copy');
  for (const at of [NOW, NOW + 1, NOW + 2]) expect(writeGoodCopy(db, copies, key, at).ok).toBe(true);
  expect(listGoodCopies(copies).map((copy) => copy.at)).toEqual([NOW + 2, NOW + 1]);
  putText(db, 'meta', 'b', 'after the copy');
  close();
  writeFileSync(file, randomBytes(statSync(file).size));
  expect(openDatabase({ file, key, now: NOW }).ok).toBe(false);
  const name = listGoodCopies(copies)[0]?.name ?? '';
  const damaged = readFileSync(file);
  const restored = restoreGoodCopy({ file, dir: copies, name, key, now: NOW + 5 });
  if (!restored.ok) throw new Error(restored.error.code);
  expect(readFileSync(join(folder, 'damaged', restored.value.aside ?? '')).equals(damaged)).toBe(true);
  expect([...new NamedTexts(opened(file, key).db, 'meta').all().keys()]).toEqual(['a']);
});

test('a clock that was years ahead and is right again does not push newer copies out', () => {
  const { db, key, folder } = newDatabase();
  const copies = join(folder, 'copies');
  const ahead = NOW + 5 * 365 * 24 * 60 * 60_000;
  for (const at of [ahead, ahead + 1, NOW, NOW + 1]) expect(writeGoodCopy(db, copies, key, at).ok).toBe(true);
  expect(listGoodCopies(copies).map((copy) => copy.at)).toEqual([NOW + 1, NOW]);
});

test('a copy that is itself damaged is never put back', () => {
  const { db, file, key, folder, close } = newDatabase();
  const copies = join(folder, 'copies');
  putText(db, 'meta', 'a', '1');
  const copy = writeGoodCopy(db, copies, key, NOW);
  if (!copy.ok) throw new Error(copy.error.code);
  close();
  const bytes = readFileSync(copy.value.file);
  bytes[5000] = (bytes[5000] ?? 0) ^ 1;
  writeFileSync(copy.value.file, bytes);
  const before = readFileSync(file);
  const restored = restoreGoodCopy({ file, dir: copies, name: copy.value.name, key, now: NOW });
  expect(restored).toMatchObject({ ok: false, error: { code: 'SAFE_DAMAGED' } });
  expect(readFileSync(file).equals(before)).toBe(true);
  expect(restoreGoodCopy({ file, dir: copies, name: '../office.db', key, now: NOW }).ok).toBe(false);
});

test('a checkpoint empties the log, once after a burst of writes', () => {
  const { db, file, checkpoint } = newDatabase();
  const due: (() => void)[] = [];
  const timer = new CheckpointTimer(
    () => checkpoint(),
    5000,
    (run) => {
      due.push(run);
      return () => {
        due.splice(due.indexOf(run), 1);
      };
    },
  );
  for (let n = 0; n < 20; n += 1) {
    putText(db, 'meta', `k${n}`, 'v');
    timer.touched();
  }
  expect(statSync(`${file}-wal`).size).toBeGreaterThan(0);
  expect(due).toHaveLength(1);
  due[0]?.();
  expect(statSync(`${file}-wal`).size).toBe(0);
  timer.touched();
  timer.stop();
  expect(due.length).toBeLessThanOrEqual(1);
});
