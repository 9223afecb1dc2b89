import type { ErrorCode } from '#core/errors.ts';

/** Trouble of the line, of who this computer is, or of the lock: nothing else can be done in this visit. */
const ENDS: ReadonlySet<ErrorCode> = new Set([
  'AUTH_LOCKED',
  'SYNC_RELAY_UNREACHABLE',
  'SYNC_RELAY_PORTAL',
  'SYNC_RELAY_PROXY',
  'SYNC_RELAY_OTHER',
  'SYNC_RELAY_NOT_PERMITTED',
  'SYNC_RELAY_REVOKED',
  'SYNC_RELAY_BUSY',
]);
/** Trouble of the disk: it meets every bundle alike, but what needs no room can still be done. */
const DISK: ReadonlySet<ErrorCode> = new Set(['DISK_FULL', 'DISK_READ_ONLY', 'SAFE_DAMAGED', 'SAFE_IN_USE']);

export const endsVisit = (code: ErrorCode): boolean => ENDS.has(code);

/** Whether one bundle's trouble is that of all: any other keeps nothing from the bundles behind it. */
export const meetsAll = (code: ErrorCode): boolean => ENDS.has(code) || DISK.has(code);
