import { skeletons } from './name-keys.ts';
import { expectedByChance, familyByChance, type Agreeing, type Rarity } from './by-chance.ts';
import { compareNames, nameLikeness } from './name-likeness.ts';
import type { Ear, NameComparison } from './name-likeness.ts';
import { nameWords, normaliseName } from './names.ts';
import { plainDigits } from './digits.ts';

/** What is known of a child when asking whether two are one. Empty lists and absent values speak for nothing. */
export interface MatchSubject {
  /** The child's names, each whole: as registered, nicknames, other spellings. */
  readonly names: readonly string[];
  readonly caregivers: readonly string[];
  readonly places: readonly string[];
  /** The chosen area, by its code. */
  readonly area?: string;
  readonly phones: readonly string[];
  readonly identifiers: readonly string[];
  readonly sex?: string;
  /** First and last possible year of birth. */
  readonly born?: { readonly from: number; readonly to: number };
}

/** `none`: not worth showing. */
export type Strength = 'very-likely' | 'possible' | 'weak' | 'none';
export type Agreement = 'same' | 'alike' | 'different' | 'unknown';
export type Ground = 'identifier' | 'name' | 'caregiver' | 'age' | 'sex' | 'place' | 'phone';
export interface MatchReason {
  readonly on: Ground;
  readonly agrees: Agreement;
}
export interface MatchResult {
  readonly strength: Strength;
  /** 0 to 1 over what is known on both sides. */
  readonly score: number;
  readonly reasons: readonly MatchReason[];
  /** Of several names, caregivers or places on the second side: the one that agrees best, as it was given. */
  readonly closest: Readonly<Partial<Record<Ground, string>>>;
}

/** reference.md §5.1 d. */
const WEIGHTS: Readonly<Record<Exclude<Ground, 'identifier'>, number>> = {
  name: 40,
  caregiver: 15,
  age: 15,
  sex: 10,
  place: 10,
  phone: 5,
};
const UNSAID = new Set(['', 'unknown', 'not_asked', 'refused']);
const YEARS_APART = 2;
const SHORTEST_PHONE = 6;
const SHORTEST_IDENTIFIER = 4;

/** An answer is very likely only when chance alone would hardly bring one other child of the office to agree so far. */
const MOST_BY_CHANCE = 0.15;
/** Where nothing but name, sex and age speaks for it, the name has to be a rare one. */
const MOST_BY_NAME_ALONE = 0.02;
/** A child is registered twice, or three times; a number in more files is not one child's. */
const MOST_FILES_OF_ONE = 3;
/** Relatives of a name so close speak for one family when two others have them no more often than this. */
const FAMILY_BY_CHANCE = 0.1;

interface Best extends NameComparison {
  /** Which of the second list. */
  readonly text: string;
}

function best(
  a: readonly string[],
  b: readonly string[],
  compare: (x: string, y: string) => NameComparison,
): Best | undefined {
  let top: Best | undefined;
  for (const x of a)
    for (const text of b) {
      const one = compare(x, text);
      if (top === undefined || one.likeness > top.likeness) top = { ...one, text };
    }
  return top;
}

const digitsOf = (text: string): string => plainDigits(text).replaceAll(/\D/g, '');
/** The last nine digits: the same with and without the country's code. */
const phoneKey = (text: string): string => digitsOf(text).slice(-9);
const identifierKey = (text: string): string =>
  plainDigits(text)
    .toUpperCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '');

function shared(
  a: readonly string[],
  b: readonly string[],
  key: (text: string) => string,
  least: number,
): number | undefined {
  const keys = (list: readonly string[]): string[] => list.map(key).filter((text) => text.length >= least);
  const left = new Set(keys(a));
  const right = keys(b);
  if (left.size === 0 || right.length === 0) return undefined;
  return right.some((text) => left.has(text)) ? 1 : 0;
}

function ages(a: MatchSubject['born'], b: MatchSubject['born']): number | undefined {
  if (!a || !b) return undefined;
  const apart = Math.max(0, a.from - b.to, b.from - a.to);
  // A year more is a guess on both sides: it speaks against one child and yet does not rule it out.
  return apart === 0 ? 1 : apart === 1 ? 0.8 : apart <= YEARS_APART ? 0.6 : apart === YEARS_APART + 1 ? 0.3 : 0;
}

