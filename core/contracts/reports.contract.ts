import { z } from 'zod';
import { NUMBER_FORMATS } from '../export/formats.ts';
import { reportDef } from '../measures/report-def.ts';
import { call, desktopCall } from './contract.ts';
import { csvStyle, saidTerms } from './exports.contract.ts';
import { language, line, none, rowId } from './values.ts';
import { number, splitId, statisticsOrder } from './measures.contract.ts';

const key = z.string().max(130);
const text = z.strictObject({ en: z.string(), fr: z.string(), ar: z.string() });
const name = z.string().trim().min(2).max(120);

const report = z.strictObject({
  id: z.string().max(64),
  /** `ready`: of the configuration. `own`: only this person sees it. `office`: everybody does. */
  of: z.enum(['ready', 'own', 'office']),
  label: text.exactOptional(),
  name: line.exactOptional(),
  def: reportDef,
  /** Whether this person may change or remove it. */
  mine: z.boolean(),
});

export const reportsCalls = {
  /** By what this person may divide reports, and the reports that are there. */
  list: call(
    'reports.view',
    none,
    z.strictObject({
      splits: z.array(splitId),
      /** Questions of the case (`rows` absent) and of subforms. */
      fields: z.array(z.strictObject({ key, kind: z.enum(['options', 'place', 'time']), rows: key.exactOptional() })),
      areaLevels: z.int(),
      reports: z.array(report),
    }),
  ),
  /** FORM_STALE for questions that are asked no longer, PERM_DENIED for answers that are closed to the person. */
  run: call('reports.view', z.strictObject({ def: reportDef, outside: z.boolean() }), number),
  /** Keeps a report, a new one or in place of one. For the office only with `reports.share`. */
  save: call(
    'reports.view',
    z.strictObject({ id: rowId.exactOptional(), name, shared: z.boolean(), def: reportDef }),
    z.strictObject({ id: rowId }),
  ),
  remove: call('reports.view', z.strictObject({ id: rowId }), none),
  /**
   * Asks where, writes the table there and reads it back. HXL is always for outside. Null: the person changed their mind.
   * Audited. PERM_DENIED for a readable file with small numbers without `export.readable`; DISK_*, EXPORT_NOT_WHOLE.
   */
  write: desktopCall(
    'reports.view',
    z.strictObject({
      format: z.enum(NUMBER_FORMATS),
      csv: csvStyle,
      terms: saidTerms,
      language,
      of: z.union([
        z.strictObject({ def: reportDef, name: line, outside: z.boolean() }),
        z.strictObject({ statistics: statisticsOrder }),
      ]),
    }),
    z
      .strictObject({
        fileName: line,
        bytes: z.int(),
        /** Opens the file. Told this once and kept nowhere; absent for a readable file. */
        passphrase: z.array(z.string()).exactOptional(),
      })
      .nullable(),
  ),
} as const;

export type ReportChoices = z.infer<typeof reportsCalls.list.output>;
export type KnownReport = z.infer<typeof report>;
export type NumbersOrder = z.infer<typeof reportsCalls.write.input>;
export type SavedNumbers = NonNullable<z.infer<typeof reportsCalls.write.output>>;
