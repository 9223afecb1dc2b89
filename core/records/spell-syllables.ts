import type { Beat } from './latin-beats.ts';

/** Scripts in which a sign is a consonant with its vowel, or carries the vowel as a mark. */

/** First sign of each row of eight. */
const ETHIOPIC_ROWS: Readonly<Record<string, number>> = {
  ...{ h: 0x1200, l: 0x1208, m: 0x1218, r: 0x1228, s: 0x1230, sh: 0x1238, q: 0x1240, b: 0x1260, v: 0x1268, t: 0x1270 },
  ...{ ch: 0x1278, n: 0x1290, ny: 0x1298, '': 0x12a0, k: 0x12a8, kh: 0x12a8, w: 0x12c8, z: 0x12d8, j: 0x1300 },
  ...{ y: 0x12e8, d: 0x12f0, dh: 0x12f0, g: 0x1308, gh: 0x1308, th: 0x1270, f: 0x1348, p: 0x1350 },
};
/** The place in the row; the sixth is a consonant without a vowel. */
const ETHIOPIC_VOWELS: Readonly<Record<string, number>> = {
  ...{ e: 0, u: 1, U: 1, i: 2, I: 2, a: 3, A: 3, '': 5, o: 6 },
};
const TWO_SIGNS: Readonly<Record<string, readonly string[]>> = { x: ['k', 's'], ng: ['n', 'g'] };
const separated = (consonants: readonly string[]): string[] => consonants.flatMap((sound) => TWO_SIGNS[sound] ?? sound);

export function ethiopicLetters(beats: readonly Beat[]): string {
  const sign = (consonant: string, vowel: string): string => {
    const row = ETHIOPIC_ROWS[consonant] ?? 0x12a0;
    // Alone, the a at the beginning of a name is the first sign of its row (Almaz, Abebe).
    if (consonant === '' && vowel === 'a') return String.fromCharCode(row);
    if (consonant === '' && vowel === 'e') return String.fromCharCode(row + 5);
    return String.fromCharCode(row + (ETHIOPIC_VOWELS[vowel] ?? 5));
  };
  return beats
    .map(({ consonants, vowel }) => {
      const all = separated(consonants);
      // Two vowels in one are the first with a half vowel after it.
      const glide = vowel === 'ai' ? 'y' : vowel === 'au' ? 'w' : '';
      const [spoken, after] =
        vowel === 'ea' ? ['i', sign('y', 'a')] : glide === '' ? [vowel, ''] : ['a', sign(glide, '')];
      const last = all.at(-1) ?? '';
      const before = all.slice(0, -1).map((consonant) => sign(consonant, ''));
      return `${before.join('')}${sign(last, spoken)}${after}`;
    })
    .join('');
}

const VIRAMA = 0x4d;
const NUKTA = 0x3c;
/** Places in the block of Devanagari, and in that of Bengali, which is laid out alike. */
const INDIC_CONSONANTS: Readonly<Record<string, readonly number[]>> = {
  ...{ k: [0x15], q: [0x15], kh: [0x16], g: [0x17], gh: [0x18], ng: [0x02, 0x17], ch: [0x1a], j: [0x1c] },
  ...{ z: [0x1c, NUKTA], ny: [0x1e], t: [0x24], th: [0x25], d: [0x26], dh: [0x27], n: [0x28], p: [0x2a] },
  ...{ f: [0x2b], b: [0x2c], m: [0x2e], y: [0x2f], r: [0x30], l: [0x32], v: [0x35], w: [0x35], sh: [0x36] },
  ...{ s: [0x38], h: [0x39], x: [0x15, VIRAMA, 0x38] },
};
/** The vowel as a letter of its own, and as a mark on its consonant; a short a has no mark. */
const INDIC_VOWELS: Readonly<Record<string, readonly [own: readonly number[], mark: readonly number[]]>> = {
  a: [[0x05], []],
  A: [[0x06], [0x3e]],
  i: [[0x07], [0x3f]],
  I: [[0x08], [0x40]],
  u: [[0x09], [0x41]],
  U: [[0x0a], [0x42]],
  e: [[0x0f], [0x47]],
  ai: [[0x10], [0x48]],
  o: [[0x13], [0x4b]],
  au: [[0x14], [0x4c]],
  ea: [
    [0x07, 0x2f, 0x3e],
    [0x3f, 0x2f, 0x3e],
  ],
};
/** At the end of a word these vowels are long. */
const LONG: Readonly<Record<string, string>> = { a: 'A', i: 'I', u: 'U' };

function indicLetters(beats: readonly Beat[], block: number): string {
  return beats
    .flatMap(({ consonants, vowel }, i) => {
      const signs = consonants.map((sound) => INDIC_CONSONANTS[sound] ?? []);
      const last = i === beats.length - 1;
      const spoken = last ? (LONG[vowel] ?? vowel) : vowel;
      const written = INDIC_VOWELS[spoken];
      // h keeps its own shape before another consonant (Rahman).
      const joined = signs.flatMap((sign, at) =>
        at < signs.length - 1 && consonants[at] !== 'h' ? [...sign, VIRAMA] : sign,
      );
      return [...joined, ...(written?.[signs.length === 0 ? 0 : 1] ?? [])];
    })
    .map((place) => String.fromCharCode(block + place))
    .join('');
}

