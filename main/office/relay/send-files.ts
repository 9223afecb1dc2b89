import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { LANES } from '#core/relay/relay-limits.ts';
import { newId } from '../../crypto/hashing.ts';
import type { OfficeRow } from '../../storage/office.repo.ts';
import { owedFiles } from '../files/owed-files.ts';
import { bundlesOf, markFilesWritten, prepareFiles } from '../files/prepare-files.ts';
import { judge } from '../judge-case.ts';
import { outboxDir } from '../office-files.ts';
import type { OpenOffice } from '../open-office.ts';
import { asRefusal } from '../unexpected.ts';
import { sendFile } from './carry-bundle.ts';
import { markOf, sealedFor } from './news-for.ts';
import { patiently, type Pace } from './patience.ts';
import type { Enter } from './receive-by-relay.ts';
import { ofOffice, putOfOffice, type Carrying } from './relay-state.ts';
import type { RelayVisit } from './relay-visit.ts';

/** Parts of one bundle by relay: what changes meanwhile in the cases must not wait long for it. */
const MOST = 8 * 1024 * 1024;

/** There is something new in the cases, which goes first; the attachments go on afterwards where they stood. */
class CasesFirst extends Error {}

const pathOf = (open: OpenOffice, { bundleId }: Carrying): string => join(outboxDir(open.dir), `${bundleId}.hifadhi`);

/** Whether everything in it may still leave for this office, and for whom it is sealed (exchange.md R5). */
const mayLeave = (open: OpenOffice, office: OfficeRow, one: Carrying): boolean =>
  sealedFor(open, office) === one.sealedFor &&
  one.cases.every((n) => {
    const row = open.repos.cases.byNumber(n);
    return row !== undefined && judge(open, row, office).decision.leaves;
  });

function put(open: OpenOffice, office: OfficeRow, carrying: Carrying | undefined): void {
  const { carrying: _over, ...rest } = ofOffice(open, office.officeId);
  putOfOffice(open, office.officeId, carrying === undefined ? rest : { ...rest, carrying });
}

function sent(open: OpenOffice, office: OfficeRow, one: Carrying): void {
  const names = one.names.map((name) => Buffer.from(name, 'base64url'));
  open.db.transaction(() => {
    markFilesWritten(open, office, { bundleId: one.bundleId, names }, 'bundle.relayed');
    put(open, office, undefined);
  });
  rmSync(pathOf(open, one), { force: true });
}

function forget(open: OpenOffice, office: OfficeRow, one: Carrying): void {
  rmSync(pathOf(open, one), { force: true });
  put(open, office, undefined);
}

/** Takes back a bundle that may not, or cannot, go on; one that had arrived before was sent, and is written down so. */
async function takeBack(visit: RelayVisit, pace: Pace, enter: Enter, office: OfficeRow, one: Carrying): Promise<void> {
  const became = await patiently(pace, () => visit.withdraw(one.name, office.officeId));
  await enter((open) => {
    if (became === 'arrived') sent(open, office, one);
    else forget(open, office, one);
  });
}

/** The bundle of attachments that is on its way to an office and is not what it was, or may not go on. */
function staleFor(open: OpenOffice, office: OfficeRow): Carrying | undefined {
  const { carrying } = ofOffice(open, office.officeId);
  if (carrying === undefined) return undefined;
  const size = statSync(pathOf(open, carrying), { throwIfNoEntry: false })?.size;
  return size === carrying.size && mayLeave(open, office, carrying) ? undefined : carrying;
}

/** The bundle of attachments that is on its way to an office, or the next one; undefined when nothing is owed. */
async function nextFor(open: OpenOffice, office: OfficeRow): Promise<Carrying | undefined> {
  const { carrying } = ofOffice(open, office.officeId);
  if (carrying !== undefined) return carrying;
  const owed = owedFiles(open, office).filter(({ isWritten }) => !isWritten);
  const bundles = bundlesOf(owed, MOST);
  const [parts] = bundles;
  if (parts === undefined) return undefined;
  // By relay each bundle stands alone: nobody has to look for the others.
  const prepared = await prepareFiles(open, office, parts, { id: newId<string>(), i: 1, n: 1 });
  if (prepared === undefined) return undefined;
  const next: Carrying = {
    bundleId: prepared.row.bundleId,
    name: prepared.sealed.sha256.toString('base64url'),
    size: prepared.sealed.bytes,
    cases: [...new Set(prepared.parts.map(({ caseN }) => caseN))],
    names: prepared.parts.map(({ name }) => name.toString('base64url')),
    sealedFor: sealedFor(open, office),
  };
  put(open, office, next);
  return next;
}

/** Brings one bundle of attachments. False when there is none, or it may not go any more. */
async function sendOne(visit: RelayVisit, pace: Pace, enter: Enter, office: OfficeRow): Promise<boolean> {
  const stale = await enter((open) => staleFor(open, office));
  if (stale) await takeBack(visit, pace, enter, office, stale);
  const next = await enter((open) => nextFor(open, office));
  if (next === undefined) return false;
  const { path, mark } = await enter((open) => ({ path: pathOf(open, next), mark: markOf(open, office) }));
  const out = { path, name: next.name, size: next.size, to: office.officeId, lane: LANES.attachments };
  const mayGo = (): Promise<boolean> =>
    enter((open) => {
      if (markOf(open, office) !== mark) throw new CasesFirst();
      return mayLeave(open, office, next);
    });
  try {
    if (!(await sendFile(visit, out, pace, mayGo))) return false;
  } catch (error) {
    if (error instanceof CasesFirst) throw error;
    // The file was damaged while it lay here: the next visit seals another one.
    if (asRefusal(error).error.code === 'DISK_FAILED') await takeBack(visit, pace, enter, office, next);
    throw error;
  }
  await enter((open) => {
    sent(open, office, next);
  });
  return true;
}

/**
 * Brings the attachments that an office may have and was not brought yet, bundle by bundle. `cases-first`: something is new
 * in the cases, and a bundle of attachments waits half sent until that has gone.
 */
export async function sendFiles(
  visit: RelayVisit,
  pace: Pace,
  enter: Enter,
  office: OfficeRow,
): Promise<{ readonly count: number; readonly ended: 'all' | 'cases-first' }> {
  let count = 0;
  try {
    while (await sendOne(visit, pace, enter, office)) count += 1;
    return { count, ended: 'all' };
  } catch (error) {
    if (error instanceof CasesFirst) return { count, ended: 'cases-first' };
    throw error;
  }
}