/** A place is often named by a part of its name: "Kisimani" for "Kisimani Market" speaks for it, though not for sure. */
function placeLikeness(a: string, b: string, ear?: Ear): number {
  const [less = [], more = []] = [a, b]
    .map((text) => normaliseName(text).split(' '))
    .sort((x, y) => x.length - y.length);
  if (less.every((word) => more.includes(word))) return less.length === more.length ? 1 : 0.8;
  return nameLikeness(a, b, ear);
}

function agreement(value: number | undefined): Agreement {
  if (value === undefined) return 'unknown';
  return value >= 0.97 ? 'same' : value >= 0.6 ? 'alike' : 'different';
}

/** Streets of a name are in many places: where both areas were chosen and differ, no street makes them one. */
function placeAgrees(a: MatchSubject, b: MatchSubject, texts: number | undefined): number | undefined {
  if (a.area === undefined || b.area === undefined) return texts;
  return a.area === b.area ? 1 : Math.min(0.5, texts ?? 0);
}

const GROUNDS = ['name', 'sex', 'age', 'caregiver', 'place', 'phone'] as const;
type Grounds = Readonly<Record<Exclude<Ground, 'identifier'>, number | undefined>>;

/**
 * Whether two registrations may be of one child, with the reasons. It never decides: nothing is merged by itself
 * (reference.md §5.1 f). Without more than a name the answer is at most `possible`.
 *
 * @param ear one for many comparisons
 * @param rarity how common names are in the office; without it every name counts as rare
 */
export function matchChild(a: MatchSubject, b: MatchSubject, ear?: Ear, rarity?: Rarity): MatchResult {
  const names = (x: string, y: string): NameComparison => compareNames(x, y, ear);
  const words = ear?.words ?? ((text: string) => nameWords(text).words);
  const said = (texts: readonly string[]): readonly string[] => texts.filter((text) => words(text).length > 0);
  const sexKnown = !UNSAID.has(a.sex ?? '') && !UNSAID.has(b.sex ?? '');
  const mine = { caregivers: said(a.caregivers), places: said(a.places) };
  const theirs = { caregivers: said(b.caregivers), places: said(b.places) };
  const texts = {
    name: best(said(a.names), said(b.names), names),
    caregiver: best(mine.caregivers, theirs.caregivers, names),
    place: best(mine.places, theirs.places, (x, y) => ({ likeness: placeLikeness(x, y, ear), agreed: [] })),
  };
  const grounds: Grounds = {
    name: texts.name?.likeness,
    caregiver: texts.caregiver?.likeness,
    age: ages(a.born, b.born),
    sex: sexKnown ? Number(a.sex === b.sex) : undefined,
    place: placeAgrees(a, b, texts.place?.likeness),
    phone: shared(a.phones, b.phones, phoneKey, SHORTEST_PHONE),
  };
  const identifier = shared(a.identifiers, b.identifiers, identifierKey, SHORTEST_IDENTIFIER);
  const agrees = Object.fromEntries(GROUNDS.map((on) => [on, agreement(grounds[on])])) as Record<
    (typeof GROUNDS)[number],
    Agreement
  >;
  const reasons: MatchReason[] = [
    ...(identifier === undefined ? [] : [{ on: 'identifier' as const, agrees: agreement(identifier) }]),
    ...GROUNDS.map((on) => ({ on, agrees: agrees[on] })),
  ];
  const closest = Object.fromEntries(Object.entries(texts).flatMap(([on, one]) => (one ? [[on, one.text]] : [])));
  if (identifier === 1 && settles(a, b, rarity)) return { strength: 'very-likely', score: 1, reasons, closest };
  const found: Agreeing = {
    agrees,
    name: texts.name?.agreed ?? [],
    caregiver: texts.caregiver?.agreed ?? [],
    relatives: mine.caregivers.length * theirs.caregivers.length,
  };
  const byChance =
    rarity === undefined
      ? { child: 0, family: 0 }
      : { child: expectedByChance(found, rarity), family: familyByChance(found, rarity) };
  const { score, others } = scoreOf(grounds);
  const strength = strengthOf(grounds, score, others, byChance);
  return { strength: identifier === 1 && strength !== 'very-likely' ? 'possible' : strength, score, reasons, closest };
}

