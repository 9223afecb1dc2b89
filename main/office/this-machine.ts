import { readFileSync } from 'node:fs';
import { arch, cpus, platform } from 'node:os';
import { sha256 } from '../crypto/hashing.ts';

/** Where Linux keeps a number that it draws once for each installation. Other systems keep theirs out of a file's reach. */
const INSTALLATION = ['/etc/machine-id', '/var/lib/dbus/machine-id'];

function installation(): string {
  for (const path of INSTALLATION) {
    try {
      return readFileSync(path, 'utf8').trim();
    } catch {
      // Not on this system.
    }
  }
  return '';
}

/** A hash that is another one on another computer: a disk or a profile that was copied whole is known by it (R2). */
export const thisMachine = (): string =>
  sha256(Buffer.from(JSON.stringify([platform(), arch(), cpus()[0]?.model ?? '', installation()]))).toString(
    'base64url',
  );
