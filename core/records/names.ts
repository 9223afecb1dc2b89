import { plainDigits } from './digits.ts';

/** Longer texts are cut before they are taken apart: no name needs more, and a pasted megabyte must not stall a search. */
const LONGEST = 400;

const INVISIBLE = /[\p{Cc}\u00AD\u034F\u061C\u180E\u200B-\u200F\u202A-\u202E\u2060-\u206F\uFE00-\uFE0F\uFEFF]/gu;
/** Accents of Latin, Greek and Cyrillic; short vowels, hamza signs and the stretching line of Arabic. */
const MARKS = /[\u0300-\u036F\u0610-\u061A\u0640\u064B-\u065F\u0670\u06D6-\u06ED]/g;
const QUOTES = /['’‘ʼʻʾʿ`´′"“”«»]/g;
const OUTSIDE_NAMES = /[^\p{L}\p{M}\p{N}/]+/gu;

/** What most names are made of: nothing to fold but the case, with the same result as the long way. */
const PRINTED_ASCII = /^[ -~]*$/;
const ASCII_QUOTES = /['`"]/g;
const ASCII_OUTSIDE = /[^a-z0-9/]+/g;

const UNIFIED: Readonly<Record<string, string>> = {
  // Arabic, Persian, Urdu, Pashto: one letter for what is one letter to the ear or was typed on another keyboard.
  ى: 'ي',
  ی: 'ي',
  ې: 'ي',
  ۍ: 'ي',
  ے: 'ي',
  ک: 'ك',
  ګ: 'گ',
  ة: 'ه',
  ۀ: 'ه',
  ہ: 'ه',
  ھ: 'ه',
  ە: 'ه',
  ٱ: 'ا',
  ء: '',
  // Latin letters that have no decomposition.
  ß: 'ss',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  æ: 'ae',
  œ: 'oe',
  ı: 'i',
  ŋ: 'ng',
  ɓ: 'b',
  ɗ: 'd',
  ƙ: 'k',
  ɛ: 'e',
  ɔ: 'o',
};
const UNIFIABLE = new RegExp(`[${Object.keys(UNIFIED).join('')}]`, 'gu');

/** Rows of eight Ethiopic syllables that sound alike, by the first syllable of the row (reference.md §5.1 a). */
const ETHIOPIC_ROWS: Readonly<Record<number, number>> = {
  0x1210: 0x1200,
  0x1280: 0x1200,
  0x12b8: 0x1200,
  0x1220: 0x1230,
  0x12d0: 0x12a0,
  0x1340: 0x1338,
};
const ethiopic = (syllable: string): string => {
  const code = syllable.charCodeAt(0);
  const row = ETHIOPIC_ROWS[code & ~7];
  return row === undefined ? syllable : String.fromCharCode(row + (code & 7));
};

/**
 * A name as it is compared and indexed: case, accents, spelling variants of one letter, invisible characters and foreign
 * digits folded; words apart by single spaces. Never shown to anybody.
 */
export function normaliseName(text: string): string {
  const short = text.slice(0, LONGEST);
  if (PRINTED_ASCII.test(short))
    return short.toLowerCase().replace(ASCII_QUOTES, '').replace(ASCII_OUTSIDE, ' ').trim();
  return plainDigits(short)
    .normalize('NFKD')
    .replace(INVISIBLE, '')
    .replace(MARKS, '')
    .toLowerCase()
    .replace(UNIFIABLE, (letter) => UNIFIED[letter] ?? letter)
    .replace(/[\u1200-\u135A]/g, ethiopic)
    .normalize('NFC')
    .replace(QUOTES, '')
    .replace(OUTSIDE_NAMES, ' ')
    .trim();
}

/** Titles, honorifics and joining words: they come and go between papers, so they speak neither for nor against. */
const TITLES = new Set(
  [
    'al el ul ad ar as az an at abu abou abi umm um oum ibn bin ben bint bte d/o s/o w/o haji hajji hadj hajj el-hadj sheikh',
    'shaikh cheikh sayed sayyid said mulla mullah maulana mawlawi u daw ko maung mg ma saw naw sai nan nang khun',
    'mr mrs ms dr miss m mme mlle don dona da de do das dos del della di du des la le las los van von y e',
    'ato weizero woizero ال ابو ابي ام ابن بن بنت حاج الحاج شيخ الشيخ سيد ملا آغا မောင် ဦး ဒေါ် ကို မ နန်း စိုင်း စော',
    'អ្នក លោក শ্রী শেখ श्री',
  ]
    .join(' ')
    .split(' ')
    .map(normaliseName)
    .filter((word) => word !== ''),
);

/** What a common short form stands for (reference.md §10). */
const SHORT_FORMS: Readonly<Record<string, string>> = {
  md: 'mohammed',
  mohd: 'mohammed',
  mhd: 'mohammed',
  muhd: 'mohammed',
  fatimetou: 'fatima',
  fatimata: 'fatima',
  fatoumata: 'fatima',
};
const ETHIOPIAN_SHORT: Readonly<Record<string, string>> = {
  g: 'gebre',
  w: 'wolde',
  h: 'haile',
  t: 'tekle',
  k: 'kidane',
  ገ: 'ገብረ',
  ወ: 'ወልደ',
  ሀ: 'ሀይለ',
  ተ: 'ተክለ',
  ኪ: 'ኪዳነ',
};

const BURMESE = /[\u1000-\u109F]/;
/** A consonant begins a syllable unless it is killed (asat), stacked, or stands under another one. */
const BURMESE_SYLLABLE = /(?<!\u1039)(?=[\u1000-\u102A\u103F](?![\u103A\u1039]))/u;

function parted(word: string): readonly string[] {
  const short = /^([^/]+)\/([^/]{2,})$/.exec(word);
  const whole = short?.[1] === undefined ? undefined : ETHIOPIAN_SHORT[short[1]];
  if (short && whole !== undefined) return [`${whole}${short[2] ?? ''}`];
  if (BURMESE.test(word)) return word.split(BURMESE_SYLLABLE).filter((syllable) => syllable !== '');
  const arabic = /^عبدال(.{3,})$/.exec(word);
  if (arabic?.[1] !== undefined) return ['عبد', arabic[1]];
  const latin = /^c?abd[aeiou]+(?:l|([rsnzdt])(?=\1))?(?!lahi?$)(?=[^aeiou]|a)(.{4,})$/.exec(word);
  if (latin?.[2] !== undefined) return ['abd', latin[2]];
  if (/^c?abd(?:[aeiou]?[lrns]?)$/.test(word)) return ['abd'];
  return word.split('/').filter((part) => part !== '');
}

export interface NameWords {
  /** Words that carry the name, in the order written, each normalised. */
  readonly words: readonly string[];
  readonly titles: readonly string[];
}

/** Takes a name apart. A name made of nothing but titles keeps them as its words. */
export function nameWords(text: string): NameWords {
  const all = normaliseName(text)
    .split(' ')
    .flatMap((word) => (TITLES.has(word) ? [word] : parted(word)))
    .map((word) => (Object.hasOwn(SHORT_FORMS, word) ? (SHORT_FORMS[word] ?? word) : word))
    .filter((word) => word !== '');
  const words = all.filter((word) => !TITLES.has(word));
  return words.length === 0 ? { words: all, titles: [] } : { words, titles: all.filter((word) => TITLES.has(word)) };
}

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });
/** The first letters of a word as people count them, in capitals. */
function letters(word: string, count: number): string {
  if (PRINTED_ASCII.test(word)) return word.slice(0, count).toUpperCase();
  let found = '';
  let left = count;
  for (const { segment } of graphemes.segment(word)) {
    if (left === 0) break;
    found += segment;
    left -= 1;
  }
  return found.toUpperCase();
}

/**
 * What stands in lists instead of a name: the first letters of the first and the last word; of a single word its first
 * two letters. Empty for a name without letters.
 */
export function initialsOf(name: string): string {
  const words = name
    .slice(0, LONGEST)
    .normalize('NFC')
    .replace(INVISIBLE, '')
    .split(/[\s\-‐–/]+/u)
    .map((word) => word.replaceAll(/^[^\p{L}]+/gu, ''))
    .filter((word) => word !== '');
  const first = words[0];
  const last = words.at(-1);
  if (first === undefined || last === undefined) return '';
  return words.length === 1 ? letters(first, 2) : `${letters(first, 1)}${letters(last, 1)}`;
}

/** What names are sorted by: as written, folded. Unnamed children come last. */
export const nameSortKey = (name: string | undefined): string => {
  const folded = normaliseName(name ?? '');
  return folded === '' ? '\u{10ffff}' : folded;
};
