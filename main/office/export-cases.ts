import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { chosenColumns, type FilePlan } from '#core/export/case-lines.ts';
import { SENSITIVE_CLASS } from '#core/export/columns.ts';
import { CountedLeftOut } from '#core/export/counted-left-out.ts';
import { primeroTakes } from '#core/export/primero-case.ts';
import { CASE_FORMATS, type CaseFormat } from '#core/export/formats.ts';
import { exportOrder, type Exported, type ExportOrder, type LeftCases } from '#core/contracts/exports.contract.ts';
import type { Input, Output } from '#core/contracts/index.ts';
import type { CaseId } from '#core/ids.ts';
import { decide } from '#core/rights/decide.ts';
import { Refusal } from '#core/result.ts';
import { fileFault } from '../crypto/file-fault.ts';
import { GrowingFile, placeFile, sealed, unsealed } from '../crypto/sealed-file.ts';
import { audit } from './audit.ts';
import { permit } from './authorise-call.ts';
import { writerOf, writtenIn } from './export-writers.ts';
import { exportable, exportedCase, offeredColumns, wordsOf } from './exported-case.ts';
import { onlyOf } from './exported-entries.ts';
import { newSeal, type FileSeal } from './file-seal.ts';
import { readMessages } from './messages.ts';
import { outboxDir, valueOf } from './office-files.ts';
import type { OpenOffice } from './open-office.ts';
import { breathe } from './progress.ts';
import { todayIn } from './today.ts';

/** How long a save may have to wait for its turn. */
const STEP_MS = 250;
/** Cases whose lines are handed on at once. */
const BATCH = 20;
/** How long cases are read and judged before anybody else gets their turn. */
const SLICE_MS = 50;

interface Tally {
  cases: number;
  lines: number;
  readonly left: { -readonly [why in keyof LeftCases]: number };
  readonly answersLeft: CountedLeftOut;
  /** Cases that were looked at. */
  done: number;
  /** Nobody waits for it any more. */
  ended: boolean;
}
interface ExportJob extends FileSeal {
  readonly token: string;
  /** The line in the audit trail that tells of its beginning. */
  readonly auditNumber: string;
  readonly tally: Tally;
  readonly file: GrowingFile;
}
/** The export that is going on; one at a time. */
const running = new WeakMap<OpenOffice, ExportJob>();

export function exportColumns(open: OpenOffice, { rows }: Input<'exports.columns'>): Output<'exports.columns'> {
  return {
    columns: offeredColumns(open, rows).map((column) => ({
      id: column.id,
      ...(column.form === undefined ? {} : { form: column.form.id }),
      ...(column.rows === undefined ? {} : { rows: column.rows.id }),
      sensitive: column.sensitivity >= SENSITIVE_CLASS,
      names: column.names,
      usual: column.usual,
      primero: primeroTakes(column),
    })),
    mayNames: decide(open.subject, 'export.names').allowed,
    mayReadable: decide(open.subject, 'export.readable').allowed,
  };
}

export function countExport(open: OpenOffice, { cases }: Input<'exports.count'>): Output<'exports.count'> {
  const all = new Set(cases);
  const may = exportable(open, all).length;
  return { cases: may, left: all.size - may };
}

const ENDINGS: Readonly<Record<CaseFormat, string>> = {
  csv: 'csv',
  xlsx: 'xlsx',
  json: 'json',
  primero: 'primero.json',
};
const named = z.strictObject({ sealed: z.boolean(), format: z.enum(CASE_FORMATS) });

/** What the file is called unless the person says otherwise: never a name, a code of a case or how many they are. */
export function exportName(open: OpenOffice, asked: unknown): string {
  const { sealed: isSealed, format } = named.parse(asked);
  const day = todayIn(open.self.timeZone, open.clock.now());
  return `${open.self.code}-${day}.${ENDINGS[format]}${isSealed ? '.age' : ''}`;
}

function planOf(open: OpenOffice, order: ExportOrder): FilePlan {
  const lines = order.format === 'csv' ? order.lines : 'everything';
  const columns = chosenColumns(offeredColumns(open, order.only?.rows), order.columns, lines);
  if (columns === undefined) {
    audit(open, 'right.refused', 'exports.save', 'refused', 'column');
    throw new Refusal('PERM_DENIED', { right: 'export.sensitive' });
  }
  return { columns, rows: typeof lines === 'string' ? undefined : lines.rows, written: writtenIn(order) };
}

/** Of each child it can be said in which file it left: a line for each case, waiting for the disk once. */
const tellGiven = (open: OpenOffice, given: readonly CaseId[], auditNumber: string): void =>
  open.db.transaction(() => {
    for (const caseId of given) audit(open, 'case.exported', caseId, 'done', auditNumber);
  });

