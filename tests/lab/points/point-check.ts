import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Output } from '#core/contracts/index.ts';
import type { BundleId } from '#core/ids.ts';
import type { LedgerRow } from '../../../main/storage/link.repo.ts';
import { contentOf, writeWithFiles } from '../../exchange/with-files.ts';
import type { TestOffice } from '../../exchange/office-pair.ts';
import { trailIsWhole } from '../kill-check.ts';
import { CANARY, RECORDING, saidIn, type PointOffices } from './point-offices.ts';
import type { PointWork, Said } from './point-works.ts';

/** What one run left behind. */
export interface Left {
  readonly office: TestOffice;
  readonly work: PointWork;
  readonly folder: string;
  readonly said: readonly Said[];
}

function must(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}
const isDone = ({ said }: Left): boolean => said.some((word) => 'done' in word);

function filesBelow(dir: string): string[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Nothing of a case stands in plain in the folder, beside it or on the stick. */
function nothingIsPlain(folder: string): void {
  for (const path of filesBelow(folder)) {
    const bytes = readFileSync(path);
    const plain = bytes.includes(CANARY) || bytes.includes(Buffer.from(CANARY, 'utf16le'));
    must(!plain && !bytes.includes(RECORDING.subarray(0, 64)), `${basename(path)} holds in plain what is secret`);
  }
}

async function standsWhole({ office }: Left): Promise<void> {
  await office.signIn();
  const { db } = office.open;
  must(
    db.read<[], { integrity_check: string }>('PRAGMA integrity_check').get()?.integrity_check === 'ok',
    'the database is damaged',
  );
  await trailIsWhole(office.caller);
  for (const dir of ['inbox', 'outbox']) {
    const path = join(office.dir, dir);
    must(!existsSync(path) || readdirSync(path).length === 0, `the ${dir} still holds something`);
  }
}

const ledger = (office: TestOffice, dir: 'in' | 'out'): LedgerRow[] =>
  office.open.repos.links.bundles(100).filter((row) => row.dir === dir);
const numberOf = (path: string): BundleId => basename(path, '.hifadhi') as BundleId;

/** Bundles on the stick for an office, by their numbers. */
function onStick(folder: string, to: TestOffice): ReadonlyMap<BundleId, string> {
  const dir = join(folder, 'stick', 'HIFADHI', to.code);
  const names = existsSync(dir) ? readdirSync(dir).filter((name) => name.endsWith('.hifadhi')) : [];
  return new Map(names.map((name) => [numberOf(name), join(dir, name)]));
}

/** What stands under the name of a bundle is one, and what counts as written stands there. */
function ledgerIsTrue(left: Left, before: ReadonlySet<BundleId>, to: TestOffice): void {
  const rows = ledger(left.office, 'out').filter((row) => !before.has(row.bundleId));
  const files = onStick(left.folder, to);
  for (const [id, path] of files) {
    const row = rows.find((one) => one.bundleId === id);
    const hash = createHash('sha256').update(readFileSync(path)).digest();
    must(row !== undefined && hash.equals(row.sha256), 'what stands on the stick is not what was sealed');
  }
  for (const { bundleId, state } of rows) {
    must(state === 'prepared' || state === 'written', `a bundle is ${state}`);
    must(state === 'prepared' || files.has(bundleId), 'a bundle that counts as written is not on the stick');
  }
  const written = rows.filter(({ state }) => state === 'written').length;
  // Each bundle counts alone: attachments for which a stick has no room wait, and all else may be written twice.
  must(!isDone(left) || written >= 1, `${String(written)} bundles are written after that was said`);
}

async function hasRecording(offices: PointOffices, office: TestOffice): Promise<void> {
  const [first] = offices.cases;
  const content = first && (await contentOf(office, first, offices.recording));
  must(content?.equals(RECORDING) === true, 'the recording is another one');
}

/** After an export: what is on the stick can be read, and the next stick brings everything. */
async function afterExport(left: Left, offices: PointOffices): Promise<void> {
  const { office, folder } = left;
  const other = await offices.beside(folder, 'import');
  try {
    const { after } = offices.statesOf('export');
    must((await saidIn(office, offices.cases)) === after, 'the cases are not what they were');
    ledgerIsTrue(left, new Set(offices.writtenBefore), other);
    const first = onStick(folder, other);
    for (const path of first.values()) await other.read(path);
    await writeWithFiles(office, other, { cases: [...offices.cases], on: join(folder, 'stick') });
    for (const [id, path] of onStick(folder, other)) if (!first.has(id)) await other.read(path);
    must(office.state() === other.state(), 'the other office has something else');
    await hasRecording(offices, other);
  } finally {
    other.close();
  }
}

/** Whether the office has the whole bundle, by its own word; that word is true. */
function isIn(left: Left, offices: PointOffices, id: BundleId): boolean {
  const { before, after } = offices.statesOf(left.work);
  const row = left.office.open.repos.links.bundle(id, 'in');
  const state = left.office.state();
  const received = row?.state === 'received';
  must(!received || state === after, 'a bundle that counts as received is not in whole');
  must(received || !isDone(left), 'a bundle that was said to be in does not count');
  must(left.work !== 'confirm' || state === before, 'the cases are not what they were');
  return received;
}

/** What the office confirms now, as its partner reads it: whether this bundle is. */
async function isConfirmed(left: Left, offices: PointOffices, id: BundleId): Promise<boolean> {
  const { office, folder } = left;
  const other = await offices.beside(folder, 'confirm');
  try {
    const { place } = await office.caller.shell<{ place: string }>('namePlace', { path: join(folder, 'stick') });
    const asked = { office: other.id, selection: { waiting: true }, place } as const;
    const reply = await office.caller.office.call('exchange.write', asked);
    if (!reply.ok) must(reply.error.code === 'SYNC_NOTHING_TO_SEND', `it cannot write: ${reply.error.code}`);
    else {
      const { fileName } = reply.value as Output<'exchange.write'>;
      await other.read(join(folder, 'stick', 'HIFADHI', other.code, fileName));
    }
    return other.open.repos.links.bundle(id, 'out')?.state === 'delivered';
  } finally {
    other.close();
  }
}

/** After an import: whole or to be gone on with, confirmed only if whole, and whole when it is read again. */
async function afterImport(left: Left, offices: PointOffices): Promise<void> {
  const { office, work, folder } = left;
  if (work === 'export') return;
  const id = numberOf(offices.bundles[work]);
  const received = isIn(left, offices, id);
  if (work !== 'confirm' && !received)
    must(!(await isConfirmed(left, offices, id)), 'a bundle that is not in is confirmed');
  if (work === 'confirm') confirmedWith(office, offices, received);
  const report = await office.read(join(folder, 'stick', 'in.hifadhi'));
  must(report.already === received, 'a bundle that was read is not known, or one that was not is');
  must(ledger(office, 'in').filter((row) => row.bundleId === id).length === 1, 'the bundle counts more than once');
  must(office.state() === offices.statesOf(work).after, 'read again, the bundle does not bring the same');
  if (work === 'parts') await hasRecording(offices, office);
  if (work === 'confirm') confirmedWith(office, offices, true);
  else must(await isConfirmed(left, offices, id), 'a bundle that is in is not confirmed');
}

/** What the receipts say counts together with the bundle that brought them, and not before. */
function confirmedWith(office: TestOffice, { bundles }: PointOffices, received: boolean): void {
  for (const path of [bundles.import, bundles.parts]) {
    const state = office.open.repos.links.bundle(numberOf(path), 'out')?.state;
    must(state === (received ? 'delivered' : 'written'), `a bundle is ${state ?? 'unknown'}`);
  }
}

/**
 * Opens the office as people do after a fault and looks at everything that the fault may have broken. Throws what does not
 * hold.
 */
export async function checkLeft(left: Left, offices: PointOffices): Promise<void> {
  nothingIsPlain(left.folder);
  try {
    await standsWhole(left);
    if (left.work === 'export') await afterExport(left, offices);
    else await afterImport(left, offices);
  } finally {
    left.office.close();
  }
  nothingIsPlain(left.folder);
}
