import { z } from 'zod';

const id = z.string().regex(/^[a-z][a-z0-9_]{0,63}$/);
const fieldKey = z.string().regex(/^[a-z][a-z0-9_]{0,63}(\.[a-z][a-z0-9_]{0,63})?$/);
const words = z.string().min(1).max(4000);
const text = z.strictObject({ en: words, fr: words, ar: words });
const span = z.string().regex(/^[1-9]\d{0,3}[hdwm]$/);
const due = z.strictObject({ high: span, medium: span, low: span, none: span.exactOptional() });

/** The shape of a profile's `workflow.json`; what it says is judged by `loadWorkflow`. */
export const workflowShape = z.strictObject({
  deadlines: z.array(
    z.strictObject({ id, from: fieldKey, due, sort: id, alternatives: z.record(id, due).exactOptional() }),
  ),
  riskSources: z.array(z.strictObject({ rows: id, level: id, reason: id, date: id })),
  suggestion: z.array(
    z.strictObject({
      id,
      level: z.enum(['high', 'medium', 'low', 'none']),
      when: z.string().min(1),
      because: text,
    }),
  ),
  approvals: z.array(z.strictObject({ for: id, rows: id, completed: id })),
});
