import { keptHoldEntry, type Hold } from '#core/contracts/holds.contract.ts';
import type { Input, Output } from '#core/contracts/index.ts';
import type { CaseId } from '#core/ids.ts';
import { Refusal } from '#core/result.ts';
import type { CaseRow } from '../storage/case.repo.ts';
import { audit } from './audit.ts';
import { auditWords } from './audit-words.ts';
import { isBarred } from './case-exceptions.ts';
import { instantOf } from './clock.ts';
import { HOLD, holdOn, inFull, isHeld, lastHold, type Held, type HoldEntry } from './held-cases.ts';
import { listedByCode } from './listed-by-code.ts';
import { carriedBy, deciderName } from './kept-at-handover.ts';
import type { OpenOffice } from './open-office.ts';
import { liftedElsewhere, sayLifted } from './pass-at-handover.ts';
import { projectCase } from './project-case.ts';
import { entriesOf, keepEntry, type Kept } from './register-entries.ts';
import { latestDay } from './today.ts';

function viewOf(open: OpenOffice, { n: caseN, caseId }: CaseRow, kept: Kept<Held>): Hold {
  const { at, by } = kept;
  const { why, authority, until } = inFull(open, caseId, kept).entry;
  return {
    why,
    authority,
    by: deciderName(open, caseN, kept) || by,
    ...carriedBy(open, caseN, 'held', kept),
    sinceUtc: instantOf(at),
    ...(until === undefined ? {} : { until }),
    past: until !== undefined && until < latestDay(open),
    elsewhere: liftedElsewhere(open, caseN, kept),
  };
}

export function holdOfCase(open: OpenOffice, { caseId }: Input<'holds.ofCase'>): Output<'holds.ofCase'> {
  const held = holdOn(open, caseId);
  const row = open.repos.cases.byId(caseId);
  return held === undefined || row === undefined ? {} : { hold: viewOf(open, row, held) };
}

/** Cases that are or were held: those in force first. */
export function listHolds(open: OpenOffice): Output<'holds.list'> {
  const { nameOf } = auditWords(open);
  const all = [...entriesOf(open, HOLD, keptHoldEntry)].flatMap(([id, entries]): Output<'holds.list'> => {
    const row = open.repos.cases.byId(id as CaseId);
    const last = lastHold(entries);
    if (row === undefined || last === undefined || isBarred(open, row.caseId)) return [];
    const { held, lifted } = last;
    return [
      {
        caseId: row.caseId,
        code: row.code,
        hold: viewOf(open, row, held),
        ...(lifted === undefined
          ? {}
          : { lifted: { by: nameOf(lifted.by), why: lifted.entry.why, atUtc: instantOf(lifted.at) } }),
      },
    ];
  });
  const over = (one: Output<'holds.list'>[number]): number => Number(one.lifted !== undefined);
  return all.toSorted((a, b) => over(a) - over(b) || a.code.localeCompare(b.code));
}

/** Writes it down, lets the tasks of the case follow, and tells the office that has the same hold. */
function keep(open: OpenOffice, caseId: CaseId, entry: HoldEntry): void {
  const row = open.repos.cases.byId(caseId);
  if (row === undefined) throw new Refusal('FORM_CASE_NOT_FOUND');
  open.db.transaction(() => {
    keepEntry(open, HOLD, caseId, entry);
    projectCase(open, row);
    if (entry.kind === 'lifted' && entry.of !== undefined) sayLifted(open, row, entry.of, entry.why);
    audit(open, entry.kind === 'held' ? 'hold.set' : 'hold.lifted', caseId);
  });
  open.emit({ type: 'changed', cases: [caseId], all: false });
}

/** Puts a legal hold on a case, with who ordered it. FORM_CASE_NOT_FOUND, FORM_STALE. */
export function setHold(open: OpenOffice, { code, ...said }: Input<'holds.set'>): Output<'holds.set'> {
  const caseId = listedByCode(open, code);
  if (isHeld(open, caseId)) throw new Refusal('FORM_STALE');
  keep(open, caseId, { kind: 'held', ...said });
  return {};
}

/** Lifts the one that is shown, with the reason; the case stays held by any other. FORM_STALE. */
export function liftHold(open: OpenOffice, { caseId, why, sinceUtc }: Input<'holds.lift'>): Output<'holds.lift'> {
  const held = holdOn(open, caseId);
  if (held === undefined || (sinceUtc !== undefined && sinceUtc !== instantOf(held.at)))
    throw new Refusal('FORM_STALE');
  keep(open, caseId, { kind: 'lifted', why, of: { at: held.at, by: held.by } });
  return {};
}
