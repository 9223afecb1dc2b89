import { normaliseName } from './names.ts';

/** Consonants, and the vowel spoken after them; the last one of a word may have no vowel, the first no consonant. */
export interface Beat {
  readonly consonants: readonly string[];
  /** a e i o u, long A I U, `ai`, `au`, `ea`; empty where the word ends in consonants. */
  readonly vowel: string;
  /** The first consonant is written twice (Hanna): the vowel before it is short. */
  readonly doubled: boolean;
}

/** Spellings of one sound in two letters or three; every other letter is a sound of its own. */
const CONSONANT = /^(?:tch|sch|dj|sh|ch|kh|gh|th|dh|ph|bh|zh|ny(?=[aeiou])|ng(?![aeiou])|[bcdfghjklmnpqrstvwxyz])/;
const SAME: Readonly<Record<string, string>> = { tch: 'ch', dj: 'j', sch: 'sh', bh: 'b', zh: 'j', ph: 'f' };
const VOWELS: Readonly<Record<string, string>> = {
  aa: 'A',
  ee: 'I',
  ii: 'I',
  ie: 'I',
  oo: 'U',
  ou: 'U',
  uu: 'U',
  ai: 'ai',
  ei: 'ai',
  au: 'au',
  ao: 'au',
  ea: 'ea',
};

/** y and w after a vowel belong to it; between consonants y is a vowel. The h at the end is not heard (Sarah). */
const asVowels = (word: string): string =>
  word
    .replace(/(?<=[aeiou])h$/, '')
    .replaceAll(/(?<=[aeiou])y(?![aeiou])/g, 'i')
    .replaceAll(/(?<=[aeiou])w(?![aeiou])/g, 'u')
    .replaceAll(/(?<![aeiou])y(?![aeiou])/g, 'i')
    // Somali writes x for the h of Axmed; at the end it is the one of Alex.
    .replaceAll(/x(?!$)/g, 'h')
    // Two vowels that are two sounds are bound by a glide: Maria, Juan.
    .replaceAll(/i(?=[aou])/g, 'iy')
    .replaceAll(/e(?=[ou])/g, 'ey')
    .replaceAll(/(?<![o])[uo](?=[aei])/g, '$&w');

/**
 * A word in Latin letters as it is spoken, beat by beat; undefined for a word in other letters. Double consonants are
 * one: no script that names are suggested in writes them twice.
 */
export function beatsOf(word: string): readonly Beat[] | undefined {
  const folded = normaliseName(word);
  if (!/^[a-z]+$/.test(folded)) return undefined;
  const beats: Beat[] = [];
  let rest = asVowels(folded);
  let consonants: string[] = [];
  let doubled = false;
  while (rest !== '') {
    const vowel = /^(?:aa|ee|ii|ie|oo|ou|uu|ai|ei|au|ao|ea|[aeiou])/.exec(rest)?.[0];
    const letters = vowel ?? CONSONANT.exec(rest)?.[0] ?? rest.slice(0, 1);
    rest = rest.slice(letters.length);
    if (vowel !== undefined) {
      beats.push({ consonants, vowel: VOWELS[vowel] ?? vowel, doubled });
      consonants = [];
      doubled = false;
      continue;
    }
    const soft = letters === 'c' && /^[ei]/.test(rest);
    const sound = soft ? 's' : letters === 'c' ? 'k' : (SAME[letters] ?? letters);
    if (consonants.at(-1) === sound) doubled = true;
    else consonants.push(sound);
  }
  return consonants.length === 0 ? beats : [...beats, { consonants, vowel: '', doubled }];
}
