import type { ImportRun } from '#core/contracts/imports.contract.ts';
import type { Input, Output } from '#core/contracts/index.ts';
import type { CaseDocument } from '#core/forms/types.ts';
import { validateSave } from '#core/forms/validate.ts';
import { Refusal } from '#core/result.ts';
import type { ImportRowRow, ImportRunRow } from '../../storage/import.repo.ts';
import { audit } from '../audit.ts';
import { together } from '../record-changes.ts';
import type { OpenOffice } from '../open-office.ts';
import { registerCase } from '../register-case.ts';
import { mayOwn } from '../transfer-case.ts';
import { isJudged, judgedAt } from './dry-run.ts';
import { alikeIn, bodyIn, runAt, viewOfRun } from './import-runs.ts';
import { STEP_MS } from './read-table.ts';

/** Rows that are taken out of the database at once, and stand or fall with one flush of the disk. */
const BATCH = 50;

/** The answers of a row as they are stored; judged anew where questions may have changed since the dry run. */
function fitting(open: OpenOffice, run: string, document: CaseDocument): CaseDocument | undefined {
  if (isJudged(open, run)) return document;
  const judged = validateSave(open.configuration, document, judgedAt(open));
  return judged.ok ? judged.value : undefined;
}

function writeRow(open: OpenOffice, run: ImportRunRow, row: ImportRowRow): void {
  const { imports } = open.repos;
  const kept = row.choice === 'create' ? bodyIn(row)?.document : undefined;
  const document = kept && fitting(open, run.id, kept);
  if (document === undefined) {
    imports.settle(run.id, row.n, kept === undefined ? 'skipped' : 'failed');
    return;
  }
  const made = registerCase(open, {
    document,
    owner: run.ownerId,
    notSameAs: alikeIn(row),
    accepted: [],
    noted: { imported_from: [run.id, run.fileHash, String(row.n)] },
    detail: `import ${run.id} row ${String(row.n)}`,
  });
  imports.settle(run.id, row.n, 'created', made);
}

/** The rows of a moment, in one transaction: each is a case with its place in the import, or is not touched. */
function writeSome(open: OpenOffice, run: ImportRunRow): boolean {
  const until = performance.now() + STEP_MS;
  return together(open, () => {
    const waiting = open.repos.imports.at(run.id, 'waiting', BATCH);
    let written = 0;
    for (const row of waiting) {
      writeRow(open, run, row);
      written += 1;
      if (performance.now() >= until) break;
    }
    return written === waiting.length && waiting.length < BATCH;
  });
}

/**
 * Writes on for a moment. What it answers is kept whatever happens after: an import that was interrupted goes on from there.
 * IMPORT_DECIDED when it is over, PERSON_NOT_FITTING when whoever was to be responsible no longer may.
 */
export function goOnImporting(open: OpenOffice, { run: id }: Input<'imports.goOn'>): Output<'imports.goOn'> {
  const run = runAt(open, id);
  if (run.state !== 'checked' && run.state !== 'running') throw new Refusal('IMPORT_DECIDED');
  if (!mayOwn(open, run.ownerId)) throw new Refusal('PERSON_NOT_FITTING');
  if (run.state === 'checked') begin(open, run);
  const ended = writeSome(open, run);
  if (ended) finish(open, id, 'import.done');
  return { more: !ended, run: viewOfRun(open, id) };
}

function begin(open: OpenOffice, run: ImportRunRow): void {
  open.db.transaction(() => {
    open.repos.imports.setState(run.id, 'running', open.clock.now());
    const { counts } = viewOfRun(open, run.id);
    audit(
      open,
      'import.begun',
      run.id,
      'done',
      `${String(counts.chosen)} rows of file ${run.fileHash} for ${run.ownerId}`,
    );
  });
}

function finish(open: OpenOffice, id: string, action: 'import.done' | 'import.stopped'): void {
  open.db.transaction(() => {
    open.repos.imports.setState(id, 'done', open.clock.now());
    audit(open, action, id, 'done', `${String(viewOfRun(open, id).counts.created)} cases`);
  });
  open.emit({ type: 'changed', cases: [], all: true });
}

/** Leaves out what is not written yet. IMPORT_DECIDED when nothing is. */
export function stopImport(open: OpenOffice, { run: id }: Input<'imports.stop'>): ImportRun {
  if (runAt(open, id).state !== 'running') throw new Refusal('IMPORT_DECIDED');
  open.db.transaction(() => {
    open.repos.imports.skipWaiting(id);
    finish(open, id, 'import.stopped');
  });
  return viewOfRun(open, id);
}
