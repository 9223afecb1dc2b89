import { checkedOffice, answersFor, type CheckedOffice } from '../builders/duplicate-check.ts';
import { findSameChild } from '../../main/office/find-same-child.ts';
import { factsOf } from '#core/records/facts.ts';
import { subjectOf } from '#core/records/match-subject.ts';
import type { Input } from '#core/contracts/index.ts';
import { documents, type BenchOffice } from './bench-office.ts';
import { figure, quantile, timesOf, type Figure } from './measure.ts';

const ASKED = 120;
const SCRIPTS = { Latin: /\p{sc=Latin}/u, Arabic: /\p{sc=Arabic}/u, Ethiopic: /\p{sc=Ethi}/u } as const;

/** A search before registering, as the page asks it, for children who are in the office and others who are not. */
export function duplicateFigure(office: BenchOffice, cases: number): Figure {
  const year = new Date(office.open.clock.now()).getUTCFullYear();
  const asked = [...documents(office.open, ASKED, 20260102)].map((document): Input<'cases.findSame'> => {
    const { names, caregivers, places, sex, born } = subjectOf(factsOf(document));
    return {
      name: names[0] ?? '',
      sex: sex ?? '',
      ageYears: born === undefined ? null : Math.max(0, year - born.to),
      caregiver: caregivers[0] ?? '',
      place: places[0] ?? '',
    };
  });
  const times = timesOf(asked.length, (i) => {
    const input = asked[i];
    if (input) findSameChild(office.open, input);
  });
  return figure(
    {
      id: cases === 50_000 ? 'duplicates.check50k' : `duplicates.check${String(cases / 1000)}k`,
      what: `search for the same child among ${cases.toLocaleString('en')} cases before registering, engine time`,
      unit: 'ms',
    },
    quantile(times, 0.95),
    { p50: quantile(times, 0.5), p95: quantile(times, 0.95), runs: times.length },
  );
}

const percent = (part: number, of: number): number => (of === 0 ? 100 : (100 * part) / of);

function recallOf(office: CheckedOffice): { readonly all: number; readonly what: string } {
  const found = new Map<string, { pairs: number; shown: number }>();
  for (const [first, again] of office.pairs) {
    const name = office.subjects[again]?.names[0] ?? '';
    const script = Object.entries(SCRIPTS).find(([, letters]) => letters.test(name))?.[0] ?? 'others';
    const strength = answersFor(office, again, 'everything').get(first) ?? 'none';
    for (const key of ['all', script]) {
      const so = found.get(key) ?? { pairs: 0, shown: 0 };
      const shown = strength === 'very-likely' || strength === 'possible';
      found.set(key, { pairs: so.pairs + 1, shown: so.shown + Number(shown) });
    }
  }
  const all = found.get('all') ?? { pairs: 0, shown: 0 };
  const parts = [...found].filter(([key]) => key !== 'all');
  const what = parts.map(([key, { pairs, shown }]) => `${key} ${String(shown)} of ${String(pairs)}`).join(', ');
  return { all: percent(all.shown, all.pairs), what };
}

function precisionOf(office: CheckedOffice, known: 'everything' | 'name-sex-age') {
  let right = 0;
  let wrong = 0;
  office.subjects.forEach((_subject, n) => {
    if (n % 3 !== 0) return;
    for (const [other, strength] of answersFor(office, n, known)) {
      if (strength !== 'very-likely') continue;
      if (office.childOf[other] === office.childOf[n]) right += 1;
      else wrong += 1;
    }
  });
  return { right, wrong };
}

/** How many true pairs are shown, and how often "very likely" is right, on generated children whose truth is known. */
export function duplicateQuality(): Figure[] {
  const office = checkedOffice({
    seed: 20260101,
    count: 3000,
    officeCode: 'KSM',
    today: '2026-07-01',
    defects: 'saveable',
  });
  const recall = recallOf(office);
  const full = precisionOf(office, 'everything');
  const little = precisionOf(office, 'name-sex-age');
  const said = ({ right, wrong }: typeof full): string => `${String(right)} of ${String(right + wrong)}`;
  return [
    figure(
      {
        id: 'duplicates.recall',
        what: `true pairs called very likely or possible, in per cent, 3,000 children (${recall.what})`,
        unit: 'count',
      },
      recall.all,
      { runs: office.pairs.length },
    ),
    figure(
      {
        id: 'duplicates.precision',
        what: `"very likely" that is right, in per cent, one child in forty registered before (with everything ${said(full)}; with name, sex and age only ${said(little)})`,
        unit: 'count',
      },
      percent(full.right, full.right + full.wrong),
      { runs: full.right + full.wrong },
    ),
  ];
}
