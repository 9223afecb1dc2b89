import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { basename, dirname, join, win32 } from 'node:path';
import {
  linuxDisk,
  macDisk,
  mountOf,
  windowsDisk,
  type BlockDevice,
  type DiskEncryption,
} from '#core/safety/disk-encryption.ts';

/** How long a program of the system may take to say it. */
const TOO_LONG_MS = 10_000;
/** Mapped devices that stand on one another; more is a fault of the system. */
const DEEPEST = 8;

/** What a program of the system prints, asked without a shell between; empty when it fails or takes too long. */
function printed(program: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(program, [...args], { timeout: TOO_LONG_MS, windowsHide: true }, (error, out) => {
      resolve(error ? '' : out);
    });
  });
}

/** A device and those below it, from /sys; `folder` is its folder there. */
function device(folder: string, depth = 0): BlockDevice {
  const uuid = join(folder, 'dm/uuid');
  const slaves = join(folder, 'slaves');
  const names = depth < DEEPEST && existsSync(slaves) ? readdirSync(slaves) : [];
  return {
    ...(existsSync(uuid) ? { uuid: readFileSync(uuid, 'utf8').trim() } : {}),
    below: names.map((name) => device(realpathSync(join(slaves, name)), depth + 1)),
  };
}

function linux(path: string): DiskEncryption {
  const mount = mountOf(readFileSync('/proc/self/mountinfo', 'utf8'), path);
  if (!mount) return 'unknown';
  const numbered = join('/sys/dev/block', mount.device);
  // File systems that may span disks, btrfs above all, have no device number; what was mounted names one of the disks.
  const named = mount.source.startsWith('/dev/') && existsSync(mount.source) ? realpathSync(mount.source) : undefined;
  const folder = existsSync(numbered) ? numbered : named && join('/sys/class/block', basename(named));
  const found = folder !== undefined && existsSync(folder) ? device(realpathSync(folder)) : undefined;
  return linuxDisk(mount, found);
}

async function windows(path: string): Promise<DiskEncryption> {
  const [drive] = /^[A-Za-z]:/.exec(win32.resolve(path)) ?? [];
  if (drive === undefined) return 'unknown';
  const shell = join(process.env['SystemRoot'] ?? 'C:\\Windows', 'System32\\WindowsPowerShell\\v1.0\\powershell.exe');
  const ask = `(New-Object -ComObject Shell.Application).NameSpace('${drive}').Self.ExtendedProperty('System.Volume.BitLockerProtection')`;
  return windowsDisk(await printed(shell, ['-NoProfile', '-NonInteractive', '-Command', ask]));
}

/** FileVault is about the disk that the system started from. */
const mac = async (path: string): Promise<DiskEncryption> =>
  path.startsWith('/Volumes/') ? 'unknown' : macDisk(await printed('/usr/bin/fdesetup', ['status']));

/** The nearest folder that is there already, without links: an office's folder does not exist before set-up. */
function standing(path: string): string {
  let at = path;
  while (!existsSync(at) && dirname(at) !== at) at = dirname(at);
  return realpathSync(at);
}

/** Whether the system encrypts the disk under this folder. No rights of an administrator are needed; never throws. */
export async function diskEncryption(folder: string): Promise<DiskEncryption> {
  try {
    const path = standing(folder);
    if (process.platform === 'linux') return linux(path);
    if (process.platform === 'win32') return await windows(path);
    return process.platform === 'darwin' ? await mac(path) : 'unknown';
  } catch {
    return 'unknown';
  }
}
