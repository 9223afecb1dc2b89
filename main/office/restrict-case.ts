import type { Input, Output } from '#core/contracts/index.ts';
import type { Restriction } from '#core/contracts/restrictions.contract.ts';
import type { Op } from '#core/exchange/op.ts';
import type { CaseId } from '#core/ids.ts';
import { Refusal } from '#core/result.ts';
import { newId } from '../crypto/hashing.ts';
import type { RestrictionRow } from '../storage/restriction.repo.ts';
import type { AuditAction } from './audit.ts';
import type { StreamSave } from './author.ts';
import { mayPrintOwed } from './authorise-print.ts';
import { loadCaseRecord, resourceOf, type StoredCase } from './case-document.ts';
import { isBarred } from './case-exceptions.ts';
import { instantOf } from './clock.ts';
import { listedByCode } from './listed-by-code.ts';
import type { OpenOffice } from './open-office.ts';
import { recordChanges } from './record-changes.ts';
import { latestDay } from './today.ts';
import { mayWriteStream } from './write-grants.ts';

function viewOf(open: OpenOffice, one: RestrictionRow): Restriction {
  const { row, why, authority, until, officeN, by, at, liftedWhy, liftedBy, liftedAt } = one;
  return {
    restriction: row,
    why,
    authority,
    office: open.repos.offices.office(officeN)?.code ?? '',
    by,
    sinceUtc: instantOf(at),
    ...(until === '' ? {} : { until }),
    past: until !== '' && until < latestDay(open),
    ...(liftedAt === null ? {} : { lifted: { by: liftedBy ?? '', why: liftedWhy ?? '', atUtc: instantOf(liftedAt) } }),
  };
}

const inForce = (open: OpenOffice, caseN: number): RestrictionRow[] =>
  open.repos.restrictions.ofCase(caseN).filter(({ liftedAt }) => liftedAt === null);

export function restrictionsOfCase(
  open: OpenOffice,
  { caseId }: Input<'restrictions.ofCase'>,
): Output<'restrictions.ofCase'> {
  const row = open.repos.cases.byId(caseId);
  if (row === undefined) return { restrictions: [], mayPrint: false };
  const resource = resourceOf(open, loadCaseRecord(open, row));
  return { restrictions: inForce(open, row.n).map((one) => viewOf(open, one)), mayPrint: mayPrintOwed(open, resource) };
}

/** Restrictions that were ever set: those in force first. For somebody with a conflict of interest there is none. */
export function listRestrictions(open: OpenOffice): Output<'restrictions.list'> {
  const all = open.repos.restrictions.all().flatMap((one): Output<'restrictions.list'> => {
    const row = open.repos.cases.byNumber(one.caseN);
    if (row === undefined || isBarred(open, row.caseId)) return [];
    return [{ caseId: row.caseId, code: row.code, restriction: viewOf(open, one) }];
  });
  const over = ({ restriction }: Output<'restrictions.list'>[number]): number =>
    Number(restriction.lifted !== undefined);
  return all.toSorted((a, b) => over(a) - over(b) || a.code.localeCompare(b.code));
}

/** The word in the core of the case, which each office that has the case gets. */
function inCore(open: OpenOffice, { streams }: StoredCase, op: Op): StreamSave {
  const core = streams.find(({ compartment }) => compartment === 'core');
  if (core === undefined || !mayWriteStream(open, core, open.self.officeN)) throw new Refusal('CASE_OF_OTHER_OFFICE');
  return { stream: core, ops: [op] };
}

const record = (open: OpenOffice, caseId: CaseId, action: AuditAction, op: Op, holds: (n: number) => boolean): void => {
  recordChanges(open, caseId, (stored) => {
    if (!holds(stored.row.n)) throw new Refusal('FORM_STALE');
    return { changes: [], action, extra: op[1], more: [inCore(open, stored, op)] };
  });
};

/** Restricts a case, with who asked for it. FORM_CASE_NOT_FOUND, CASE_OF_OTHER_OFFICE, CASE_MERGED, FORM_STALE. */
export function restrictCase(open: OpenOffice, input: Input<'restrictions.set'>): Output<'restrictions.set'> {
  const { code, why, authority, until = '' } = input;
  const op: Op = ['restrict', newId(), 'set', why, authority, until];
  record(open, listedByCode(open, code), 'case.restricted', op, (n) => inForce(open, n).length === 0);
  return {};
}

/** Lifts a restriction, with the reason. FORM_STALE, CASE_OF_OTHER_OFFICE. */
export function liftRestriction(open: OpenOffice, input: Input<'restrictions.lift'>): Output<'restrictions.lift'> {
  const { caseId, restriction, why } = input;
  const op: Op = ['restrict', restriction, 'lift', why];
  const lies = (n: number): boolean => inForce(open, n).some(({ row }) => row === restriction);
  record(open, caseId, 'case.restriction-lifted', op, lies);
  return {};
}
