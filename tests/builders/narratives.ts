import { ACTIONS, ARABIC, DECISIONS, OBSERVATIONS, OPENINGS, QUOTES, RELATIONS } from './narrative-texts.ts';
import type { Random } from './random.ts';

export interface Scene {
  readonly place: string;
  readonly worker: string;
}

const MIN_WORDS = 30;
const MAX_WORDS = 250;
const countWords = (text: string): number => text.split(' ').length;

/** Each of the items once, in an order of chance. */
function shuffled<T>(random: Random, items: readonly T[]): T[] {
  const list = [...items];
  for (let i = list.length - 1; i > 0; i--) {
    const j = random.int(0, i);
    const [a, b] = [list[i], list[j]];
    if (a !== undefined && b !== undefined) [list[i], list[j]] = [b, a];
  }
  return list;
}

/** Two neighbouring letters of one longer word change places, as in a note typed in a hurry. */
function withTypo(random: Random, text: string): string {
  const words = text.split(' ');
  const at = random.int(0, words.length - 1);
  const word = words[at] ?? '';
  if (!/^[a-z]{5,}$/.test(word)) return text;
  words[at] = word.slice(0, 1) + word.charAt(2) + word.charAt(1) + word.slice(3);
  return words.join(' ');
}

const fill = (text: string, scene: Scene, relation: string): string =>
  text.replaceAll('{place}', scene.place).replaceAll('{worker}', scene.worker).replaceAll('{relation}', relation);
/** A sentence starts with a capital, whoever it starts with. */
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/**
 * A note of 30 to 250 words: seven in a hundred wholly in Arabic, five with a quotation in Khmer, Burmese or Arabic
 * letters and digits, three with a typing error (reference.md §10).
 */
export function narrative(random: Random, scene: Scene): string {
  if (random.chance(0.07)) {
    const extra = random.int(3, ARABIC.length);
    return shuffled(random, ARABIC).slice(0, Math.max(extra, 4)).join(' ');
  }
  const relation = random.pick(RELATIONS);
  const target = Math.min(MIN_WORDS + Math.round(Math.abs(random.normal()) * 55), 225);
  const sentences = [random.pick(OPENINGS)];
  let words = countWords(sentences[0] ?? '');
  for (const sentence of shuffled(random, [...OBSERVATIONS, ...DECISIONS])) {
    if (words >= target) break;
    const length = countWords(sentence) + 2;
    if (words + length > MAX_WORDS) break;
    sentences.push(sentence);
    words += length;
  }
  if (random.chance(0.05)) sentences.push(random.pick(QUOTES));
  const text = sentences.map((sentence) => capital(fill(sentence, scene, relation))).join(' ');
  return random.chance(0.03) ? withTypo(random, text) : text;
}

/** What was done at once: one to three sentences. */
export const actionTaken = (random: Random, scene: Scene): string =>
  shuffled(random, ACTIONS)
    .slice(0, random.int(1, 3))
    .map((sentence) => capital(fill(sentence, scene, random.pick(RELATIONS))))
    .join(' ');
