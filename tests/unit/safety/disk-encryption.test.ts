import { expect, test } from 'vitest';
import {
  linuxDisk,
  macDisk,
  mountOf,
  swapsOf,
  windowsDisk,
  withSwaps,
  type BlockDevice,
  type Mount,
} from '#core/safety/disk-encryption.ts';

// As the systems print them: a laptop with LUKS below LVM, one with btrfs on LUKS, and one without encryption.
const LVM = `24 31 0:22 / /sys rw,nosuid,nodev,noexec,relatime shared:7 - sysfs sysfs rw
25 31 0:23 / /proc rw,nosuid,nodev,noexec,relatime shared:14 - proc proc rw
31 1 252:1 / / rw,relatime shared:1 - ext4 /dev/mapper/ubuntu--vg-ubuntu--lv rw,errors=remount-ro
92 31 259:2 / /boot rw,relatime shared:48 - ext4 /dev/nvme0n1p2 rw
95 92 259:1 / /boot/efi rw,relatime shared:50 - vfat /dev/nvme0n1p1 rw,fmask=0077
310 31 8:17 / /media/amina/OFFICE\\040ONE rw,nosuid,nodev,relatime shared:172 - vfat /dev/sdb1 rw
`;
const BTRFS = `70 1 0:33 /root / rw,relatime shared:1 - btrfs /dev/mapper/luks-3b1f0f4c rw,compress=zstd:1,subvol=/root
83 70 0:33 /home /home rw,relatime shared:42 - btrfs /dev/mapper/luks-3b1f0f4c rw,compress=zstd:1,subvol=/home
90 83 0:61 / /home/amina/net rw,relatime shared:99 - nfs4 server:/export rw,vers=4.2
91 83 0:62 / /home/amina/safe rw,relatime - ecryptfs /home/.ecryptfs/amina/.Private rw
`;
const plain: BlockDevice = { below: [] };
const luks: BlockDevice = { uuid: 'CRYPT-LUKS2-3b1f0f4c0d6b4a0f9d8f-luks', below: [plain] };
const logical = (...below: BlockDevice[]): BlockDevice => ({ uuid: 'LVM-9kTzs0ZtQ4', below });
const mount = (mountinfo: string, path: string): Mount => {
  const found = mountOf(mountinfo, path);
  if (!found) throw new Error('no mount');
  return found;
};

test('the mount of a folder is the nearest one above it, whatever its name', () => {
  expect(mountOf(LVM, '/home/amina/.config/hifadhi/office')).toEqual({
    device: '252:1',
    fileSystem: 'ext4',
    source: '/dev/mapper/ubuntu--vg-ubuntu--lv',
  });
  expect(mountOf(LVM, '/media/amina/OFFICE ONE/data')?.device).toBe('8:17');
  expect(mountOf(LVM, '/boot')?.device).toBe('259:2');
  expect(mountOf(LVM, '/bootstrap')?.device).toBe('252:1');
  expect(mountOf(BTRFS, '/home/amina/office')).toMatchObject({ device: '0:33', source: '/dev/mapper/luks-3b1f0f4c' });
  // What was mounted last over the same place lies on top.
  expect(mountOf(`${LVM}400 31 8:33 / /boot rw - xfs /dev/sdc1 rw\n`, '/boot')?.device).toBe('8:33');
  for (const nothing of ['', 'nonsense', ' - ', '1 2 3', `${'x'.repeat(10_000)} - ext4 /dev/sda1`])
    expect(mountOf(nothing, '/home')).toBeUndefined();
});

test('a disk is encrypted when everything below is: LUKS, LVM on LUKS, an array of which each disk is', () => {
  const root = mount(LVM, '/home');
  expect(linuxDisk(root, logical(luks))).toBe('encrypted');
  expect(linuxDisk(root, luks)).toBe('encrypted');
  expect(linuxDisk(root, { below: [luks, luks] })).toBe('encrypted');
  expect(linuxDisk(root, logical(luks, plain))).toBe('open');
  expect(linuxDisk(root, logical(plain))).toBe('open');
  expect(linuxDisk(root, plain)).toBe('open');
  expect(linuxDisk(root, { uuid: 'mpath-360a98000', below: [plain] })).toBe('open');
  expect(linuxDisk(root, { uuid: 'NOT-CRYPT-LUKS2', below: [] })).toBe('open');
});

test('what only notices changes of a disk does not encrypt it', () => {
  const root = mount(LVM, '/home');
  for (const uuid of ['CRYPT-INTEGRITY-1', 'CRYPT-VERITY-1', 'CRYPT-'])
    expect(linuxDisk(root, { uuid, below: [plain] })).toBe('open');
  for (const kind of ['LUKS1', 'LUKS2', 'PLAIN', 'TCRYPT', 'BITLK'])
    expect(linuxDisk(root, { uuid: `CRYPT-${kind}-1-name`, below: [plain] })).toBe('encrypted');
});

test('an open swap area opens an encrypted disk; one in memory is none', () => {
  const head = 'Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n';
  const line = (name: string): string => `${name}                              partition\t8388604\t0\t-2\n`;
  expect(swapsOf(head + line('/dev/dm-2') + line('/dev/zram0') + line('/swap\\040file'))).toEqual([
    '/dev/dm-2',
    '/swap file',
  ]);
  expect(swapsOf('')).toEqual([]);
  expect(withSwaps('encrypted', [])).toBe('encrypted');
  expect(withSwaps('encrypted', ['encrypted', 'open'])).toBe('open');
  expect(withSwaps('encrypted', ['unknown'])).toBe('unknown');
  expect(withSwaps('unknown', ['open'])).toBe('unknown');
  expect(withSwaps('open', ['encrypted'])).toBe('open');
});

test('a folder over the network or in memory has no disk that could be judged', () => {
  expect(linuxDisk(mount(BTRFS, '/home/amina/net/office'), undefined)).toBe('unknown');
  expect(linuxDisk(mount(BTRFS, '/home/amina/safe/office'), undefined)).toBe('encrypted');
});

test('Windows: on, and on but locked; what is under way or suspended is not on', () => {
  expect(['1\r\n', '6\r\n'].map(windowsDisk)).toEqual(['encrypted', 'encrypted']);
  expect(['2\r\n', '3\r\n', '4\r\n', '5\r\n', '8\r\n'].map(windowsDisk)).toEqual(Array(5).fill('open'));
  expect(['', '\r\n', '0\r\n', '7\r\n', '11', 'on', 'toString'].map(windowsDisk)).toEqual(Array(7).fill('unknown'));
});

test('macOS: on, and nothing that is only on its way', () => {
  expect(macDisk('FileVault is On.\n')).toBe('encrypted');
  for (const printed of [
    'FileVault is Off.\n',
    'FileVault is Off, but will be enabled after the next restart.\n',
    'FileVault is On, but needs to be restarted to finish.\n',
    'FileVault is On.\nDecryption in progress: Percent completed = 31.00\n',
    'FileVault is Off.\nEncryption in progress: Percent completed = 41\n',
  ])
    expect(macDisk(printed), printed).toBe('open');
  for (const printed of ['', 'Error: A problem occurred while trying to read the state.\n', 'fdesetup: not found'])
    expect(macDisk(printed), printed).toBe('unknown');
});
