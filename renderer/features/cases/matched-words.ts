import { normaliseName } from '#core/records/names.ts';

export interface Piece {
  readonly text: string;
  readonly hit: boolean;
}

const words = (text: string): string[] =>
  text
    .split(/[\s,;]+/u)
    .map(normaliseName)
    .filter((word) => word !== '');

/** A text cut into pieces; a word is a hit when it begins as a typed word, or is another spelling that was found. */
export function matchedWords(text: string, typed: string, otherSpellings: readonly string[]): readonly Piece[] {
  const begins = words(typed);
  const others = new Set(otherSpellings.flatMap(words));
  if (begins.length === 0) return [{ text, hit: false }];
  return text.split(/(\s+)/u).flatMap((part) => {
    if (part === '') return [];
    const word = normaliseName(part);
    return [{ text: part, hit: word !== '' && (others.has(word) || begins.some((begin) => word.startsWith(begin))) }];
  });
}

/** A code cut at what was typed of it; the office's letters and the hyphens may be left out. */
export function matchedCode(code: string, typed: string): readonly Piece[] {
  const wanted = typed.trim().toUpperCase();
  const at = wanted.length < 2 ? -1 : code.toUpperCase().indexOf(wanted);
  if (at < 0) return [{ text: code, hit: false }];
  return [
    { text: code.slice(0, at), hit: false },
    { text: code.slice(at, at + wanted.length), hit: true },
    { text: code.slice(at + wanted.length), hit: false },
  ].filter((piece) => piece.text !== '');
}
