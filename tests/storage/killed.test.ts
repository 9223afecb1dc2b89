import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { NamedTexts } from '../../main/storage/meta.repo.ts';
import { newDatabase, opened } from './temporary-office.ts';

const source = (name: string): string => JSON.stringify(join(import.meta.dirname, '../../main/storage', name));
/** Saves pairs of rows without end, and says each number only after its transaction is acknowledged. */
const SCRIPT = `
  import { openDatabase } from ${source('open-database.ts')};
  import { putText } from ${source('meta.repo.ts')};
  import { writeSync } from 'node:fs';
  const [, file, key] = process.argv;
  const { db, checkpoint } = openDatabase({ file, key: Buffer.from(key, 'hex'), now: 0 }).value;
  for (let n = 0; ; n += 1) {
    db.transaction(() => {
      putText(db, 'meta', 'a' + n, 'x'.repeat(300));
      putText(db, 'meta', 'b' + n, 'x'.repeat(300));
    });
    if (n % 50 === 49) checkpoint();
    writeSync(1, n + '\\n');
  }`;

test.each([3, 49, 120])('killed after %i saves, nothing acknowledged is lost and nothing is half', async (least) => {
  const { file, key, close } = newDatabase();
  close();
  const child = spawn(process.execPath, ['--input-type=module', '-e', SCRIPT, file, key.toString('hex')], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let acknowledged = -1;
  for await (const line of createInterface({ input: child.stdout })) {
    acknowledged = Number(line);
    if (acknowledged >= least && !child.killed) child.kill('SIGKILL');
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  expect(child.signalCode).toBe('SIGKILL');
  const { db } = opened(file, key);
  const kept = new NamedTexts(db, 'meta').all();
  for (let n = 0; n <= acknowledged; n += 1) expect(kept.has(`a${n}`) && kept.has(`b${n}`), `save ${n}`).toBe(true);
  expect(kept.size % 2).toBe(0);
  expect(db.read<[], { integrity_check: string }>('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
});
