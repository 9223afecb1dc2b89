import type { Agreement, Ground } from './match.ts';

/** How common words of names are among the cases of an office. */
export interface Rarity {
  /** How many cases there are. */
  readonly cases: number;
  /** In how many of them a word stands, however it is spelled, or a number (`numberKey`); undefined: not counted. */
  readonly holding: (wordOrKey: string) => number | undefined;
}

/** A young office says little of how common a name is: as if so many cases more were known, in which it is rare. */
const BACKGROUND = { cases: 500, share: 0.005 };
/** The names of one language come together: after one of them the next is so many times less of a surprise. */
const SAME_LANGUAGE = 8;
/** Brothers and sisters share a caregiver, so even the rarest caregiver's name says no more than this. */
const LEAST_FAMILY = 0.01;

/**
 * How much more often a ground agrees so between two children than between two registrations of one. Of one child a
 * quarter is written down by another age, a third has moved and a third has another caregiver since.
 */
const RATIOS: Readonly<Record<'age' | 'sex' | 'place' | 'phone', Readonly<Record<Agreement, number>>>> = {
  age: { same: 0.25, alike: 0.6, different: 20, unknown: 1 },
  sex: { same: 0.5, alike: 0.5, different: 20, unknown: 1 },
  place: { same: 0.05, alike: 0.4, different: 3, unknown: 1 },
  phone: { same: 0.01, alike: 0.01, different: 1.5, unknown: 1 },
};
const OTHER_CAREGIVER = 3;

function shareOf(word: string, rarity: Rarity): number {
  const held = rarity.holding(word) ?? 0;
  return (held + BACKGROUND.cases * BACKGROUND.share) / (rarity.cases + BACKGROUND.cases);
}

function shareOfName(words: readonly string[], rarity: Rarity): number {
  const [first = 1, ...more] = words.map((word) => shareOf(word, rarity)).sort((a, b) => a - b);
  return more.reduce((share, one) => share * Math.min(1, one * SAME_LANGUAGE), first);
}

/** What of two files agrees. */
export interface Agreeing {
  readonly agrees: Readonly<Record<Exclude<Ground, 'identifier'>, Agreement>>;
  /** The words of the child's name that agree. */
  readonly name: readonly string[];
  /** Those of the caregiver's, and among how many pairs of relatives this was the closest. */
  readonly caregiver: readonly string[];
  readonly relatives: number;
}

/**
 * How likely it is that two other families have relatives of so close a name, 0 to 1. What is only the child's own
 * family name again says nothing more, and among many relatives one of a common name is soon found.
 */
export function familyByChance({ name, caregiver, relatives }: Agreeing, rarity: Rarity): number {
  const more = caregiver.filter((word) => !name.includes(word));
  const share = more.reduce((one, word) => one * Math.min(1, shareOf(word, rarity) * SAME_LANGUAGE), 1);
  return Math.min(1, Math.max(LEAST_FAMILY, relatives * share));
}

/**
 * How many other children of the office are to be expected that agree as much as this one does by chance: names that
 * many bear say little, a rare one says much (reference.md §5.1 d gives the weights, the office's own names the rarity).
 */
export function expectedByChance(found: Agreeing, rarity: Rarity): number {
  const { agrees, name } = found;
  let expected = rarity.cases * shareOfName(name, rarity);
  if (agrees.caregiver === 'different') expected *= OTHER_CAREGIVER;
  else if (agrees.caregiver !== 'unknown') expected *= familyByChance(found, rarity);
  for (const on of ['age', 'sex', 'place', 'phone'] as const) expected *= RATIOS[on][agrees[on]];
  return expected;
}
