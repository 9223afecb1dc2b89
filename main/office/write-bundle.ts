import { rmSync } from 'node:fs';
import type { Input, Output } from '#core/contracts/index.ts';
import { Refusal } from '#core/result.ts';
import { copyToStick } from '../crypto/stick.ts';
import type { LedgerRow } from '../storage/link.repo.ts';
import type { OfficeRow } from '../storage/office.repo.ts';
import { authoriseCase } from './authorise-call.ts';
import { owedFiles } from './files/owed-files.ts';
import { FILES_BUNDLE } from './files/prepare-files.ts';
import { writeFiles } from './files/write-files.ts';
import type { Candidate } from './judge-case.ts';
import { bundleLine } from './link-health.ts';
import type { OpenOffice } from './open-office.ts';
import { markWritten, prepareBundle } from './prepare-bundle.ts';
import { candidates, linkedOffice } from './share-cases.ts';

interface OnStick {
  readonly row: LedgerRow;
  readonly fileName: string;
}

/** The cases: sealed, written, read back and compared. */
async function writeCases(
  open: OpenOffice,
  office: OfficeRow,
  list: readonly Candidate[],
  { stick, chosen }: { readonly stick: string; readonly chosen: boolean },
): Promise<OnStick> {
  const { sealed, row, fileName, cases } = await prepareBundle(open, office, list, chosen);
  open.emit({ type: 'progress', job: 'write', phase: 'stick', done: 0, of: 1 });
  try {
    copyToStick(sealed, { root: stick, folder: office.code, fileName });
  } finally {
    // What was not handed over is sealed anew next time: nothing lies about whose consent ends meanwhile (R5).
    rmSync(sealed.path, { force: true });
  }
  markWritten(open, office, { ...row, cases }, 'bundle.written');
  return { row, fileName };
}

/**
 * Writes what an office may have and has not confirmed to a stick, and returns when it was read back and compared: the
 * cases first, then as many of their attachments as there is room for. SYNC_NOTHING_TO_SEND, SYNC_NO_CONSENT, and
 * everything that can happen to a stick; nothing counts as sent then, and the next bundle holds it all again.
 *
 * @param most bytes of attachments in one bundle.
 */
export async function writeBundle(
  open: OpenOffice,
  input: Input<'exchange.write'>,
  most = FILES_BUNDLE,
): Promise<Output<'exchange.write'>> {
  const office = linkedOffice(open, input.office);
  const list = candidates(open, office, input.selection);
  const chosen = 'cases' in input.selection;
  if ('cases' in input.selection && !office.isSelf) {
    const records = new Map(list.map(({ row, record }) => [row.caseId, record]));
    for (const caseId of input.selection.cases) authoriseCase(open, 'exchange.send', caseId, records.get(caseId));
  }
  const which = input.files ?? 'new';
  const stick = open.places.path(input.place);
  let cases: OnStick | undefined;
  try {
    cases = await writeCases(open, office, list, { stick, chosen });
  } catch (error) {
    // The next stick of a train may hold nothing but attachments.
    const isEmpty = error instanceof Refusal && error.error.code === 'SYNC_NOTHING_TO_SEND';
    const waits = owedFiles(open, office).some(({ isWritten }) => which === 'all' || !isWritten);
    if (!isEmpty || which === 'none' || !waits) throw error;
  }
  const files = await writeFiles(open, office, { root: stick, which, needed: cases === undefined }, most);
  const shown = cases ?? files.first;
  if (shown === undefined) throw new Refusal('SYNC_NOTHING_TO_SEND');
  const { done, of, onThisStick, left } = files;
  return {
    bundle: bundleLine(open, { ...shown.row, state: 'written' }),
    fileName: shown.fileName,
    verified: true,
    files: { done, of, onThisStick, left },
  };
}
