import { isMoney } from '#core/forms/answer-kind.ts';
import type { CaseDocument, FieldValue } from '#core/forms/types.ts';

/** The currency of the last amount in the case: the next one is most likely in the same. */
export function usedCurrency({ values, rows }: CaseDocument): string | undefined {
  const currencyOf = (value: FieldValue): string | undefined => (isMoney(value) ? value.currency : undefined);
  const all = [values, ...Object.values(rows).flatMap((list) => list.map((row) => row.values))];
  return all.flatMap((one) => Object.values(one).map(currencyOf)).findLast((currency) => currency !== undefined);
}
