import type { Input, Output } from '#core/contracts/index.ts';
import type { CaseId } from '#core/ids.ts';
import { Refusal } from '#core/result.ts';
import type { ImportRowRow } from '../../storage/import.repo.ts';
import { audit } from '../audit.ts';
import { isRestricted } from '../case-exceptions.ts';
import { disableCase } from '../close-case.ts';
import type { OpenOffice } from '../open-office.ts';
import { together } from '../record-changes.ts';
import { runAt, viewOfRun } from './import-runs.ts';
import { STEP_MS } from './read-table.ts';

const BATCH = 50;

/** Whether anybody did anything with the case since it was imported, or is about to. */
function isTouched(open: OpenOffice, caseId: CaseId, commits: number): boolean {
  const { cases, drafts } = open.repos;
  const row = cases.byId(caseId);
  if (row === undefined || drafts.ofCase(caseId).length > 0 || isRestricted(open, caseId)) return true;
  const now = cases.streamsOf(row.n).reduce((sum, { sid }) => sum + open.repos.commits.countOfStream(sid), 0);
  return now !== commits || row.ownerOfficeN !== open.self.officeN;
}

function undoRow(open: OpenOffice, run: string, { n, caseId, commits }: ImportRowRow, why: string): void {
  const { imports } = open.repos;
  if (caseId === null || isTouched(open, caseId, commits)) {
    imports.settle(run, n, 'left');
    return;
  }
  disableCase(open, { caseId, why });
  imports.settle(run, n, 'undone');
}

/**
 * Takes the cases of an import out of the lists for a moment, as one that was opened in error is: nothing of them is
 * deleted, and each can be put back. Those that somebody changed since stay, and are told by `left`. IMPORT_DECIDED when
 * there is nothing to undo.
 */
export function undoImport(open: OpenOffice, { run: id, why }: Input<'imports.undo'>): Output<'imports.undo'> {
  const { imports } = open.repos;
  const { state } = runAt(open, id);
  if (state === 'checked' || state === 'undone') throw new Refusal('IMPORT_DECIDED');
  const until = performance.now() + STEP_MS;
  const ended = together(open, () => {
    if (state !== 'undoing') {
      imports.skipWaiting(id);
      imports.setState(id, 'undoing', open.clock.now());
    }
    const rows = imports.at(id, 'created', BATCH);
    let undone = 0;
    for (const row of rows) {
      undoRow(open, id, row, why);
      undone += 1;
      if (performance.now() >= until) break;
    }
    if (undone < rows.length || rows.length === BATCH) return false;
    imports.setState(id, 'undone', open.clock.now());
    const { counts } = viewOfRun(open, id);
    audit(open, 'import.undone', id, 'done', `${String(counts.undone)} cases ${String(counts.left)} left`);
    return true;
  });
  return { more: !ended, run: viewOfRun(open, id) };
}
