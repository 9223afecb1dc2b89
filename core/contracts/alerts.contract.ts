import { z } from 'zod';
import { caseLine } from './cases.contract.ts';
import { call } from './contract.ts';
import { caseId, day, fieldId, instant, line, none, reason, rowId } from './values.ts';

const rule = z.string().max(40);

/** What a rule found that the office judges; its sentence stands in the configuration (`workflow.alerts`). */
export const finding = z.strictObject({
  rule,
  kind: z.enum(['alert', 'warn', 'info']),
  /** Under which it is accepted. */
  field: fieldId,
  /** The answer it is about, where it is about one. */
  path: z
    .union([z.strictObject({ field: fieldId }), z.strictObject({ rows: fieldId, row: rowId, field: fieldId })])
    .exactOptional(),
  sinceUtc: instant,
  /** The last day on which there was what is missing now. */
  from: day.exactOptional(),
  days: z.int().exactOptional(),
  /** Other cases it is about: their codes and nothing else. */
  others: z.array(z.strictObject({ caseId, code: line })),
  by: line.exactOptional(),
  explainable: z.boolean(),
  accepted: z.strictObject({ reason: z.string(), by: line, atUtc: instant }).exactOptional(),
});

export const alertLine = z.strictObject({ finding, case: caseLine, mayOpen: z.boolean() });

export const alertsCalls = {
  /** What waits in the person's own cases, or in those of the whole office; what somebody explained is left out. */
  list: call(
    'case.list',
    z.strictObject({ of: z.enum(['mine', 'office']) }),
    z.strictObject({ reach: z.enum(['own', 'office']), lines: z.array(alertLine).max(1000), count: z.int() }),
  ),
  /** What was found in one case, explained things last. */
  ofCase: call('case.view', z.strictObject({ caseId }), z.array(finding)),
  /** Says why it is right as it is. What is found anew is told again. */
  accept: call('case.write', z.strictObject({ caseId, rule, field: fieldId, why: reason }), none),
} as const;

export type Finding = z.infer<typeof finding>;
export type AlertLine = z.infer<typeof alertLine>;
