const escaped = (literal: string): string => literal.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/**
 * How a name stands in a sentence of each script. `before` and `after` are what grammar fastens to a name without a
 * space; `anywhere`: words are written without spaces, so a name has no edges that could be looked for. `least`: letters
 * a word of a name must have to be looked for alone; an Ethiopic letter is a syllable.
 */
interface Writing {
  readonly script: RegExp;
  readonly least: number;
  readonly anywhere?: boolean;
  readonly before?: string;
  readonly after?: string;
  /** Titles written together with the name, which a sentence leaves away. */
  readonly titles?: RegExp;
}
const WRITINGS: readonly Writing[] = [
  { script: /\p{Script=Khmer}/u, least: 3, anywhere: true },
  {
    script: /\p{Script=Myanmar}/u,
    least: 3,
    anywhere: true,
    titles: /^(?:ဦး|ဒေါ်|ကို|မောင်|မ|စော|နန်း|စိုင်း)(?=\p{L})/u,
  },
  // And, so; with, to, like.
  { script: /\p{Script=Arabic}/u, least: 3, before: '[وف]?[بلك]?' },
  // Of, to, in, from, about, like, towards, until; the object, and, too.
  { script: /\p{Script=Ethiopic}/u, least: 2, before: '(?:እንደ|ወደ|እስከ|ስለ|የ|ለ|በ|ከ)*', after: '[ንናምስ]*' },
  {
    script: /\p{Script=Devanagari}/u,
    least: 3,
    after: '(?:हरू|हरु|लाई|द्वारा|बाट|सँग|सित|भन्दा|ले|को|का|की|मा|ने|से|में)*',
  },
  { script: /\p{Script=Bengali}/u, least: 3, after: '(?:দের|কে|তে|এর|ের|য়ের|র|রা|টি|ও|ই)*' },
];
const OTHERS: Writing = { script: /(?:)/u, least: 3 };
const writingOf = (word: string): Writing => WRITINGS.find(({ script }) => script.test(word)) ?? OTHERS;

/** Scripts in which the marks on letters are often left away or written otherwise; in the others they are vowels. */
const LOOSE_MARKS = /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Arabic}]/u;
const ARABIC_TWINS: Readonly<Record<string, string>> = { ة: '[ةه]', ه: '[ةه]', ى: '[ىي]', ي: '[ىي]' };

/** What is longer is no name; a pattern of it would be too large for the engine. */
const LONGEST = 200;

/** A name as a pattern for text in NFD. Of one that is far too long the beginning, with all that is grown onto it. */
function patternOf(name: string): string {
  if (name.length > LONGEST) return `${patternOf(name.slice(0, LONGEST)).replace(/\(\?!.*\)$/u, '')}\\S*`;
  const { anywhere, before = '', after = '' } = writingOf(name);
  const letters = LOOSE_MARKS.test(name)
    ? [...name.replace(/[\p{M}\u0640]/gu, '')].map((letter) =>
        /\p{L}/u.test(letter) ? `${ARABIC_TWINS[letter] ?? escaped(letter)}[\\p{M}\\u0640]*` : escaped(letter),
      )
    : [escaped(name)];
  const core = letters.join('').replace(/[ \u00A0]+/g, '[\\s\\u00A0]+');
  if (anywhere === true) return `${core}(?!\\p{M})`;
  return `(?<![\\p{L}\\p{M}])${before.normalize('NFD')}${core}${after.normalize('NFD')}(?![\\p{L}\\p{M}])`;
}

/**
 * Takes names out of free text: the whole name and each of its words, in any case, with or without the marks on its
 * letters and with what the script's grammar fastens to it. Rather a word too many than a name on paper. `instead`
 * stands where a name stood.
 */
export function withoutNames(narrative: string, names: readonly string[], instead: string): string {
  const parts = new Set<string>();
  const add = (word: string): void => {
    if ([...word].length >= writingOf(word).least) parts.add(word.normalize('NFD'));
  };
  for (const name of names) {
    const whole = name.normalize('NFC').trim();
    if (whole !== '') parts.add(whole.normalize('NFD'));
    for (const word of whole.split(/[\s\u00A0\u200B,;/()،؛]+/u)) {
      add(word);
      const { titles } = writingOf(word);
      if (titles !== undefined) add(word.replace(titles, ''));
    }
  }
  const longestFirst = [...parts].sort((a, b) => b.length - a.length);
  if (longestFirst.length === 0) return narrative;
  const any = new RegExp(longestFirst.map(patternOf).join('|'), 'giu');
  return narrative
    .normalize('NFD')
    .replace(any, () => instead)
    .normalize('NFC');
}
