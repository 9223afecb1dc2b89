import { z } from 'zod';
import { isAllowed, MOST_MONTHS, RETENTION_RULES, TIMED_RULES } from '#core/privacy/retention.ts';
import { APPROVAL_SUBJECTS, DEADLINE_SORTS } from './workflow-def.ts';

const id = z.string().regex(/^[a-z][a-z0-9_]{0,63}$/);
const fieldKey = z.string().regex(/^[a-z][a-z0-9_]{0,63}(\.[a-z][a-z0-9_]{0,63})?$/);
const words = z.string().min(1).max(4000);
const text = z.strictObject({ en: words, fr: words, ar: words });
const span = z.string().regex(/^[1-9]\d{0,3}[hdwm]$/);
const expression = z.string().min(1);
const due = z.strictObject({
  high: span.exactOptional(),
  medium: span.exactOptional(),
  low: span.exactOptional(),
  none: span.exactOptional(),
});

const deadline = z.strictObject({
  id,
  sort: z.enum(DEADLINE_SORTS),
  label: text,
  form: id,
  step: z.enum(['C1', 'C2', 'C3', 'C4', 'C5', 'C6']),
  rows: id.exactOptional(),
  from: z.array(fieldKey).min(1),
  done: z.array(fieldKey),
  repeats: z.literal(true).exactOptional(),
  due: due.exactOptional(),
  schedule: z.array(span).min(1).max(12).exactOptional(),
  spanField: z
    .strictObject({ field: fieldKey, spans: z.record(id.or(z.string().regex(/^\d[a-z0-9_]*$/)), span) })
    .exactOptional(),
  dueField: fieldKey.exactOptional(),
  when: expression.exactOptional(),
  doneWhen: z.strictObject({ rows: id, when: expression }).exactOptional(),
  afterClosure: z.strictObject({ note: fieldKey }).exactOptional(),
  earliest: z.literal(true).exactOptional(),
  alternatives: z.record(id, due).exactOptional(),
});

const alertHead = {
  id: z.string().regex(/^DQ\d\d[a-z]?$/),
  kind: z.enum(['alert', 'warn', 'info']),
  tells: z.enum(['worker', 'supervisor', 'focal_point']),
  reads: z.array(fieldKey),
  message: text,
  explainable: z.literal(true).exactOptional(),
};
const days = z.int().min(1).max(3660).exactOptional();
const alert = z.discriminatedUnion('judge', [
  z.strictObject({
    ...alertHead,
    judge: z.literal('no_contact'),
    deadline: id,
    intervals: z.int().min(1).max(12),
  }),
  z.strictObject({
    ...alertHead,
    judge: z.literal('not_seen'),
    deadline: id,
    intervals: z.int().min(1).max(12),
    rows: id,
    seen: id,
    on: id,
  }),
  z.strictObject({
    ...alertHead,
    judge: z.literal('untouched'),
    days: z.strictObject({ high: days, medium: days, low: days, none: days }),
  }),
  z.strictObject({ ...alertHead, judge: z.literal('rule'), rule: z.string() }),
  z.strictObject({ ...alertHead, judge: z.literal('same_home') }),
  z.strictObject({ ...alertHead, judge: z.literal('other_child') }),
  z.strictObject({ ...alertHead, judge: z.literal('merged') }),
  z.strictObject({
    ...alertHead,
    judge: z.literal('copied_text'),
    cases: z.int().min(2).max(100),
    least: z.int().min(1).max(4000),
  }),
]);

const months = z.int().min(1).max(MOST_MONTHS);
const retention = z.union([
  z
    .strictObject({
      rule: z.enum(TIMED_RULES),
      months,
      least: months.exactOptional(),
      most: months.exactOptional(),
      basis: text.exactOptional(),
    })
    .refine((said) => isAllowed(said.months, said)),
  z.strictObject({ rule: z.enum(RETENTION_RULES).exclude([...TIMED_RULES]), basis: text }),
]);

/** The shape of a profile's `workflow.json`; what it says is judged by `loadWorkflow`. */
export const workflowShape = z.strictObject({
  deadlines: z.array(deadline),
  riskSources: z.array(z.strictObject({ rows: id, level: id, reason: id, date: id })),
  suggestion: z.array(
    z.strictObject({
      id,
      level: z.enum(['high', 'medium', 'low', 'none']),
      when: expression,
      because: text,
    }),
  ),
  approvals: z.array(
    z.strictObject({
      for: z.enum(APPROVAL_SUBJECTS),
      rows: id,
      completed: id,
      children: z
        .strictObject({ rows: id, progress: z.array(id), alone: z.literal(true).exactOptional() })
        .exactOptional(),
      optional: z.literal(true).exactOptional(),
    }),
  ),
  alerts: z.array(alert).exactOptional(),
  referralPackages: z.strictObject({ always: z.array(id), byService: z.record(id, z.array(id)) }).exactOptional(),
  retention: z
    .array(retention)
    .refine((rules) => new Set(rules.map(({ rule }) => rule)).size === rules.length)
    .exactOptional(),
  withheldThemes: z.record(id, z.array(z.string().regex(/^[a-z0-9_]+(\.[a-z0-9_]+)?$/))).exactOptional(),
});
