import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportedCase, offeredColumns, wordsOf } from '../../main/office/exported-case.ts';
import { exported, orderOf, termsOf } from '../builders/read-export.ts';
import { fill, makeOffice } from './bench-office.ts';
import { figure, quantile, type Figure } from './measure.ts';

const CASES = 12_000;
const MB = 1024 * 1024;
const SAMPLE_MS = 20;

/**
 * 12,000 cases with every question as an encrypted workbook: the time from the order to the file that was read back, with
 * a ratio to reading and judging the same cases without writing anything; the most memory of the whole process above what
 * it had before; and the longest that nobody else was answered meanwhile.
 */
export async function exportCases(count = CASES): Promise<Figure[]> {
  const office = fill(await makeOffice('KSM'), count);
  const folder = mkdtempSync(join(tmpdir(), 'hifadhi-bench-export-'));
  try {
    const { open, ids, caller } = office;
    const words = wordsOf(open, 'labels', 'en');
    const floorBegan = performance.now();
    for (const id of ids) exportedCase(open, id, words, { names: true, outside: false });
    const floor = performance.now() - floorBegan;

    const columns = offeredColumns(open).map(({ id }) => id);
    const path = join(folder, 'cases.xlsx.age');
    const order = orderOf(ids, {
      format: 'xlsx',
      columns,
      answers: 'labels',
      names: true,
      terms: termsOf({ sealed: true }),
    });
    const before = process.memoryUsage.rss();
    let most = before;
    const pauses: number[] = [];
    let last = performance.now();
    const sampling = setInterval(() => {
      most = Math.max(most, process.memoryUsage.rss());
      pauses.push(performance.now() - last - SAMPLE_MS);
      last = performance.now();
    }, SAMPLE_MS);
    const began = performance.now();
    await exported(caller.office, path, order);
    const took = performance.now() - began;
    clearInterval(sampling);
    const what = `${String(count)} cases, ${String(columns.length)} columns, to an encrypted workbook`;
    return [
      figure({ id: 'export.xlsx12k', what, unit: 'ms' }, took, { floor }),
      figure(
        { id: 'export.xlsx12k.memory', what: `${what}: most memory above before`, unit: 'MB' },
        (most - before) / MB,
      ),
      figure(
        { id: 'export.xlsx12k.pause', what: `${what}: how long others wait, p95`, unit: 'ms' },
        quantile(pauses, 0.95),
        {
          p95: quantile(pauses, 0.95),
          p50: quantile(pauses, 0.5),
          runs: pauses.length,
        },
      ),
      figure({ id: 'export.xlsx12k.bytes', what: `${what}: size of the file`, unit: 'bytes' }, statSync(path).size),
    ];
  } finally {
    office.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}
