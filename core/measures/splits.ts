import type { CountSetting, PartNames } from './measure.ts';
import { asOf, type CasePast } from './past.ts';

/** A category by which a number is divided. A child may be in several (concerns), or in one without an answer (''). */
export interface SplitDef {
  readonly id: string;
  readonly names: PartNames | 'areas' | 'bands' | 'times';
  readonly reads: readonly string[];
  readonly of: (past: CasePast, day: number, setting: CountSetting) => readonly string[];
}

const DAY_MS = 86_400_000;

/** Full years on a day, by the calendar; undefined when no age is known, or it would be below zero. */
export function ageAt(born: number | undefined, day: number): number | undefined {
  if (born === undefined || born > day) return undefined;
  const [birth, now] = [new Date(born * DAY_MS), new Date(day * DAY_MS)];
  const months = now.getUTCMonth() - birth.getUTCMonth();
  const before = months < 0 || (months === 0 && now.getUTCDate() < birth.getUTCDate());
  return now.getUTCFullYear() - birth.getUTCFullYear() - Number(before);
}

export function bandOf(years: number | undefined, { bands }: Pick<CountSetting, 'bands'>): string {
  if (years === undefined) return '';
  return bands.find(({ from, to }) => years >= from && (to === undefined || years <= to))?.id ?? '';
}

const fact = (
  id: 'source' | 'displacement' | 'disability' | 'protection' | 'sex',
  list: string,
  field: string,
): SplitDef => ({
  id,
  names: { list },
  reads: [field],
  of: ({ facts }) => [facts[id] ?? ''],
});

/** reference.md §6.1, column "split". */
export const SPLITS: readonly SplitDef[] = [
  fact('sex', 'sex', 'sex'),
  {
    id: 'age',
    names: 'bands',
    reads: ['date_of_birth', 'age'],
    of: ({ facts }, day, setting) => [bandOf(ageAt(facts.born, day), setting)],
  },
  {
    id: 'risk',
    names: { list: 'risk_levels' },
    reads: [],
    of: ({ risks }, day) => [asOf(risks, day) ?? ''],
  },
  {
    id: 'area',
    names: 'areas',
    reads: ['current_area'],
    of: ({ facts }, _day, { areaOf }) => [facts.area === undefined ? '' : areaOf(facts.area)],
  },
  {
    id: 'worker',
    names: 'people',
    reads: [],
    of: ({ owners }, day) => [asOf(owners, day) ?? ''],
  },
  fact('source', 'identification_source', 'source'),
  fact('displacement', 'displacement_status', 'displacement_status'),
  fact('disability', 'yes_no', 'disability_indicated'),
  fact('protection', 'protection_status', 'protection_status'),
  {
    id: 'concern',
    names: { list: 'protection_concerns' },
    reads: ['protection_concerns', 'primary_concern'],
    of: ({ facts }) => (facts.concerns.length === 0 ? [''] : facts.concerns),
  },
];
