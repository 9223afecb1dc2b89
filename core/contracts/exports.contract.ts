import { z } from 'zod';
import { call, desktopCall } from './contract.ts';
import { CASE_FORMATS, SEPARATOR_NAMES } from '../export/formats.ts';
import { LEFT_OUT_WHY } from '../reports/context.ts';
import { recordSelection } from './lists.contract.ts';
import { caseId, day, fieldId, language, line, none } from './values.ts';

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
  /** Primero has a place for it. */
  primero: z.boolean(),
});

export const csvStyle = z.strictObject({
  separator: z.enum(SEPARATOR_NAMES),
  /** Begins with the mark by which spreadsheets know UTF-8. */
  mark: z.boolean(),
});

/** On what terms a file leaves: asked for each, written to the log, and said in the file where it has room for it. */
const fileTerms = z.strictObject({
  purpose: z.string().trim().min(3).max(500),
  recipient: z.string().trim().min(2).max(200),
  /** The day after which the recipient keeps no copy. */
  keepUntil: day,
  /** Encrypted with a new passphrase (age), or readable for whoever has the file. */
  sealed: z.boolean(),
  /** Why it is readable; asked where it is. */
  readableWhy: z.string().trim().min(3).max(500).exactOptional(),
});
export const saidTerms = fileTerms.refine(({ sealed, readableWhy }) => sealed || readableWhy !== undefined, {
  message: 'readableWhy',
});

export const exportOrder = z.strictObject({
  format: z.enum(CASE_FORMATS),
  csv: csvStyle,
  cases: selection,
  /** In this order; the code of the case comes first in any case. */
  columns: z.array(columnId).min(1).max(2000),
  /** Of CSV: one line for each case, or for each entry of this subform. */
  lines: z.union([z.literal('cases'), z.strictObject({ rows: fieldId })]),
  /** Of this subform (or of the tasks) these entries alone. */
  only: z.strictObject({ rows: fieldId, records: recordSelection }).exactOptional(),
  answers: z.enum(['labels', 'codes']),
  language,
  names: z.boolean(),
  /** The recipient is no part of this office: only cases with consent to share leave (reference.md §3.1). */
  outside: z.boolean(),
  terms: saidTerms,
});

/** Cases of the selection that are not in the file: closed to this person, without consent, or asked to be withheld. */
const left = z.strictObject({ closed: z.int(), consent: z.int(), withheld: z.int() });

const exported = z.strictObject({
  fileName: line,
  cases: z.int(),
  lines: z.int(),
  left,
  /** How many of the chosen answers are not in the file as they are, and why. */
  answersLeft: z.array(z.strictObject({ why: z.enum(LEFT_OUT_WHY), count: z.int() })),
  bytes: z.int(),
  /** Opens the file. Told this once and kept nowhere; absent for a readable file. */
  passphrase: z.array(z.string()).exactOptional(),
});

export const exportsCalls = {
  /** The columns that this person may choose, and whether names may be among them and the file may be readable. */
  columns: call(
    'export.cases',
    /** `rows`: with the answers of this subform, or of tasks, also where they are no part of a form that is filled in. */
    z.strictObject({ rows: fieldId.exactOptional() }),
    z.strictObject({ columns: z.array(column), mayNames: z.boolean(), mayReadable: z.boolean() }),
  ),
  /** How many of these cases would be in the file, and how many are closed to this person. */
  count: call('export.cases', z.strictObject({ cases: selection }), z.strictObject({ cases: z.int(), left: z.int() })),
  /**
   * Asks where, writes the file there and reads it back. Null: the person changed their mind, or stopped it. Audited
   * before anything is written: how many cases, which columns, what for, for whom. DISK_*, EXPORT_*.
   */
  save: desktopCall('export.cases', exportOrder, exported.nullable()),
  /** Ends the export that is going on; what was gathered is gone. */
  stop: call('export.cases', none, none),
} as const;

export type ExportColumnView = z.infer<typeof column>;
export type ExportOrder = z.infer<typeof exportOrder>;
export type Exported = z.infer<typeof exported>;
export type FileTerms = z.infer<typeof fileTerms>;
export type CsvStyle = z.infer<typeof csvStyle>;
export type LeftCases = z.infer<typeof left>;
