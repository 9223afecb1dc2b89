import { listCases } from '../../main/office/list-cases.ts';
import type { BenchOffice } from './bench-office.ts';
import { figure, quantile, timesOf, type Figure } from './measure.ts';

const WORDS = ['mohamed', 'fatima', 'amani', 'selamawit', 'hassan', 'sok', 'محمد', 'ሰላማዊት', 'KSM-26', 'zahra'];

/** Every keystroke of some names in several scripts, as the list asks for it: one page and the count. */
export function searchFigure(office: BenchOffice, id: string, cases: number): Figure {
  const typed = WORDS.flatMap((word) => [...word].map((_letter, i) => [...word].slice(0, i + 1).join('')));
  const ask = (text: string): void => {
    listCases(office.open, {
      query: {
        text,
        exactSpelling: false,
        status: [],
        risk: [],
        sex: [],
        mine: false,
        conflicts: false,
        office: 'all',
        sort: 'match',
        descending: false,
      },
      offset: 0,
      limit: 50,
      showNames: false,
    });
  };
  const times = timesOf(typed.length * 3, (i) => {
    ask(typed[i % typed.length] ?? '');
  });
  return figure(
    { id, what: `search keystroke on ${cases.toLocaleString('en')} cases, engine time`, unit: 'ms' },
    quantile(times, 0.95),
    { p50: quantile(times, 0.5), p95: quantile(times, 0.95), runs: times.length },
  );
}
