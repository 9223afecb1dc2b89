import { readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { DURESS_NAME, duressSlotText, duressTextKdf } from '../crypto/duress-slot.ts';
import { Hollow } from '../crypto/hollow-key-file.ts';
import { keyFileText, parseKeyFile, type KeyFile } from '../crypto/key-file-format.ts';
import { KEPT_NAME, keptWith } from '../crypto/kept-slots.ts';
import { slotFiles, type LeftFile } from './erase-office.ts';
import type { MachineSecrets } from './machine-secrets.ts';

/** More than a key file holds. */
const LARGEST = 16 * 1024 * 1024;

interface Found {
  readonly name: string;
  readonly bytes: Buffer;
  readonly changed: number;
}

function found(dir: string): Found[] {
  return slotFiles(dir).flatMap((name) => {
    try {
      const { size, mtimeMs } = statSync(join(dir, name));
      return size > LARGEST ? [] : [{ name, bytes: readFileSync(join(dir, name)), changed: mtimeMs / 1000 }];
    } catch {
      // Nothing comes in the place of what cannot be read.
      return [];
    }
  });
}

/** What comes in the place of a file that is no key file of people; undefined where nothing can. */
function besideKeys({ name, bytes }: Found, hollow: Hollow): string | undefined {
  try {
    if (basename(name) === KEPT_NAME) return keptWith(bytes.toString(), (slot) => hollow.kept(slot));
    if (basename(name) === DURESS_NAME) return duressSlotText(duressTextKdf(bytes.toString()));
  } catch {
    // Damaged: it goes.
  }
  return undefined;
}

/**
 * What comes in the place of each file of key slots, in the folder and beside it: the same people, and nothing that opens.
 * What nobody can tell from damage, as sealed slots of a backup, has nothing in its place. Never throws for a single file.
 * Where the folder itself cannot be read the fault is thrown.
 */
export async function hollowSlots(dir: string, secrets: MachineSecrets): Promise<readonly LeftFile[]> {
  const files = found(dir).map((one) => ({ ...one, file: parseKeyFile(one.bytes) }));
  const people = files.flatMap(({ file }): KeyFile['users'] => file?.users ?? []);
  const hollow = new Hollow(await secrets.namedBy(people));
  return files.flatMap(({ file, ...one }) => {
    const text = file ? keyFileText(hollow.keyFile(file)) : besideKeys(one, hollow);
    return text === undefined ? [] : [{ name: one.name, text, changed: one.changed }];
  });
}
