import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { NamedTexts, putText } from '../../main/storage/meta.repo.ts';
import { openDatabase, type OfficeDatabase } from '../../main/storage/open-database.ts';
import { PAGE_SIZE, verifyPages } from '../../main/storage/page-verifier.ts';
import { RekeyedCopy } from '../../main/storage/rekeyed-copy.ts';
import { snapshot } from '../../main/storage/snapshot.ts';
import { newDatabase, NOW, opened } from './temporary-office.ts';

const meta = ({ db }: Pick<OfficeDatabase, 'db'>) => new NamedTexts(db, 'meta');

async function copyWhile(
  database: OfficeDatabase & { readonly key: Buffer },
  newKey: Buffer,
  during: (chunk: number) => void,
): Promise<RekeyedCopy> {
  const copy = new RekeyedCopy(database.file, database.key, newKey);
  let pages = 0;
  for await (const chunk of snapshot(database, database.key, () => undefined)) {
    copy.take(pages + 1, chunk);
    pages += chunk.length / PAGE_SIZE;
    during(pages);
  }
  return copy;
}

test('what people write while the key changes is under the new key too, and the old one opens nothing', async () => {
  const database = newDatabase();
  const newKey = randomBytes(32);
  for (let n = 0; n < 800; n += 1) putText(database.db, 'meta', `before ${String(n)}`, 'x'.repeat(2000));
  const ask = database.db.read<[string], { value: string }>(`SELECT value FROM meta WHERE key = ?`);
  expect(ask.get('before 7')?.value).toHaveLength(2000);
  let written = 0;
  const copy = await copyWhile(database, newKey, () => {
    putText(database.db, 'meta', `before ${String(written)}`, 'changed meanwhile');
    putText(database.db, 'meta', `during ${String((written += 1))}`, 'y'.repeat(2000));
  });
  expect(written).toBeGreaterThan(1);
  expect([...copy.check()].at(-1)).toBeGreaterThan(400);
  const salt = readFileSync(database.file).subarray(0, 16);
  database.changeKey(() => {
    copy.place();
    return newKey;
  });
  copy.discard();
  // The same handle and the same prepared statement go on, and write.
  expect(ask.get('before 0')?.value).toBe('changed meanwhile');
  putText(database.db, 'meta', 'after', 'z');
  database.close();
  expect(existsSync(`${database.file}.rekey`)).toBe(false);
  expect(readFileSync(database.file).subarray(0, 16).equals(salt)).toBe(false);
  expect(verifyPages(database.file, newKey)).toMatchObject({ broken: [], ragged: false });
  expect(openDatabase({ file: database.file, key: database.key, now: NOW })).toMatchObject({
    error: { code: 'SAFE_WRONG_KEY' },
  });
  const again = opened(database.file, newKey);
  expect(meta(again).get(`during ${String(written)}`)).toHaveLength(2000);
  expect(meta(again).get('after')).toBe('z');
  expect(again.db.numbers<[]>(`SELECT count(*) FROM meta WHERE key GLOB 'before *'`)()).toEqual([800]);
});

test('a database that shrank meanwhile leaves nothing behind its new end', async () => {
  const database = newDatabase();
  const newKey = randomBytes(32);
  for (let n = 0; n < 600; n += 1) putText(database.db, 'meta', `a ${String(n)}`, 'x'.repeat(2000));
  const copy = await copyWhile(database, newKey, () => undefined);
  database.db.exec('DELETE FROM meta; VACUUM;');
  database.changeKey(() => {
    copy.place();
    return newKey;
  });
  database.close();
  expect(verifyPages(database.file, newKey)).toMatchObject({ broken: [], ragged: false });
  expect(meta(opened(database.file, newKey)).all().size).toBe(0);
});

test('what stops the change leaves the database under its key, and people go on', async () => {
  const database = newDatabase();
  putText(database.db, 'meta', 'a', '1');
  const copy = await copyWhile(database, randomBytes(32), () => undefined);
  expect(() => {
    database.changeKey(() => {
      throw new Error('the disk is full');
    });
  }).toThrow('the disk is full');
  copy.discard();
  putText(database.db, 'meta', 'b', '2');
  database.close();
  expect([...meta(opened(database.file, database.key)).all().values()]).toEqual(['1', '2']);
  expect(existsSync(`${database.file}.rekey`)).toBe(false);
});

test('a page that does not fit its seal is never taken over', () => {
  const database = newDatabase();
  putText(database.db, 'meta', 'a', '1');
  database.close();
  const bytes = readFileSync(database.file);
  bytes[PAGE_SIZE + 100] = (bytes[PAGE_SIZE + 100] ?? 0) ^ 1;
  writeFileSync(database.file, bytes);
  const copy = new RekeyedCopy(database.file, database.key, randomBytes(32));
  expect(() => {
    copy.place();
  }).toThrow(expect.objectContaining({ error: { code: 'SAFE_DAMAGED', params: { page: 2 } } }));
  copy.discard();
  expect(readFileSync(database.file).equals(bytes)).toBe(true);
});

test('what a stop left of an earlier copy goes, with the files of its connection', () => {
  const database = newDatabase();
  const left = ['.rekey', '.rekey-wal', '.rekey-shm'].map((end) => `${database.file}${end}`);
  for (const file of left) writeFileSync(file, 'left');
  const copy = new RekeyedCopy(database.file, database.key, randomBytes(32));
  expect(left.filter((file) => existsSync(file))).toEqual([left[0]]);
  for (const file of left) writeFileSync(file, 'left');
  copy.discard();
  expect(left.filter((file) => existsSync(file))).toEqual([]);
});
