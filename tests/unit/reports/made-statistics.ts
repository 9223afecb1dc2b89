import type { NumberView, Statistics } from '#core/contracts/measures.contract.ts';
import type { MeasureDef, PartNames } from '#core/measures/measure.ts';
import { PERIOD_MEASURES } from '#core/measures/measures.ts';

const label = (text: string) => ({ en: text, fr: text, ar: text });
const PEOPLE = ['Neema Baraka', 'Salma Nouri', 'Daniel Tembe'];
const TYPES = ['medical', 'education_formal', 'food'];

function partsOf({ order, parts }: MeasureDef): readonly string[] {
  if (order !== undefined) return order;
  return parts === 'none' ? [''] : parts === 'people' ? PEOPLE : TYPES;
}
function named(parts: PartNames, id: string): NumberView['lines'][number]['part'] {
  if (parts === 'none') return { id, word: 'all' };
  if (parts === 'people') return { id, name: id };
  if (id === '') return { id, word: 'no_answer' };
  return 'words' in parts ? { id, word: `${parts.words}_${id}` } : { id, label: label(id.replaceAll('_', ' ')) };
}

/** Every number of a month of which nothing is true but that it has all lines, for papers alone. */
export function madeStatistics(): Statistics {
  const numbers = PERIOD_MEASURES.map((def, k): NumberView => {
    const counts = partsOf(def).map((part, i) => [part, 3 + ((k * 7 + i * 5) % 31)] as const);
    const all = counts.reduce((sum, [, count]) => sum + count, 0);
    const days = def.shows === 'days' ? { days: { ended: 12, median: 4, p90: 9, waiting: 3 } } : {};
    return {
      id: def.id,
      chapter: def.chapter,
      shows: def.shows,
      when: def.when,
      total: { cases: all, entries: all, by: [], ...days },
      columns: [],
      lines: counts.map(([part, count]) => ({
        part: named(def.parts, part),
        cases: count,
        entries: count,
        by: [],
        ...days,
      })),
    };
  });
  return {
    from: '2026-10-01',
    to: '2026-10-31',
    reach: 'office',
    madeAtUtc: '2026-11-23T08:20:00Z',
    numbers,
    splits: [],
    areaLevels: 3,
    closed: [],
    staff: { supervisors: 2, caseworkers: 7 },
  };
}