/** One number in many files is a household's card or was typed in to fill the field: it is no child's own. */
function settles(a: MatchSubject, b: MatchSubject, rarity: Rarity | undefined): boolean {
  const keys = (subject: MatchSubject): string[] => numberKeys({ phones: [], identifiers: subject.identifiers });
  const theirs = new Set(keys(b));
  return keys(a).some((key) => theirs.has(key) && (rarity?.holding(key) ?? 0) <= MOST_FILES_OF_ONE);
}

/** The score over what is known on both sides, and the weight of what agrees beside the name. */
function scoreOf(grounds: Grounds): { readonly score: number; readonly others: number } {
  let score = 0;
  let known = 0;
  let others = 0;
  for (const on of GROUNDS) {
    const value = grounds[on];
    if (value === undefined) continue;
    score += WEIGHTS[on] * value;
    known += WEIGHTS[on];
    if (on !== 'name' && value >= 0.6) others += WEIGHTS[on];
  }
  return { score: known === 0 ? 0 : score / known, others };
}

function strengthOf(
  grounds: Grounds,
  score: number,
  others: number,
  byChance: { readonly child: number; readonly family: number },
): Strength {
  const name = grounds.name ?? 0;
  const contradicted = (grounds.age ?? 1) < 0.6 || grounds.sex === 0;
  const alikeFamily = (grounds.caregiver ?? 0) >= 0.8;
  const oneFamily = alikeFamily && byChance.family <= FAMILY_BY_CHANCE;
  const beyondName = alikeFamily || (grounds.place ?? 0) >= 0.6 || grounds.phone === 1;
  const telling = byChance.child <= (beyondName ? MOST_BY_CHANCE : MOST_BY_NAME_ALONE);
  if (name >= 0.8 && score >= 0.8 && others >= 20 && !contradicted && telling) return 'very-likely';
  // Years between the births that no wrong guess explains: a namesake, unless the people around the child are the same.
  const namesake = grounds.age === 0 && !oneFamily && grounds.phone !== 1;
  if (name >= 0.6 && score >= 0.55 && !namesake) return 'possible';
  // No name known, or another one (a changed name, a nickname): the people and things around the child.
  const otherName = grounds.name === undefined || name >= 0.3;
  if (alikeFamily && (grounds.age ?? 0) >= 0.6 && !contradicted && otherName) return 'possible';
  if (name >= 0.45 || alikeFamily || grounds.phone === 1) return 'weak';
  return 'none';
}

/** The keys of a word of a name: the word and every way to hear it. */
export const wordKeys = (word: string): string[] => [`=${word}`, ...skeletons(word).map((skeleton) => `~${skeleton}`)];

/** The key of a phone or an identity number; undefined for one that is too short to say anything. */
export function numberKey(kind: 'phone' | 'identifier', text: string): string | undefined {
  const key = kind === 'phone' ? phoneKey(text) : identifierKey(text).toLowerCase();
  if (key.length < (kind === 'phone' ? SHORTEST_PHONE : SHORTEST_IDENTIFIER)) return undefined;
  return `${kind === 'phone' ? '@' : '!'}${key}`;
}

/** The keys of a child's phones and identity numbers. */
export const numberKeys = ({ phones, identifiers }: Pick<MatchSubject, 'phones' | 'identifiers'>): string[] => [
  ...phones.flatMap((text) => numberKey('phone', text) ?? []),
  ...identifiers.flatMap((text) => numberKey('identifier', text) ?? []),
];

/**
 * Keys of which any shared one makes two children worth comparing (reference.md §5.1 e); they are among the tokens that
 * `searchTokens` writes.
 */
export function blockingKeys(subject: MatchSubject): string[] {
  const words = [...new Set([...subject.names, ...subject.caregivers].flatMap((name) => nameWords(name).words))];
  return [...new Set([...words.flatMap(wordKeys), ...numberKeys(subject)])];
}
