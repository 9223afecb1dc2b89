import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CallName, Input, Output } from '#core/contracts/index.ts';
import { asItIs, csvOf, guessedPlan } from '../builders/made-lists.ts';
import { makeOffice, type BenchOffice } from './bench-office.ts';
import { figure, quantile, type Figure } from './measure.ts';

const ROWS = 10_000;

/** Calls step after step until there is no more, and notes how long each held up the others. */
async function steps<N extends CallName>(
  { caller }: BenchOffice,
  name: N,
  input: (first: boolean) => Input<N>,
): Promise<{ readonly last: Output<N>; readonly times: readonly number[]; readonly whole: number }> {
  const times: number[] = [];
  const begun = performance.now();
  for (let first = true; ; first = false) {
    const start = performance.now();
    const last = await caller.call(name, input(first));
    times.push(performance.now() - start);
    if (!(last as { readonly more: boolean }).more) return { last, times, whole: performance.now() - begun };
  }
}

/** A list of ten thousand children from the file to the cases: reading, judging every row, writing. */
export async function importRows(rows = ROWS): Promise<Figure[]> {
  const office = await makeOffice('KSM');
  try {
    const path = join(office.dir, 'list.csv');
    writeFileSync(path, csvOf(rows));
    const { place } = await office.caller.shell<{ place: string }>('takeImportFile', { path });
    const read = await steps(office, 'imports.read', () => ({ place, as: asItIs }));
    if (read.last.more) throw new Error('the list was not read');
    const plan = guessedPlan(read.last.table) as Input<'imports.check'>['plan'];
    const owner = office.open.me.id;
    const check = await steps(office, 'imports.check', (again) => ({ place, plan, owner, again }));
    if (check.last.more) throw new Error('the list was not judged');
    const { run, counts } = check.last.run;
    const write = await steps(office, 'imports.goOn', () => ({ run }));
    if (write.last.run.counts.created !== counts.chosen) throw new Error('not every row became a case');
    const what = `a list of ${rows.toLocaleString('en')} children`;
    const held = [...read.times, ...check.times, ...write.times];
    return [
      figure(
        {
          id: 'import.rows10k',
          what: `${what} from the file to ${String(counts.chosen)} cases, all steps`,
          unit: 'ms',
        },
        read.whole + check.whole + write.whole,
      ),
      figure({ id: 'import.read10k', what: `${what}: read`, unit: 'ms' }, read.whole),
      figure(
        { id: 'import.check10k', what: `${what}: every row judged and compared with the office`, unit: 'ms' },
        check.whole,
      ),
      figure({ id: 'import.write10k', what: `${what}: written`, unit: 'ms' }, write.whole),
      figure(
        { id: 'import.step', what: `${what}: how long one step held up other calls`, unit: 'ms' },
        quantile(held, 0.95),
        {
          p50: quantile(held, 0.5),
          p95: quantile(held, 0.95),
          runs: held.length,
        },
      ),
    ];
  } finally {
    office.remove();
  }
}
