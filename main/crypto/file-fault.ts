import type { ErrorCode } from '#core/errors.ts';
import { fail } from '#core/result.ts';
import type { Result } from '#core/result.ts';

const CODES: Readonly<Record<string, ErrorCode>> = {
  ENOSPC: 'DISK_FULL',
  EDQUOT: 'DISK_FULL',
  EROFS: 'DISK_READ_ONLY',
  EACCES: 'DISK_READ_ONLY',
  EPERM: 'DISK_READ_ONLY',
};

/** A fault of the file system as a result; anything that is none is thrown on. */
export function fileFault(error: unknown): Result<never> {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') throw error;
  return fail(CODES[error.code] ?? 'DISK_FAILED', { cause: error.code });
}
