import { createDecipheriv, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { putText } from '../../main/storage/meta.repo.ts';
import { MIGRATIONS } from '../../main/storage/migrate.ts';
import { newDatabase } from './temporary-office.ts';

const PAGE = 4096;
const RESERVE = 80;

/** SQLCipher 4 from its published description alone: shares no code with the product. */
function decrypt(file: Buffer, key: Buffer): Buffer {
  const salt = file.subarray(0, 16);
  const macKey = pbkdf2Sync(key, Buffer.from(salt.map((b) => b ^ 0x3a)), 2, 32, 'sha512');
  const out = Buffer.alloc(file.length);
  for (let at = 0, n = 1; at < file.length; at += PAGE, n += 1) {
    const page = file.subarray(at, at + PAGE);
    const from = n === 1 ? 16 : 0;
    const iv = page.subarray(PAGE - RESERVE, PAGE - RESERVE + 16);
    const number = Buffer.alloc(4);
    number.writeUInt32LE(n);
    const mac = createHmac('sha512', macKey)
      .update(page.subarray(from, PAGE - 64))
      .update(number)
      .digest();
    if (!mac.equals(page.subarray(PAGE - 64))) throw new Error(`page ${n} is not sealed as SQLCipher 4 does`);
    const cipher = createDecipheriv('aes-256-cbc', key, iv).setAutoPadding(false);
    const plain = Buffer.concat([cipher.update(page.subarray(from, PAGE - RESERVE)), cipher.final()]);
    plain.copy(out, at + from);
  }
  out.write('SQLite format 3\0', 0, 'latin1');
  return out;
}

test('an independent reader decrypts the pages and another SQLite reads every row', () => {
  const { db, file, folder, key, close } = newDatabase();
  db.transaction(() => {
    for (let n = 0; n < 3000; n += 1) putText(db, 'meta', `k${n}`, `value ${n} ${'ש'.repeat(20)}`);
  });
  close();
  const encrypted = readFileSync(file);
  expect(encrypted.length % PAGE).toBe(0);
  const plain = join(folder, 'plain.db');
  const image = decrypt(encrypted, key);
  // The header's log mode would make the other reader look for a log file.
  image[18] = 1;
  image[19] = 1;
  writeFileSync(plain, image);
  const other = new DatabaseSync(plain, { readOnly: true });
  expect(other.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
  expect(other.prepare('SELECT count(*) AS c FROM meta').get()).toEqual({ c: 3000 });
  expect(other.prepare(`SELECT value FROM meta WHERE key = 'k2999'`).get()).toEqual({
    value: `value 2999 ${'ש'.repeat(20)}`,
  });
  expect(other.prepare('PRAGMA user_version').get()).toEqual({ user_version: MIGRATIONS.at(-1)?.version });
  other.close();
});

test('nothing readable stands in the file, its log or anything beside it', () => {
  const { db, folder } = newDatabase();
  const canary = `CANARY-${randomBytes(8).toString('hex')}`;
  putText(db, 'meta', 'name', canary);
  for (const name of readdirSync(folder)) {
    const bytes = readFileSync(join(folder, name));
    expect(bytes.includes(canary), name).toBe(false);
    expect(bytes.includes('CREATE TABLE'), name).toBe(false);
  }
});
