import type { NumberView } from '#core/contracts/measures.contract.ts';

/** Of cases that somebody is responsible for: how many each person has on average, and how many people have too many. */
export function caseloadFacts(
  { lines }: Pick<NumberView, 'lines'>,
  guideline: number,
): { readonly average: number; readonly over: number } | undefined {
  const loads = lines.filter(({ part, cases }) => part.id !== '' && cases !== 0).map(({ cases }) => cases);
  const known = loads.filter((cases) => cases !== null);
  // What is hidden cannot be part of an average.
  if (known.length === 0 || known.length < loads.length) return undefined;
  const all = known.reduce((sum, one) => sum + one, 0);
  return { average: Math.round((all / known.length) * 10) / 10, over: known.filter((one) => one > guideline).length };
}
