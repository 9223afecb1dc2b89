/**
 * Every expected failure has one line here: the code people read out on the phone, how bad it is, and whether trying
 * again can help. The sentence stands in resources/locales/<lang>/errors.json under the same key.
 */
export type Severity = 'info' | 'warning' | 'error' | 'critical';

interface ErrorEntry {
  readonly area: `${'AUTH' | 'SAFE' | 'DISK' | 'SYNC' | 'TIME' | 'FORM' | 'PRINT' | 'PERM' | 'IMPT' | 'KEY'}-${number}`;
  readonly severity: Severity;
  readonly retry: boolean;
}
const e = (area: ErrorEntry['area'], severity: Severity, retry = false): ErrorEntry => ({ area, severity, retry });

export const ERRORS = {
  // Signing in and keys
  AUTH_WRONG_PASSPHRASE: e('AUTH-001', 'warning', true),
  AUTH_WAIT: e('AUTH-002', 'warning', true),
  AUTH_LOCKED: e('AUTH-003', 'info'),
  AUTH_PASSPHRASE_WEAK: e('AUTH-004', 'warning'),
  AUTH_ALREADY_OPEN: e('AUTH-005', 'warning'),
  KEY_FILE_DAMAGED: e('KEY-001', 'critical'),
  KEY_KIT_WRONG: e('KEY-002', 'warning', true),
  KEY_FILE_MISSING: e('KEY-003', 'critical'),
  // The database
  SAFE_DAMAGED: e('SAFE-001', 'critical'),
  SAFE_FROM_FUTURE: e('SAFE-002', 'critical'),
  SAFE_IN_USE: e('SAFE-003', 'error', true),
  SAFE_WRONG_KEY: e('SAFE-004', 'critical'),
  SAFE_AUDIT_BROKEN: e('SAFE-009', 'critical'),
  DISK_FULL: e('DISK-001', 'error', true),
  DISK_READ_ONLY: e('DISK-002', 'error', true),
  DISK_FAILED: e('DISK-003', 'critical', true),
  DISK_NOT_SAVED: e('DISK-004', 'error', true),
  // Rights
  PERM_DENIED: e('PERM-001', 'warning'),
  PERM_UNKNOWN_CALL: e('PERM-002', 'error'),
  PERM_BAD_INPUT: e('PERM-003', 'error'),
  PERM_WRONG_SENDER: e('PERM-004', 'critical'),
  // Forms and cases
  FORM_NEEDED: e('FORM-001', 'warning'),
  FORM_INVALID: e('FORM-002', 'warning'),
  FORM_CASE_NOT_FOUND: e('FORM-003', 'error'),
  FORM_DRAFT_NOT_FOUND: e('FORM-004', 'error'),
  FORM_DUPLICATE_UNANSWERED: e('FORM-005', 'warning'),
  FORM_CONFIG_INVALID: e('FORM-006', 'critical'),
  FORM_REASON_NEEDED: e('FORM-007', 'warning'),
  FORM_STALE: e('FORM-008', 'warning', true),
  FORM_CODE_INVALID: e('FORM-009', 'warning'),
  TASK_NOT_OPEN: e('FORM-010', 'warning', true),
  TASK_DAY_PAST: e('FORM-011', 'warning'),
  APPROVAL_NOT_OPEN: e('FORM-012', 'warning', true),
  APPROVAL_OPEN: e('FORM-013', 'info'),
  TRANSFER_OPEN: e('FORM-014', 'warning'),
  PERSON_NOT_FITTING: e('FORM-015', 'warning'),
  CLOSE_BLOCKED: e('FORM-016', 'warning'),
  CASE_MERGED: e('FORM-017', 'warning'),
  MERGE_BLOCKED: e('FORM-018', 'warning'),
  CASE_NOT_OPEN: e('FORM-019', 'warning'),
  CASE_TAKEN_OUT: e('FORM-025', 'warning'),
  CASE_OF_OTHER_OFFICE: e('FORM-026', 'warning'),
  // Configurations
  CONFIG_FOREIGN: e('FORM-040', 'warning'),
  CONFIG_DAMAGED: e('FORM-041', 'error'),
  CONFIG_NEWER: e('FORM-042', 'error'),
  CONFIG_INVALID: e('FORM-043', 'error'),
  CONFIG_UNREADABLE: e('FORM-044', 'warning'),
  AREAS_FOREIGN: e('FORM-045', 'warning'),
  // Families
  FAMILY_OTHER: e('FORM-030', 'warning'),
  FAMILY_SAME_CASE: e('FORM-031', 'warning'),
  REFERRAL_NO_CONSENT: e('FORM-027', 'warning'),
  // Photos, recordings, documents, signatures
  FILE_KIND_WRONG: e('FORM-020', 'warning'),
  FILE_TOO_LARGE: e('FORM-021', 'warning'),
  FILE_TOO_MANY: e('FORM-022', 'warning'),
  FILE_NOT_CLEAN: e('FORM-023', 'warning'),
  FILE_NOT_FOUND: e('FORM-024', 'warning'),
  FILE_DAMAGED: e('SAFE-010', 'error'),
  // Exchange
  SYNC_NOT_A_BUNDLE: e('SYNC-001', 'error'),
  SYNC_NEWER_VERSION: e('SYNC-002', 'error'),
  SYNC_NOT_FOR_THIS_OFFICE: e('SYNC-003', 'error'),
  SYNC_DAMAGED: e('SYNC-004', 'error'),
  SYNC_UNKNOWN_SENDER: e('SYNC-005', 'error'),
  SYNC_FORGED: e('SYNC-006', 'critical'),
  SYNC_TOO_LARGE: e('SYNC-007', 'error'),
  SYNC_OTHER_PROGRAMME: e('SYNC-008', 'error'),
  SYNC_OFFICE_UNKNOWN: e('SYNC-009', 'error'),
  SYNC_NOTHING_TO_SEND: e('SYNC-010', 'info'),
  SYNC_CARD_INVALID: e('SYNC-011', 'error'),
  SYNC_CARD_MISMATCH: e('SYNC-012', 'critical'),
  SYNC_WRITE_FAILED: e('SYNC-013', 'error', true),
  SYNC_STICK_REMOVED: e('SYNC-014', 'error', true),
  SYNC_VERIFY_FAILED: e('SYNC-015', 'error', true),
  SYNC_NO_CONSENT: e('SYNC-016', 'warning'),
  // The relay
  SYNC_RELAY_CARD_INVALID: e('SYNC-040', 'error'),
  SYNC_RELAY_UNREACHABLE: e('SYNC-041', 'warning', true),
  SYNC_RELAY_PORTAL: e('SYNC-042', 'warning', true),
  SYNC_RELAY_PROXY: e('SYNC-043', 'warning', true),
  SYNC_RELAY_OTHER: e('SYNC-044', 'critical'),
  SYNC_RELAY_NOT_PERMITTED: e('SYNC-045', 'error'),
  SYNC_RELAY_REVOKED: e('SYNC-046', 'critical'),
  SYNC_RELAY_FULL: e('SYNC-047', 'warning', true),
  SYNC_RELAY_BUSY: e('SYNC-048', 'info', true),
  SYNC_RELAY_FAULT: e('SYNC-049', 'error', true),
  SYNC_RELAY_OFFICE_UNKNOWN: e('SYNC-050', 'warning', true),
  // Who belongs to the programme
  SYNC_REVOKED: e('SYNC-030', 'critical'),
  SYNC_NO_COMPUTER: e('SYNC-031', 'error'),
  TRUST_INVALID: e('SYNC-032', 'error'),
  TRUST_OTHER_ROOT: e('SYNC-033', 'critical'),
  TRUST_OLDER: e('SYNC-034', 'warning'),
  TRUST_MISMATCH: e('SYNC-035', 'critical'),
  TRUST_REQUEST_INVALID: e('SYNC-036', 'error'),
  TRUST_UNPROVEN: e('SYNC-037', 'critical'),
  TRUST_NOT_AUTHORITY: e('SYNC-038', 'warning'),
  TRUST_NUMBERS_USED_UP: e('SYNC-039', 'critical'),
  TRUST_CUT_OFF_AHEAD: e('SYNC-051', 'warning', true),
  SYNC_NOT_LISTED: e('SYNC-052', 'error'),
  TRUST_NO_LIST: e('SYNC-053', 'warning'),
  ROOT_KEY_INVALID: e('KEY-010', 'error'),
  ROOT_KEY_FOREIGN: e('KEY-011', 'error', true),
  ROOT_HOLDER_TWICE: e('KEY-013', 'warning', true),
  ROOT_KEYS_MISSING: e('KEY-012', 'warning', true),
  // Files with answers of many cases
  EXPORT_NOT_WHOLE: e('DISK-005', 'error', true),
  EXPORT_NO_CASE: e('PERM-005', 'warning'),
  // Printing
  PRINT_FAILED: e('PRINT-001', 'error', true),
  PRINT_REASON_NEEDED: e('PRINT-002', 'warning'),
  // What nobody expected
  SAFE_UNEXPECTED: e('SAFE-099', 'critical', true),
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof ERRORS;
