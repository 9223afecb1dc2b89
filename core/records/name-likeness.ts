import { heard } from './name-keys.ts';
import type { Heard } from './name-keys.ts';
import { nameWords } from './names.ts';

/** From here on two words are taken for the same name. */
export const ALIKE = 0.75;
const SAME_SKELETON = 0.96;

/**
 * How much two vowels speak against one another. Short vowels are written as people hear them and hardly count; a long
 * one against none or another is what tells محمود from محمد and Hussein from Hassan.
 */
function vowelPenalty(a: string, b: string): number {
  if (a === b) return 0;
  const pair = a < b ? a + b : b + a;
  return PENALTIES[pair] ?? 0.1;
}
/** Keys in code-point order: 0 ? I U a e i o u. */
const PENALTIES: Readonly<Record<string, number>> = {
  '0?': 0,
  '?a': 0,
  '?e': 0,
  '?i': 0.02,
  '?o': 0.02,
  '?u': 0.12,
  '?I': 0.25,
  '?U': 0.3,
  '0a': 0.08,
  '0e': 0.05,
  '0i': 0.08,
  '0o': 0.1,
  '0u': 0.1,
  '0I': 0.2,
  '0U': 0.2,
  IU: 0.3,
  Ia: 0.3,
  Ie: 0.15,
  Ii: 0,
  Io: 0.3,
  Iu: 0.3,
  Ua: 0.3,
  Ue: 0.3,
  Ui: 0.3,
  Uo: 0.08,
  Uu: 0.03,
  ae: 0.02,
  ai: 0.1,
  ao: 0.05,
  au: 0.15,
  ei: 0.04,
  eo: 0.1,
  eu: 0.18,
  io: 0.15,
  iu: 0.15,
  ou: 0.04,
};

function soundLikeness(a: Heard, b: Heard): number {
  if (a.skeleton !== b.skeleton) return 0;
  let likeness = SAME_SKELETON;
  [...a.consonants].forEach((consonant, i) => {
    if (consonant !== b.consonants[i]) likeness -= 0.04;
  });
  const last = a.vowels.length - 1;
  a.vowels.forEach((vowel, i) => {
    const penalty = vowelPenalty(vowel, b.vowels[i] ?? '0');
    // The first vowel wavers most between spellings, the last is often not spoken at all.
    likeness -= i === last ? Math.min(0.04, penalty) : i <= 1 && last > 2 ? penalty / 2 : penalty;
  });
  return Math.max(0, likeness);
}

/** Whether one letter was left out, added, or taken for another. */
function oneSlip(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  return Math.max(a.length, b.length) - start - end <= 1;
}

/** How names are taken apart and heard. */
export interface Ear {
  readonly words: (name: string) => readonly string[];
  /** For one normalised word how close others are, 0 to 1, in whatever scripts. */
  readonly against: (a: string) => (b: string) => number;
}
const PLAIN: Ear = {
  words: (name) => nameWords(name).words,
  against: (a) => (b) => wordLikeness(heard, a, b),
};

/**
 * An ear for one search, in which the same names and words come back hundreds of times. It is let go with the search, so
 * that no name stays in memory after it.
 */
export function rememberingEar(): Ear {
  const remember = <T>(of: (text: string) => T): ((text: string) => T) => {
    const known = new Map<string, T>();
    return (text) => {
      const before = known.get(text);
      if (before !== undefined) return before;
      const made = of(text);
      known.set(text, made);
      return made;
    };
  };
  const listen = remember(heard);
  const against = remember((a: string) => remember((b: string) => wordLikeness(listen, a, b)));
  return { words: remember(PLAIN.words), against };
}

function wordLikeness(hear: (word: string) => readonly Heard[], a: string, b: string): number {
  if (a === b) return 1;
  let best = 0;
  for (const x of hear(a)) for (const y of hear(b)) best = Math.max(best, soundLikeness(x, y));
  if (best === 0 && a.length >= 6 && b.length >= 6 && oneSlip(a, b)) return 0.78;
  return best;
}

/** Elements of a thousand names say little. */
const COMMON: Readonly<Record<string, number>> = { abd: 0.3, عبد: 0.3 };
const weightOf = (word: string): number => (Object.hasOwn(COMMON, word) ? (COMMON[word] ?? 1) : 1);
const total = (words: readonly string[]): number => words.reduce((sum, word) => sum + weightOf(word), 0);

export interface NameComparison {
  /** 0 to 1. */
  readonly likeness: number;
  /** The words of the first name that agree with one of the second. */
  readonly agreed: readonly string[];
}

/**
 * Two whole names: words are paired best first, whatever their order (Khmer puts the family first, patronymics come and
 * go). A word more on one side counts little; a name of which a single word agrees cannot be sure.
 */
export function compareNames(first: string, second: string, ear = PLAIN): NameComparison {
  const a = ear.words(first);
  const b = ear.words(second);
  if (a.length === 0 || b.length === 0) return { likeness: 0, agreed: [] };
  const pairings: { i: number; j: number; x: string; like: number; weight: number }[] = [];
  a.forEach((x, i) => {
    const likeness = ear.against(x);
    b.forEach((y, j) => {
      const like = likeness(y);
      if (like >= ALIKE) pairings.push({ i, j, x, like, weight: Math.min(weightOf(x), weightOf(y)) });
    });
  });
  if (pairings.length === 0) return { likeness: 0, agreed: [] };
  pairings.sort((p, q) => q.like * q.weight - p.like * p.weight || p.i - q.i || p.j - q.j);
  const usedA = new Set<number>();
  const usedB = new Set<number>();
  const agreed: string[] = [];
  let together = 0;
  let paired = 0;
  for (const { i, j, x, like, weight } of pairings) {
    if (usedA.has(i) || usedB.has(j)) continue;
    usedA.add(i);
    usedB.add(j);
    agreed.push(x);
    together += like * weight;
    paired += weight;
  }
  const [less, more] = [Math.min(total(a), total(b)), Math.max(total(a), total(b))];
  const covered = 0.75 * (together / less) + 0.25 * (together / more);
  return { likeness: Math.min(1, paired < 1.3 ? covered * (more < 1.3 ? 0.78 : 0.65) : covered), agreed };
}

/** 0 to 1 for two whole names. */
export const nameLikeness = (first: string, second: string, ear = PLAIN): number =>
  compareNames(first, second, ear).likeness;
