import { soundsOf } from './transliterate.ts';

/** One way to hear a word. */
export interface Heard {
  /** Consonants with close ones taken together: what names are looked up by ("mhmt" for Mohamed and محمد). */
  readonly skeleton: string;
  /** The consonants as they are. */
  readonly consonants: string;
  /** The vowels before, between and after the consonants, one class each (`vowelClass`). */
  readonly vowels: readonly string[];
}

const MOST_WAYS = 6;
const CLOSE: Readonly<Record<string, string>> = { p: 'b', d: 't', g: 'k', z: 's' };
const VOWELISH = /[aeiouAUIwy?]/;

type Spelling = readonly [spelling: RegExp, ways: readonly string[]];
/**
 * Latin spellings of one sound by their first letter, longest first; a second way where the letters may also be two
 * sounds.
 */
const SPELLINGS: Readonly<Record<string, readonly Spelling[]>> = {
  a: [
    [/^a[iy]/, ['I']],
    [/^aa/, ['A']],
  ],
  b: [[/^bh/, ['b']]],
  c: [
    [/^chr/, ['kr']],
    [/^ch/, ['S']],
    [/^ck/, ['k']],
    [/^c(?=ii)/, ['s', '']],
    [/^c(?=[eiy])/, ['s']],
    // Within a word too, Somali writes c for ayn (Nimco, Saciid).
    [/^c(?=o$|aa)/, ['k', '']],
    [/^c/, ['k']],
  ],
  d: [
    [/^dh/, ['d', 'dh']],
    [/^dj/, ['j']],
  ],
  e: [[/^e[eiy]/, ['I']]],
  g: [[/^gh/, ['k']]],
  h: [[/^h$/, ['']]],
  i: [[/^i[iy]/, ['I']]],
  j: [[/^jh/, ['j']]],
  k: [[/^kh/, ['k']]],
  n: [[/^ng/, ['n']]],
  o: [[/^o[ou]/, ['U']]],
  p: [[/^ph/, ['f']]],
  q: [
    [/^qu(?=[ei])/, ['k']],
    [/^q/, ['k']],
  ],
  s: [
    [/^sch/, ['S']],
    [/^sh/, ['S', 'sh']],
  ],
  t: [
    [/^tch/, ['S']],
    [/^th/, ['t', 'th']],
  ],
  u: [[/^uu/, ['U']]],
  x: [
    [/^x$/, ['h', '', 'ks']],
    [/^x/, ['h', 'ks']],
  ],
  z: [[/^zh/, ['j']]],
};

function latinSounds(word: string): string[][] {
  const places: string[][] = [];
  let rest = word;
  // Somali writes c for ayn, which others do not write at all; Burmese names begin with an unheard h (Hlar, Hla).
  if (/^c[aeiou]/.test(rest)) {
    places.push(['', /^c[ei]/.test(rest) ? 's' : 'k']);
    rest = rest.slice(1);
  } else if (/^h[tlnmwsp]/.test(rest)) rest = rest.slice(1).replace(/ar$/, 'a');
  while (rest !== '') {
    const letter = rest.slice(0, 1);
    const found = SPELLINGS[letter]?.find(([spelling]) => spelling.test(rest));
    const length = found ? (found[0].exec(rest)?.[0].length ?? 1) : 1;
    places.push(found ? [...found[1]] : [letter]);
    rest = rest.slice(length);
  }
  return places;
}

/** What a word is without the article grown onto it (Alhasan, Azzahra, الحسن); both readings are kept. */
function withoutArticle(word: string): string | undefined {
  return (
    /^[ae]l([^aeiouy/].{3,}|a[^aeiou][aeiou].+)$/.exec(word)?.[1] ??
    /^a(?:sh|([srzntd]))(?=\1|sh)(.{4,})$/.exec(word)?.[2] ??
    /^ال(.{3,})$/.exec(word)?.[1]
  );
}

/** A slot between two consonants: U and I long, 0 nothing, ? not written. */
function vowelClass(slot: string): string {
  if (/[Uw]/.test(slot)) return 'U';
  if (/[Iy]/.test(slot)) return 'I';
  const plain = /[iueoaA]/.exec(slot.replaceAll('?', ''))?.[0];
  if (plain !== undefined) return plain === 'A' ? 'a' : plain;
  return slot === '' ? '0' : '?';
}

function hear(sounds: string): Heard {
  let consonants = '';
  let slot = '';
  const vowels: string[] = [];
  [...sounds].forEach((sound, i) => {
    const vowel = VOWELISH.test(sound) && !(i === 0 && /[wy]/.test(sound));
    if (vowel) slot += sound;
    else if (slot !== '' || sound !== consonants.at(-1)) {
      vowels.push(vowelClass(slot));
      consonants += sound;
      slot = '';
    }
  });
  vowels.push(vowelClass(slot));
  const begins = vowels[0] === '0' || consonants === '' ? '' : 'A';
  const close = [...consonants].map((sound) => CLOSE[sound] ?? sound).join('');
  return { skeleton: `${begins}${close}`, consonants, vowels };
}

const LATIN = /^[a-z]/;

function readings(word: string): string[] {
  const places = LATIN.test(word) ? latinSounds(word) : soundsOf(word);
  let ways = [''];
  for (const alternatives of places ?? []) {
    const more = ways.flatMap((way) => alternatives.map((sound) => way + sound));
    ways = alternatives.length === 0 ? ways : more.slice(0, MOST_WAYS);
  }
  return ways;
}

/** All ways to hear a normalised word, the plainest first; none for a script without a table, or for digits. */
export function heard(word: string): readonly Heard[] {
  const bare = withoutArticle(word);
  const ways = [...readings(word), ...(bare === undefined ? [] : readings(bare))];
  const known = new Map<string, Heard>();
  for (const way of ways) {
    const one = hear(way);
    if (one.skeleton !== '' && !known.has(`${one.consonants} ${one.vowels.join('')}`))
      known.set(`${one.consonants} ${one.vowels.join('')}`, one);
  }
  return [...known.values()];
}

/** The skeletons of a word, without doubles: the keys under which it is found in any script. */
export const skeletons = (word: string): string[] => [...new Set(heard(word).map((one) => one.skeleton))];
