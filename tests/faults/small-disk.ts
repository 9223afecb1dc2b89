import { execFileSync } from 'node:child_process';
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
