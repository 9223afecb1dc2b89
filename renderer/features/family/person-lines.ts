import { maybeChild } from '#core/family/relations.ts';
import type { Family, FamilyMember, Relative } from '#core/contracts/family.contract.ts';

/** One person of the family: as this case's member row says, as their own case says, or both. */
export interface PersonLine {
  readonly id: string;
  readonly member: FamilyMember | undefined;
  readonly relative: Relative | undefined;
  /** Own cases that the row gives and this office does not have. */
  readonly elsewhere: readonly string[];
  /** A child without a case, as far as anybody knows. */
  readonly mayNeedCase: boolean;
}

/** The members in the order of the form, each with the own case; then the cases that no row gives. */
export function personLines({ members, relatives, elsewhere }: Family): readonly PersonLine[] {
  const unknown = new Set(elsewhere);
  const given = new Set<string>();
  const inForm = members.map((member): PersonLine => {
    const relative = relatives.find(({ codes }) => codes.some((code) => member.cases.includes(code)));
    if (relative !== undefined) given.add(relative.code);
    return {
      id: member.rowId,
      member,
      relative,
      elsewhere: member.cases.filter((code) => unknown.has(code)),
      mayNeedCase: member.cases.length === 0 && member.alive !== 'dead' && maybeChild(member.relation, member.years),
    };
  });
  const others = relatives
    .filter(({ code }) => !given.has(code))
    .map((relative): PersonLine => ({
      id: relative.caseId,
      member: undefined,
      relative,
      elsewhere: [],
      mayNeedCase: false,
    }));
  return [...inForm, ...others];
}
