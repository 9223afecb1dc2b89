import { z } from 'zod';
import { NAME_MODES } from '../forms/layout-def.ts';
import { LEFT_OUT_WHY } from '../reports/context.ts';
import { MOST_FILES, MOST_PHOTOS, MOST_SUMMARIES } from '../reports/document.ts';
import { shownAsCodes } from './codes.contract.ts';
import { desktopCall } from './contract.ts';
import { listQuery } from './cases.contract.ts';
import { printedRecords } from './lists.contract.ts';
import { statisticsOrder } from './measures.contract.ts';
import { officePaper } from './paper.contract.ts';
import { caseId, fieldId, instant, language, line, none, officeId, rowId } from './values.ts';

const layoutId = z.string().regex(/^[a-z][a-z0-9-]{1,31}$/);

export const printOrder = z.strictObject({
  report: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('case-summary'), caseId }),
    /** The same of several cases, in one go. */
    z.strictObject({ kind: z.literal('case-summaries'), cases: z.array(caseId).min(1).max(MOST_SUMMARIES) }),
    z.strictObject({ kind: z.literal('registration'), caseId }),
    z.strictObject({ kind: z.literal('case-history'), caseId }),
    z.strictObject({ kind: z.literal('blank-registration') }),
    /** Any form: of its records all, or one. */
    z.strictObject({ kind: z.literal('form'), caseId, form: fieldId, row: rowId.exactOptional() }),
    z.strictObject({ kind: z.literal('blank-form'), form: fieldId }),
    /** A paper of the configuration's layouts. `audit`: with an extract of the audit trail, for who may see that. */
    z.strictObject({
      kind: z.literal('layout'),
      layout: layoutId,
      caseId,
      row: rowId.exactOptional(),
      audit: z.literal(true).exactOptional(),
    }),
    /** Photo and code of children whose photo may be made public; `cases`: of these. */
    z.strictObject({
      kind: z.literal('photo-wall'),
      query: listQuery,
      cases: z.array(caseId).min(1).max(MOST_PHOTOS).exactOptional(),
    }),
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
    printedRecords,
    /** What is late and what is due within a week, of the own cases or of the whole office. */
    z.strictObject({ kind: z.literal('reminders'), of: z.enum(['mine', 'office']) }),
    /** The numbers of a period, for the office or for somebody outside. */
    z.strictObject({ kind: z.literal('statistics'), order: statisticsOrder }),
    /** What of them a supervisor signs, with what is to be put right: one page or two, for inside. */
    z.strictObject({ kind: z.literal('monthly-sheet'), order: statisticsOrder }),
  ]),
  language,
  paper: z.enum(['A4', 'Letter']),
  /** More than the report's default needs `why` and the right to see names (reference.md §6.2). */
  names: z.enum(['default', ...NAME_MODES]),
  /** Answers above this class are left out; absent: as the layout says. */
  mostClass: z.union([z.literal(3), z.literal(4), z.literal(5)]).exactOptional(),
  why: z.string().max(500).exactOptional(),
  purpose: line,
  /** Needed to make, exercise or answer a legal claim: of a restricted case, by whoever answers requests about data. */
  legalClaim: z.literal(true).exactOptional(),
});

const job = z.strictObject({
  job: z.string().max(64),
  pages: z.int(),
  pdf: z.instanceof(Uint8Array),
  names: z.enum(NAME_MODES),
  copy: z.int(),
  madeAtUtc: instant,
  /** Questions whose answers this copy does not show as they are, in the language of the print. */
  leftOut: z.array(z.strictObject({ label: z.string(), why: z.enum(LEFT_OUT_WHY) })),
  /** Marked as a draft: an approval is missing. */
  draft: z.boolean(),
});

/** A passphrase that a PDF is locked with: printable, so that it can be typed on any computer. */
export const pdfPassword = z.string().min(8).max(100);

