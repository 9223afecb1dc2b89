import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { UserId } from '#core/ids.ts';
import { parseKeyFile, type KeyFile } from '../../main/crypto/key-file-format.ts';
import { readKeyFile } from '../../main/crypto/key-file-store.ts';
import type { Office } from '../../main/office/office.ts';
import { fileKeyStore } from '../builders/file-key-store.ts';
import {
  closedOffice,
  done,
  officeIn,
  PASSPHRASE,
  SetClock,
  signIn,
  temporaryFolder,
  withCheapKeys,
} from './temporary-office.ts';

export const SECOND = 'nine gentle otters guard the bridge';

/** The key of a computer's store, in a folder of its own. */
export const newRing = (): string => join(temporaryFolder(), 'ring');
export const at = (dir: string, ring?: string, closed?: () => boolean): Office =>
  officeIn(dir, new SetClock(), undefined, ring === undefined ? undefined : fileKeyStore(ring, closed));
export async function enters(dir: string, user: UserId, ring?: string, passphrase = PASSPHRASE): Promise<Office> {
  const office = at(dir, ring);
  expect(await signIn(office, user, passphrase)).toMatchObject({ ok: true });
  await office.binding;
  return office;
}
export function slots(dir: string): KeyFile {
  const file = readKeyFile(dir);
  if (!file.ok) throw new Error(file.error.code);
  return file.value;
}
export const keyFiles = (dir: string): (KeyFile | undefined)[] =>
  readdirSync(dir)
    .filter((name) => /^office\.keys(\.previous)?\.json$/.test(name))
    .map((name) => parseKeyFile(readFileSync(join(dir, name))));

export const keptIn = (dir: string): boolean => existsSync(join(dir, 'office.keys.unbound.json'));
export const secretsOf = (dir: string): string[] => {
  const folder = join(`${dir}.marks`, 'machine');
  return existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];
};

/** Two people; the second has never signed in. */
export async function twoPeople(): Promise<{ dir: string; head: UserId; second: UserId; ring: string }> {
  const { dir, head } = await closedOffice();
  const office = await enters(dir, head);
  const second = await withCheapKeys(() =>
    done(office, 'people.add', { name: 'Baraka Juma', roles: ['administrator'], passphrase: SECOND }),
  );
  office.close();
  return { dir, head, second: second.id, ring: newRing() };
}

/** What somebody sees who has the folder: each file of slots, without what is random by design. */
export const shapeOf = (dir: string): unknown =>
  readdirSync(dir)
    .filter((name) => name.includes('.keys.'))
    .map((name) => [
      name,
      readFileSync(join(dir, name), 'utf8').replaceAll(
        /"(nonce|box|databaseKey|seal|sum|auditHash)":"([\w-]+)"/g,
        (_, key: string, text: string) => `${key}:${String(text.length)}`,
      ),
    ]);
