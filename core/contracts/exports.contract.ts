import { z } from 'zod';
import { call, desktopCall } from './contract.ts';
import { caseId, fieldId, language, line, none } from './values.ts';

/** `case.<fact>` for what no form asks, `field` for an answer of the case, `rows.field` for one of each entry. */
const columnId = z.string().regex(/^[a-z][a-z0-9_]{0,63}(\.[a-z][a-z0-9_]{0,63})?$/);
const selection = z.array(caseId).min(1).max(50_000);

const column = z.strictObject({
  id: columnId,
  /** Absent for what no form asks. */
  form: fieldId.exactOptional(),
  /** The subform to whose entries it belongs: a column only where each line is an entry of it. */
  rows: fieldId.exactOptional(),
  /** Of class 4 or 5 (reference.md §8.6). */
  sensitive: z.boolean(),
  /** Tells who or where somebody is: empty unless names are asked for. */
  names: z.boolean(),
  /** Chosen unless somebody chooses otherwise. */
  usual: z.boolean(),
});

export const exportOrder = z.strictObject({
  cases: selection,
  /** In this order; the code of the case comes first in any case. */
  columns: z.array(columnId).min(1).max(500),
  /** One line for each case, or for each entry of this subform. */
  lines: z.union([z.literal('cases'), z.strictObject({ rows: fieldId })]),
  answers: z.enum(['labels', 'codes']),
  language,
  names: z.boolean(),
  /** Encrypted with a new passphrase (age), or readable for whoever has the file. */
  sealed: z.boolean(),
  purpose: z.string().trim().min(3).max(500),
});

const exported = z.strictObject({
  fileName: line,
  cases: z.int(),
  lines: z.int(),
  /** Cases of the selection that are closed to this person. */
  left: z.int(),
  bytes: z.int(),
  /** Opens the file. Told this once and kept nowhere; absent for a readable file. */
  passphrase: z.array(z.string()).exactOptional(),
});

export const exportsCalls = {
  /** The columns that this person may choose, and whether names may be among them. */
  columns: call('export.cases', none, z.strictObject({ columns: z.array(column), mayNames: z.boolean() })),
  /** How many of these cases would be in the file, and how many are closed to this person. */
  count: call('export.cases', z.strictObject({ cases: selection }), z.strictObject({ cases: z.int(), left: z.int() })),
  /**
   * Asks where, writes the file there and reads it back. Null: the person changed their mind, or stopped it. Audited
   * before anything is written: how many cases, which columns, what for. DISK_*, EXPORT_NOT_WHOLE.
   */
  save: desktopCall('export.cases', exportOrder, exported.nullable()),
  /** Ends the export that is going on; what was gathered is gone. */
  stop: call('export.cases', none, none),
} as const;

export type ExportColumnView = z.infer<typeof column>;
export type ExportOrder = z.infer<typeof exportOrder>;
export type Exported = z.infer<typeof exported>;
