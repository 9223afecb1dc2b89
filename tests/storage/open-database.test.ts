import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  readdirSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import Driver from 'better-sqlite3-multiple-ciphers';
import { expect, test } from 'vitest';
import { connect } from '../../main/storage/connection.ts';
import { migrate, MIGRATIONS } from '../../main/storage/migrate.ts';
import { NamedTexts, putText } from '../../main/storage/meta.repo.ts';
import { lockOffice } from '../../main/storage/office-lock.ts';
import { openDatabase, openReader } from '../../main/storage/open-database.ts';
import { verifyPages } from '../../main/storage/page-verifier.ts';
import { Refusal } from '#core/result.ts';
import { NOW, newDatabase, opened, temporaryFolder } from './temporary-office.ts';

const refusal = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof Refusal) return error.error.code;
    throw error;
  }
  return 'none';
};

function filled(rows = 2000) {
  const database = newDatabase();
  database.db.transaction(() => {
    for (let n = 0; n < rows; n += 1) putText(database.db, 'meta', `k${n}`, 'x'.repeat(200));
  });
  database.close();
  return database;
}

function flip(file: string, at: number): void {
  const byte = readFileSync(file)[at] ?? 0;
  const handle = openSync(file, 'r+');
  writeSync(handle, Buffer.from([byte ^ 1]), 0, 1, at);
  closeSync(handle);
}

test('what was written is there when it is opened again', () => {
  const { db, file, key, close } = newDatabase();
  putText(db, 'setting', 'language', 'ar');
  close();
  expect(new NamedTexts(opened(file, key).db, 'setting').get('language')).toBe('ar');
});

test('a wrong key is told apart from damage and changes nothing', () => {
  const { file } = filled();
  const before = readFileSync(file);
  const result = openDatabase({ file, key: randomBytes(32), now: NOW });
  expect(result).toMatchObject({ ok: false, error: { code: 'SAFE_WRONG_KEY' } });
  expect(readFileSync(file).equals(before)).toBe(true);
});

test('a damaged first page is damage, is copied aside, and the original stays', () => {
  const { file, key, folder } = filled();
  flip(file, 1000);
  const before = readFileSync(file);
  const result = openDatabase({ file, key, now: NOW });
  expect(result).toMatchObject({ ok: false, error: { code: 'SAFE_DAMAGED', params: { page: 1 } } });
  const copies = readdirSync(join(folder, 'damaged'));
  expect(copies).toHaveLength(1);
  expect(readFileSync(join(folder, 'damaged', copies[0] ?? '')).equals(before)).toBe(true);
  expect(readFileSync(file).equals(before)).toBe(true);
});

test.each([100, 4096, 4096 * 3, 4096 * 3 + 17, -4096, -1])('a file cut to %i bytes is damage', (length) => {
  const { file, key, folder } = filled();
  truncateSync(file, length < 0 ? statSync(file).size + length : length);
  const result = openDatabase({ file, key, now: NOW });
  expect(result).toMatchObject({ ok: false, error: { code: 'SAFE_DAMAGED' } });
  expect(existsSync(join(folder, 'damaged'))).toBe(true);
});

test('the page verifier names exactly the damaged page', () => {
  const { file, key } = filled();
  expect(verifyPages(file, key)).toMatchObject({ broken: [], ragged: false });
  flip(file, 4096 * 6 + 123);
  expect(verifyPages(file, key).broken).toEqual([7]);
});

test('a database of a newer version is refused, named as such, and not touched', () => {
  const { file, key } = filled();
  const connection = connect(file, key);
  connection.pragma('user_version=9999');
  connection.pragma('wal_checkpoint(TRUNCATE)');
  connection.close();
  const before = readFileSync(file);
  expect(openDatabase({ file, key, now: NOW })).toMatchObject({
    ok: false,
    error: { code: 'SAFE_FROM_FUTURE', params: { version: 9999 } },
  });
  expect(readFileSync(file).equals(before)).toBe(true);
});

test('a migration copies first, and a step that fails leaves the old schema whole', () => {
  const { file, key } = filled(10);
  const connection = connect(file, key);
  const newest = MIGRATIONS.at(-1)?.version ?? 0;
  const bad = [{ version: 9010, steps: ['CREATE TABLE extra(a TEXT) STRICT', 'CREATE TABLE extra(a TEXT) STRICT'] }];
  expect(() => migrate(connection, file, bad)).toThrow();
  expect(connection.pragma('user_version', { simple: true })).toBe(newest);
  expect(connection.prepare(`SELECT count(*) AS c FROM sqlite_schema WHERE name = 'extra'`).get()).toEqual({ c: 0 });
  connection.close();
  const copy = opened(`${file}.before-${String(newest)}`, key);
  expect(new NamedTexts(copy.db, 'meta').all().size).toBe(10);
});

