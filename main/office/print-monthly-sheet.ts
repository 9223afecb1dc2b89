import type { StatisticsOrder } from '#core/contracts/measures.contract.ts';
import type { PrintContext } from '#core/reports/context.ts';
import type { MonthlySheet, SheetCheck } from '#core/reports/monthly-sheet.ts';
import { heardAlerts } from './list-alerts.ts';
import { countCases } from './list-cases.ts';
import { readStatistics } from './measures/read-statistics.ts';
import { readMessages } from './messages.ts';
import type { OpenOffice } from './open-office.ts';

/** A rule says of a single case how long, and which other; of many it leaves that open. */
const LEFT_OPEN = '…';

/** What the rules of the office find today, as far as the person hears of it, the most frequent first. */
function checksIn(open: OpenOffice, { language }: PrintContext): readonly SheetCheck[] {
  const byRule = Map.groupBy(heardAlerts(open, 'office'), ({ found }) => found.alert);
  return [...byRule]
    .map(([alert, found]) => ({
      rule: alert.id,
      text: alert.message[language].replace(/\{\w+\}/gu, LEFT_OPEN),
      cases: new Set(found.map((one) => one.found.caseN)).size,
    }))
    .toSorted((a, b) => b.cases - a.cases || (a.rule < b.rule ? -1 : 1));
}

/** The supervisor's sheet of a period: its numbers over the cases that the person reaches, and what is to be put right. */
export const monthlySheetFor = (open: OpenOffice, order: StatisticsOrder, print: PrintContext): MonthlySheet => ({
  print,
  say: readMessages(open.resourcesDir, print.language, 'measures'),
  statistics: readStatistics(open, order),
  checks: checksIn(open, print),
  toDecide: countCases(open).toDecide,
  version: open.configuration.configuration.version,
});
