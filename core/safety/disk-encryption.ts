/** What the system says of the disk that an office lies on. `unknown` is no answer in either direction. */
export type DiskEncryption = 'encrypted' | 'open' | 'unknown';

/** A block device of Linux as /sys/block tells of it, with those that it stands on. */
export interface BlockDevice {
  /** `dm/uuid` of a mapped device, such as `CRYPT-LUKS2-…` or `LVM-…`; absent for others. */
  readonly uuid?: string;
  /** What `slaves` holds: the devices below a mapped device or an array. */
  readonly below: readonly BlockDevice[];
}

/** A mount as a line of /proc/self/mountinfo tells of it. */
export interface Mount {
  /** Major and minor number, `259:2`; `0:n` where the file system has no single device. */
  readonly device: string;
  readonly fileSystem: string;
  /** What was mounted, such as `/dev/mapper/root`. */
  readonly source: string;
}

/** Spaces, tabs, line ends and backslashes stand as octal numbers in mountinfo. */
const unescaped = (text: string): string =>
  text.replace(/\\([0-7]{3})/g, (_all, octal: string) => String.fromCharCode(parseInt(octal, 8)));

const isBelow = (path: string, point: string): boolean =>
  path === point || path.startsWith(point.endsWith('/') ? point : `${point}/`);

/**
 * The mount that holds `path`: the one with the longest mount point, and the last of those, which lies over the others.
 * Undefined when none does, or when `mountinfo` cannot be read.
 */
export function mountOf(mountinfo: string, path: string): Mount | undefined {
  let found: Mount | undefined;
  let longest = -1;
  for (const line of mountinfo.split('\n')) {
    const [before, after] = line.split(' - ');
    const [, , device, , rawPoint] = (before ?? '').split(' ');
    const [fileSystem, source] = (after ?? '').split(' ');
    if (device === undefined || rawPoint === undefined || fileSystem === undefined || source === undefined) continue;
    const point = unescaped(rawPoint);
    if (!isBelow(path, point) || point.length < longest) continue;
    longest = point.length;
    found = { device, fileSystem, source: unescaped(source) };
  }
  return found;
}

/** What dm-crypt writes there for a disk that it encrypts; INTEGRITY and VERITY only notice changes. */
const CRYPT = /^CRYPT-(LUKS[12]|PLAIN|TCRYPT|BITLK)-/;

/** Whether everything below a device is encrypted: one open disk of an array is enough to read what lies on it. */
export function isEncrypted({ uuid, below }: BlockDevice): boolean {
  if (uuid !== undefined && CRYPT.test(uuid)) return true;
  return below.length > 0 && below.every(isEncrypted);
}

/** Swap areas as a line of /proc/swaps tells of them, such as `/dev/dm-1`, without those that are only memory (zram). */
export const swapsOf = (swaps: string): string[] =>
  swaps
    .split('\n')
    .slice(1)
    .flatMap((line) => line.split(/\s/)[0] ?? [])
    .filter((name) => name !== '' && !/^\/dev\/zram\d+$/.test(name))
    .map(unescaped);

/** The disk together with the swap areas: what stood in memory lies there, keys too. */
export function withSwaps(disk: DiskEncryption, swaps: readonly DiskEncryption[]): DiskEncryption {
  if (disk !== 'encrypted' || swaps.every((swap) => swap === 'encrypted')) return disk;
  return swaps.includes('open') ? 'open' : 'unknown';
}

/** `device`: undefined where the file system has none, such as one over the network or in memory. */
export function linuxDisk({ fileSystem }: Mount, device: BlockDevice | undefined): DiskEncryption {
  if (fileSystem === 'ecryptfs') return 'encrypted';
  if (device === undefined) return 'unknown';
  return isEncrypted(device) ? 'encrypted' : 'open';
}

/** Number of the shell property System.Volume.BitLockerProtection, which Windows shows to everybody without rights. */
const BITLOCKER: ReadonlyMap<string, DiskEncryption> = new Map([
  ['1', 'encrypted'],
  ['2', 'open'],
  // On its way, on its way back, and suspended: the key lies on the disk for everybody.
  ['3', 'open'],
  ['4', 'open'],
  ['5', 'open'],
  ['6', 'encrypted'],
  // Encrypted, and waiting for activation: the key lies on the disk for everybody.
  ['8', 'open'],
]);

/** `printed`: what PowerShell printed of that property of the drive; nothing where Windows knows no BitLocker. */
export const windowsDisk = (printed: string): DiskEncryption => BITLOCKER.get(printed.trim()) ?? 'unknown';

/** `printed`: what `fdesetup status` printed. Only the first line counts: later ones tell of what is under way. */
export function macDisk(printed: string): DiskEncryption {
  const [first = ''] = printed.trim().split('\n');
  if (first.trim() === 'FileVault is On.') return /Decryption in progress/.test(printed) ? 'open' : 'encrypted';
  return first.startsWith('FileVault is O') ? 'open' : 'unknown';
}
