import { z } from 'zod';
import { caseLine } from './cases.contract.ts';
import { call } from './contract.ts';
import { caseId, day, fieldId, instant, language, line, none, reason, rowId, userId } from './values.ts';

const rule = z.string().max(40);
const text = z.record(language, z.string());
/** As many checks of one case as a list tells of. */
export const MOST_CHECKS = 12;

const path = z.union([
  z.strictObject({ field: fieldId }),
  z.strictObject({ rows: fieldId, row: rowId, field: fieldId }),
]);

/** What a rule found that the office judges; its sentence stands in the configuration (`workflow.alerts`). */
export const finding = z.strictObject({
  rule,
  kind: z.enum(['alert', 'warn', 'info']),
  /** Under which it is accepted. */
  field: fieldId,
  /** The answer it is about, where it is about one. */
  path: path.exactOptional(),
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

const params = z.record(z.string(), z.union([z.string(), z.number()]));

/** The checks of one case that nobody accepted, those that stop something first. */
export const checkedCase = z.strictObject({
  case: caseLine,
  checks: z
    .array(
      z.strictObject({
        rule,
        kind: z.enum(['E', 'W', 'C']),
        path: path.exactOptional(),
        message: z.union([z.strictObject({ text, params }), z.strictObject({ key: z.string(), params })]),
      }),
    )
    .max(MOST_CHECKS),
  /** How many more there are. */
  more: z.int(),
});

export const alertsCalls = {
  /** What waits in the person's own cases, or in those of the whole office; what somebody explained is left out. */
  list: call(
    'case.list',
    z.strictObject({ of: z.enum(['mine', 'office']) }),
    z.strictObject({ reach: z.enum(['own', 'office']), lines: z.array(alertLine).max(1000), count: z.int() }),
  ),
  /** What was found in one case, explained things last. */
  ofCase: call('case.view', z.strictObject({ caseId }), z.array(finding)),
  /** Those who have open cases, for somebody who follows the whole office; nobody for the others. */
  workers: call(
    'case.list',
    none,
    z.strictObject({ workers: z.array(z.strictObject({ user: userId, name: line, cases: z.int() })) }),
  ),
  /** The checks in the open cases of one worker, by case: of this person, or of whom a supervisor names. */
  checks: call(
    'case.list',
    z.strictObject({ worker: userId.exactOptional() }),
    z.strictObject({
      lines: z.array(checkedCase).max(1000),
      /** Cases that were looked at. */
      cases: z.int(),
    }),
  ),
  /** Says why it is right as it is. What is found anew is told again. */
  accept: call('case.write', z.strictObject({ caseId, rule, field: fieldId, why: reason }), none),
} as const;

export type Finding = z.infer<typeof finding>;
export type CheckedCase = z.infer<typeof checkedCase>;
export type AlertLine = z.infer<typeof alertLine>;
