import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'vite';
import type { Input } from '#core/contracts/index.ts';
import type { CaseId, UserId } from '#core/ids.ts';
import { withCheapKeys } from '../builders/cheap-keys.ts';
import { copyOffice } from '../builders/copy-office.ts';
import { asItIs, csvOf, guessedPlan } from '../builders/made-lists.ts';
import { OfficeCaller } from '../builders/office-caller.ts';
import { HEAD, PASSPHRASE } from '../builders/office-words.ts';
import { aCase } from '../builders/shareable-case.ts';
import { IMPORT_ROWS } from './kill-check.ts';
import { said, type KillOrder, type Said } from './kill-works.ts';

const ROOT = join(import.meta.dirname, '../..');
const RESOURCES = join(ROOT, 'resources');

export const callerIn = (dir: string): OfficeCaller => new OfficeCaller(dir, RESOURCES, 'test');

/** An office that is copied for each round of kills: some cases, a list that waits to be imported, a place for backups. */
export interface KilledTemplate {
  readonly root: string;
  readonly dir: string;
  /** A backup of it. */
  readonly backups: string;
  readonly key: Uint8Array;
  readonly user: UserId;
  readonly run: string;
  readonly cases: readonly CaseId[];
  readonly remove: () => void;
}

async function checkedList(caller: OfficeCaller, root: string, owner: UserId): Promise<string> {
  const path = join(root, 'list.csv');
  writeFileSync(path, csvOf(IMPORT_ROWS));
  const { place } = await caller.shell<{ place: string }>('takeImportFile', { path });
  let table = await caller.call('imports.read', { place, as: asItIs });
  while (table.more) table = await caller.call('imports.read', { place, as: asItIs });
  const plan = guessedPlan(table.table) as Input<'imports.check'>['plan'];
  for (let again = true; ; again = false) {
    const step = await caller.call('imports.check', { place, plan, owner, again });
    if (!step.more) return step.run.run;
  }
}

export async function makeTemplate(cases: number): Promise<KilledTemplate> {
  const root = mkdtempSync(join(tmpdir(), 'hifadhi-kills-'));
  const [dir, backups] = [join(root, 'office'), join(root, 'stick')];
  mkdirSync(backups);
  const caller = callerIn(dir);
  const kit = await caller.call('setup.prepareKit', {});
  await caller.call('setup.verifyKit', { words: kit.check.map((n) => kit.words[n - 1] ?? '') });
  const { user } = await withCheapKeys(() =>
    caller.call('setup.create', {
      language: 'en',
      programmeName: 'Marabia child protection',
      officeName: 'District office KSM',
      officeCode: 'KSM',
      timeZone: 'Africa/Nairobi',
      workingDays: [1, 2, 3, 4, 5],
      administrator: { name: HEAD, passphrase: PASSPHRASE, alsoSupervisor: true },
      profile: 'full',
    }),
  );
  const ids: CaseId[] = [];
  for (let n = 0; n < cases; n += 1) {
    const { draftId } = await caller.call('cases.startRegistration', { notSameAs: [] });
    const document = aCase({ nickname: `N${String(n)}` }) as Input<'cases.saveDraft'>['document'];
    await caller.call('cases.saveDraft', { draftId, document, accepted: [], notSameAs: [] });
    ids.push((await caller.call('cases.save', { draftId })).caseId);
  }
  const run = await checkedList(caller, root, user.id);
  await caller.shell('chooseBackupPlace', { path: backups });
  const { open } = caller.office;
  if (!open) throw new Error('the office is closed');
  await open.backups.start(open, 'backup');
  const { key } = open.opened;
  caller.close();
  // What is restored from stays as it is, whatever other copies of the office write to the stick.
  const kept = join(root, 'first-backup');
  cpSync(backups, kept, { recursive: true });
  const remove = (): void => {
    rmSync(root, { recursive: true, force: true });
  };
  return { root, dir, backups: kept, key, user: user.id, run, cases: ids, remove };
}

export function copyOf(template: KilledTemplate, name: string): string {
  const dir = join(template.root, name);
  copyOffice(template.dir, dir);
  return dir;
}

export const orderFor = (
  template: KilledTemplate,
  more: Pick<KillOrder, 'dir' | 'work' | 'from' | 'acknowledged'>,
): KillOrder => ({
  resourcesDir: RESOURCES,
  user: template.user,
  passphrase: PASSPHRASE,
  run: template.run,
  backups: template.backups,
  first: template.cases.length,
  ...more,
});

/**
 * The process to be killed as one file: it starts in a quarter of the time. Argon2id is the one of the tests
 * (docs/decisions/0032), everything else the office's own.
 */
export async function bundledChild(
  input = join(import.meta.dirname, 'killing-child.ts'),
): Promise<{ readonly file: string; readonly remove: () => void }> {
  const dir = join(ROOT, `test-results/${basename(input, '.ts')}-${String(process.pid)}`);
  await build({
    root: ROOT,
    configFile: false,
    logLevel: 'error',
    resolve: { alias: { 'hash-wasm': join(ROOT, 'tests/builders/remembered-argon2.ts') } },
    ssr: { noExternal: true },
    build: {
      ssr: true,
      target: 'node24',
      outDir: dir,
      minify: false,
      rolldownOptions: {
        input: { child: input },
        external: ['better-sqlite3-multiple-ciphers', /^node:/],
        output: { format: 'es', entryFileNames: '[name].js' },
      },
    },
  });
  const remove = (): void => {
    rmSync(dir, { recursive: true, force: true });
  };
  return { file: join(dir, 'child.js'), remove };
}

interface Killed {
  readonly said: readonly Said[];
  /** Milliseconds from its first word to its work; undefined when it was killed before. */
  readonly openedIn: number | undefined;
}

/**
 * Starts the process and kills it without a word `delay` milliseconds after it said `after`, or as soon as it said that
 * something does not hold. Gives what it had acknowledged. Throws when it ended by itself.
 */
export async function strike(
  child: string,
  order: KillOrder,
  after: 'opening' | 'ready',
  delay: number,
): Promise<Killed> {
  const running = spawn(process.execPath, [child, JSON.stringify(order)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_COMPILE_CACHE: join(dirname(child), 'cache') },
  });
  const lines: Said[] = [];
  let complaint = '';
  running.stderr.on('data', (chunk: Buffer) => {
    complaint += chunk.toString('utf8');
  });
  let openingAt = 0;
  let openedIn: number | undefined;
  for await (const line of createInterface({ input: running.stdout })) {
    const word = said.parse(JSON.parse(line));
    lines.push(word);
    if ('opening' in word) openingAt = performance.now();
    if ('ready' in word) openedIn = performance.now() - openingAt;
    if (after in word || 'broken' in word) setTimeout(() => running.kill('SIGKILL'), 'broken' in word ? 0 : delay);
  }
  if (running.exitCode === null && running.signalCode === null) await once(running, 'exit');
  if (running.signalCode !== 'SIGKILL') throw new Error(`the process ended by itself: ${complaint.slice(-2000)}`);
  return { said: lines, openedIn };
}
