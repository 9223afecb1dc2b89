import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ensureBuilt } from '../../scripts/app/ensure-built.ts';
import { backupFigures } from './backups.ts';
import { fill, makeOffice, PASSPHRASE } from './bench-office.ts';
import { figure, type Figure } from './measure.ts';
import type { OfficeAlone } from './office-alone.ts';
import { numberFigures } from './numbers.ts';
import { searchFigure } from './search.ts';
import { officeDatabase } from '../../main/office/office-files.ts';
import { openSession } from '../../main/office/open-session.ts';

const MIB = 1024 * 1024;

/** The open office in a process with nothing else; this one also holds the generator of its cases. */
function officeAlone(dir: string): OfficeAlone {
  const script = join(import.meta.dirname, 'office-alone.ts');
  const run = spawnSync(process.execPath, [script, join(dir, 'office'), PASSPHRASE], { encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`the office did not open alone: ${run.stderr}`);
  return JSON.parse(run.stdout) as OfficeAlone;
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
  const office = first.caller.office;
  const open = openSession(office, officeDatabase(office.options, keys.databaseKeys), keys);
  office.open = open;
  figures.push(
    figure(
      {
        id: 'unlock',
        what: 'passphrase to an open office with 12,000 cases in the built engine, Argon2id aside',
        unit: 'ms',
      },
      alone.unlockMs,
    ),
    figure(
      {
        id: 'start.list12k',
        what: 'passphrase to first list page with 12,000 cases in the built engine, Argon2id aside',
        unit: 'ms',
      },
      alone.listMs,
    ),
    figure(
      {
        id: 'mem.app12k',
        what: 'memory of the built office engine alone with 12,000 cases open (window and browser engine apart)',
        unit: 'MB',
      },
      alone.bytes / MIB,
    ),
  );
  const all = fill({ ...first, open }, 38_000);
  figures.push(searchFigure({ ...all, open }, 'search.50k', 50_000), ...numberFigures(open, 50_000));
  figures.push(...(await backupFigures({ ...all, open }, '50,000 cases')));
  empty.remove();
  return figures;
}
