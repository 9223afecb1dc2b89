import type { Output } from '#core/contracts/index.ts';
import { instantOf as instantOfMoment } from '#core/forms/date-time.ts';
import { HANDOVER_STREAM, type IncidentFacts } from '#core/exchange/passed-words.ts';
import type { CaseRow } from '../storage/case.repo.ts';
import { breachesHere, tellingOf } from './breach-entries.ts';
import { isBarred } from './case-exceptions.ts';
import { instantOf } from './clock.ts';
import { passedWords, wordsIn, wordsOfKind } from './handover-stream.ts';
import type { OpenOffice } from './open-office.ts';
import { personName } from './person-name.ts';

/** Most incidents of one case that go along. */
const MOST = 100;

interface PassedIncident {
  readonly id: string;
  readonly facts: IncidentFacts;
  readonly by: string;
  readonly name: string;
  readonly at: number;
}

/**
 * Incidents in which a case was affected, as they go along when it is handed over: what kind, which data, when, and who was
 * told; nothing of other cases, and no words that somebody wrote. Those too that an office before told of.
 */
export function incidentsToPass(open: OpenOffice, row: CaseRow): readonly PassedIncident[] {
  const own = [...breachesHere(open)].flatMap(([id, entries]): PassedIncident[] => {
    const named = entries.find(
      ({ at, entry }) =>
        (entry.kind === 'records' && entry.cases.includes(row.caseId)) ||
        (entry.kind === 'everything' && row.createdAt <= at),
    );
    const opened = entries[0]?.entry;
    if (named === undefined || opened?.kind !== 'opened') return [];
    const happened = opened.happened === undefined ? -1 : (instantOfMoment(opened.happened) ?? -1);
    const facts = {
      sort: opened.sort,
      data: opened.data,
      // A slip of the pen in a year must not make unreadable, at the new owner, all that is said with it.
      known: Math.max(0, instantOfMoment(opened.known) ?? 0),
      ...(happened < 0 ? {} : { happened }),
      authority: tellingOf(entries, 'authority').state,
      people: tellingOf(entries, 'people').state,
    };
    return [{ id, facts, by: named.by, name: personName(open, named.by).slice(0, 500), at: named.at }];
  });
  const before = wordsOfKind(passedWords(open, row.n), 'incident')
    .filter(({ handover }) => handover.to === open.self.officeId)
    .map(({ op: [, , , id, facts, by, name, at] }) => ({ id, facts, by, name, at }));
  return [...new Map([...before, ...own].map((one) => [one.id, one])).values()].slice(-MOST);
}

/** Incidents at offices that handed cases over to this one, by case, the last known first. */
export function listToldBreaches(open: OpenOffice): Output<'breaches.told'> {
  const found = new Map<string, Output<'breaches.told'>[number]>();
  for (const stream of open.repos.cases.streamsWith(HANDOVER_STREAM)) {
    const row = open.repos.cases.byNumber(stream.caseN);
    if (row === undefined || isBarred(open, row.caseId)) continue;
    for (const { op, office, handover } of wordsOfKind(wordsIn(open, stream), 'incident')) {
      if (handover.to !== open.self.officeId) continue;
      const [, , , id, { known, happened, ...facts }, , by] = op;
      found.set(`${id} ${row.caseId}`, {
        id,
        caseId: row.caseId,
        code: row.code,
        office: office.name,
        by,
        ...facts,
        knownUtc: instantOf(known),
        ...(happened === undefined ? {} : { happenedUtc: instantOf(happened) }),
      });
    }
  }
  return [...found.values()].toSorted((a, b) => b.knownUtc.localeCompare(a.knownUtc) || a.code.localeCompare(b.code));
}
