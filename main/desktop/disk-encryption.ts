import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { basename, dirname, join, win32 } from 'node:path';
import {
  isEncrypted,
  linuxDisk,
  macDisk,
  mountOf,
  swapsOf,
  windowsDisk,
  withSwaps,
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

/** The device of this name, such as `dm-0`; undefined where /sys tells nothing of it. */
function named(name: string): BlockDevice | undefined {
  const folder = join('/sys/class/block', name);
  return existsSync(folder) ? device(realpathSync(folder)) : undefined;
}

/** All disks of the btrfs that this one is part of, by name. */
function btrfsDisks(name: string): readonly string[] {
  const root = '/sys/fs/btrfs';
  for (const one of existsSync(root) ? readdirSync(root) : []) {
    const folder = join(root, one, 'devices');
    const names = existsSync(folder) ? readdirSync(folder) : [];
    if (names.includes(name)) return names;
  }
  return [name];
}

function diskOf(path: string): DiskEncryption {
  const mount = mountOf(readFileSync('/proc/self/mountinfo', 'utf8'), path);
  if (!mount) return 'unknown';
  const numbered = join('/sys/dev/block', mount.device);
  if (existsSync(numbered)) return linuxDisk(mount, device(realpathSync(numbered)));
  // File systems that may span disks, btrfs above all, have no device number; what was mounted names one of the disks.
  if (!mount.source.startsWith('/dev/') || !existsSync(mount.source)) return linuxDisk(mount, undefined);
  const disks = btrfsDisks(basename(realpathSync(mount.source))).map(named);
  const known = disks.flatMap((disk) => disk ?? []);
  return linuxDisk(mount, known.length === disks.length ? { below: known } : undefined);
}

/** A swap area is a device, or a file on a disk. */
function swapOf(path: string): DiskEncryption {
  if (!existsSync(path)) return 'unknown';
  if (!path.startsWith('/dev/')) return diskOf(realpathSync(path));
  const found = named(basename(realpathSync(path)));
  return found === undefined ? 'unknown' : isEncrypted(found) ? 'encrypted' : 'open';
}

function linux(path: string): DiskEncryption {
  const swaps = existsSync('/proc/swaps') ? swapsOf(readFileSync('/proc/swaps', 'utf8')) : [];
  return withSwaps(diskOf(path), swaps.map(swapOf));
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
