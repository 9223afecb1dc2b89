import { z } from 'zod';
import { filter } from '../finding/filter.ts';
import { PERIODS } from './period.ts';

const key = z.string().regex(/^[a-z][a-z0-9_]{0,63}(\.[a-z][a-z0-9_]{0,63})?$/);

/** By what a report is divided: a split of all numbers, a question, or the stretch of time that a date lies in. */
export const category = z.discriminatedUnion('by', [
  z.strictObject({
    by: z.literal('split'),
    split: z.string().regex(/^[a-z][a-z_]{0,31}$/),
    /** Of the tree of areas, 1 the widest; only of areas. */
    level: z.int().min(1).max(12).exactOptional(),
  }),
  z.strictObject({ by: z.literal('answer'), field: key, level: z.int().min(1).max(12).exactOptional() }),
  z.strictObject({ by: z.literal('time'), field: key, length: z.enum(['month', 'quarter', 'year']) }),
]);

/**
 * A report that an office makes up: what is counted, divided by what, of which cases. Questions of the case where cases
 * are counted, of the entries (`rows.field`) where those are.
 */
export const reportDef = z.strictObject({
  /** `cases`, or the subform whose entries are counted. */
  count: z.union([z.literal('cases'), z.strictObject({ rows: z.string().regex(/^[a-z][a-z0-9_]{0,63}$/) })]),
  lines: category,
  columns: category.exactOptional(),
  where: filter.exactOptional(),
  /** Only what has this date in the period. */
  period: z.strictObject({ field: key, name: z.enum(PERIODS) }).exactOptional(),
});

export type Category = z.infer<typeof category>;
export type ReportDef = z.infer<typeof reportDef>;

/** The questions that a report reads, by key. */
export function keysOf({ lines, columns, period }: ReportDef): readonly string[] {
  const of = (one: Category | undefined): string[] => (one === undefined || one.by === 'split' ? [] : [one.field]);
  return [...new Set([...of(lines), ...of(columns), ...(period === undefined ? [] : [period.field])])];
}
