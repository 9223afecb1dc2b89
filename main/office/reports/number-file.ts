import { termLines } from '#core/export/about.ts';
import { plainText, type Cell } from '#core/export/cell.ts';
import { BYTE_ORDER_MARK, csvLine } from '#core/export/csv.ts';
import { hxlLines, type HxlTable } from '#core/export/hxl.ts';
import type { NumbersOrder } from '#core/contracts/reports.contract.ts';
import { numberLines } from '#core/measures/number-lines.ts';
import type { Category } from '#core/measures/report-def.ts';
import { readStatistics } from '../measures/read-statistics.ts';
import { readMessages } from '../messages.ts';
import type { OpenOffice } from '../open-office.ts';
import { todayIn } from '../today.ts';
import { WorkbookFile } from '../workbook-file.ts';
import { runReport } from './run-report.ts';

/** What is counted, with the days that it was counted over; without a period both are today. */
interface Counted {
  readonly from: string;
  readonly to: string;
  readonly tables: readonly HxlTable[];
}

/** HXL goes to others by what it is. */
export const isForOutside = ({ format, of }: NumbersOrder): boolean =>
  format === 'hxl' || ('statistics' in of ? of.statistics.outside : of.outside);

/** At which level of the tree of areas something is divided; undefined where it is divided by something else. */
function levelOf(by: Category | undefined): number | undefined {
  if (by === undefined || by.by === 'time') return undefined;
  return by.by === 'split' && by.split === 'area' ? (by.level ?? 1) : by.level;
}

function countedIn(open: OpenOffice, order: NumbersOrder): Counted {
  const { of, language } = order;
  const outside = isForOutside(order);
  if ('statistics' in of) {
    const { split, areaLevel } = of.statistics;
    const { from, to, numbers } = readStatistics(open, { ...of.statistics, outside });
    const say = readMessages(open.resourcesDir, language, 'measures');
    const areas = split === 'area' ? { areas: { of: 'columns', level: areaLevel } as const } : {};
    return { from, to, tables: numbers.map((number) => ({ number, title: say(`measures.${number.id}`), ...areas })) };
  }
  const day = todayIn(open.self.timeZone, open.clock.now());
  const at = (['lines', 'columns'] as const).find((side) => levelOf(of.def[side]) !== undefined);
  const level = at && levelOf(of.def[at]);
  const areas = at === undefined || level === undefined ? {} : { areas: { of: at, level } };
  return { from: day, to: day, tables: [{ number: runReport(open, of.def, outside), title: of.name, ...areas }] };
}

function workbookOf(open: OpenOffice, order: NumbersOrder, { from, to, tables }: Counted): Uint8Array {
  const { language, terms } = order;
  const say = readMessages(open.resourcesDir, language, 'measures');
  const file = new WorkbookFile(language === 'ar');
  const made = todayIn(open.self.timeZone, open.clock.now());
  const about = file.addSheet({ label: say('measures.sheet_about'), labels: [say('measures.sheet_about'), ''] });
  const lines: Cell[][] = [
    ...termLines({ office: open.self.code, made, terms }, readMessages(open.resourcesDir, language, 'export')),
    [say('measures.from'), { day: from }],
    [say('measures.to'), { day: to }],
    ...(isForOutside(order) ? [['*', say('measures.hidden_star')]] : []),
  ];
  file.addLines(about, lines);
  for (const { number, title } of tables) {
    const [head = [], ...rows] = numberLines(number, title, language, say);
    file.addLines(file.addSheet({ label: title, labels: head.map(plainText) }), rows);
  }
  return file.finish(about);
}

/** The numbers of an order as the bytes of their file (docs/export-formats.md). */
export function numberFile(open: OpenOffice, order: NumbersOrder): Uint8Array {
  const { format, language, csv } = order;
  const counted = countedIn(open, order);
  if (format === 'xlsx') return workbookOf(open, order, counted);
  const say = readMessages(open.resourcesDir, language, 'measures');
  // HXL is read by programs that expect commas, and the row of hashtags behind one row of words.
  const separator = format === 'hxl' ? 'comma' : csv.separator;
  const line = (cells: readonly Cell[]): string => csvLine(cells.map(plainText), separator);
  const tables =
    format === 'hxl'
      ? [hxlLines({ office: open.self.code, ...counted }, language, say)]
      : counted.tables.map(({ number, title }) => numberLines(number, title, language, say));
  const mark = format === 'csv' && csv.mark ? BYTE_ORDER_MARK : '';
  return new TextEncoder().encode(mark + tables.map((lines) => lines.map(line).join('')).join(line([])));
}
