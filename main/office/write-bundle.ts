import type { Input, Output } from '#core/contracts/index.ts';
import { Refusal } from '#core/result.ts';
import { removeQuietly } from '../crypto/remove-quietly.ts';
import { copyToStick } from '../crypto/stick.ts';
import type { LedgerRow } from '../storage/link.repo.ts';
import type { OfficeRow } from '../storage/office.repo.ts';
import { authoriseCase } from './authorise-call.ts';
import { owedFiles } from './files/owed-files.ts';
import { FILES_BUNDLE } from './files/prepare-files.ts';
import { freeOn, writeFiles } from './files/write-files.ts';
import type { Candidate } from './judge-case.ts';
import { bundleLine } from './link-health.ts';
import { linkState, linkTo } from './link-state.ts';
import type { OpenOffice } from './open-office.ts';
import type { SentBody } from './passed-over.ts';
import { markWritten, prepareBundle, type PreparedBundle } from './prepare-bundle.ts';
import { candidates, linkedOffice } from './share-cases.ts';
import { CASES_BUNDLE } from './train-part.ts';
import { asRefusal } from './unexpected.ts';

interface OnStick {
  readonly row: LedgerRow;
  readonly fileName: string;
  /** What waits did not fit into one bundle. */
  readonly train?: Output<'exchange.write'>['train'];
  /** Changes are left for the next stick. */
  readonly isFull: boolean;
}

interface Stick {
  readonly root: string;
  readonly chosen: boolean;
  readonly train: 'next' | 'anew';
  /** Bytes of packed changes in one bundle. */
  readonly packed: number;
}

/** One bundle of cases: sealed, written, read back and compared. */
async function writeOne(
  open: OpenOffice,
  office: OfficeRow,
  list: readonly Candidate[],
  { root, chosen, train, packed, isOptional }: Stick & { readonly isOptional: boolean },
): Promise<PreparedBundle> {
  const making = { room: { packed, free: freeOn(root) }, train, isOptional };
  const prepared = await prepareBundle(open, office, list, chosen, making);
  const { sealed, row, fileName, cases, left } = prepared;
  open.emit({ type: 'progress', job: 'write', phase: 'stick', done: 0, of: left === 0 ? 1 : 2 });
  try {
    copyToStick(sealed, { root, folder: office.code, fileName });
  } finally {
    // What was not handed over is sealed anew next time: nothing lies about whose consent ends meanwhile (R5).
    removeQuietly(sealed.path);
  }
  markWritten(open, office, { ...row, cases }, 'bundle.written');
  return prepared;
}

/**
 * The cases, in as many bundles as they need and the stick has room for. What does not fit waits for the next stick, also
 * after a restart: each bundle counts alone, and no fault of a later one takes back what is on the stick.
 */
async function writeCases(
  open: OpenOffice,
  office: OfficeRow,
  list: readonly Candidate[],
  stick: Stick,
): Promise<OnStick> {
  const first = await writeOne(open, office, list, { ...stick, isOptional: false });
  let last = first;
  let onThisStick = 1;
  // One that the stick has cut filled it.
  while (last.left > 0 && last.cutBy === 'limit') {
    try {
      // The cases are shared by now: what is left of them waits like any other change.
      const left = candidates(open, office, { waiting: true });
      last = await writeOne(open, office, left, { ...stick, chosen: false, train: 'next', isOptional: true });
      onThisStick += 1;
    } catch (error) {
      if (asRefusal(error).error.code === 'DISK_FULL') break;
      throw error;
    }
  }
  const { train, isLast } = JSON.parse(last.row.body) as SentBody;
  const isFull = train !== undefined && isLast !== true;
  return { ...first, isFull, ...(train ? { train: { done: train[1], of: train[2], onThisStick } } : {}) };
}

/**
 * Writes what an office may have and has not confirmed to a stick, and returns when it was read back and compared: the
 * cases first, then, once all of those are written, as many of their attachments as there is room for. SYNC_NOTHING_TO_SEND, SYNC_NO_CONSENT, and
 * everything that can happen to a stick; nothing counts as sent then, and the next bundle holds it all again.
 *
 * @param most bytes of attachments in one bundle.
 * @param packed bytes of packed changes in one bundle.
 */
export async function writeBundle(
  open: OpenOffice,
  input: Input<'exchange.write'>,
  most = FILES_BUNDLE,
  packed = CASES_BUNDLE,
): Promise<Output<'exchange.write'>> {
  const office = linkedOffice(open, input.office);
  const list = candidates(open, office, input.selection);
  const chosen = 'cases' in input.selection;
  if ('cases' in input.selection && !office.isSelf)
    for (const caseId of input.selection.cases) authoriseCase(open, 'exchange.send', caseId);
  const which = input.files ?? 'new';
  const stick = open.places.path(input.place);
  let cases: OnStick | undefined;
  const train = input.train ?? 'anew';
  // The next stick of a train whose changes are all written is for the attachments: nothing fills it with those again.
  const isOver = train === 'next' && linkState(open, linkTo(open, office.officeId)).train === undefined;
  const filesWait = (): boolean => owedFiles(open, office).some(({ isWritten }) => which === 'all' || !isWritten);
  const onlyFiles = isOver && which !== 'none' && filesWait();
  try {
    if (!onlyFiles) cases = await writeCases(open, office, list, { root: stick, chosen, train, packed });
  } catch (error) {
    // The next stick of a train may hold nothing but attachments.
    const isEmpty = error instanceof Refusal && error.error.code === 'SYNC_NOTHING_TO_SEND';
    if (!isEmpty || which === 'none' || !filesWait()) throw error;
  }
  // Attachments come after the changes that name them.
  const now = cases?.isFull === true ? 'none' : which;
  const files = await writeFiles(open, office, { root: stick, which: now, needed: cases === undefined }, most);
  const shown = cases ?? files.first;
  if (shown === undefined) throw new Refusal('SYNC_NOTHING_TO_SEND');
  const { done, of, onThisStick, left } = files;
  return {
    bundle: bundleLine(open, { ...shown.row, state: 'written' }),
    fileName: shown.fileName,
    verified: true,
    ...(cases?.train === undefined ? {} : { train: cases.train }),
    files: { done, of, onThisStick, left },
  };
}
