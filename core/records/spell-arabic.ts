import type { Beat } from './latin-beats.ts';
import { skeletons } from './name-keys.ts';
import { rememberingEar } from './name-likeness.ts';
import { nameWords } from './names.ts';

/** Names that no rule spells: their letters are settled by custom. They are found by ear, however they are written. */
const CUSTOMARY =
  `محمد أحمد محمود علي عمر عثمان حسن حسين يوسف إبراهيم إسماعيل إسحاق يعقوب موسى عيسى داود سليمان إدريس آدم
  عبدالله عبدالرحمن عبدالرحيم خالد سعيد طارق بلال مصطفى عبدي جامع ورسمي فارح فاطمة زينب مريم عائشة خديجة آمنة أمينة أمين حليمة
  سلمى هدى نور رقية سارة ليلى زهراء أسماء صفية نعيمة رحمة سعاد هبة صالح صلاح طه ياسين ياسر ناصر منصور قاسم كريم جمال كمال
  مالك سليم زكريا يحيى هارون فرح عبد رحمن رحيم الله عبدالقادر عبدالسلام`
    .split(/\s+/)
    .filter((name) => name !== '');

/** As sure as a suggestion from custom has to be. */
const SURE = 0.8;

/** Customary names by the skeleton of their first word, made when the first name is spelt. */
let customary: ReadonlyMap<string, readonly string[]> | undefined;
const byEar = (): ReadonlyMap<string, readonly string[]> => {
  const found = new Map<string, string[]>();
  for (const name of CUSTOMARY) {
    for (const key of skeletons(nameWords(name).words[0] ?? '')) found.set(key, [...(found.get(key) ?? []), name]);
  }
  return found;
};

/** Whether a word ends in a vowel; by ear the last one hardly counts, and yet Salim is not Salma. */
const ENDS_OPEN = /[aeiouyاةىيوهء]h?$/u;

/** How surely two names are the same, word by word: the least of their likenesses. */
function sureness(words: readonly string[], name: string): number {
  const others = nameWords(name).words;
  if (others.length !== words.length || ENDS_OPEN.test(words.at(-1) ?? '') !== ENDS_OPEN.test(name)) return 0;
  const ear = rememberingEar();
  return Math.min(...words.map((word, i) => ear.against(word)(others[i] ?? '')));
}

/** The Arabic name that a word in Latin letters is by ear; undefined where none, or none surely, is. */
export function customaryArabic(word: string): string | undefined {
  const { words } = nameWords(word);
  customary ??= byEar();
  const known = customary;
  const names = new Set(skeletons(words[0] ?? '').flatMap((key) => known.get(key) ?? []));
  const [best] = [...names].map((name) => ({ name, sure: sureness(words, name) })).toSorted((a, b) => b.sure - a.sure);
  if (best === undefined || best.sure < SURE) return undefined;
  // Of a name with the article grown onto it the ear hears what follows.
  return /^al(?![aeiouyl])/i.test(word) && !best.name.startsWith('ال') ? `ال${best.name}` : best.name;
}

const CONSONANTS: Readonly<Record<string, string>> = {
  ...{ b: 'ب', p: 'ب', t: 'ت', d: 'د', k: 'ك', q: 'ق', g: 'غ', f: 'ف', v: 'ف', s: 'س', z: 'ز', j: 'ج', h: 'ح' },
  ...{ m: 'م', n: 'ن', l: 'ل', r: 'ر', w: 'و', y: 'ي', x: 'كس', sh: 'ش', ch: 'تش', kh: 'خ', gh: 'غ', th: 'ث' },
  ...{ dh: 'ذ', ng: 'نغ', ny: 'ني' },
};
const FIRST: Readonly<Record<string, string>> = {
  ...{ a: 'أ', A: 'آ', e: 'إ', i: 'إ', I: 'إي', o: 'أو', u: 'أ', U: 'أو', ai: 'أي', au: 'أو', ea: 'إيا' },
};
const WRITTEN: Readonly<Record<string, string>> = {
  ...{ A: 'ا', i: 'ي', I: 'ي', o: 'و', u: 'و', U: 'و', ai: 'ي', au: 'و', ea: 'يا' },
};
/** Of a feminine name the last sound. */
const LAST: Readonly<Record<string, string>> = { a: 'ة', e: 'ي' };

/**
 * Arabic letters for a word: long vowels are written and short ones not, and which a vowel is has to be guessed. The
 * last one before the end is long more often than not (Karim, Jamal, Halima), earlier ones are short.
 */
export function arabicLetters(beats: readonly Beat[]): string {
  const vowels = beats.filter(({ vowel }) => vowel !== '').length;
  const closed = beats.at(-1)?.vowel === '';
  const stressed = closed ? vowels - 1 : vowels - 2;
  return beats
    .map(({ consonants, vowel }, i) => {
      const spoken = consonants.map((sound) => CONSONANTS[sound] ?? '').join('');
      const next = beats[i + 1];
      const ends = next === undefined;
      if (vowel === '') return spoken;
      if (i === 0 && consonants.length === 0) return FIRST[vowel] ?? '';
      if (ends && vowels > 1 && LAST[vowel] !== undefined) return spoken + LAST[vowel];
      // The glide after it is the same letter.
      const glide = next?.consonants[0];
      if ((glide === 'y' && /^[iI]$/.test(vowel)) || (glide === 'w' && /^[ouU]$/.test(vowel))) return spoken;
      const open = ends || (next.consonants.length <= 1 && !next.doubled);
      const long = i === stressed && (open || (closed && i === beats.length - 2));
      if (vowel === 'a') return spoken + (ends || long ? 'ا' : '');
      if (vowel === 'e') return spoken + (long && !closed ? 'ي' : '');
      return spoken + (WRITTEN[vowel] ?? '');
    })
    .join('');
}
