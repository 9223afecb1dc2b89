import { describe, expect, it } from 'vitest';
import { matchedCode, matchedWords } from './matched-words.ts';

const hits = (pieces: readonly { text: string; hit: boolean }[]): string[] =>
  pieces.filter((piece) => piece.hit).map((piece) => piece.text);
const whole = (pieces: readonly { text: string }[]): string => pieces.map((piece) => piece.text).join('');

describe('marking what was searched for', () => {
  it('marks words that begin as typed, whatever the case and accents, and keeps every letter', () => {
    const pieces = matchedWords('Élodie  Mohamed Aden', 'elo MOH', []);
    expect(hits(pieces)).toEqual(['Élodie', 'Mohamed']);
    expect(whole(pieces)).toBe('Élodie  Mohamed Aden');
  });
  it('marks the other spellings that were found, in their script', () => {
    expect(hits(matchedWords('محمد عبدالرحمن', 'mohamed', ['محمد']))).toEqual(['محمد']);
  });
  it('marks nothing when nothing is typed', () => {
    expect(hits(matchedWords('Mohamed', '  ', ['Mohamed']))).toEqual([]);
  });
  it('marks the typed part of a code, not a single letter', () => {
    expect(hits(matchedCode('KSM-26-R8C5Z-H', 'r8c5'))).toEqual(['R8C5']);
    expect(whole(matchedCode('KSM-26-R8C5Z-H', 'r8c5'))).toBe('KSM-26-R8C5Z-H');
    expect(hits(matchedCode('KSM-26-R8C5Z-H', 'K'))).toEqual([]);
  });
});