export const devanagariLetters = (beats: readonly Beat[]): string => indicLetters(beats, 0x0900);

/** Bengali has no letter of its own for v, and b stands for it. */
export const bengaliLetters = (beats: readonly Beat[]): string =>
  indicLetters(beats, 0x0980).replaceAll(String.fromCharCode(0x0980 + 0x35), 'ব');

const KHMER: Readonly<Record<string, string>> = {
  ...{ k: 'ក', q: 'ក', kh: 'ខ', g: 'គ', gh: 'ឃ', ng: 'ង', ch: 'ច', j: 'ជ', ny: 'ញ', d: 'ដ', dh: 'ដ', t: 'ត', th: 'ថ' },
  ...{ n: 'ន', b: 'ប', p: 'ព', f: 'ផ', m: 'ម', y: 'យ', r: 'រ', l: 'ល', v: 'វ', w: 'វ', s: 'ស', sh: 'ស', z: 'ស' },
  ...{ h: 'ហ', x: 'ស' },
};
const KHMER_VOWELS: Readonly<Record<string, readonly [open: string, closed: string]>> = {
  ...{ a: ['ា', 'ា'], A: ['ា', 'ា'], e: ['េ', 'េ'], i: ['ី', 'ិ'], I: ['ី', 'ី'], o: ['ូ', 'ុ'], u: ['ូ', 'ុ'] },
  ...{ U: ['ូ', 'ូ'], ai: ['ៃ', 'ៃ'], au: ['ៅ', 'ៅ'], ea: ['ា', 'ា'] },
};
const KHMER_UNDER = '្';

const BURMESE: Readonly<Record<string, string>> = {
  ...{
    k: 'က',
    q: 'က',
    kh: 'ခ',
    g: 'ဂ',
    gh: 'ဂ',
    ng: 'င',
    ch: 'ချ',
    j: 'ဂျ',
    ny: 'ည',
    d: 'ဒ',
    dh: 'ဓ',
    t: 'တ',
    th: 'သ',
  },
  ...{ n: 'န', b: 'ဘ', p: 'ပ', f: 'ဖ', m: 'မ', y: 'ယ', r: 'ရ', l: 'လ', v: 'ဗ', w: 'ဝ', s: 'စ', sh: 'ရှ', z: 'ဇ' },
  ...{ h: 'ဟ', x: 'စ' },
};
const BURMESE_VOWELS: Readonly<Record<string, readonly [open: string, closed: string]>> = {
  ...{ a: ['ာ', ''], A: ['ာ', 'ာ'], e: ['ေ', 'ေ'], i: ['ီ', 'ိ'], I: ['ီ', 'ိ'], o: ['ို', 'ို'], u: ['ူ', 'ု'] },
  ...{ U: ['ူ', 'ု'], ai: ['ိုင်', 'ိုင်'], au: ['ော်', 'ော'], ea: ['ီယာ', 'ီယာ'] },
};
const ASAT = '်';

interface Marked {
  readonly consonants: Readonly<Record<string, string>>;
  readonly vowels: Readonly<Record<string, readonly [open: string, closed: string]>>;
  /** Carries a vowel that has no consonant. */
  readonly carrier: string;
  /** Consonants that begin a syllable together. */
  readonly joined: (signs: readonly string[]) => string;
  /** Consonants at the end of a syllable. */
  readonly ended: (signs: readonly string[]) => string;
}

/** A syllable takes one consonant before its vowel, or two at the beginning of the word; the others end the one before. */
function markedLetters(beats: readonly Beat[], script: Marked): string {
  const own = (sound: string): string => script.consonants[sound] ?? '';
  return beats
    .map(({ consonants, vowel }, i) => {
      const signs = consonants.map(own).filter((sign) => sign !== '');
      if (vowel === '') return script.ended(signs);
      const before = i === 0 ? [] : signs.slice(0, -1);
      const onset = i === 0 ? signs : signs.slice(-1);
      const next = beats[i + 1];
      const closed = next !== undefined && (next.vowel === '' || next.consonants.length > 1);
      const mark = script.vowels[vowel]?.[closed ? 1 : 0] ?? '';
      return `${script.ended(before)}${onset.length === 0 ? script.carrier : script.joined(onset)}${mark}`;
    })
    .join('');
}

export const khmerLetters = (beats: readonly Beat[]): string =>
  markedLetters(beats, {
    consonants: KHMER,
    vowels: KHMER_VOWELS,
    carrier: 'អ',
    joined: (signs) => signs.join(KHMER_UNDER),
    ended: (signs) => signs.join(''),
  });

export const burmeseLetters = (beats: readonly Beat[]): string =>
  markedLetters(beats, {
    consonants: BURMESE,
    vowels: BURMESE_VOWELS,
    carrier: 'အ',
    joined: (signs) => signs.join(''),
    ended: (signs) => signs.map((sign) => `${sign}${ASAT}`).join(''),
  });