/** The file as it grows: each case is read, judged and forgotten before the next one. */
async function* contentOf(
  open: OpenOffice,
  order: ExportOrder,
  plan: FilePlan,
  tally: Tally,
  auditNumber: string,
): AsyncGenerator<Uint8Array> {
  const { language, terms } = order;
  const words = { ...wordsOf(open, plan.written, language), leftOut: tally.answersLeft };
  const writer = writerOf(order.format, {
    configuration: open.configuration.configuration,
    offered: offeredColumns(open, order.only?.rows),
    plan,
    csv: order.csv,
    language,
    t: readMessages(open.resourcesDir, language, 'export'),
  });
  const only = onlyOf(open, order, plan.written);
  const given: CaseId[] = [];
  const cases = new Set<CaseId>(order.cases);
  let since = performance.now();
  for (const caseId of cases) {
    if (performance.now() - since >= SLICE_MS) {
      await breathe();
      since = performance.now();
    }
    if (tally.ended) return;
    const one = exportedCase(open, caseId, words, order, only);
    tally.done += 1;
    if (typeof one === 'string') tally.left[one] += 1;
    else {
      given.push(caseId);
      tally.cases += 1;
      tally.lines += writer.add(caseId, one);
    }
    if (tally.done % BATCH === 0) {
      tellGiven(open, given.splice(0), auditNumber);
      yield writer.take();
      open.emit({ type: 'progress', job: 'export', phase: 'cases', done: tally.done, of: cases.size });
      await breathe();
    }
  }
  tellGiven(open, given, auditNumber);
  yield writer.finish({
    office: open.self.code,
    made: todayIn(open.self.timeZone, open.clock.now()),
    terms,
    cases: tally.cases,
    left: tally.left,
    answersLeft: tally.answersLeft.counts(),
  });
}

/** Faults of the disk while a file grows or is placed, as refusals. */
export const faultless = async <T>(work: Promise<T>): Promise<T> => {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Refusal) throw error;
    return valueOf(fileFault(error));
  }
};

/** Which columns, in which words, protected how, what for and for whom: all that the trail keeps, and no answer. */
function auditDetail(cases: number, columns: FilePlan['columns'], order: ExportOrder): string {
  const { format, lines, answers, language, names, outside, terms, only } = order;
  const each = lines === 'cases' ? 'a line for each case' : `a line for each of ${lines.rows}`;
  return [
    `${String(cases)} cases`,
    format,
    terms.sealed ? 'encrypted' : `readable: ${terms.readableWhy ?? ''}`,
    names ? 'names' : 'codes',
    ...(format === 'csv' ? [each] : []),
    ...(only === undefined ? [] : [`${String(only.records.length)} chosen of ${only.rows}`]),
    answers === 'codes' ? 'ids' : language,
    `columns: ${columns.map(({ id }) => id).join(' ')}`,
    `for: ${terms.purpose}`,
    `to: ${terms.recipient} (${outside ? 'outside' : 'this office'})`,
    `until: ${terms.keepUntil}`,
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
  if (!order.terms.sealed) permit(open, 'export.readable', 'exports.save');
  const plan = planOf(open, order);
  const { cases } = countExport(open, order);
  if (cases === 0) throw new Refusal('EXPORT_NO_CASE');
  await stopExport(open);
  const detail = auditDetail(cases, plan.columns, order);
  const auditNumber = String(audit(open, 'export.begun', 'cases', 'done', detail));
  const { seal, words } = await newSeal(order.terms.sealed);
  const tally: Tally = {
    cases: 0,
    lines: 0,
    left: { closed: 0, consent: 0, withheld: 0 },
    answersLeft: new CountedLeftOut(),
    done: 0,
    ended: false,
  };
  const token = randomBytes(16).toString('base64url');
  const path = join(outboxDir(open.dir), `${token}.export`);
  const file = await faultless(
    sealed(contentOf(open, order, plan, tally, auditNumber), seal).then((bytes) => GrowingFile.begin(path, bytes)),
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
    const { closed, consent, withheld } = tally.left;
    const left = `${String(closed)} closed ${String(consent)} without consent ${String(withheld)} withheld`;
    const counted = `${String(tally.cases)} cases ${String(tally.lines)} lines · left out: ${left}`;
    audit(open, 'export.written', auditNumber, 'done', counted);
    return {
      fileName: basename(path),
      cases: tally.cases,
      lines: tally.lines,
      left: { ...tally.left },
      answersLeft: tally.answersLeft.counts(),
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