export const printCalls = {
  /**
   * Makes the PDF that the preview shows and the printer gets. Audited. `instead`: of the job that it replaces, which
   * keeps its copy number when it never left the screen.
   */
  make: desktopCall('case.print', printOrder.extend({ instead: z.string().max(64).exactOptional() }), job),
  /** The recovery kit of the set-up that is going on; before the office exists. */
  makeKit: desktopCall('public', z.strictObject({ language, officeName: line, officeCode: line }), job),
  /** For an office of the programme: the words that it compares when it reads the authority's answer. Audited. */
  makeTrustSheet: desktopCall('exchange.trust', z.strictObject({ language, office: officeId }), job),
  /** What `codes.show` shows, on paper. Audited. SYNC_CODES_TOO_LARGE. */
  makeCodes: desktopCall('exchange.trust', z.strictObject({ language, what: shownAsCodes }), job),
  /** A paper without any case, for the office that changes how it looks. */
  makeSample: desktopCall('office.settings', z.strictObject({ layout: layoutId, language, office: officePaper }), job),
  /** The office's plan for an emergency, on one page. Audited. */
  makeEmergencyPlan: desktopCall('session', z.strictObject({ language }), job),
  /** The printed codes that were made last in this session. Audited. FORM_STALE without any. */
  makeFactorCodes: desktopCall('session', z.strictObject({ language }), job),
  /**
   * A paper of data protection: the register of processing (`number`: a version that was kept), the impact assessment, the
   * self-check. Audited. FORM_STALE for a version that is not there.
   */
  makeProcessing: desktopCall(
    'privacy.processing',
    z.strictObject({
      language,
      paper: z.enum(['register', 'assessment', 'self-check']),
      number: z.int().min(1).exactOptional(),
    }),
    job,
  ),
  /** What each role may do. Audited. */
  makeRoles: desktopCall('people.view', z.strictObject({ language }), job),
  /** What the office keeps and why, for children or for adults. Audited. */
  makeNotice: desktopCall('session', z.strictObject({ language, reader: z.enum(['child', 'adult']) }), job),
  /** The letter to people whose data an incident concerns, in words written for it. Audited. FORM_STALE. */
  makeBreachLetter: desktopCall(
    'privacy.breaches',
    z.strictObject({
      language,
      id: rowId,
      reader: z.enum(['child', 'adult']),
      happened: z.string().trim().max(2000),
      done: z.string().trim().max(2000),
    }),
    job,
  ),
  /** Sends exactly that PDF's pages to a printer chosen in the system's dialog. Audited. */
  send: desktopCall('public', z.strictObject({ job: z.string().max(64) }), z.strictObject({ printed: z.boolean() })),
  /** Saves exactly that PDF, locked with a password where one is given. Audited. Null: the person changed their mind. */
  save: desktopCall(
    'public',
    z.strictObject({ job: z.string().max(64), password: pdfPassword.exactOptional() }),
    z.strictObject({ fileName: line }).nullable(),
  ),
  /**
   * Makes the same report of each case and saves them one by one in a folder that is asked for, with progress (`print`).
   * `stopped`: the person stopped it; what was written stays. Null: no folder was chosen.
   */
  saveEach: desktopCall(
    'case.print',
    z.strictObject({
      cases: z.array(caseId).min(1).max(MOST_FILES),
      report: z.union([
        z.strictObject({ kind: z.enum(['case-summary', 'registration']) }),
        z.strictObject({ kind: z.literal('layout'), layout: layoutId }),
      ]),
      ...printOrder.omit({ report: true }).shape,
      password: pdfPassword.exactOptional(),
    }),
    z.strictObject({ saved: z.int(), stopped: z.boolean() }).nullable(),
  ),
  stopEach: desktopCall('case.print', none, none),
  /** Forgets the PDF. */
  drop: desktopCall('public', z.strictObject({ job: z.string().max(64) }), none),
} as const;

export type PrintOrder = z.infer<typeof printOrder>;
export type PrintJob = z.infer<typeof job>;
