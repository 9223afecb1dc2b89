import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { NamedTexts, putText } from '../../main/storage/meta.repo.ts';
import { snapshot } from '../../main/storage/snapshot.ts';
import { newDatabase, opened } from './temporary-office.ts';

test('a lock in the middle of a copy does not wait for it: the log is emptied, and the copy ends', async () => {
  const database = newDatabase();
  for (let n = 0; n < 800; n += 1) putText(database.db, 'meta', `before ${String(n)}`, 'x'.repeat(2000));
  const copy = snapshot(database, database.key, () => undefined);
  expect((await copy.next()).done).toBe(false);
  putText(database.db, 'meta', 'during', 'y');
  database.close();
  // A reader that is left would keep the log beside the file, with whatever was deleted in it.
  expect(existsSync(`${database.file}-wal`)).toBe(false);
  await expect(copy.next()).rejects.toMatchObject({ error: { code: 'AUTH_LOCKED' } });
  expect(new NamedTexts(opened(database.file, database.key).db, 'meta').get('during')).toBe('y');
});

test('a copy that is given up holds nothing', async () => {
  const database = newDatabase();
  const copy = snapshot(database, database.key, () => undefined);
  await copy.next();
  expect(database.readers.size).toBe(1);
  await copy.return(undefined);
  expect(database.readers.size).toBe(0);
  expect(database.checkpoint()).toMatchObject({ ok: true });
});
