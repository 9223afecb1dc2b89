import { caseMarks } from '#core/finding/case-facts.ts';
import { factsOf, namesOf, type CaseFacts } from '#core/records/facts.ts';
import { subjectOf } from '#core/records/match-subject.ts';
import { narrativesOf, narrativeWords } from '#core/records/narratives.ts';
import { searchBody, searchTokens, type Findable } from '#core/records/search-keys.ts';
import type { Resolved } from '#core/forms/resolve.ts';
import type { CaseDocument } from '#core/forms/types.ts';
import type { CaseId } from '#core/ids.ts';
import type { CaseRow } from '../storage/case.repo.ts';
import { NamedTexts, putText } from '../storage/meta.repo.ts';
import { documentOf, latestOf, loadCaseRow, ownerOf, type StoredCase } from './case-document.ts';
import type { OpenOffice } from './open-office.ts';
import { listRowOf } from './list-row.ts';
import { heldCases, mergedInto, otherCodes } from './merged-cases.ts';
import { projectFindings } from './project-findings.ts';
import { ownedBefore } from './write-grants.ts';
import { projectWork } from './project-work.ts';
import { recordRows } from './record-rows.ts';
import { workflowMark } from './renew-day.ts';
import { referralPlaces } from './referral-view.ts';

/** What its caller already knows of a case, so that it need not be read again. */
export interface Known {
  /** The case before the change: what it is found by is written only where that is another now. */
  readonly before?: StoredCase;
  /** The records as they are now. */
  readonly records?: StoredCase['records'];
  /** The answers as they were worked out when they were judged: what they come to is worked out from there. */
  readonly resolved?: Resolved;
  /** The case began in this transaction: no projection has anything of it, unless it was made with another case's. */
  readonly isNew?: boolean;
  /** How the case stands with other offices now; as before when it is not said. */
  readonly exchange?: string;
}

/** Makes a case's line in the list and the words it is found by again, from the states of its records. */
export function projectCase(open: OpenOffice, row: CaseRow, known: Known = {}): void {
  const { repos } = open;
  const stored = known.records ? { row, records: known.records } : loadCaseRow(open, row);
  const document = documentOf(stored);
  const facts = factsOf(document);
  const before = repos.list.get(row.n);
  // One that is guarded with another may have been made with that one, earlier in the same transaction.
  const isNew = known.isNew === true && before === undefined;
  const isOwn = row.ownerOfficeN === open.self.officeN;
  const now = {
    status: statusOf(open, row, document, facts),
    ownerUser: ownerOf(stored) ?? null,
    updatedAt: latestOf(stored),
    conflicts: repos.records.conflictsOf(row.n).length,
    exchange: known.exchange ?? before?.exchange ?? 'none',
  };
  const hidden = repos.guards.hiddenName(row.n) !== undefined;
  repos.list.put(listRowOf(row, facts, isOwn, hidden, now), before);
  repos.marks.put(row.n, caseMarks(open.configuration, document), isNew);
  repos.listed.put(row.n, recordRows(open.configuration, document));
  const { tasks, resolved } = projectWork(open, stored, document, known.resolved);
  repos.referrals.put(row.n, referralPlaces(stored));
  const into = mergedInto(document.values);
  const wasInto = repos.merged.into(row.n);
  if (into !== wasInto) repos.merged.put(row.n, into);
  const held = into === undefined ? heldCases(open, row) : [];
  const alone = into === undefined && wasInto === undefined && held.length === 0;
  const texts = narrativesOf(open.configuration, document);
  const earlier = alone && known.before ? tellingOf(open, documentOf(known.before), isOwn) : undefined;
  const told = toldBy(open, facts, held, into !== undefined);
  projectFindings(open, {
    stored,
    document,
    // By all names that the child is told under; one that goes on under another code is no other child.
    facts: told,
    works: worksIn(isOwn, document, facts),
    touchedAt: latestOf(stored),
    tasks,
    resolved,
    texts,
    before: earlier,
    isNew,
  });
  const codes = into === undefined ? otherCodes(open, document) : [];
  const toldAnew = earlier === undefined || !sameText(told, earlier.facts);
  if (toldAnew || !sameText(codes, earlier.codes)) {
    const findable = findableOf(row, told, codes);
    repos.search.put(row.n, searchTokens(findable), searchBody(findable), isNew);
  }
  if (earlier === undefined || !sameText(texts, earlier.texts)) {
    const words = into === undefined ? narrativeWords(open.configuration, texts) : [];
    repos.search.putNarratives(row.n, words, isNew);
  }
  if (toldAnew) repos.search.putSubject(row.n, JSON.stringify(subjectOf(told)));
  for (const survivor of new Set([wasInto, into])) projectSurvivors(open, survivor, row.n);
}

