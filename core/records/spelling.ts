import { beatsOf, type Beat } from './latin-beats.ts';
import { latinSuggestion } from './latin.ts';
import { scriptOf } from './script.ts';
import { arabicLetters, customaryArabic } from './spell-arabic.ts';
import { bengaliLetters, burmeseLetters, devanagariLetters, ethiopicLetters, khmerLetters } from './spell-syllables.ts';

/** The letters that a name in Latin letters can be suggested in. */
export const SPELT_SCRIPTS = ['arabic', 'ethiopic', 'devanagari', 'bengali', 'burmese', 'khmer'] as const;
export type SpeltScript = (typeof SPELT_SCRIPTS)[number];

/** Letters that a name can be written in: `latin` is what another script is suggested in. */
export const NAME_LETTERS = ['latin', ...SPELT_SCRIPTS] as const;
export type NameLetters = (typeof NAME_LETTERS)[number];

const LETTERS: Readonly<Record<SpeltScript, (beats: readonly Beat[]) => string>> = {
  arabic: arabicLetters,
  ethiopic: ethiopicLetters,
  devanagari: devanagariLetters,
  bengali: bengaliLetters,
  burmese: burmeseLetters,
  khmer: khmerLetters,
};

/** Longer texts are no names, and are spelt out at every key that is pressed. */
const LONGEST = 120;

/** An Arabic article and what it belongs to are one word in Arabic, however they were parted in Latin letters. */
const withArticle = (name: string): string =>
  name.replaceAll(/\babd[eu]l[\s-]/giu, 'abd al-').replaceAll(/\b[ae]l[\s\-‐–]+(?=[a-z]{3})/giu, 'ال');

function spelt(word: string, script: SpeltScript): string | undefined {
  const bare = word.replace(/^ال/u, '');
  if (bare !== word) {
    const rest = spelt(bare, script);
    return rest === undefined ? undefined : `ال${rest}`;
  }
  const beats = beatsOf(word);
  if (beats === undefined || beats.length === 0) return undefined;
  return (script === 'arabic' ? customaryArabic(word) : undefined) ?? LETTERS[script](beats);
}

/**
 * How a name may be written in other letters: a suggestion for a person to correct (reference.md §3.2). From Latin
 * letters into the others, and from each of them into Latin letters. Undefined when the name is in these letters
 * already, or holds a word that cannot be spelt.
 */
export function spellingIn(name: string, letters: NameLetters): string | undefined {
  const written = scriptOf(name);
  if (name.length > LONGEST || written === undefined || written === letters) return undefined;
  if (letters === 'latin') return latinSuggestion(name);
  if (written !== 'latin') return undefined;
  const words = (letters === 'arabic' ? withArticle(name) : name).split(/[\s\-‐–]+/u).filter((word) => word !== '');
  const spellings = words.map((word) => spelt(word, letters));
  return spellings.every((word) => word !== undefined && word !== '') ? spellings.join(' ') : undefined;
}
