import type { AsideEntry } from '#core/contracts/aside.contract.ts';

/**
 * What else of the same person in the same case was set aside for the same reason: whoever asks about one, asks about all of
 * it. Nothing where the case or the person is not told: nobody has been asked about what is of somebody else, or of a child
 * that is not known here.
 *
 * @param others those about which nobody has decided.
 */
export function alikeTo(one: AsideEntry, others: readonly AsideEntry[]): AsideEntry[] {
  const { by, about } = one;
  if (by === undefined || about === undefined) return [];
  const key = ({ officeCode, byOffice, reason }: AsideEntry): string => JSON.stringify([officeCode, byOffice, reason]);
  return others.filter(
    (other) =>
      other.id !== one.id &&
      other.mayDiscard &&
      other.by === by &&
      other.about?.caseId === about.caseId &&
      key(other) === key(one),
  );
}
