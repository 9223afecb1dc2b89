import Driver from 'better-sqlite3-multiple-ciphers';
import type { ErrorCode } from '#core/errors.ts';
import type { AppError } from '#core/result.ts';

const BY_SQLITE: readonly (readonly [prefix: string, code: ErrorCode])[] = [
  ['SQLITE_FULL', 'DISK_FULL'],
  ['SQLITE_READONLY', 'DISK_READ_ONLY'],
  ['SQLITE_PERM', 'DISK_READ_ONLY'],
  ['SQLITE_CANTOPEN', 'DISK_FAILED'],
  ['SQLITE_IOERR', 'DISK_FAILED'],
  ['SQLITE_CORRUPT', 'SAFE_DAMAGED'],
  ['SQLITE_NOTADB', 'SAFE_DAMAGED'],
  ['SQLITE_BUSY', 'SAFE_IN_USE'],
  ['SQLITE_LOCKED', 'SAFE_IN_USE'],
];
const BY_SYSTEM: Readonly<Record<string, ErrorCode>> = {
  ENOSPC: 'DISK_FULL',
  EDQUOT: 'DISK_FULL',
  EROFS: 'DISK_READ_ONLY',
  EACCES: 'DISK_READ_ONLY',
  EPERM: 'DISK_READ_ONLY',
  EIO: 'DISK_FAILED',
  ENODEV: 'DISK_FAILED',
  ENXIO: 'DISK_FAILED',
  EMFILE: 'DISK_FAILED',
  ENOENT: 'DISK_FAILED',
  EBUSY: 'SAFE_IN_USE',
};

/**
 * What a fault of SQLite or of the file system means to a person; undefined when it is neither (a programmer's error,
 * a constraint), which must not be dressed up as a problem of the disk.
 */
export function storageFault(error: unknown): AppError | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  const reported = error.code;
  const code =
    error instanceof Driver.SqliteError
      ? BY_SQLITE.find(([prefix]) => reported.startsWith(prefix))?.[1]
      : BY_SYSTEM[reported];
  return code && { code, params: { cause: reported } };
}
