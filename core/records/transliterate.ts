/**
 * One table from every script of the product's languages to sounds (reference.md §5.1 b). Sounds are single characters:
 * b p t d k g f v s z j h m n l r w y, S for sh and ch; vowels a e i o u, long A U I, and ? for a vowel that the script
 * does not write. `|` parts alternatives.
 */
const pairs = (text: string): [string, string][] =>
  text
    .trim()
    .split(/\s+/)
    .map((item): [string, string] => {
      const at = item.indexOf('=');
      return [item.slice(0, at), item.slice(at + 1)];
    });

const ARABIC = new Map(
  pairs(`ا=A ب=b ت=t ث=t|s ج=j|g ح=h خ=k د=d ذ=z|d ر=r ز=z س=s ش=S ص=s ض=d|z ط=t ظ=z ع=a غ=g ف=f ق=k ك=k ل=l م=m ن=n
    ه=h و=U ي=I پ=p چ=S ژ=j گ=g ڤ=v ټ=t ډ=d ړ=r ښ=S ڼ=n ڭ=n ٹ=t ڈ=d ڑ=r ں=n`),
);
const CYRILLIC = new Map(
  pairs(`а=a б=b в=v г=h|g ґ=g д=d е=e є=e ж=j з=z и=i і=i й=y к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u ф=f х=k|h ц=ts ч=S
    ш=S щ=S ъ= ы=i ь= э=e ю=u я=a`),
);
/** Consonant of each row of eight, from U+1200. An empty one carries the vowel alone. */
const ETHIOPIC_CONSONANTS =
  'h l h m s r s S k k k k b v t S h h n n _ k k h k w _ z j y d d j g g g t S p ts ts f p'.split(' ');
const ETHIOPIC_VOWELS = ['e', 'u', 'i', 'a', 'e', '?', 'o', 'a'];

/** From U+0915; Bengali lies 0x80 higher in the same order. */
const INDIC_CONSONANTS = 'k k g g n S S j j n t t d d n t t d d n n p f b b m y r r l l l v S S s h'.split(' ');
const INDIC_VOWELS = new Map(
  pairs(`05=a 06=A 07=i 08=I 09=u 0A=U 0B=ri 0F=e 10=I 13=o 14=U 3E=A 3F=i 40=I 41=u 42=U 43=ri 47=e 48=I 4B=o 4C=U
    02=n 01=n 03=? 4E=t`).map(([at, sound]): [number, string] => [Number.parseInt(at, 16), sound]),
);
const DOTTED = new Map(pairs('0x1c=z 0x2b=f 0x15=k 0x16=k 0x17=g 0x21=r 0x22=r 0x2f=y'));

/** From U+1780. */
const KHMER_CONSONANTS = 'k k k k n S S S S n d t d t n t t t t n b p p p m y r l v S s s h l _'.split(' ');
/** From U+1000. */
const BURMESE_CONSONANTS = 'k k g g n s s z z n n t t d d n t t d d n p p b b m y y l w t h l _'.split(' ');

const HIDDEN = '?';

function arabic(word: string): string[][] {
  const signs = [...word];
  return signs.map((sign, i) => {
    const sounds = ARABIC.get(sign);
    if (sounds === undefined) return [];
    if (i === 0 && sign === 'و') return ['w?'];
    if (i === 0 && sign === 'ي') return ['y?'];
    // A last h is often the unspoken end of a woman's name, and sometimes its t.
    if (sign === 'ه' && i === signs.length - 1 && i > 0) return ['', 't'];
    return sounds.split('|').map((sound) => (/[AUIa]/.test(sound) ? sound : `${sound}${HIDDEN}`));
  });
}

function indic(word: string, block: number): string[][] {
  const codes = [...word].map((sign) => sign.charCodeAt(0) - block);
  return codes.map((code, i) => {
    if (code < 0x15 || code > 0x39) return [INDIC_VOWELS.get(code) ?? ''];
    const next = codes[i + 1];
    const dotted = next === 0x3c ? DOTTED.get(`0x${code.toString(16)}`) : undefined;
    const consonant = dotted ?? INDIC_CONSONANTS[code - 0x15] ?? '';
    return [next === 0x4d ? consonant : `${consonant}${HIDDEN}`];
  });
}

function khmer(word: string): string[][] {
  const codes = [...word].map((sign) => sign.charCodeAt(0));
  return codes.map((code, i) => {
    if (code === 0x17c6) return ['m'];
    if (code < 0x1780 || code > 0x17a2) return [code >= 0x17a3 && code <= 0x17c8 ? HIDDEN : ''];
    const consonant = KHMER_CONSONANTS[code - 0x1780] ?? '';
    if (consonant === '_') return [HIDDEN];
    return [codes[i + 1] === 0x17d2 ? consonant : `${consonant}${HIDDEN}`];
  });
}

function burmese(word: string): string[][] {
  const codes = [...word].map((sign) => sign.charCodeAt(0));
  return codes.map((code, i) => {
    if (code === 0x1036) return ['n'];
    if (code < 0x1000 || code > 0x1021) return [code <= 0x103e ? HIDDEN : ''];
    const consonant = BURMESE_CONSONANTS[code - 0x1000] ?? '';
    if (consonant === '_') return [HIDDEN];
    if (codes[i + 1] !== 0x103a) return [`${consonant}${HIDDEN}`];
    // A stop at the end of a syllable is only a catch in the throat, written t in Latin letters.
    if (/[kstp]/.test(consonant)) return ['t'];
    return [consonant === 'y' ? HIDDEN : consonant];
  });
}

const ethiopic = (word: string): string[][] =>
  [...word].map((sign) => {
    const at = sign.charCodeAt(0) - 0x1200;
    const consonant = ETHIOPIC_CONSONANTS[at >> 3] ?? '';
    const vowel = ETHIOPIC_VOWELS[at & 7] ?? '';
    return [consonant === '_' ? (vowel === 'e' && (at & 7) === 0 ? 'a' : vowel) : `${consonant}${vowel}`];
  });

const between = (from: number, to: number) => (code: number) => code >= from && code <= to;
const SCRIPTS: readonly (readonly [(code: number) => boolean, (word: string) => string[][]])[] = [
  [between(0x0600, 0x06ff), arabic],
  [between(0x0400, 0x04ff), (word) => [...word].map((sign) => (CYRILLIC.get(sign) ?? '').split('|'))],
  [between(0x0900, 0x097f), (word) => indic(word, 0x0900)],
  [between(0x0980, 0x09ff), (word) => indic(word, 0x0980)],
  [between(0x1000, 0x109f), burmese],
  [between(0x1200, 0x135f), ethiopic],
  [between(0x1780, 0x17ff), khmer],
];

/**
 * The sounds of a normalised word of another script, as a list of places with their alternatives; undefined for Latin
 * letters (name-keys.ts hears those) and for scripts without a table, which are compared as they are written.
 */
export function soundsOf(word: string): readonly (readonly string[])[] | undefined {
  const code = word.charCodeAt(0);
  return SCRIPTS.find(([fits]) => fits(code))?.[1](word);
}
