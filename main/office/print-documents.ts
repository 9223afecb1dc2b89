import { encode } from 'uqr';
import type { PrintOrder } from '#core/contracts/print.contract.ts';
import type { Input } from '#core/contracts/index.ts';
import { caseHistoryReport } from '#core/reports/case-history.ts';
import { caseList } from '#core/reports/case-list.ts';
import { caseSummaries, caseSummary } from '#core/reports/case-summary.ts';
import type { PrintContext } from '#core/reports/context.ts';
import { handoverSummary, type HandoverTask } from '#core/reports/handover-summary.ts';
import { hiddenDeadlines } from '#core/casework/deadline-class.ts';
import type { PrintDocument, ReportId } from '#core/reports/document.ts';
import { directionOf, toHtml } from '#core/reports/html.ts';
import { recoveryKit } from '#core/reports/recovery-kit.ts';
import { referralLetter } from '#core/reports/referral-letter.ts';
import { redactionDefault, type NameMode } from '#core/reports/redaction.ts';
import { reminders } from '#core/reports/reminders.ts';
import { registrationForm } from '#core/reports/registration-form.ts';
import { decide, visibleClass } from '#core/rights/decide.ts';
import { Refusal } from '#core/result.ts';
import { NamedTexts, putText } from '../storage/meta.repo.ts';
import { audit } from './audit.ts';
import { authoriseCase } from './authorise-call.ts';
import { documentOf, loadCase, resourceOf, type StoredCase } from './case-document.ts';
import { caseHistory } from './case-history.ts';
import { filledCase } from './filled-case.ts';
import { instantOf } from './clock.ts';
import { dueTasks, taskNow } from './list-tasks.ts';
import { tasksOfCase } from './project-tasks.ts';
import { TRANSFERS } from './settle-handovers.ts';
import { readMessages } from './messages.ts';
import type { Office } from './office.ts';
import type { OpenOffice } from './open-office.ts';
import { offeredBy } from './prepare-referral.ts';
import { listForPrint } from './print-case-list.ts';
import { photoFor, type PrintPicture } from './print-photo.ts';
import { summaryOf } from './print-summary.ts';
import { recipientKind, referralView, REFERRALS } from './referral-view.ts';

/** What the shell turns into a PDF. */
export interface PrintJobDocument {
  readonly html: string;
  readonly names: NameMode;
  readonly copy: number;
  readonly madeAtUtc: string;
  readonly fileName: string;
  /** What the job is called at the printer: "Report" and a number (ui-guide §8). */
  readonly printerTitle: string;
  readonly paper: 'A4' | 'Letter';
  readonly landscape: boolean;
  readonly auditNumber: number;
  /** What the page shows beside its text. */
  readonly pictures: readonly PrintPicture[];
}

const STRICTNESS: readonly NameMode[] = ['code', 'initials', 'full'];
const CSS = '/print/print.css';

/**
 * Who is named: the report's default (reference.md §6.2), less if the person wants it, more only with the right and a
 * reason.
 */
function namesFor(open: OpenOffice, order: PrintOrder, about: readonly StoredCase[]): NameMode {
  const usual = redactionDefault(order.report.kind);
  if (order.names === 'default' || order.names === usual) return usual;
  if (STRICTNESS.indexOf(order.names) < STRICTNESS.indexOf(usual)) return order.names;
  const resources = about.length === 0 ? [undefined] : about.map((stored) => resourceOf(open, stored));
  if (!resources.every((resource) => decide(open.subject, 'case.names', resource).allowed))
    throw new Refusal('PERM_DENIED', { right: 'case.names' });
  if ((order.why?.trim().length ?? 0) < 3) throw new Refusal('PRINT_REASON_NEEDED');
  return order.names;
}

/** Copies are numbered per report and case, so that every sheet can be told apart. */
function nextCopy(open: OpenOffice, key: string): number {
  const name = `copies:${key}`;
  const copy = Number(new NamedTexts(open.db, 'meta').get(name) ?? '0') + 1;
  putText(open.db, 'meta', name, String(copy));
  return copy;
}

