import type { RouteLocationRaw } from 'vue-router';
import type { NumberView } from '#core/contracts/measures.contract.ts';
import { filterText } from '#core/finding/filter.ts';
import { partWords } from '#core/measures/part-address.ts';

/** What a number on screen was counted over. */
export interface CountedOver {
  readonly from: string;
  readonly to: string;
  readonly split?: string | undefined;
  readonly areaLevel: number;
}

/** Of a number: a line of it, a column, both, or all; ids as the number has them. */
interface Of {
  readonly line?: string;
  readonly column?: string;
}

/** Cases that were taken out stand in no list, and a number for outside opens none. */
const OPENS_NOTHING: ReadonlySet<string> = new Set(['withdrawn']);

/** The list that holds exactly the cases of a number; undefined when there is none to open. */
export function listOf(
  { id }: Pick<NumberView, 'id'>,
  cases: number | null,
  over: CountedOver,
  { line, column }: Of = {},
): RouteLocationRaw | undefined {
  if (cases === null || cases === 0 || (line !== undefined && OPENS_NOTHING.has(line))) return undefined;
  const split =
    column === undefined || over.split === undefined
      ? {}
      : { split: { id: over.split, value: column, level: over.areaLevel } };
  const part = partWords({ line, ...split });
  const where = filterText({ on: 'measure', measure: id, part, from: over.from, to: over.to });
  return { path: '/cases', query: { where } };
}
