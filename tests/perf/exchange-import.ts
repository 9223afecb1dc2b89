import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { CaseId } from '#core/ids.ts';
import { backupsOf, listBackups } from '../../main/office/backup-folder.ts';
import type { OpenOffice } from '../../main/office/open-office.ts';
import { restoreFiles } from '../../main/office/restore-files.ts';
import { writeBackup } from '../../main/office/write-backup.ts';
import { OfficeCaller } from '../builders/office-caller.ts';
import { offerEach, saveEach, toEdit } from './batch-saves.ts';
import { fill, makeOffice, PASSPHRASE } from './bench-office.ts';
import type { Alone } from './exchange-alone.ts';
import { twoOffices } from './exchange-load.ts';
import { figure, type Figure } from './measure.ts';

const MIB = 1024 * 1024;

/** How large the run is; smaller where only the way is tried. */
export interface ImportSizes {
  readonly cases: number;
  /** Commits that the office has when the large bundle is written. */
  readonly commits: number;
}
const WHOLE: ImportSizes = { cases: 5000, commits: 125_000 };

const OPEN = { status: 'open' } as const;

/** One office in a process of its own: this one holds the generator of the cases. */
function alone(dir: string, ...what: readonly string[]): Alone {
  const script = join(import.meta.dirname, 'exchange-alone.ts');
  // As the thread of the office in the built app: main/desktop/office-port.ts.
  const args = ['--expose-gc', '--max-semi-space-size=4', script, join(dir, 'office'), PASSPHRASE, ...what];
  const run = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`the office failed alone: ${run.stderr}`);
  return JSON.parse(run.stdout) as Alone;
}

/** Saves one answer of one case after the other until the log is so long. */
function editUntil(open: OpenOffice, ids: readonly CaseId[], commits: number): void {
  const cases = toEdit(open, ids);
  let left = commits - open.repos.commits.count();
  for (let round = 0; left > 0; round += 1) {
    const some = cases.slice(0, left);
    saveEach(open, some, () => `Behind the market, row ${String(round)}`);
    left -= some.length;
  }
  offerEach(open, cases);
}

const memory = ({ idle, peak }: Alone): number => (peak - idle) / MIB;

/**
 * A bundle of many saves into an office that has none of them, and the same saves once more in another bundle; how much
 * memory the import takes above the idle office, for this bundle and for a small one, and how much the writing takes.
 */
export async function exchangeImport({ cases, commits }: ImportSizes = WHOLE): Promise<Figure[]> {
  const { a: empty, b, stick } = await twoOffices();
  const tenth = fill(empty, Math.max(1, Math.round(cases / 10)), OPEN);
  const { officeId, code } = b.open.self;
  const write = (): Alone & { readonly path: string } => {
    const made = alone(empty.dir, 'write', officeId, stick);
    return { ...made, path: join(stick, 'HIFADHI', code, made.fileName) };
  };
  const reopen = async (): Promise<OpenOffice> => {
    const { staff } = await empty.caller.call('app.state', {});
    const [person] = staff;
    if (person === undefined) throw new Error('the office has nobody');
    await empty.caller.call('session.signIn', { user: person.id, passphrase: PASSPHRASE });
    if (!empty.caller.office.open) throw new Error('the office did not open');
    return empty.caller.office.open;
  };
  b.caller.close();
  empty.caller.close();
  const few = write();
  const small = alone(b.dir, 'read', few.path);

  const open = await reopen();
  const all = fill({ ...tenth, open }, cases - tenth.ids.length, OPEN);
  editUntil(open, all.ids, commits);
  empty.caller.close();
  const many = write();
  const large = alone(b.dir, 'read', many.path);
  const second = write();
  const again = alone(b.dir, 'read', second.path);
  if (large.fresh < 0.8 * large.commits) throw new Error('most of the large bundle was there before');
  if (again.fresh > 0) throw new Error(`${String(again.fresh)} commits were not there after the first import`);
  empty.remove();
  b.remove();
  const sizeOf = (one: Alone, { bytes }: Alone): string =>
    `${String(one.commits)} commits, ${(bytes / MIB).toFixed(1)} MiB`;
  const perSecond = ({ commits: count, ms }: Alone): number => (1000 * count) / ms;
  return [
    figure({ id: 'exchange.import125k', what: `a second: ${sizeOf(large, many)}`, unit: 'count' }, perSecond(large)),
    figure(
      {
        id: 'exchange.reimport125k',
        what: `a second: the same in another bundle, ${sizeOf(again, second)}`,
        unit: 'count',
      },
      perSecond(again),
    ),
    figure({ id: 'exchange.importRss', what: `above idle: ${sizeOf(large, many)}`, unit: 'MB' }, memory(large)),
    figure({ id: 'exchange.importRssSmall', what: `above idle: ${sizeOf(small, few)}`, unit: 'MB' }, memory(small)),
    figure({ id: 'exchange.writeRss', what: `above idle, writing ${sizeOf(large, many)}`, unit: 'MB' }, memory(many)),
    figure(
      { id: 'exchange.writeRssSmall', what: `above idle, writing ${sizeOf(small, few)}`, unit: 'MB' },
      memory(few),
    ),
  ];
}

/**
 * A new computer of an office: what the office wrote for itself (a backup, sealed to its own keys), put into an empty
 * folder, read back and compared, then the passphrase and the first page of the list, as a new computer of the programme.
 */
export async function exchangeBootstrap(cases = 10_000): Promise<Figure[]> {
  const office = fill(await makeOffice('KSM'), cases, OPEN);
  const { open, dir } = office;
  const own = join(dir, 'own');
  mkdirSync(own);
  await writeBackup(open, own);
  const [made] = listBackups(backupsOf(own, open.self.code, open.self.officeId));
  if (!made) throw new Error('there is no backup');
  const { version, resourcesDir, me } = open;
  office.caller.close();
  const fresh = join(dir, 'fresh');
  const start = performance.now();
  await restoreFiles(made, fresh, () => undefined);
  const caller = new OfficeCaller(fresh, resourcesDir, version);
  await caller.call('session.signIn', { user: me.id, passphrase: PASSPHRASE });
  const query = { text: '', exactSpelling: false, status: [], risk: [], sex: [], mine: false, conflicts: false };
  const page = { ...query, office: 'all', sort: 'urgency', descending: false } as const;
  const list = await caller.call('cases.list', { query: page, offset: 0, limit: 100, showNames: false });
  const took = performance.now() - start;
  if (list.total !== cases) throw new Error(`only ${String(list.total)} of ${String(cases)} cases are listed`);
  caller.close();
  office.remove();
  const bytes = `${String(Math.round(made.facts.database.bytes / MIB))} MiB`;
  return [
    figure(
      { id: 'exchange.bootstrap10k', what: `${String(cases)} cases, ${bytes}, Argon2id included`, unit: 'ms' },
      took,
    ),
  ];
}