/** What the case needs now, at the office that is responsible as well as at one that is asked to be. */
function openTasks(open: OpenOffice, stored: StoredCase, { language }: PrintContext): HandoverTask[] {
  const now = taskNow(open);
  const visible = visibleClass(open.subject, resourceOf(open, stored));
  const hidden = hiddenDeadlines(open.configuration, visible);
  const labels = new Map(
    (open.configuration.workflow?.def.deadlines ?? []).map((one) => [one.id, one.label[language]]),
  );
  return tasksOfCase(open, stored, documentOf(stored))
    .filter((task) => task.done === undefined && !hidden.has(task.deadline))
    .toSorted((a, b) => a.dueAt - b.dueAt)
    .map((task) => ({
      label: labels.get(task.deadline) ?? task.deadline,
      dueUtc: instantOf(task.dueAt),
      exact: task.exact,
      late: task.dueAt < now,
    }));
}

function build(
  open: OpenOffice,
  order: PrintOrder,
  print: PrintContext,
  about: readonly StoredCase[],
  pictures: PrintPicture[],
): PrintDocument {
  const { configuration } = open.configuration;
  const { report } = order;
  if (report.kind === 'case-list') return caseList(listForPrint(open, report, print));
  if (report.kind === 'case-summaries') {
    const summaries = about.map((stored) => summaryOf(open, print, stored));
    return caseSummaries(summaries, print, configuration.version);
  }
  if (report.kind === 'reminders') {
    const due = dueTasks(open, { of: report.of, days: 7 }, print.names === 'full');
    const total = Object.values(due.counts).reduce((sum, count) => sum + count, 0);
    const of = due.reach === 'office' ? report.of : 'mine';
    return reminders({ print, configuration: open.configuration, lines: due.lines, total, of, nowUtc: due.nowUtc });
  }
  const forms = ['consent', 'registration'];
  const [stored] = about;
  if (report.kind === 'blank-registration' || !stored) return registrationForm({ print, configuration, forms });
  const filled = filledCase(open, stored);
  if (report.kind === 'registration') {
    const photo = photoFor(open, stored.row.n, filled, print.names);
    if (photo) pictures.push(photo);
    return registrationForm({ print, configuration, forms, filled, ...(photo ? { photo: photo.address } : {}) });
  }
  if (report.kind === 'case-history') {
    authoriseCase(open, 'case.history', stored.row.caseId, stored);
    const entries = caseHistory(open, { caseId: stored.row.caseId });
    return caseHistoryReport({ print, configuration, filled, entries });
  }
  if (report.kind === 'referral') {
    const referral = filled.document.rows[REFERRALS]?.find((row) => row.id === report.row);
    if (referral === undefined) throw new Refusal('FORM_STALE');
    const to = recipientKind(referral.values);
    const { dueAtUtc } = referralView(open, stored, referral);
    const allowed = offeredBy(open, stored, { to, service: undefined }).filter(({ closed }) => closed === undefined);
    return referralLetter({
      print,
      configuration,
      filled,
      referral,
      allowed: new Set(allowed.map(({ field }) => field)),
      ...(dueAtUtc === undefined ? {} : { dueUtc: dueAtUtc }),
    });
  }
  if (report.kind === 'handover') {
    const transfer = filled.document.rows[TRANSFERS]?.find((row) => row.id === report.row);
    if (transfer === undefined) throw new Refusal('FORM_STALE');
    return handoverSummary({ print, configuration, filled, transfer, tasks: openTasks(open, stored, print) });
  }
  return caseSummary(summaryOf(open, print, stored));
}

/**
 * What the trail keeps of a print: report, who is named, copy number, and in the person's own words what for and, when
 * more is shown than usual, why. Nobody could ask about a copy whose reason was thrown away.
 */
