import type { NumberView } from '#core/contracts/measures.contract.ts';
import type { MeasureDef } from '#core/measures/measure.ts';
import type { SplitDef } from '#core/measures/splits.ts';
import type { Tally } from '#core/measures/tally.ts';
import type { partNamer } from './name-parts.ts';

/** A number as it goes over the bridge, its lines and columns called by their names. */
export function numberView(
  def: MeasureDef,
  split: SplitDef | undefined,
  counted: Tally,
  name: ReturnType<typeof partNamer>,
): NumberView {
  return {
    id: def.id,
    chapter: def.chapter,
    shows: def.shows,
    when: def.when,
    total: {
      cases: counted.cases,
      entries: counted.entries,
      by: counted.total.by.map((one) => ({ ...one })),
      ...(counted.total.days === undefined ? {} : { days: counted.total.days }),
    },
    columns: split === undefined ? [] : counted.columns.map((value) => name(split.names, value)),
    lines: counted.lines.map(({ part, cases, entries, by, days }) => ({
      part: name(def.parts, part),
      cases,
      entries,
      by: by.map((one) => ({ ...one })),
      ...(days === undefined ? {} : { days }),
    })),
  };
}
