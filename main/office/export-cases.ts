import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { caseLines, chosenColumns, headings, type FilePlan } from '#core/export/case-lines.ts';
import { SENSITIVE_CLASS } from '#core/export/columns.ts';
import { BYTE_ORDER_MARK, csvLine } from '#core/export/csv.ts';
import { exportOrder, type Exported, type ExportOrder } from '#core/contracts/exports.contract.ts';
import type { Input, Output } from '#core/contracts/index.ts';
import type { CaseId } from '#core/ids.ts';
import { decide } from '#core/rights/decide.ts';
import { Refusal } from '#core/result.ts';
import { fileFault } from '../crypto/file-fault.ts';
import { GrowingFile, passingSeal, placeFile, sealed, unsealed, type Seal } from '../crypto/sealed-file.ts';
import { audit } from './audit.ts';
import { permit } from './authorise-call.ts';
import { exportable, exportedCase, offeredColumns, wordsOf } from './exported-case.ts';
import { readMessages } from './messages.ts';
import { outboxDir, valueOf } from './office-files.ts';
import type { OpenOffice } from './open-office.ts';
import { breathe } from './progress.ts';
import { suggestPassphrase } from './set-up.ts';
import { todayIn } from './today.ts';

/** A file leaves the office, where nobody counts the guesses: 66 bits. */
const PASSPHRASE_WORDS = 6;
/** How long a save may have to wait for its turn. */
const STEP_MS = 250;
/** Cases whose lines are handed on at once. */
const BATCH = 20;

interface Tally {
  cases: number;
  lines: number;
  left: number;
  /** Cases that were looked at. */
  done: number;
  /** Nobody waits for it any more. */
  ended: boolean;
}
interface ExportJob {
  readonly token: string;
  /** The line in the audit trail that tells of its beginning. */
  readonly auditNumber: string;
  readonly tally: Tally;
  readonly file: GrowingFile;
  /** The identity of a file that is only sealed while it lies here; the passphrase of one that stays so. */
  readonly seal: Seal;
  readonly words: readonly string[];
}
/** The export that is going on; one at a time. */
const running = new WeakMap<OpenOffice, ExportJob>();

export function exportColumns(open: OpenOffice): Output<'exports.columns'> {
  return {
    columns: offeredColumns(open).map(({ id, form, rows, sensitivity, names, usual }) => ({
      id,
      ...(form === undefined ? {} : { form: form.id }),
      ...(rows === undefined ? {} : { rows: rows.id }),
      sensitive: sensitivity >= SENSITIVE_CLASS,
      names,
      usual,
    })),
    mayNames: decide(open.subject, 'export.names').allowed,
  };
}

export function countExport(open: OpenOffice, { cases }: Input<'exports.count'>): Output<'exports.count'> {
  const all = new Set(cases);
  const may = exportable(open, all).length;
  return { cases: may, left: all.size - may };
}

/** What the file is called unless the person says otherwise: never a name, a code of a case or how many they are. */
export function exportName(open: OpenOffice, isSealed: boolean): string {
  const day = todayIn(open.self.timeZone, open.clock.now());
  return `${open.self.code}-${day}.csv${isSealed ? '.age' : ''}`;
}

function planOf(open: OpenOffice, order: ExportOrder): FilePlan {
  const rows = order.lines === 'cases' ? undefined : order.lines.rows;
  const columns = chosenColumns(offeredColumns(open), order.columns, rows);
  if (columns === undefined) {
    audit(open, 'right.refused', 'exports.save', 'refused', 'column');
    throw new Refusal('PERM_DENIED', { right: 'export.sensitive' });
  }
  return { columns, rows, written: order.answers };
}

/** The file as it grows: each case is read, judged and forgotten before the next one. */
async function* contentOf(
  open: OpenOffice,
  order: ExportOrder,
  plan: FilePlan,
  tally: Tally,
): AsyncGenerator<Uint8Array> {
  const words = wordsOf(open, plan.written, order.language);
  const bytes = new TextEncoder();
  const head = headings(plan, { ...words, names: 'code' }, readMessages(open.resourcesDir, order.language, 'export'));
  let batch = BYTE_ORDER_MARK + csvLine(head);
  const cases = new Set<CaseId>(order.cases);
  for (const caseId of cases) {
    if (tally.ended) return;
    const one = exportedCase(open, caseId, words, order.names);
    tally.done += 1;
    if (one === undefined) tally.left += 1;
    else {
      const lines = caseLines(plan, one);
      tally.cases += 1;
      tally.lines += lines.length;
      batch += lines.map(csvLine).join('');
    }
    if (tally.done % BATCH === 0) {
      yield bytes.encode(batch);
      batch = '';
      open.emit({ type: 'progress', job: 'export', phase: 'cases', done: tally.done, of: cases.size });
      await breathe();
    }
  }
  yield bytes.encode(batch);
}

