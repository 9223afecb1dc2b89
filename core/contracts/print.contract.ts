import { z } from 'zod';
import { MOST_SUMMARIES } from '../reports/document.ts';
import { desktopCall } from './contract.ts';
import { listQuery } from './cases.contract.ts';
import { caseId, instant, language, line, none, officeId, rowId } from './values.ts';

export const printOrder = z.strictObject({
  report: z.union([
    z.strictObject({ kind: z.literal('case-summary'), caseId }),
    /** The same of several cases, in one go. */
    z.strictObject({ kind: z.literal('case-summaries'), cases: z.array(caseId).min(1).max(MOST_SUMMARIES) }),
    z.strictObject({ kind: z.literal('registration'), caseId }),
    z.strictObject({ kind: z.literal('case-history'), caseId }),
    z.strictObject({ kind: z.literal('blank-registration') }),
    /** The letter of a referral with its reply slip: only what was chosen to go along. */
    z.strictObject({ kind: z.literal('referral'), caseId, row: rowId }),
    /** For whoever takes a case over: why, risk and safety, open tasks and actions, people to call. */
    z.strictObject({ kind: z.literal('handover'), caseId, row: rowId }),
    /** `cases`: of the list those that were selected. */
    z.strictObject({
      kind: z.literal('case-list'),
      query: listQuery,
      cases: z.array(caseId).min(1).max(50_000).exactOptional(),
    }),
    /** What is late and what is due within a week, of the own cases or of the whole office. */
    z.strictObject({ kind: z.literal('reminders'), of: z.enum(['mine', 'office']) }),
  ]),
  language,
  paper: z.enum(['A4', 'Letter']),
  /** More than the report's default needs `why` and the right to see names (reference.md §6.2). */
  names: z.enum(['default', 'code', 'initials', 'full']),
  why: z.string().max(500).exactOptional(),
  purpose: line,
});

const job = z.strictObject({
  job: z.string().max(64),
  pages: z.int(),
  pdf: z.instanceof(Uint8Array),
  names: z.enum(['code', 'initials', 'full']),
  copy: z.int(),
  madeAtUtc: instant,
});

export const printCalls = {
  /** Makes the PDF that the preview shows and the printer gets. Audited. */
  make: desktopCall('case.print', printOrder, job),
  /** The recovery kit of the set-up that is going on; before the office exists. */
  makeKit: desktopCall('public', z.strictObject({ language, officeName: line, officeCode: line }), job),
  /** For an office of the programme: the words that it compares when it reads the authority's answer. Audited. */
  makeTrustSheet: desktopCall('exchange.trust', z.strictObject({ language, office: officeId }), job),
  /** Sends exactly that PDF's pages to a printer chosen in the system's dialog. Audited. */
  send: desktopCall('public', z.strictObject({ job: z.string().max(64) }), z.strictObject({ printed: z.boolean() })),
  /** Saves exactly that PDF. Audited. Null: the person changed their mind. */
  save: desktopCall(
    'public',
    z.strictObject({ job: z.string().max(64) }),
    z.strictObject({ fileName: line }).nullable(),
  ),
  /** Forgets the PDF. */
  drop: desktopCall('public', z.strictObject({ job: z.string().max(64) }), none),
} as const;

export type PrintOrder = z.infer<typeof printOrder>;
export type PrintJob = z.infer<typeof job>;
