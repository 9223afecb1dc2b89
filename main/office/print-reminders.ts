import type { PrintOrder } from '#core/contracts/print.contract.ts';
import type { CaseId } from '#core/ids.ts';
import type { PrintContext } from '#core/reports/context.ts';
import type { ReminderSheet } from '#core/reports/reminders.ts';
import { mayPrintLine } from './authorise-print.ts';
import { dueTasks } from './list-tasks.ts';
import type { OpenOffice } from './open-office.ts';

type Reminders = Extract<PrintOrder['report'], { kind: 'reminders' }>;

/**
 * What is due this week as it goes to paper: as on the screen, without the cases that this person may not print. Their
 * tasks go on and stay on the screen (decision 0045).
 */
export function remindersForPrint(
  open: OpenOffice,
  { of }: Reminders,
  print: PrintContext,
  told: Set<CaseId>,
): ReminderSheet {
  const due = dueTasks(open, { of, days: 7 }, print.names === 'full');
  const { cases, list } = open.repos;
  const printable = new Map<CaseId, boolean>();
  const lines = due.lines.filter(({ case: { caseId } }) => {
    const known = printable.get(caseId);
    if (known !== undefined) return known;
    const row = list.get(cases.byId(caseId)?.n ?? 0);
    const may = row !== undefined && mayPrintLine(open, row);
    printable.set(caseId, may);
    return may;
  });
  for (const line of lines) told.add(line.case.caseId);
  return {
    print,
    configuration: open.configuration,
    lines,
    kept: due.lines.length - lines.length,
    total: Object.values(due.counts).reduce((sum, count) => sum + count, 0),
    of: due.reach === 'office' ? of : 'mine',
    nowUtc: due.nowUtc,
  };
}