const faultless = async <T>(work: Promise<T>): Promise<T> => {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Refusal) throw error;
    return valueOf(fileFault(error));
  }
};

/** Which columns, in which words, protected how, what for: all that the trail keeps, and no answer. */
function auditDetail(
  cases: number,
  { columns, lines, answers, language, names, sealed: isSealed, purpose }: ExportOrder,
): string {
  return [
    `${String(cases)} cases`,
    isSealed ? 'encrypted' : 'readable',
    names ? 'names' : 'codes',
    lines === 'cases' ? 'a line for each case' : `a line for each of ${lines.rows}`,
    answers === 'codes' ? 'ids' : language,
    `columns: ${columns.join(' ')}`,
    `for: ${purpose}`,
  ].join(' · ');
}

/**
 * Begins a file of cases. It grows in the office's own folder and encrypted, whatever it is to become; a lock or a power
 * cut leaves nothing that anybody could read. PERM_DENIED when a column or names are not this person's to give,
 * EXPORT_NO_CASE when no case is; DISK_*.
 */
export async function beginExport(open: OpenOffice, asked: unknown): Promise<{ token: string }> {
  const order = exportOrder.parse(asked);
  permit(open, 'export.cases', 'exports.save');
  if (order.names) permit(open, 'export.names', 'exports.save');
  const plan = planOf(open, order);
  const { cases } = countExport(open, order);
  if (cases === 0) throw new Refusal('EXPORT_NO_CASE');
  await stopExport(open);
  const detail = auditDetail(cases, { ...order, columns: plan.columns.map(({ id }) => id) });
  const auditNumber = String(audit(open, 'export.begun', 'cases', 'done', detail));
  const words = order.sealed ? suggestPassphrase(PASSPHRASE_WORDS) : [];
  const seal: Seal = order.sealed ? { passphrase: words.join('-') } : await passingSeal();
  const tally: Tally = { cases: 0, lines: 0, left: 0, done: 0, ended: false };
  const token = randomBytes(16).toString('base64url');
  const path = join(outboxDir(open.dir), `${token}.export`);
  const file = await faultless(
    sealed(contentOf(open, order, plan, tally), seal).then((bytes) => GrowingFile.begin(path, bytes)),
  );
  running.set(open, { token, auditNumber, tally, file, seal, words });
  return { token };
}

const tokenIn = z.strictObject({ token: z.string().max(64) });

/** Goes on for a moment, so that saves and locks get their turn. `more`: not whole yet; `stopped`: somebody ended it. */
export async function growExport(open: OpenOffice, asked: unknown): Promise<{ more: boolean; stopped: boolean }> {
  const job = running.get(open);
  if (job?.token !== tokenIn.parse(asked).token) return { more: false, stopped: true };
  let more: boolean;
  try {
    more = await faultless(job.file.grow(STEP_MS));
  } catch (error) {
    await endExport(open, job, 'failed');
    throw error;
  }
  return { more, stopped: false };
}

/** Puts the whole file where the person chose to have it, and reads it back. EXPORT_NOT_WHOLE, DISK_*. */
export async function placeExport(open: OpenOffice, asked: unknown): Promise<Exported | null> {
  const { token, path } = tokenIn.extend({ path: z.string().min(1) }).parse(asked);
  const job = running.get(open);
  if (job?.token !== token) return null;
  const { auditNumber, file, seal, tally, words } = job;
  try {
    await file.finish();
    if (tally.cases === 0) throw new Refusal('EXPORT_NO_CASE');
    const content = 'identity' in seal ? await unsealed(file.path, seal.identity) : file.read();
    const { bytes } = await faultless(placeFile(path, content));
    const counted = `${String(tally.cases)} cases ${String(tally.lines)} lines ${String(tally.left)} left`;
    audit(open, 'export.written', auditNumber, 'done', counted);
    return {
      fileName: basename(path),
      cases: tally.cases,
      lines: tally.lines,
      left: tally.left,
      bytes,
      ...(words.length === 0 ? {} : { passphrase: [...words] }),
    };
  } catch (error) {
    audit(open, 'export.written', auditNumber, 'failed');
    throw error;
  } finally {
    running.delete(open);
    rmSync(file.path, { force: true });
  }
}

/** The office closes: nobody waits for the file any more. */
export function dropExport(open: OpenOffice): void {
  const job = running.get(open);
  running.delete(open);
  if (job) job.tally.ended = true;
  // What the disk refuses to remove is sealed, and swept at the next sign-in.
  job?.file.abandon().catch(() => undefined);
}

async function endExport(open: OpenOffice, job: ExportJob, result: 'done' | 'failed'): Promise<void> {
  running.delete(open);
  job.tally.ended = true;
  await job.file.abandon();
  audit(open, 'export.stopped', job.auditNumber, result);
}

export async function stopExport(open: OpenOffice): Promise<Record<string, never>> {
  const job = running.get(open);
  if (job) await endExport(open, job, 'done');
  return {};
}
