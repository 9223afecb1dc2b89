import { encode } from 'uqr';
import type { PrintJob, PrintOrder } from '#core/contracts/print.contract.ts';
import type { Input } from '#core/contracts/index.ts';
import type { LayoutDef } from '#core/forms/layout-def.ts';
import { LeftOut, type PrintContext } from '#core/reports/context.ts';
import type { PrintDocument, ReportId } from '#core/reports/document.ts';
import { directionOf, toHtml } from '#core/reports/html.ts';
import { recordOf } from '#core/reports/layout-report.ts';
import { layoutOf, paperLook, usualNames } from '#core/reports/office-paper.ts';
import { recoveryKit } from '#core/reports/recovery-kit.ts';
import { redactionDefault, showsMoreThan, type NameMode } from '#core/reports/redaction.ts';
import type { CaseId } from '#core/ids.ts';
import { decide } from '#core/rights/decide.ts';
import { Refusal } from '#core/result.ts';
import { NamedTexts, putText } from '../storage/meta.repo.ts';
import { audit } from './audit.ts';
import { authorisePrint } from './authorise-print.ts';
import { documentOf, loadCase, resourceOf, type StoredCase } from './case-document.ts';
import { draftRows } from './draft-rows.ts';
import { instantOf } from './clock.ts';
import { readMessages } from './messages.ts';
import type { Office } from './office.ts';
import { logoPicture, officePaperOf } from './office-paper.ts';
import type { OpenOffice } from './open-office.ts';
import type { PrintPicture } from './print-photo.ts';
import { buildReport } from './print-report.ts';

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
  readonly leftOut: PrintJob['leftOut'];
  readonly draft: boolean;
}

const CSS = '/print/print.css';

/** What a report is called in the audit trail and in the count of its copies. */
const nameOf = (report: PrintOrder['report']): string =>
  report.kind === 'layout'
    ? report.layout
    : report.kind === 'record-list'
      ? `${report.kind} ${report.list}`
      : 'form' in report
        ? `${report.kind} ${report.form}`
        : report.kind;

/**
 * Who is named: the usual of the report (reference.md §6.2), less if the person wants it, more only with the right and a
 * reason.
 */
function namesFor(open: OpenOffice, order: PrintOrder, about: readonly StoredCase[], usual: NameMode): NameMode {
  // A list names children and nobody else.
  const asked = order.names === 'others' && about.length !== 1 ? 'full' : order.names;
  if (asked === 'default' || asked === usual) return usual;
  if (!showsMoreThan(asked, usual)) return asked;
  const resources = about.length === 0 ? [undefined] : about.map((stored) => resourceOf(open, stored));
  if (!resources.every((resource) => decide(open.subject, 'case.names', resource).allowed))
    throw new Refusal('PERM_DENIED', { right: 'case.names' });
  if ((order.why?.trim().length ?? 0) < 3) throw new Refusal('PRINT_REASON_NEEDED');
  return asked;
}

/**
 * Copies are numbered per report and case, so that every sheet can be told apart. `again`: the number of a copy that was
 * looked at and never left the screen; it is used once more while it is the last one.
 */
function nextCopy(open: OpenOffice, key: string, again: number | undefined): number {
  const name = `copies:${key}`;
  const last = Number(new NamedTexts(open.db, 'meta').get(name) ?? '0');
  if (again !== undefined && again === last) return last;
  const copy = last + 1;
  putText(open.db, 'meta', name, String(copy));
  return copy;
}

/**
 * What the trail keeps of a print: report, who is named, copy number, and in the person's own words what for and, when
 * more is shown than usual, why. Nobody could ask about a copy whose reason was thrown away.
 */
function auditDetail({ report, why, purpose }: PrintOrder, names: NameMode, usual: NameMode, copy: number): string {
  return [
    `${nameOf(report)} ${names} copy ${String(copy)}`,
    ...(purpose.trim() === '' ? [] : [`for: ${purpose.trim()}`]),
    ...(showsMoreThan(names, usual) && why !== undefined ? [`why: ${why.trim()}`] : []),
  ].join(' · ');
}

/** Whether the record that a paper is about waits for its approval: then every page says so. */
function isDraft(
  open: OpenOffice,
  { report }: PrintOrder,
  layout: LayoutDef | undefined,
  about: readonly StoredCase[],
): boolean {
  const [stored] = about;
  if (stored === undefined) return false;
  if (report.kind === 'form') return report.row !== undefined && draftRows(open, stored).has(report.row);
  if (report.kind !== 'layout' || layout?.draftUnlessApproved !== true) return false;
  const record = recordOf(layout, open.configuration.configuration, documentOf(stored), report.row);
  return record !== undefined && draftRows(open, stored).has(record.id);
}

function casesOf(report: PrintOrder['report']): readonly CaseId[] {
  if ('caseId' in report) return [report.caseId];
  return report.kind === 'case-summaries' ? [...new Set(report.cases)] : [];
}

/** The page that becomes the PDF, with its line in the audit trail. FORM_STALE for a form or paper that is gone. */
export function printDocument(open: OpenOffice, order: PrintOrder, again?: number): PrintJobDocument {
  const { report } = order;
  const { layouts, forms } = open.configuration.configuration;
  const layout = layoutOf(report, layouts);
  if (report.kind === 'layout' && layout?.sections === undefined) throw new Refusal('FORM_STALE');
  if ('form' in report && !forms.some(({ id, system }) => id === report.form && system !== true))
    throw new Refusal('FORM_STALE');
  const cases = casesOf(report);
  for (const one of cases) authorisePrint(open, order, one);
  const about = cases.map((one) => loadCase(open, one));
  const usual = usualNames(report, layouts);
  const names = namesFor(open, order, about, usual);
  const caseId = 'caseId' in report ? report.caseId : undefined;
  return open.db.transaction(() => {
    const copy = nextCopy(open, `${nameOf(report)}:${caseId ?? ''}`, again);
    const now = instantOf(open.clock.now());
    const leftOut = new LeftOut();
    const t = readMessages(open.resourcesDir, order.language, 'print');
    const logo = logoPicture(open);
    const mostClass = order.mostClass ?? 5;
    const draft = isDraft(open, order, layout, about);
    const context: PrintContext = {
      language: order.language,
      t,
      paper: order.paper,
      timeZone: open.self.timeZone,
      nowUtc: now,
      printedBy: open.me.name,
      office: open.self.name,
      copy,
      purpose: order.purpose,
      names,
      mostClass: layout?.mostClass !== undefined && layout.mostClass < mostClass ? layout.mostClass : mostClass,
      draft,
      look: paperLook(
        layout,
        { layouts, office: officePaperOf(open) },
        { language: order.language, t, logo: logo?.address },
      ),
      leftOut,
    };
    const pictures: PrintPicture[] = logo === undefined ? [] : [logo];
    const told = new Set(cases);
    const document = buildReport({ open, print: context, pictures, told }, report, about);
    const detail = auditDetail(order, names, usual, copy);
    const auditNumber = audit(open, 'report.made', caseId ?? report.kind, 'done', detail);
    // Who asks what was printed of a case finds it there, also when it was one of several: so is a mass of them seen.
    if (caseId === undefined) for (const one of told) audit(open, 'report.made', one, 'done', detail);
    const printerTitle = context.t('print.job', { number: String(auditNumber) });
    return {
      ...jobOf(document, order, { names, copy, now, auditNumber, printerTitle }),
      pictures,
      leftOut: [...leftOut.all()],
      draft,
    };
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
    leftOut: [],
    draft: false,
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
