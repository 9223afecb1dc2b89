import { normaliseName } from './names.ts';
import { soundsOf } from './transliterate.ts';

const LATIN_ONLY = /^[\p{Script=Latin}\p{M}\p{N}\p{P}\p{Zs}]*$/u;
const LETTERS: Readonly<Record<string, string>> = { S: 'sh', A: 'a', U: 'u', I: 'i' };
const VOWEL = /^[aeiouAUI]/u;
/** Of an Arabic name's last h the vowel before it is heard. */
const SILENT_H = /[هة]$/u;

function spelt(word: string): string | undefined {
  const places = soundsOf(word)?.map(([first = '']) => first);
  if (places === undefined) return undefined;
  const sounds = places.map((sound, i) => {
    const next = places.slice(i + 1).find((later) => later !== '');
    // A vowel that the script does not write is heard as a between consonants, and not at the end.
    const hidden = next === undefined || VOWEL.test(next) ? '' : 'a';
    return Array.from(sound, (sign) => (sign === '?' ? hidden : (LETTERS[sign] ?? sign))).join('');
  });
  const text = sounds.join('') + (SILENT_H.test(word) ? 'a' : '');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/**
 * How a name of another script may be written in Latin letters: a suggestion for a person to correct, by the table that
 * names are compared with (reference.md §5.1 b). A name in Latin letters comes back as it is; undefined when a word is
 * in a script without a table.
 */
export function latinSuggestion(name: string): string | undefined {
  if (LATIN_ONLY.test(name)) return name.trim() === '' ? undefined : name.trim();
  const words = normaliseName(name)
    .split(' ')
    .filter((word) => word !== '');
  const latin = words.map((word) => (LATIN_ONLY.test(word) ? word : spelt(word)));
  return latin.every((word) => word !== undefined && word !== '') && latin.length > 0 ? latin.join(' ') : undefined;
}
