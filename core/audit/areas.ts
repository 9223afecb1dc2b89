/** What the lines of the audit trail are about, and the first parts of the names of their actions. */
export const AUDIT_AREAS = {
  cases: [
    'case',
    'conflict',
    'family',
    'incident',
    'note',
    'flag',
    'task',
    'approval',
    'supervision',
    'transfer',
    'referral',
    'attachment',
    'check',
    'import',
    'request',
    'hold',
    'dispute',
  ],
  paper: ['report', 'export'],
  exchange: ['bundle', 'relay', 'trust'],
  session: ['session', 'person', 'right', 'role', 'second'],
  office: ['office', 'backup', 'audit', 'device', 'emergency', 'breach', 'processing', 'agreement'],
} as const;

export type AuditArea = keyof typeof AUDIT_AREAS;

/** In the order in which they are offered. */
export const AREA_ORDER = ['cases', 'paper', 'exchange', 'session', 'office'] as const satisfies readonly AuditArea[];
