import { execFileSync } from 'node:child_process';
import { mkdirSync, rmdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from './temporary-office.ts';

const mounted: string[] = [];

/** A small disk of its own; undefined where this computer does not allow to make one. */
export function smallDisk(kilobytes: number): string | undefined {
  const dir = temporaryFolder();
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${String(kilobytes)}k`, 'tmpfs', dir], { stdio: 'ignore' });
    mounted.push(dir);
    return dir;
  } catch {
    return undefined;
  }
}

export function letGoOfDisks(): void {
  for (const dir of mounted.splice(0)) execFileSync('umount', ['-l', dir]);
}

/** A stick with a file system of its own in a file: what was flushed is there when it is put in again. */
export interface FileStick {
  readonly root: string;
  /** As a person pulls it: the folder goes with it, and whoever is writing writes into nothing. */
  readonly pull: () => void;
  readonly putIn: () => void;
}

/** A stick in the FAT format; undefined where this computer has no such file system or does not allow mounting. */
export function fatStick(kilobytes: number): FileStick | undefined {
  const folder = temporaryFolder();
  const [image, root] = [join(folder, 'stick.img'), join(folder, 'mounted')];
  const putIn = (): void => {
    mkdirSync(root, { recursive: true });
    execFileSync('mount', ['-t', 'vfat', '-o', 'loop', image, root], { stdio: 'ignore' });
    mounted.push(root);
  };
  const pull = (): void => {
    mounted.splice(mounted.indexOf(root), 1);
    execFileSync('umount', ['-l', root]);
    rmdirSync(root);
  };
  try {
    writeFileSync(image, '');
    truncateSync(image, kilobytes * 1024);
    execFileSync('mkfs.vfat', [image], { stdio: 'ignore' });
    putIn();
    return { root, pull, putIn };
  } catch {
    return undefined;
  }
}
