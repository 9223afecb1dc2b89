import { encode } from 'uqr';
import type { PrintOrder } from '#core/contracts/print.contract.ts';
import type { Input } from '#core/contracts/index.ts';
import { placeTreeOf } from '#core/forms/place-tree.ts';
import { evaluateCase } from '#core/forms/evaluate.ts';
import { pathKey } from '#core/forms/view.ts';
import { CASE_RECORD } from '#core/records/changes.ts';
import { caseHistoryReport } from '#core/reports/case-history.ts';
import { caseList, type CaseListLine } from '#core/reports/case-list.ts';
import { caseSummary } from '#core/reports/case-summary.ts';
import type { PrintContext } from '#core/reports/context.ts';
import { handoverSummary, type HandoverTask } from '#core/reports/handover-summary.ts';
import { hiddenDeadlines } from '#core/casework/deadline-class.ts';
import type { PrintDocument, ReportId } from '#core/reports/document.ts';
import { directionOf, toHtml } from '#core/reports/html.ts';
import { recoveryKit } from '#core/reports/recovery-kit.ts';
import { referralLetter } from '#core/reports/referral-letter.ts';
import { redactionDefault, type NameMode } from '#core/reports/redaction.ts';
import { reminders } from '#core/reports/reminders.ts';
import { registrationForm, type FilledCase } from '#core/reports/registration-form.ts';
import { decide, visibleClass } from '#core/rights/decide.ts';
import { maskDocument } from '#core/rights/mask.ts';
import { Refusal } from '#core/result.ts';
import { NamedTexts, putText } from '../storage/meta.repo.ts';
import { audit } from './audit.ts';
import { authoriseCase } from './authorise-call.ts';
import { documentOf, loadCase, resourceOf, type StoredCase } from './case-document.ts';
import { caseHistory } from './case-history.ts';
import { lineOf } from './case-line.ts';
import { instantOf } from './clock.ts';
import { queryFor, termsFor } from './list-cases.ts';
import { dueTasks, taskNow } from './list-tasks.ts';
import { tasksOfCase } from './project-tasks.ts';
import { TRANSFERS } from './settle-handovers.ts';
import { otherCodes } from './merged-cases.ts';
import { readMessages } from './messages.ts';
import type { Office } from './office.ts';
import { judgingMoment } from './moment-here.ts';
import type { OpenOffice } from './open-office.ts';
import { offeredBy } from './prepare-referral.ts';
import { photoFor, type PrintPicture } from './print-photo.ts';
import { recipientKind, referralView, REFERRALS } from './referral-view.ts';
import { judgingDay, todayIn } from './today.ts';

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
/** About ninety pages. A longer list says that it was cut. */
const LIST_ROWS = 2000;

/**
 * Who is named: the report's default (reference.md §6.2), less if the person wants it, more only with the right and a
 * reason.
 */
function namesFor(open: OpenOffice, order: PrintOrder, stored: StoredCase | undefined): NameMode {
  const usual = redactionDefault(order.report.kind);
  if (order.names === 'default' || order.names === usual) return usual;
  if (STRICTNESS.indexOf(order.names) < STRICTNESS.indexOf(usual)) return order.names;
  const resource = stored && resourceOf(open, stored);
  if (!decide(open.subject, 'case.names', resource).allowed) throw new Refusal('PERM_DENIED', { right: 'case.names' });
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

function filledCase(open: OpenOffice, stored: StoredCase): FilledCase {
  const visible = visibleClass(open.subject, resourceOf(open, stored));
  const { document, masked } = maskDocument(documentOf(stored), visible, (coll, field) =>
    open.fields.sensitivity(coll, field),
  );
  const view = evaluateCase(open.configuration, document, {
    today: judgingDay(open),
    moment: judgingMoment(open),
    places: placeTreeOf(open.configuration.configuration),
  });
  const relevant = new Map(
    view.forms.flatMap((form) => form.sections).map((section) => [section.def.id, section.relevant]),
  );
  const undecided = open.repos.records
    .conflictsOf(stored.row.n)
    .map((c) => (c.coll === CASE_RECORD ? c.field : `${c.coll}.${c.field}`));
  return {
    code: stored.row.code,
    otherCodes: otherCodes(open, document),
    document,
    asked: ({ section, field, row }) => {
      if (relevant.get(section) === false) return false;
      if (field === undefined) return true;
      if (!row) return view.fields.get(pathKey({ field }))?.relevant ?? true;
      const rows = Object.entries(document.rows).find(([, list]) => list.some((r) => r.id === row.id))?.[0];
      return rows === undefined || (view.fields.get(pathKey({ rows, row: row.id, field }))?.relevant ?? true);
    },
    closed: new Set(masked),
    undecided: new Set(undecided),
  };
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
  stored: StoredCase | undefined,
  pictures: PrintPicture[],
): PrintDocument {
  const { configuration } = open.configuration;
  const { report } = order;
  if (report.kind === 'case-list') {
    const query = queryFor(open, report.query, 0, LIST_ROWS);
    const page = open.repos.list.page(query, termsFor(open, report.query));
    const of = open.repos.list.page(
      queryFor(open, { ...report.query, status: [], risk: [], sex: [], conflicts: false, office: 'all' }, 0, 1),
      [],
    ).total;
    const lines = page.rows.map((row): CaseListLine => {
      const { owner, office, ...line } = lineOf(open, row, print.names === 'full');
      return { ...line, officeCode: office.code, ...(owner ? { owner: owner.name } : {}) };
    });
    return caseList({ print, configuration, lines, total: page.total, of, query: report.query });
  }
  if (report.kind === 'reminders') {
    const due = dueTasks(open, { of: report.of, days: 7 }, print.names === 'full');
    const total = Object.values(due.counts).reduce((sum, count) => sum + count, 0);
    const of = due.reach === 'office' ? report.of : 'mine';
    return reminders({ print, configuration: open.configuration, lines: due.lines, total, of, nowUtc: due.nowUtc });
  }
  const forms = ['consent', 'registration'];
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
  const owner = open.repos.list.get(stored.row.n)?.ownerUser;
  const ownerName = owner === null || owner === undefined ? undefined : open.repos.offices.personById(owner)?.name;
  const office = open.repos.offices.office(stored.row.ownerOfficeN);
  return caseSummary({
    print,
    configuration,
    filled,
    header: {
      ...(ownerName === undefined ? {} : { owner: ownerName }),
      openedOn: todayIn(open.self.timeZone, stored.row.createdAt),
      officeOfCase: office?.name ?? open.self.name,
    },
    timeline: caseHistory(open, { caseId: stored.row.caseId }),
  });
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
  if (caseId !== undefined) authoriseCase(open, 'case.print', caseId);
  const stored = caseId === undefined ? undefined : loadCase(open, caseId);
  const names = namesFor(open, order, stored);
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
    const document = build(open, order, context, stored, pictures);
    const auditNumber = audit(open, 'report.made', caseId ?? report.kind, 'done', auditDetail(order, names, copy));
    const printerTitle = context.t('print.job', { number: String(auditNumber) });
    return { ...jobOf(document, order, { names, copy, now, auditNumber, printerTitle }), pictures };
  });
}

function jobOf(
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
