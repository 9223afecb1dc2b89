import { blockingKeys } from './match.ts';
import type { MatchSubject } from './match.ts';
import { skeletons } from './name-keys.ts';
import { nameWords, normaliseName } from './names.ts';
import { plainDigits } from './digits.ts';

/** What a person can find a case by. */
export interface Findable extends Pick<MatchSubject, 'names' | 'caregivers' | 'phones' | 'identifiers'> {
  readonly code: string;
  /** Codes of cases that were merged into it. */
  readonly otherCodes?: readonly string[];
  /** The number of its family. */
  readonly family?: string | undefined;
  /** Codes of other cases that it names as those of its people. */
  readonly named?: readonly string[];
}
/** The one key of all cases of a family. */
export const familyKey = (number: string): string => `&${codeKey(number)}`;
/** The one key of all cases that name another one. */
export const namingKey = (code: string): string => `^${codeKey(code)}`;

/** One typed word: what its keys begin with, best first, and the text to look for inside words. */
export interface SearchTerm {
  readonly prefixes: readonly string[];
  readonly part?: string;
}

const MOST_TERMS = 8;
const MOST_SKELETONS = 3;
const codeKey = (text: string): string =>
  plainDigits(text)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '');

/**
 * The keys under which a case stands in the index: `=` words, `~` skeletons, `#` code and family number, `@` phone,
 * `!` identifier, `&` family, `^` cases that it names.
 */
export function searchTokens(findable: Findable): string[] {
  const titles = [...findable.names, ...findable.caregivers].flatMap((name) => nameWords(name).titles);
  const codes = [findable.code, ...(findable.otherCodes ?? [])].map(codeKey);
  return [
    ...new Set([
      ...blockingKeys({ ...findable, places: [] }),
      ...titles.map((title) => `=${title}`),
      // The random part alone is what people remember of a code.
      ...codes.flatMap((code) => [`#${code}`, ...(code.length > 6 ? [`#${code.slice(-6)}`] : [])]),
      ...(findable.family === undefined ? [] : [`#${codeKey(findable.family)}`, familyKey(findable.family)]),
      ...(findable.named ?? []).map(namingKey),
    ]),
  ];
}

/** The text that is searched for parts of words. */
export const searchBody = (findable: Findable): string =>
  [...findable.names, ...findable.caregivers, ...findable.identifiers].map(normaliseName).join('\n');

/**
 * What somebody typed, as keys to look for: every word has to be found, in any order and any script. The last word may
 * be unfinished, and so may the others. `exactSpelling`: only as it is written.
 */
export function searchTerms(text: string, exactSpelling: boolean): SearchTerm[] {
  const code = codeKey(text);
  const looksLikeCode = /\d/.test(plainDigits(text)) && !/\s\S*\s/.test(text.trim()) && code.length >= 2;
  if (looksLikeCode) return [{ prefixes: [`#${code}`, `@${code.slice(-9)}`, `!${code}`, `=${normaliseName(text)}`] }];
  return normaliseName(text)
    .split(' ')
    .filter((word) => word !== '')
    .slice(0, MOST_TERMS)
    .map((word) => termOf(word, exactSpelling));
}

/** For somebody who may not see names: what was typed finds a case by its code and by nothing else. */
export function codeTerms(text: string): SearchTerm[] {
  if (text.trim() === '') return [];
  return [{ prefixes: [`#${codeKey(text) || '-'}`] }];
}

function termOf(word: string, exactSpelling: boolean): SearchTerm {
  const part = [...word].length >= 3 ? { part: word } : {};
  if (exactSpelling) return { prefixes: [`=${word}`], ...part };
  // A last h is silent in a whole word (Sarah), but in an unfinished one it is heard (Moh…).
  const pieces = nameWords(word).words.flatMap((piece) => (piece.endsWith('h') ? [`${piece}a`, piece] : [piece]));
  const keys = [...new Set(pieces.flatMap((piece) => skeletons(piece)))];
  const heard = keys.filter((key) => key.length >= 2).slice(0, MOST_SKELETONS);
  return {
    prefixes: [`=${word}`, `#${codeKey(word)}`, ...heard.map((key) => `~${key}`)].filter((p) => p.length > 1),
    ...part,
  };
}
