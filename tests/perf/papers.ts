import { MOST_SUMMARIES } from '#core/reports/document.ts';
import { printDocument } from '../../main/office/print-documents.ts';
import { pdfPages, PrintShop } from '../unit/reports/print-shop.ts';
import { fill, makeOffice } from './bench-office.ts';
import { figure, quantile, type Figure } from './measure.ts';

const SUMMARIES = 200;

/**
 * 200 case summaries as PDF, as many at once as may be selected: pages per second from the order to the finished files in
 * the Chromium of the tests, and how long the office answers nobody else meanwhile.
 */
export async function printSummaries(): Promise<Figure[]> {
  const office = fill(await makeOffice('KSM'), SUMMARIES);
  const shop = await PrintShop.open();
  try {
    const busy: number[] = [];
    let pages = 0;
    let whole = 0;
    for (let at = 0; at < SUMMARIES; at += MOST_SUMMARIES) {
      const began = performance.now();
      const job = printDocument(office.open, {
        report: { kind: 'case-summaries', cases: office.ids.slice(at, at + MOST_SUMMARIES) },
        language: 'en',
        paper: 'A4',
        names: 'default',
        purpose: 'bench',
      });
      busy.push(performance.now() - began);
      const file = await shop.print(job.html, `summaries-${String(at)}`);
      whole += performance.now() - began;
      pages += pdfPages(file).length;
    }
    const runs = busy.length;
    const what = `${String(SUMMARIES)} case summaries to PDF`;
    return [
      figure({ id: 'print.summaries200', what, unit: 'pages/s' }, pages / (whole / 1000), { runs }),
      figure(
        { id: 'print.summaries50.office', what: `${String(MOST_SUMMARIES)} summaries, made by the office`, unit: 'ms' },
        quantile(busy, 0.5),
        { runs },
      ),
    ];
  } finally {
    await shop.close();
    office.remove();
  }
}
