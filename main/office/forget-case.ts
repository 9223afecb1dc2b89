import { randomInt } from 'node:crypto';
import { ERASURE_STREAM, type ErasureKind } from '#core/exchange/op.ts';
import { HANDOVER_STREAM } from '#core/exchange/passed-words.ts';
import { COMPARTMENTS } from '#core/forms/types.ts';
import { placeTreeOf } from '#core/forms/place-tree.ts';
import type { CaseId } from '#core/ids.ts';
import { anonymousPast } from '#core/privacy/anonymous-past.ts';
import type { CaseRow } from '../storage/case.repo.ts';
import { forgetCase } from '../storage/forget-case.ts';
import { putText } from '../storage/meta.repo.ts';
import type { ErasureRow } from '../storage/erasure.repo.ts';
import { endReferral } from './asked-referral.ts';
import { audit } from './audit.ts';
import { streamIdOf } from './case-streams.ts';
import { handoverStreamId } from './handover-stream.ts';
import type { OpenOffice } from './open-office.ts';

/** Named in `meta`: what follows an erasure outside of the database is due. */
export const DUE = 'erasing';
/** Numbers that tell nothing of the order in which cases were made anonymous. */
const HIGHEST_ANONYMOUS = 2 ** 47;

/** Keeps what numbers are made of, under a number that leads nowhere. Nothing of a copy of another office's case. */
function keepNumbers(open: OpenOffice, { n }: CaseRow): void {
  const past = open.repos.past.all().get(n);
  if (past === undefined) return;
  const tree = placeTreeOf(open.configuration.configuration);
  open.repos.past.keepAnonymous(
    -1 - randomInt(HIGHEST_ANONYMOUS),
    anonymousPast(past, (area) => tree.pathOf(area)[0]?.code ?? area),
  );
}

/**
 * Notes every stream of a case, those that may still come too, so that no payload of them is ever taken again. The
 * stream of erasures stays open: offices answer in it.
 */
function closeStreams(open: OpenOffice, row: CaseRow): void {
  const { cases, erasures, commits, records } = open.repos;
  const { caseId } = row;
  const streams = cases.streamsOf(row.n).filter(({ compartment }) => compartment !== ERASURE_STREAM);
  for (const { streamId, sid, compartment } of streams) {
    commits.erase(streamId);
    records.clear(sid);
    erasures.addStream({ streamId, caseId, compartment });
  }
  const core = streams.find(({ compartment }) => compartment === 'core');
  if (core === undefined) return;
  for (const { row: transfer } of open.repos.handovers.ofCase(row.n))
    erasures.addStream({ streamId: handoverStreamId(core.streamId, transfer), caseId, compartment: HANDOVER_STREAM });
  for (const compartment of COMPARTMENTS) {
    if (compartment === 'core' || compartment === 'admin') continue;
    const streamId = streamIdOf(core.streamId, compartment);
    commits.erase(streamId);
    erasures.addStream({ streamId, caseId, compartment });
  }
}

/** What went along to other offices as referrals ends there, and here goes what both said about it. */
function endReferrals(open: OpenOffice, row: CaseRow): void {
  const { asked, cases, commits } = open.repos;
  for (const one of asked.ofCase(row.n)) {
    endReferral(open, one, 'taken_back');
    for (const { sid } of cases.streamsOf(one.fileN)) commits.eraseOfOthers(sid, open.self.officeN);
  }
}

/**
 * Forgets a case here, in the caller's transaction: what its commits say, what was made of it, and what stands beside it.
 * The log keeps their ids, hashes, signatures and places, so that the chains of everybody still verify. Files go after the
 * transaction (erasure-files.ts).
 */
export function forget(open: OpenOffice, row: CaseRow, erasure: Omit<ErasureRow, 'caseId'>): void {
  const { cases, erasures, past } = open.repos;
  if (erasure.kind === 'anonymised') keepNumbers(open, row);
  endReferrals(open, row);
  erasures.addFilesOf(row.n);
  closeStreams(open, row);
  past.put(row.n, undefined);
  forgetCase(open.db, row);
  open.repos.restrictions.renew();
  cases.markErased(row.n);
  erasures.add({ ...erasure, caseId: row.caseId });
  putText(open.db, 'meta', DUE, '1');
}

/** A decision of this office that came back from elsewhere: an older copy of it did not know. Nothing where it is known. */
export function eraseAgain(
  open: OpenOffice,
  { caseId, kind, at }: { readonly caseId: CaseId; readonly kind: ErasureKind; readonly at: number },
): boolean {
  const row = open.repos.cases.byId(caseId);
  if (row === undefined || open.repos.erasures.has(caseId)) return false;
  forget(open, row, { kind, at, why: '', by: '', second: '' });
  audit(open, 'case.erased-again', caseId, 'done', kind);
  return true;
}
