import { randomInt } from 'node:crypto';
import { CODE_ALPHABET } from '#core/records/case-code.ts';
import { CASE_RECORD, type Change } from '#core/records/changes.ts';
import { FAMILY_RANDOM_LENGTH, makeFamilyNumber } from '#core/family/family-number.ts';
import { relationTo } from '#core/family/kinship.ts';
import {
  asksForMembers,
  FAMILY_NUMBER,
  memberOf,
  namedCases,
  namingChanges,
  unnamingChanges,
} from '#core/family/member-rows.ts';
import { relationBack } from '#core/family/relations.ts';
import { textIn } from '#core/casework/row-values.ts';
import type { Input, Output } from '#core/contracts/index.ts';
import type { FieldValue } from '#core/forms/types.ts';
import { Refusal } from '#core/result.ts';
import { newId } from '../crypto/hashing.ts';
import type { CaseRow } from '../storage/case.repo.ts';
import { loadCase } from './case-document.ts';
import { caseOfCode, casesOfFamily, knownCase, kinOf, type KnownCase } from './family-cases.ts';
import { refuseShowing } from './hidden-siblings.ts';
import type { OpenOffice } from './open-office.ts';
import { recordChanges, together, type RecordedAct } from './record-changes.ts';
import { todayIn } from './today.ts';

const setCase = (field: string, value: FieldValue | null): Change => ({
  kind: 'set',
  collection: CASE_RECORD,
  row: CASE_RECORD,
  field,
  value,
});

function newNumber(open: OpenOffice): string {
  const year = Number(todayIn(open.self.timeZone, open.clock.now()).slice(0, 4));
  for (let tries = 0; tries < 50; tries += 1) {
    const random = Array.from({ length: FAMILY_RANDOM_LENGTH }, () => randomInt(CODE_ALPHABET.length));
    const number = makeFamilyNumber(open.self.code, year, random);
    if (casesOfFamily(open, number).length === 0) return number;
  }
  throw new Error('no free family number was drawn');
}

/** How two cases come together. */
interface Bond {
  /** The member row of the first case that speaks of the other child. */
  readonly row?: string | undefined;
  /** What the other child is to the first. */
  readonly relation?: string | undefined;
}

/**
 * Which family both are of from now on. Undefined: the other case is closed to the person and of a family, so that this
 * one only names it. The number of a family is taken over only from a case that the person may open, or that names this
 * one itself: who learns it sees the codes of the whole family. FAMILY_OTHER when they are of two.
 */
function numberFor(open: OpenOffice, ours: KnownCase, theirs: KnownCase): string | undefined {
  const known = theirs.mayOpen || namedCases(theirs.whole).some((code) => ours.codes.includes(code));
  if (!known) return ours.number ?? (theirs.number === undefined ? newNumber(open) : undefined);
  if (ours.number !== undefined && theirs.number !== undefined && ours.number !== theirs.number)
    throw new Refusal('FAMILY_OTHER');
  return ours.number ?? theirs.number ?? newNumber(open);
}

/** Each of the two is told the family and names the other, as far as the person may write it. */
export function bindFamily(open: OpenOffice, first: CaseRow, second: CaseRow, bond: Bond): Output<'family.join'> {
  const ours = knownCase(open, first);
  const theirs = knownCase(open, second);
  const number = numberFor(open, ours, theirs);
  const relation = bond.relation ?? relationTo(theirs, ours);
  const sex = textIn(ours.whole.values, 'sex');
  const back = relation === undefined ? undefined : relationBack(relation, sex);
  let written = 0;
  const bind = (one: KnownCase, other: KnownCase, how: Bond): void => {
    if (!one.mayWrite) return;
    const person = other.mayOpen ? memberOf(open.configuration, other) : {};
    const naming = asksForMembers(open.configuration)
      ? namingChanges(one.whole, { code: other.code, codes: other.codes, person, ...how, newRowId: newId })
      : [];
    const joining = number === undefined || one.number === number ? [] : [setCase(FAMILY_NUMBER, number)];
    const changes = [...joining, ...naming];
    if (changes.length === 0) return;
    written += 1;
    const act: RecordedAct = { changes, action: 'family.joined', extra: number ?? '' };
    recordChanges(open, one.stored.row.caseId, () => act);
  };
  bind(ours, theirs, { row: bond.row, relation });
  bind(theirs, ours, { relation: back });
  return { ...(number === undefined ? {} : { number }), written };
}

/**
 * Puts another case into the family of this one. FORM_CASE_NOT_FOUND for a code that this office does not have,
 * FAMILY_SAME_CASE for the case itself, FAMILY_OTHER when both are of a family already.
 */
export function joinFamily(open: OpenOffice, input: Input<'family.join'>): Output<'family.join'> {
  const ours = loadCase(open, input.caseId).row;
  const theirs = caseOfCode(open, input.other);
  if (theirs === undefined) throw new Refusal('FORM_CASE_NOT_FOUND');
  if (theirs.n === ours.n) throw new Refusal('FAMILY_SAME_CASE');
  return together(open, () => bindFamily(open, ours, theirs, { row: input.row, relation: input.relation }));
}

/**
 * Takes a case out of its family. It names none of the family's cases any more, nor do those that the person may write
 * name it. FORM_STALE when it is of no family, PERM_DENIED where that would show the person a name that is hidden.
 */
export function leaveFamily(open: OpenOffice, { caseId, why }: Input<'family.leave'>): Record<string, never> {
  together(open, () => {
    const leaving = knownCase(open, loadCase(open, caseId).row);
    if (leaving.number === undefined) throw new Refusal('FORM_STALE');
    const { number } = leaving;
    const family = kinOf(open, leaving).filter(({ sameFamily }) => sameFamily);
    const codes = new Set(family.flatMap(({ other }) => other.codes));
    const unnamed = unnamingChanges(leaving.whole, codes);
    refuseShowing(open, leaving.whole, unnamed);
    recordChanges(open, caseId, () => ({
      changes: [setCase(FAMILY_NUMBER, null), setCase('family_reason', why), ...unnamed],
      action: 'family.left',
      extra: number,
    }));
    for (const { other } of family) {
      const changes = other.mayWrite ? unnamingChanges(other.whole, new Set(leaving.codes)) : [];
      refuseShowing(open, other.whole, changes);
      if (changes.length > 0)
        recordChanges(open, other.stored.row.caseId, () => ({ changes, action: 'family.left', extra: number }));
    }
  });
  return {};
}
