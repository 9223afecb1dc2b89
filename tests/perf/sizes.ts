import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ensureBuilt } from '../../scripts/app/ensure-built.ts';
import { fill, makeOffice, PASSPHRASE } from './bench-office.ts';
import { duplicateFigure } from './duplicates.ts';
import { figure, type Figure } from './measure.ts';
import { searchFigure } from './search.ts';
import { countCases, listCases } from '../../main/office/list-cases.ts';
import { officeDatabase } from '../../main/office/office-files.ts';
import { openSession } from '../../main/office/open-session.ts';

const MIB = 1024 * 1024;

/** Bytes that a process with nothing but the open office takes; this one also holds the generator of its cases. */
function officeAlone(dir: string): number {
  const script = join(import.meta.dirname, 'office-alone.ts');
  const run = spawnSync(process.execPath, [script, join(dir, 'office'), PASSPHRASE], { encoding: 'utf8' });
  const bytes = Number(run.stdout);
  if (run.status !== 0 || !(bytes > 0)) throw new Error(`the office did not open alone: ${run.stderr}`);
  return bytes;
}

/** Search at 12,000 and 50,000 cases; start to the first list page and memory at 12,000. */
export async function officeAtSize(): Promise<Figure[]> {
  await ensureBuilt();
  const empty = await makeOffice('KSM');
  const first = fill(empty, 12_000);
  const figures: Figure[] = [searchFigure(first, 'search.12k', 12_000)];
  const { keys } = first.open;
  first.caller.office.close();
  const alone = officeAlone(first.dir);
  const start = performance.now();
  const office = first.caller.office;
  const opened = officeDatabase(office.options, keys.databaseKeys);
  const open = openSession(office, opened, keys);
  const query = {
    text: '',
    exactSpelling: false,
    status: ['open' as const],
    risk: [],
    sex: [],
    mine: false,
    conflicts: false,
    office: 'all' as const,
    sort: 'urgency' as const,
    descending: false,
  };
  const page = listCases(open, { query, offset: 0, limit: 100, showNames: false });
  countCases(open);
  const listed = performance.now() - start;
  office.open = open;
  if (page.rows.length === 0) throw new Error('the list is empty');
  figures.push(
    figure(
      {
        id: 'start.list12k',
        what: 'sign-in to first list page with 12,000 cases, Argon2id aside, engine time',
        unit: 'ms',
      },
      listed,
    ),
    figure(
      {
        id: 'mem.app12k',
        what: 'memory of the built office engine alone with 12,000 cases open (browser engine apart)',
        unit: 'MB',
      },
      alone / MIB,
    ),
  );
  const all = fill({ ...first, open }, 38_000);
  figures.push(searchFigure({ ...all, open }, 'search.50k', 50_000), duplicateFigure({ ...all, open }, 50_000));
  empty.remove();
  return figures;
}