/** The same for a case and those that it is guarded with: each is listed with its name hidden, or none. */
export function projectGuarded(open: OpenOffice, caseN: number): void {
  for (const n of open.repos.guards.guardedWith(caseN)) {
    const row = open.repos.cases.byNumber(n);
    if (row) projectCase(open, row);
  }
}

/** Whether this office works on a case, so that what is found in it has to be told. */
const worksIn = (isOwn: boolean, document: CaseDocument, facts: CaseFacts): boolean =>
  isOwn && facts.status === 'open' && document.values['case_disabled'] !== 'yes';

/** What a case was found by before the change, for one that stands for itself now and did then. */
function tellingOf(open: OpenOffice, document: CaseDocument, isOwn: boolean) {
  const facts = factsOf(document);
  return {
    facts,
    works: worksIn(isOwn, document, facts),
    texts: narrativesOf(open.configuration, document),
    codes: otherCodes(open, document),
  };
}

/**
 * What tells of a child: with the names, people and numbers of the cases that were merged into this one, so that either
 * finds it. A case that goes on under another code is found by its own code and is no child of its own any more.
 */
function toldBy(open: OpenOffice, facts: CaseFacts, held: readonly CaseRow[], merged: boolean): CaseFacts {
  if (merged) return { ...facts, ...UNTOLD };
  const also = held.map((one) => factsOf(documentOf(loadCaseRow(open, one))));
  if (also.length === 0) return facts;
  return {
    ...facts,
    otherNames: [...facts.otherNames, ...also.flatMap(namesOf)],
    relatives: [...facts.relatives, ...also.flatMap((one) => one.relatives)],
    phones: [...facts.phones, ...also.flatMap((one) => one.phones)],
    identifiers: [...facts.identifiers, ...also.flatMap((one) => one.identifiers)],
  };
}
const UNTOLD = {
  name: undefined,
  otherNames: [],
  relatives: [],
  phones: [],
  identifiers: [],
  places: [],
  area: undefined,
} as const satisfies Partial<CaseFacts>;

/** What a case that holds this one is found by changes with it, and so for those that hold that one. */
function projectSurvivors(open: OpenOffice, from: CaseId | undefined, caseN: number): void {
  const survivor = from === undefined ? undefined : open.repos.cases.byId(from);
  // Two offices may have said it of each other's case: then each stands for itself.
  if (survivor === undefined || open.repos.merged.cameInto(survivor.caseId).includes(survivor.n)) return;
  if (survivor.n !== caseN && open.repos.list.get(survivor.n) !== undefined) projectCase(open, survivor);
}

/** A case that was handed over is "transferred" where it came from, whatever it is where it went. */
function statusOf(open: OpenOffice, row: CaseRow, document: CaseDocument, facts: CaseFacts): string {
  if (row.ownerOfficeN !== open.self.officeN && ownedBefore(open, row.n, open.self.officeN)) return 'transferred';
  return document.values['case_disabled'] === 'yes' ? 'disabled' : facts.status;
}

/** What people find a case by. */
export const findableOf = (row: CaseRow, facts: CaseFacts, otherCodes: readonly string[] = []): Findable => ({
  code: row.code,
  ...(otherCodes.length === 0 ? {} : { otherCodes }),
  names: namesOf(facts),
  caregivers: facts.relatives,
  phones: facts.phones,
  identifiers: facts.identifiers,
  family: facts.family,
  named: facts.named,
});

const sameText = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Raised when a projection is new or made differently: an office that opens with an older one makes all again. */
const PROJECTIONS = '15';

const markOf = (open: OpenOffice): string => `${PROJECTIONS} ${workflowMark(open)}`;

/**
 * Forgets every projection and makes it again from the states: what a test, a repair, an upgrade and a new configuration
 * call. `told` hears after how many cases it is.
 */
export function projectEverything(
  open: OpenOffice,
  told: (done: number, of: number) => void = () => undefined,
): number {
  return open.db.transaction(() => {
    const rows = [...open.repos.cases.all()];
    for (const [i, row] of rows.entries()) {
      told(i, rows.length);
      projectCase(open, row);
    }
    putText(open.db, 'meta', 'projections', markOf(open));
    return rows.length;
  });
}

/** Makes the projections again when this version, or the configuration now, makes others than those in the database. */
export function renewProjections(open: OpenOffice): void {
  if (new NamedTexts(open.db, 'meta').get('projections') !== markOf(open)) projectEverything(open);
}

export function tellChanged(open: OpenOffice, cases: readonly CaseId[]): void {
  const all = cases.length > 100;
  open.emit({ type: 'changed', cases: all ? [] : [...cases], all });
}
