import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { openDatabase } from '../../main/storage/open-database.ts';
import type { OfficeDatabase } from '../../main/storage/open-database.ts';

export const NOW = Date.UTC(2026, 0, 15, 9, 0, 0);
export const newId = <T extends string>(): T => randomBytes(16).toString('base64url') as T;
export const newHash = <T extends string>(): T => randomBytes(32).toString('base64url') as T;

const folders: string[] = [];
const open = new Set<OfficeDatabase>();

/** A folder that is removed after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hifadhi-test-'));
  folders.push(folder);
  return folder;
}

/** Opens a database and closes it after the test, whatever happens in between. */
export function opened(file: string, key: Uint8Array): OfficeDatabase {
  const result = openDatabase({ file, key, now: NOW });
  if (!result.ok) throw new Error(`could not open: ${result.error.code} ${JSON.stringify(result.error.params)}`);
  open.add(result.value);
  return result.value;
}

/** A new office database in a folder of its own. */
export function newDatabase(): OfficeDatabase & { readonly key: Buffer; readonly folder: string } {
  const folder = temporaryFolder();
  const key = randomBytes(32);
  return { ...opened(join(folder, 'office.db'), key), key, folder };
}

afterEach(() => {
  for (const database of open) database.close();
  open.clear();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});
