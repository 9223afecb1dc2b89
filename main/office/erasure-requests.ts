import type { Input, Output } from '#core/contracts/index.ts';
import type { CaseId } from '#core/ids.ts';
import { Refusal } from '#core/result.ts';
import type { ErasureAnswerRow, ErasureRequestRow } from '../storage/erasure.repo.ts';
import { audit } from './audit.ts';
import { auditWords } from './audit-words.ts';
import { isBarred } from './case-exceptions.ts';
import { instantOf } from './clock.ts';
import { erasedAgain } from './finish-erasures.ts';
import type { OpenOffice } from './open-office.ts';
import { together } from './record-changes.ts';
import { officesWith, sayOfErasure } from './say-of-erasure.ts';

const DAY_MS = 86_400_000;
type All = Output<'keeping.erasures'>;

/** What other offices ask of this one about a case, and was not answered with an erasure yet. */
export function openRequests(open: OpenOffice, caseId: CaseId): ErasureRequestRow[] {
  const self = open.self.officeN;
  const done = new Set(
    open.repos.erasures
      .answers()
      .flatMap((one) => (one.officeN === self && one.outcome !== 'refused' ? [one.row] : [])),
  );
  return open.repos.erasures
    .requests()
    .filter((one) => one.caseId === caseId && one.officeN !== self && !done.has(one.row));
}

const officeName = (open: OpenOffice, n: number): string => open.repos.offices.office(n)?.name ?? '';

export const requestView = (open: OpenOffice, { row, officeN, kind, why, by, at }: ErasureRequestRow) => ({
  request: row,
  office: officeName(open, officeN),
  kind,
  why,
  by,
  atUtc: instantOf(at),
});

const answerView = (open: OpenOffice, { officeN, outcome, why, by, at }: ErasureAnswerRow) => ({
  office: officeName(open, officeN),
  outcome,
  why,
  by,
  atUtc: instantOf(at),
});

/** Code of a case that is here or was. */
const codeOf = (open: OpenOffice, caseId: CaseId): string =>
  (open.repos.cases.byId(caseId) ?? open.repos.cases.erasedById(caseId))?.code ?? '';

function askedHere(open: OpenOffice, answers: readonly ErasureAnswerRow[]): All['asked'] {
  const self = open.self.officeN;
  return open.repos.erasures.requests().flatMap((one): All['asked'] => {
    if (one.officeN === self || isBarred(open, one.caseId)) return [];
    const answer = answers.find(({ row, officeN }) => row === one.row && officeN === self);
    const { caseId } = one;
    return [
      {
        ...requestView(open, one),
        caseId,
        code: codeOf(open, caseId),
        ...(answer === undefined ? {} : { answer: answerView(open, answer) }),
      },
    ];
  });
}

/** What was erased here, with what the offices answered that were asked to do the same. */
function doneHere(open: OpenOffice, answers: readonly ErasureAnswerRow[]): All['done'] {
  const { erasures } = open.repos;
  const { nameOf } = auditWords(open);
  const asked = erasures.requests().filter(({ officeN }) => officeN === open.self.officeN);
  return erasures.all().map(({ caseId, kind, why, by, second, at }) => {
    const offices = asked
      .filter((one) => one.caseId === caseId)
      .flatMap(({ row }) =>
        erasures.recipientsOf(row).map((officeN) => {
          const answer = answers.find((one) => one.row === row && one.officeN === officeN);
          return answer === undefined ? { office: officeName(open, officeN) } : answerView(open, answer);
        }),
      );
    const waits = Math.max(0, Math.floor((open.clock.now() - at) / DAY_MS));
    return {
      code: codeOf(open, caseId),
      kind,
      why,
      by: by === '' ? '' : nameOf(by),
      second: second === '' ? '' : nameOf(second),
      atUtc: instantOf(at),
      offices,
      ...(offices.some((one) => !('outcome' in one)) ? { waits } : {}),
    };
  });
}

/** What offices ask each other about erasures, what they answered, and what was erased here. */
export function listErasures(open: OpenOffice): All {
  const answers = open.repos.erasures.answers();
  const requests = new Set(open.repos.erasures.requests().map(({ row }) => row));
  const again = erasedAgain(open);
  return {
    asked: askedHere(open, answers),
    told: answers
      .filter(
        ({ row, officeN, caseId }) => officeN !== open.self.officeN && !requests.has(row) && !isBarred(open, caseId),
      )
      .map((one) => ({ ...answerView(open, one), code: codeOf(open, one.caseId) })),
    done: doneHere(open, answers),
    ...(again === undefined ? {} : { again: { atUtc: instantOf(again.at), cases: again.cases } }),
  };
}

/** Answers another office that the case is kept here: a duty of this office, a hold. FORM_STALE. */
export function refuseErasure(open: OpenOffice, { request, why }: Input<'keeping.refuse'>): Output<'keeping.refuse'> {
  const one = open.repos.erasures.request(request);
  const row = one && open.repos.cases.byId(one.caseId);
  if (one === undefined || row === undefined || isBarred(open, row.caseId)) throw new Refusal('FORM_STALE');
  if (!openRequests(open, row.caseId).some((other) => other.row === request)) throw new Refusal('FORM_STALE');
  together(open, () => {
    const asker = officesWith(open, row).filter(({ n }) => n === one.officeN);
    sayOfErasure(open, row, [['erase', request, 'answer', 'refused', why]], asker);
    audit(open, 'erasure.refused', row.caseId);
  });
  open.emit({ type: 'changed', cases: [row.caseId], all: false });
  return {};
}
