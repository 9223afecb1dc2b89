import type { PrintOrder } from '#core/contracts/print.contract.ts';
import { caseHistoryReport } from '#core/reports/case-history.ts';
import { caseList } from '#core/reports/case-list.ts';
import { caseSummaries, caseSummary } from '#core/reports/case-summary.ts';
import type { PrintContext } from '#core/reports/context.ts';
import type { PrintDocument } from '#core/reports/document.ts';
import { handoverSummary } from '#core/reports/handover-summary.ts';
import { monthlySheet } from '#core/reports/monthly-sheet.ts';
import { layoutOf } from '#core/reports/office-paper.ts';
import { photoWall } from '#core/reports/photo-wall.ts';
import { recordList } from '#core/reports/record-list.ts';
import { referralLetter } from '#core/reports/referral-letter.ts';
import { registrationForm } from '#core/reports/registration-form.ts';
import { reminders } from '#core/reports/reminders.ts';
import { statisticsReport } from '#core/reports/statistics.ts';
import type { CaseId } from '#core/ids.ts';
import { Refusal } from '#core/result.ts';
import { authoriseCase, permit } from './authorise-call.ts';
import type { StoredCase } from './case-document.ts';
import { caseHistory } from './case-history.ts';
import { filledCase } from './filled-case.ts';
import { readStatistics } from './measures/read-statistics.ts';
import { readMessages } from './messages.ts';
import type { OpenOffice } from './open-office.ts';
import { offeredBy } from './prepare-referral.ts';
import { listForPrint } from './print-case-list.ts';
import { printLayout } from './print-layout.ts';
import { monthlySheetFor } from './print-monthly-sheet.ts';
import { drawnSignatures, photoFor, type PrintPicture } from './print-photo.ts';
import { photoWallFor } from './print-photo-wall.ts';
import { recordsForPrint } from './print-record-list.ts';
import { remindersForPrint } from './print-reminders.ts';
import { summaryOf } from './print-summary.ts';
import { openTasks } from './print-tasks.ts';
import { recipientKind, referralView, REFERRALS } from './referral-view.ts';
import { TRANSFERS } from './settle-handovers.ts';

type Report = PrintOrder['report'];
type CaseReport = Exclude<Extract<Report, { caseId: unknown }>, { kind: 'case-summary' }>;

/** What goes to paper, and where pictures for it are put. */
interface Making {
  readonly open: OpenOffice;
  readonly print: PrintContext;
  readonly pictures: PrintPicture[];
  /** Filled with the cases of whose data a list shows something. */
  readonly told: Set<CaseId>;
}

const BOTH = ['consent', 'registration'];

function referral({ open, print }: Making, stored: StoredCase, row: string): PrintDocument {
  const filled = filledCase(open, stored);
  const { configuration } = open.configuration;
  const found = filled.document.rows[REFERRALS]?.find(({ id }) => id === row);
  if (found === undefined) throw new Refusal('FORM_STALE');
  const to = recipientKind(found.values);
  const { dueAtUtc } = referralView(open, stored, found);
  const allowed = offeredBy(open, stored, { to, service: undefined }).filter(({ closed }) => closed === undefined);
  return referralLetter({
    print,
    configuration,
    filled,
    referral: found,
    allowed: new Set(allowed.map(({ field }) => field)),
    ...(dueAtUtc === undefined ? {} : { dueUtc: dueAtUtc }),
  });
}

function ofCase(making: Making, report: CaseReport, stored: StoredCase): PrintDocument {
  const { open, print, pictures } = making;
  const { configuration } = open.configuration;
  const filled = { ...filledCase(open, stored), drawn: drawnSignatures(open, stored, pictures) };
  switch (report.kind) {
    case 'registration':
    case 'form': {
      const photo = photoFor(open, stored.row.n, filled, print.names);
      if (photo) pictures.push(photo);
      return registrationForm({
        print,
        configuration,
        forms: report.kind === 'form' ? [report.form] : BOTH,
        filled,
        ...(report.kind === 'form' && report.row !== undefined ? { row: report.row } : {}),
        ...(photo ? { photo: photo.address } : {}),
      });
    }
    case 'case-history':
      authoriseCase(open, 'case.history', stored.row.caseId, stored);
      return caseHistoryReport({
        print,
        configuration,
        filled,
        entries: caseHistory(open, { caseId: stored.row.caseId }),
      });
    case 'referral':
      return referral(making, stored, report.row);
    case 'handover': {
      const transfer = filled.document.rows[TRANSFERS]?.find(({ id }) => id === report.row);
      if (transfer === undefined) throw new Refusal('FORM_STALE');
      // It is for the other office; what the consent withholds from it by its list is not on the paper.
      const leaving = filledCase(open, stored, 'office');
      const tasks = openTasks(open, stored, print, 'office');
      return handoverSummary({ print, configuration, filled: leaving, whole: filled.document, transfer, tasks });
    }
    case 'layout': {
      const layout = layoutOf(report, configuration.layouts);
      if (layout === undefined) throw new Refusal('FORM_STALE');
      return printLayout(open, { layout, row: report.row, audit: report.audit }, print, { stored, filled });
    }
  }
}

/** The document of an order. `about`: the cases that it is about, already allowed. FORM_STALE for what is gone. */
export function buildReport(making: Making, report: Report, about: readonly StoredCase[]): PrintDocument {
  const { open, print, told } = making;
  const { configuration } = open.configuration;
  switch (report.kind) {
    case 'case-list':
      return caseList(listForPrint(open, report, print, told));
    case 'record-list':
      return recordList(recordsForPrint(open, report, print, told));
    case 'photo-wall':
      return photoWall(photoWallFor(making, report));
    case 'reminders':
      return reminders(remindersForPrint(open, report, print, told));
    case 'statistics':
      permit(open, 'reports.view', 'print.make');
      return statisticsReport({
        print,
        say: readMessages(open.resourcesDir, print.language, 'measures'),
        statistics: readStatistics(open, report.order),
        outside: report.order.outside,
        version: configuration.version,
      });
    case 'monthly-sheet':
      permit(open, 'reports.view', 'print.make');
      return monthlySheet(monthlySheetFor(open, { ...report.order, outside: false }, print));
    case 'blank-registration':
      return registrationForm({ print, configuration, forms: BOTH });
    case 'blank-form':
      return registrationForm({ print, configuration, forms: [report.form] });
    case 'case-summaries':
      return caseSummaries(
        about.map((stored) => summaryOf(open, print, stored)),
        print,
        configuration.version,
      );
    default: {
      const [stored] = about;
      if (stored === undefined) throw new Refusal('FORM_CASE_NOT_FOUND');
      return report.kind === 'case-summary'
        ? caseSummary(summaryOf(open, print, stored))
        : ofCase(making, report, stored);
    }
  }
}
