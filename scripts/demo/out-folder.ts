import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Left in every folder that a demo was written into: only such a folder is ever emptied. */
const MARK = '.hifadhi-demo';

/**
 * Makes the folder of a demo, empty but for its mark. What an earlier demo wrote there is removed; a folder that holds
 * anything else is left as it is, and an error says so in a sentence.
 */
export function makeOutFolder(out: string): void {
  if (existsSync(out)) {
    if (!statSync(out).isDirectory()) throw new Error(`${out} is not a folder: choose another one with --out`);
    const ours = existsSync(join(out, MARK));
    if (!ours && readdirSync(out).length > 0)
      throw new Error(`${out} holds files that no demo wrote: nothing was changed; choose an empty folder with --out`);
    for (const name of readdirSync(out)) rmSync(join(out, name), { recursive: true, force: true });
  }
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, MARK), 'Written by the demo of Hifadhi, and emptied by the next one.\n');
}
