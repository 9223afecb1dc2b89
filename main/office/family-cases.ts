import { CASE_RECORD } from '#core/records/changes.ts';
import { parseCaseCode } from '#core/records/case-code.ts';
import { familyKey, namingKey } from '#core/records/search-keys.ts';
import { FAMILY_NUMBER, namedCases, type FamilySource } from '#core/family/member-rows.ts';
import type { CaseDocument } from '#core/forms/types.ts';
import { decide, type CaseResource } from '#core/rights/decide.ts';
import type { Sight } from '#core/rights/sight.ts';
import { maySend, withholdsFromOffices } from '#core/sharing/consent.ts';
import type { CaseRow } from '../storage/case.repo.ts';
import { mayCall } from './authorise-call.ts';
import { documentOf, loadCaseRow, readableCase, resourceOf, sightIn, type StoredCase } from './case-document.ts';
import { isBarred } from './case-exceptions.ts';
import { coreOf } from './case-streams.ts';
import { otherCodes, survivorOf } from './merged-cases.ts';
import type { OpenOffice } from './open-office.ts';
import { mayWriteStream } from './write-grants.ts';

/** A case as this person may know of it: its `document` is what they may read, empty when the case is closed to them. */
export interface KnownCase extends FamilySource {
  readonly stored: StoredCase;
  readonly resource: CaseResource;
  /** Everything that stands in it: for what the office decides, never for what it tells. */
  readonly whole: CaseDocument;
  readonly sight: Sight;
  readonly mayOpen: boolean;
  readonly mayWrite: boolean;
  /** Whether the person may also say of which family it is: a referral that lets them write does not. */
  readonly mayJoin: boolean;
  readonly number: string | undefined;
}

export function knownCase(open: OpenOffice, row: CaseRow): KnownCase {
  const stored = loadCaseRow(open, row);
  const resource = resourceOf(open, stored);
  const whole = documentOf(stored);
  const sight = sightIn(open, resource);
  const mayOpen = decide(open.subject, 'case.view', resource).allowed;
  const core = coreOf(open, row.n);
  const granted = core !== undefined && mayWriteStream(open, core, open.self.officeN);
  const number = whole.values[FAMILY_NUMBER];
  const mayWrite = mayOpen && granted && decide(open.subject, 'case.write', resource).allowed;
  return {
    stored,
    code: row.code,
    codes: [row.code, ...otherCodes(open, whole)],
    resource,
    whole,
    document: mayOpen ? readableCase(open, stored).document : { values: {}, rows: {} },
    leaves: maySend(
      whole.values,
      () => false,
      () => false,
    ).leaves,
    withheld: withholdsFromOffices(whole.values),
    sight,
    mayOpen,
    mayWrite,
    mayJoin: mayWrite && mayCall(open, 'family.join', resource),
    number: typeof number === 'string' ? number : undefined,
  };
}

/** Whether this answer may be seen in the case. */
export const maySee = ({ sight }: KnownCase, field: string): boolean => sight.sees(CASE_RECORD, field);

/** The case that a code leads to, as people type it; undefined when this office has none that the person may know of. */
export function caseOfCode(open: OpenOffice, typed: string): CaseRow | undefined {
  const code = parseCaseCode(typed);
  const row = code.ok ? open.repos.cases.byCode(code.value.code) : undefined;
  const survivor = row && survivorOf(open, row);
  return survivor === undefined || isBarred(open, survivor.caseId) ? undefined : survivor;
}

const rowsAt = (open: OpenOffice, key: string): CaseRow[] =>
  open.repos.search.holders(key).flatMap((n) => {
    const row = open.repos.cases.byNumber(n);
    return row === undefined ? [] : [survivorOf(open, row)];
  });

/** The cases of one family, oldest first. */
export const casesOfFamily = (open: OpenOffice, number: string): readonly CaseRow[] =>
  [...new Map(rowsAt(open, familyKey(number)).map((row) => [row.n, row])).values()].toSorted((a, b) => a.n - b.n);

/** How another case belongs to this one. */
export interface Kin {
  readonly other: KnownCase;
  readonly sameFamily: boolean;
  /** This case names the other. */
  readonly named: boolean;
  /** The other names this case. */
  readonly names: boolean;
}

/** The other cases around a case: of its family, those it names, and those that name it. */
export function kinOf(open: OpenOffice, known: KnownCase): readonly Kin[] {
  const { codes, number, stored } = known;
  const family = number === undefined ? [] : casesOfFamily(open, number);
  const named = namedCases(known.whole).flatMap((one) => caseOfCode(open, one) ?? []);
  const naming = codes.flatMap((code) => rowsAt(open, namingKey(code)));
  const all = new Map([...family, ...named, ...naming].map((row) => [row.n, row]));
  all.delete(stored.row.n);
  const has = (list: readonly CaseRow[], n: number): boolean => list.some((row) => row.n === n);
  const others = [...all.values()].filter(({ caseId }) => !isBarred(open, caseId));
  return others.map((row) => ({
    other: knownCase(open, row),
    sameFamily: has(family, row.n),
    named: has(named, row.n),
    names: has(naming, row.n),
  }));
}
