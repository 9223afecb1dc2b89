import { Refusal } from '#core/result.ts';

/** SQLite's and the file system's words for trouble that a person can do something about. */
const KNOWN: readonly (readonly [RegExp, ConstructorParameters<typeof Refusal>[0]])[] = [
  [/^SQLITE_FULL|^ENOSPC|^EDQUOT/, 'DISK_FULL'],
  [/^SQLITE_READONLY|^EROFS|^EACCES|^EPERM/, 'DISK_READ_ONLY'],
  [/^SQLITE_CORRUPT|^SQLITE_NOTADB/, 'SAFE_DAMAGED'],
  [/^SQLITE_BUSY|^SQLITE_LOCKED/, 'SAFE_IN_USE'],
  [/^SQLITE_IOERR|^EIO|^ENXIO/, 'DISK_FAILED'],
];

const codeOf = (error: unknown): string => {
  if (typeof error !== 'object' || error === null || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
};

/**
 * Whether a call about a file failed. Removing one fails without a code, and making a folder says that it is not there,
 * where the disk does not answer.
 */
const isOfFile = (error: unknown): boolean =>
  error instanceof Error && 'syscall' in error && 'path' in error && typeof error.path === 'string';

/**
 * Turns whatever was thrown into a refusal. The original message is dropped on purpose: it may hold what a person
 * typed. Only the error's kind survives, for the log.
 */
export function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  const code = codeOf(error);
  const known = KNOWN.find(([pattern]) => pattern.test(code));
  if (known) return new Refusal(known[1], { cause: code });
  if (isOfFile(error)) return new Refusal('DISK_FAILED', { cause: code });
  return new Refusal('SAFE_UNEXPECTED', { kind: code || (error instanceof Error ? error.name : typeof error) });
}
