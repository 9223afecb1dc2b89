import { skeletons } from './name-keys.ts';
import { nameLikeness } from './name-likeness.ts';
import type { Ear } from './name-likeness.ts';
import { nameWords, normaliseName } from './names.ts';
import { plainDigits } from './digits.ts';

/** What is known of a child when asking whether two are one. Empty lists and absent values speak for nothing. */
export interface MatchSubject {
  /** The child's names, each whole: as registered, nicknames, other spellings. */
  readonly names: readonly string[];
  readonly caregivers: readonly string[];
  readonly places: readonly string[];
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

interface Best {
  readonly likeness: number;
  /** Which of the second list. */
  readonly text: string;
}

function best(
  a: readonly string[],
  b: readonly string[],
  likeness: (x: string, y: string) => number,
): Best | undefined {
  const left = a.filter((text) => normaliseName(text) !== '');
  const right = b.filter((text) => normaliseName(text) !== '');
  return left
    .flatMap((x) => right.map((text): Best => ({ likeness: likeness(x, text), text })))
    .reduce<Best | undefined>((top, one) => (top === undefined || one.likeness > top.likeness ? one : top), undefined);
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
  return apart === 0 ? 1 : apart === 1 ? 0.8 : apart <= YEARS_APART ? 0.6 : 0;
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

/**
 * Whether two registrations may be of one child, with the reasons. It never decides: nothing is merged by itself
 * (reference.md §5.1 f). Without more than a name the answer is at most `possible`. `ear`: one for many comparisons.
 */
export function matchChild(a: MatchSubject, b: MatchSubject, ear?: Ear): MatchResult {
  const names = (x: string, y: string): number => nameLikeness(x, y, ear);
  const sexKnown = !UNSAID.has(a.sex ?? '') && !UNSAID.has(b.sex ?? '');
  const texts = {
    name: best(a.names, b.names, names),
    caregiver: best(a.caregivers, b.caregivers, names),
    place: best(a.places, b.places, (x, y) => placeLikeness(x, y, ear)),
  };
  const grounds: Record<Exclude<Ground, 'identifier'>, number | undefined> = {
    name: texts.name?.likeness,
    caregiver: texts.caregiver?.likeness,
    age: ages(a.born, b.born),
    sex: sexKnown ? Number(a.sex === b.sex) : undefined,
    place: texts.place?.likeness,
    phone: shared(a.phones, b.phones, phoneKey, 6),
  };
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
  const identifier = shared(a.identifiers, b.identifiers, identifierKey, 4);
  const reasons: MatchReason[] = [
    ...(identifier === undefined ? [] : [{ on: 'identifier' as const, agrees: agreement(identifier) }]),
    ...GROUNDS.map((on) => ({ on, agrees: agreement(grounds[on]) })),
  ];
  const closest = Object.fromEntries(Object.entries(texts).flatMap(([on, one]) => (one ? [[on, one.text]] : [])));
  const whole = known === 0 ? 0 : score / known;
  if (identifier === 1) return { strength: 'very-likely', score: 1, reasons, closest };
  return { strength: strengthOf(grounds, whole, others), score: whole, reasons, closest };
}
const GROUNDS = ['name', 'sex', 'age', 'caregiver', 'place', 'phone'] as const;

function strengthOf(
  grounds: Readonly<Record<Exclude<Ground, 'identifier'>, number | undefined>>,
  score: number,
  others: number,
): Strength {
  const name = grounds.name ?? 0;
  const contradicted = grounds.age === 0 || grounds.sex === 0;
  if (name >= 0.8 && score >= 0.8 && others >= 20 && !contradicted) return 'very-likely';
  if (name >= 0.6 && score >= 0.55) return 'possible';
  // No name known, or another one (a changed name, a nickname): the people and things around the child.
  const otherName = grounds.name === undefined || name >= 0.3;
  if ((grounds.caregiver ?? 0) >= 0.8 && (grounds.age ?? 0) >= 0.6 && !contradicted && otherName) return 'possible';
  if (name >= 0.45 || (grounds.caregiver ?? 0) >= 0.8 || grounds.phone === 1) return 'weak';
  return 'none';
}

/**
 * Keys of which any shared one makes two children worth comparing (reference.md §5.1 e); they are among the tokens that
 * `searchTokens` writes.
 */
export function blockingKeys(subject: MatchSubject): string[] {
  const words = [...new Set([...subject.names, ...subject.caregivers].flatMap((name) => nameWords(name).words))];
  return [
    ...new Set([
      ...words.map((word) => `=${word}`),
      ...words.flatMap((word) => skeletons(word)).map((skeleton) => `~${skeleton}`),
      ...subject.phones
        .map(phoneKey)
        .filter((key) => key.length >= 6)
        .map((key) => `@${key}`),
      ...subject.identifiers
        .map(identifierKey)
        .filter((key) => key.length >= 4)
        .map((key) => `!${key.toLowerCase()}`),
    ]),
  ];
}
