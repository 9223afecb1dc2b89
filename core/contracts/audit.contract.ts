import { z } from 'zod';
import { call } from './contract.ts';
import { caseId, instant, line } from './values.ts';

export const auditLine = z.strictObject({
  n: z.int(),
  atUtc: instant,
  who: line,
  device: line,
  action: line,
  object: line,
  result: z.enum(['done', 'refused', 'failed']),
  detail: z.string(),
});

export const auditCalls = {
  /** Newest first. `caseId`: only what concerns that case. */
  list: call(
    'audit.view',
    z.strictObject({ caseId: caseId.exactOptional(), before: z.int().exactOptional(), limit: z.int().min(1).max(500) }),
    z.strictObject({ lines: z.array(auditLine), more: z.boolean() }),
  ),
  /** Recomputes the chain; names the first broken line. */
  verify: call('audit.view', z.strictObject({}), z.strictObject({ lines: z.int(), brokenAt: z.int().exactOptional() })),
} as const;

export type AuditLine = z.infer<typeof auditLine>;
