import { randomBytes } from 'node:crypto';
import { copyFileSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { recordFromJson, recordToJson } from '#core/exchange/record-json.ts';
import type { RecordState } from '#core/exchange/merge.ts';
import type { CommitId } from '#core/ids.ts';
import { CommitRepo } from '../../main/storage/commit.repo.ts';
import { connect } from '../../main/storage/connection.ts';
import { MIGRATIONS, NEWEST_SCHEMA } from '../../main/storage/migrate.ts';
import { openDatabase } from '../../main/storage/open-database.ts';
import { RecordStateRepo } from '../../main/storage/record-state.repo.ts';
import { makeOlder } from '../builders/older-database.ts';
import { scene } from '../storage/scene.ts';
import { NOW, newDatabase, newHash, opened } from '../storage/temporary-office.ts';
import { killAfter } from './kill-after.ts';
import { letGoOfDisks, smallDisk } from './small-disk.ts';

const child = join(import.meta.dirname, 'migrating-child.ts');
/** The version whose texts were not packed (decision 0084). */
const PLAIN = 298;

afterEach(letGoOfDisks);

/** An office of the version before, and what must be in it whatever happens. */
function olderOffice() {
  const { db, file, key, close } = newDatabase();
  const { sid, commit } = scene(db);
  const payloads = Array.from({ length: 300 }, (_none, i) =>
    i % 3 === 0 ? Buffer.from(`short ${String(i)}`) : Buffer.from(randomBytes(1500).toString('hex')),
  );
  const ids = payloads.map(() => newHash<CommitId>());
  const dot = { dot: 'a', wall: 5, counter: 1, suspect: false, device: 'computer', sseq: 1 };
  const state: RecordState = { created: dot, live: ['a'], values: { note: 'What was seen. '.repeat(90) }, fields: {} };
  db.transaction(() => {
    for (const [i, payload] of payloads.entries())
      new CommitRepo(db).append({ ...commit(i + 1), id: ids[i] ?? newHash<CommitId>(), payload });
    new RecordStateRepo(db).put(sid, { coll: 'case', rec: 'case', ...recordToJson(state) });
    new RecordStateRepo(db).put(sid, { coll: 'followups', rec: 'one', ...recordToJson(state) });
  });
  close();
  expect(makeOlder(file, key, MIGRATIONS.filter(({ version }) => version > PLAIN).length)).toBe(PLAIN);
  const expectWhole = (at: string): void => {
    const office = opened(at, key);
    expect(ids.map((id) => new CommitRepo(office.db).byId(id)?.payload)).toEqual(payloads);
    const kept = new RecordStateRepo(office.db).ofStream(sid);
    expect(kept.map(({ coll }) => coll)).toEqual(['case', 'followups']);
    expect(kept.map(recordFromJson)).toEqual([state, state]);
    office.close();
  };
  return { file, key, expectWhole };
}

const versionOf = (file: string, key: Buffer): number => {
  const connection = connect(file, key, { fileMustExist: true });
  try {
    expect(connection.pragma('integrity_check', { simple: true })).toBe('ok');
    return Number(connection.pragma('user_version', { simple: true }));
  } finally {
    connection.close();
  }
};

test('killed in the middle of the move to packed texts, an office is as it was before, and moves at the next start', async () => {
  const { file, key, expectWhole } = olderOffice();
  const toDo = MIGRATIONS.filter(({ version }) => version > PLAIN).flatMap(({ steps }) => steps);
  const update = toDo.findIndex((sql) => sql.startsWith('UPDATE commit_log')) + 1;
  const dropped = toDo.indexOf('DROP TABLE record_state') + 1;
  expect(Math.min(update, dropped)).toBeGreaterThan(0);
  for (const [after, texts] of [
    [1, ''],
    [dropped, ''],
    [0, '150'],
    [update, ''],
    [toDo.length, ''],
  ] as const) {
    await killAfter(1, child, file, key.toString('hex'), String(after), texts);
    expect([after, texts, versionOf(file, key)]).toEqual([after, texts, PLAIN]);
  }
  await killAfter(1, child, file, key.toString('hex'));
  expect(versionOf(file, key)).toBe(NEWEST_SCHEMA);
  expectWhole(file);
  // The copy that was made before is the office of the version before.
  const copy = join(file, '..', 'copy.db');
  copyFileSync(`${file}.before-${String(PLAIN)}`, copy);
  expectWhole(copy);
}, 120_000);

test('a disk without room for the move: said so, nothing changed, and it moves when there is room', ({ skip }) => {
  const { file, key, expectWhole } = olderOffice();
  const { size } = statSync(file);
  const disk = smallDisk(Math.ceil((size * 5) / 1024));
  if (disk === undefined) return skip('no disk can be mounted here');
  const there = join(disk, 'office.db');
  const ballast = join(disk, 'ballast');
  copyFileSync(file, there);
  // Room for half of the copy; and for the copy, but not for what is changed.
  for (const room of [size / 2, size * 1.25]) {
    const { bavail, bsize } = statfsSync(disk);
    writeFileSync(ballast, Buffer.alloc(Math.max(0, bavail * bsize - room)));
    const refused = openDatabase({ file: there, key, now: NOW });
    expect(refused).toMatchObject({ ok: false, error: { code: 'DISK_FULL' } });
    rmSync(ballast);
    rmSync(`${there}.before-${String(PLAIN)}`, { force: true });
    expect(versionOf(there, key)).toBe(PLAIN);
  }
  expectWhole(there);
});