function auditDetail({ report, why, purpose }: PrintOrder, names: NameMode, copy: number): string {
  const more = STRICTNESS.indexOf(names) > STRICTNESS.indexOf(redactionDefault(report.kind));
  return [
    `${report.kind} ${names} copy ${String(copy)}`,
    ...(purpose.trim() === '' ? [] : [`for: ${purpose.trim()}`]),
    ...(more && why !== undefined ? [`why: ${why.trim()}`] : []),
  ].join(' · ');
}

/** The page that becomes the PDF, with its line in the audit trail. */
export function printDocument(open: OpenOffice, order: PrintOrder): PrintJobDocument {
  const { report } = order;
  const caseId = 'caseId' in report ? report.caseId : undefined;
  const cases = caseId !== undefined ? [caseId] : report.kind === 'case-summaries' ? [...new Set(report.cases)] : [];
  for (const one of cases) authoriseCase(open, 'case.print', one);
  const about = cases.map((one) => loadCase(open, one));
  const names = namesFor(open, order, about);
  return open.db.transaction(() => {
    const copy = nextCopy(open, `${report.kind}:${caseId ?? ''}`);
    const now = instantOf(open.clock.now());
    const context: PrintContext = {
      language: order.language,
      t: readMessages(open.resourcesDir, order.language, 'print'),
      paper: order.paper,
      timeZone: open.self.timeZone,
      nowUtc: now,
      printedBy: open.me.name,
      office: open.self.name,
      copy,
      purpose: order.purpose,
      names,
      draft: false,
    };
    const pictures: PrintPicture[] = [];
    const document = build(open, order, context, about, pictures);
    const detail = auditDetail(order, names, copy);
    const auditNumber = audit(open, 'report.made', caseId ?? report.kind, 'done', detail);
    // Who asks what was printed of a case finds it there, also when it was one of several.
    if (caseId === undefined) for (const one of cases) audit(open, 'report.made', one, 'done', detail);
    const printerTitle = context.t('print.job', { number: String(auditNumber) });
    return { ...jobOf(document, order, { names, copy, now, auditNumber, printerTitle }), pictures };
  });
}

export function jobOf(
  document: PrintDocument,
  { language, paper }: { readonly language: PrintOrder['language']; readonly paper: 'A4' | 'Letter' },
  facts: { names: NameMode; copy: number; now: string; auditNumber: number; printerTitle: string },
): PrintJobDocument {
  const plain = document.title
    .normalize('NFKC')
    .replaceAll(/[^\p{L}\p{N}-]+/gu, ' ')
    .trim();
  return {
    html: toHtml(document, { language, dir: directionOf(language), cssHref: CSS }),
    names: facts.names,
    copy: facts.copy,
    madeAtUtc: facts.now,
    fileName: `${plain}.pdf`,
    printerTitle: facts.printerTitle,
    paper,
    landscape: document.landscape,
    auditNumber: facts.auditNumber,
    pictures: [],
  };
}

/** The recovery kit on paper, while the set-up holds it. */
export function kitDocument(office: Office, input: Input<'print.makeKit'>): PrintJobDocument {
  const words = office.setUp.words();
  const now = instantOf(office.options.clock.now());
  const context: PrintContext = {
    language: input.language,
    t: readMessages(office.options.resourcesDir, input.language, 'print'),
    paper: 'A4',
    timeZone: 'UTC',
    nowUtc: now,
    printedBy: input.officeName,
    office: input.officeName,
    copy: 1,
    purpose: input.officeCode,
    names: redactionDefault('recovery-kit' satisfies ReportId),
    draft: false,
  };
  const matrix = encode(words.join(' ')).data;
  const document = recoveryKit({ print: context, officeCode: input.officeCode, words, matrix });
  const printerTitle = context.t('print.job', { number: '0' });
  const facts = { names: 'full', copy: 1, now, auditNumber: 0, printerTitle } as const;
  return jobOf(document, { language: input.language, paper: 'A4' }, facts);
}