test('a full disk rolls the whole save back and says so; afterwards all is as before', () => {
  const { db, file, key, close } = newDatabase();
  putText(db, 'meta', 'before', 'kept');
  close();
  const again = opened(file, key);
  again.db.exec('PRAGMA max_page_count = 1');
  const code = refusal(() =>
    again.db.transaction(() => {
      for (let n = 0; n < 5000; n += 1) putText(again.db, 'meta', `k${n}`, 'x'.repeat(500));
    }),
  );
  expect(code).toBe('DISK_FULL');
  expect([...new NamedTexts(again.db, 'meta').all().keys()]).toEqual(['before']);
  again.db.exec('PRAGMA max_page_count = 1000000');
  putText(again.db, 'meta', 'after', 'room again');
  expect(new NamedTexts(again.db, 'meta').get('after')).toBe('room again');
});

test('a read-only disk is told as such', () => {
  const { file, key, folder } = filled(10);
  chmodSync(file, 0o444);
  chmodSync(folder, 0o555);
  // The system's own administrator may write everywhere: as somebody else, then.
  const administrator = process.geteuid?.() === 0;
  if (administrator) process.seteuid?.(65534);
  let result;
  try {
    result = openDatabase({ file, key, now: NOW });
    if (result.ok) result.value.close();
  } finally {
    if (administrator) process.seteuid?.(0);
    chmodSync(folder, 0o755);
  }
  expect(result).toMatchObject({ ok: false, error: { code: 'DISK_READ_ONLY' } });
});

test('a reader cannot write, by its type and by the connection', () => {
  const { db, file, key } = newDatabase();
  putText(db, 'meta', 'a', '1');
  const reader = openReader({ file, key, now: NOW });
  if (!reader.ok) throw new Error(reader.error.code);
  expect(new NamedTexts(reader.value.db, 'meta').get('a')).toBe('1');
  expect(() => reader.value.db.read(`DELETE FROM meta RETURNING key`)).toThrow('writes');
  // @ts-expect-error -- a handle that can only read has no way to write: this line must not compile
  expect(() => reader.value.db.write('DELETE FROM meta')).toThrow();
  reader.value.close();
});

test('a second instance is refused and told that the office is in use', () => {
  const folder = temporaryFolder();
  const first = lockOffice(folder);
  expect(first.ok).toBe(true);
  expect(lockOffice(folder)).toMatchObject({ ok: false, error: { code: 'SAFE_IN_USE' } });
  const module = join(import.meta.dirname, '../../main/storage/office-lock.ts');
  const script = `import { lockOffice } from ${JSON.stringify(module)};
    const lock = lockOffice(process.argv[1]); console.log(lock.ok ? 'open' : lock.error.code);`;
  const elsewhere = () =>
    spawnSync(process.execPath, ['--input-type=module', '-e', script, folder], { encoding: 'utf8' }).stdout.trim();
  expect(elsewhere()).toBe('SAFE_IN_USE');
  if (first.ok) first.value.release();
  expect(elsewhere()).toBe('open');
  expect(lockOffice(folder).ok).toBe(true);
});

/** Sorts more than fits into a small cache and answers whether the canary can be read in any file open meanwhile. */
function spills(connection: Driver.Database): boolean {
  const canary = `CANARY-${randomBytes(6).toString('hex')}`;
  connection.pragma('cache_size=10');
  const rows = connection
    .prepare(
      `WITH RECURSIVE many(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM many WHERE n < 60000)
       SELECT ? || hex(randomblob(200)) AS line FROM many ORDER BY line`,
    )
    .iterate(canary);
  rows.next();
  const found = readdirSync('/proc/self/fd').some((fd) => {
    const path = join('/proc/self/fd', fd);
    try {
      return statSync(path).isFile() && readFileSync(path).includes(canary);
    } catch {
      return false;
    }
  });
  rows.return?.();
  return found;
}

test.runIf(process.platform === 'linux')('a large sort leaves nothing readable in temporary files', () => {
  const { file, key, close } = newDatabase();
  close();
  const connection = connect(file, key);
  expect(spills(connection)).toBe(false);
  // The scan itself is tried on a connection that may spill.
  connection.pragma('temp_store=FILE');
  expect(spills(connection)).toBe(true);
  connection.close();
});

test('long work keeps few pages in memory, until it is over or the office is closed', () => {
  const { db, readThrough, close } = newDatabase();
  const kept = (): number[] => db.numbers('PRAGMA cache_size')();
  const before = kept();
  readThrough(true);
  expect(kept()).toEqual([-16_384]);
  readThrough(false);
  expect(kept()).toEqual(before);
  close();
  expect(() => {
    readThrough(false);
  }).not.toThrow();
});

test('a plain file is never taken for the office', () => {
  const folder = temporaryFolder();
  const file = join(folder, 'office.db');
  const plain = new Driver(file);
  plain.exec('CREATE TABLE a(b)');
  plain.close();
  expect(openDatabase({ file, key: randomBytes(32), now: NOW })).toMatchObject({ ok: false });
  writeFileSync(file, 'not a database at all');
  expect(openDatabase({ file, key: randomBytes(32), now: NOW })).toMatchObject({ ok: false });
});
