import { TRADITIONS } from './name-material.ts';
import type { Material, Script, Tradition } from './name-material.ts';
import type { Random } from './random.ts';

export type Sex = 'female' | 'male';

/** One word of a name: how it is written at home, and Latin spellings of the same word. */
export interface Word {
  readonly native: string | undefined;
  readonly latin: readonly string[];
}
/** A name as its bearer has it; how it gets written down is another matter. */
export interface Name {
  readonly tradition: Tradition;
  readonly words: readonly Word[];
  /** Which word is the given name. */
  readonly given: number;
  /** Which word is a family name, in the traditions that have one. */
  readonly family: number | undefined;
  /** Respectful or descriptive first word that may be left out (Maung, Md.). */
  readonly title: boolean;
}
export interface Spelling {
  /** In the script of the tradition. */
  readonly native?: boolean;
  /** Which of the Latin spellings; counted around. */
  readonly variant?: number;
  /** Last word first. */
  readonly swapped?: boolean;
}
/** What children of one family share. */
export interface Family {
  readonly tradition: Tradition;
  readonly fatherGiven: Word;
  readonly grandfather: Word;
  readonly familyName: Word | undefined;
  readonly motherFamily: Word | undefined;
}

type Words = readonly Word[];
interface Lexicon {
  readonly male: Words;
  readonly female: Words;
  readonly family: Words;
}

function readWords(material: Material, list: string | undefined): Words {
  return (list ?? '').split(',').flatMap((entry): Word[] => {
    const parts = entry.trim().split('|');
    if (parts[0] === '') return [];
    return [
      material.script === 'latin' ? { native: undefined, latin: parts } : { native: parts[0], latin: parts.slice(1) },
    ];
  });
}
const LEXICONS = new Map<Tradition, Lexicon>();
for (const [tradition, material] of Object.entries(TRADITIONS) as [Tradition, Material][]) {
  LEXICONS.set(tradition, {
    male: readWords(material, material.male),
    female: readWords(material, material.female),
    family: readWords(material, material.family),
  });
}
function lexiconOf(tradition: Tradition): Lexicon {
  const lexicon = LEXICONS.get(tradition);
  if (!lexicon) throw new Error(`no names for ${tradition}`);
  return lexicon;
}
const WEIGHTS = (Object.entries(TRADITIONS) as [Tradition, Material][]).map(
  ([tradition, { weight }]) => [tradition, weight] as const,
);

export const scriptOf = (tradition: Tradition): Script => TRADITIONS[tradition].script;
export const languageOf = (tradition: Tradition): string => TRADITIONS[tradition].language;

const word = (native: string | undefined, ...latin: string[]): Word => ({ native, latin });
const MAUNG = word('မောင်', 'Maung', 'Mg');
const NAN = word('နန်း', 'Nan', 'Nang');
const SAW = word(undefined, 'Saw');
const NAW = word(undefined, 'Naw');
const MOHAMMED = word('মোহাম্মদ', 'Mohammed', 'Md.');

/** A family of any tradition, in the proportions of the country. */
export function drawFamily(random: Random): Family {
  const tradition = random.weighted(WEIGHTS);
  const { male, family } = lexiconOf(tradition);
  return {
    tradition,
    fatherGiven: random.pick(male),
    grandfather: random.pick(male),
    familyName: family.length > 0 ? random.pick(family) : undefined,
    motherFamily: family.length > 0 ? random.pick(family) : undefined,
  };
}

/** The words that follow the given name of a person, by the tradition's structure (reference.md §7.3). */
function structure(family: Family, given: Word, sex: Sex): Omit<Name, 'tradition'> {
  const { fatherGiven, grandfather, familyName, motherFamily } = family;
  const own = familyName ?? fatherGiven;
  const plain = (words: Words, familyAt?: number): Omit<Name, 'tradition'> => ({
    words,
    given: 0,
    family: familyAt,
    title: false,
  });
  switch (family.tradition) {
    case 'arabic':
      return plain([given, fatherGiven, grandfather, own], 3);
    case 'somali':
      return plain([given, fatherGiven, grandfather]);
    case 'ethiopic':
      return plain([given, fatherGiven]);
    case 'dari':
      return plain([given]);
    case 'portuguese':
    case 'spanish':
      return plain([given, motherFamily ?? own, own], family.tradition === 'spanish' ? 1 : 2);
    case 'khmer':
      return { words: [own, given], given: 1, family: 0, title: false };
    case 'burmese':
      return { words: [sex === 'male' ? MAUNG : NAN, given, own], given: 1, family: undefined, title: true };
    case 'karen':
      return { words: [sex === 'male' ? SAW : NAW, given, own], given: 1, family: undefined, title: true };
    case 'bengali':
      return sex === 'male'
        ? { words: [MOHAMMED, given], given: 1, family: undefined, title: true }
        : { words: [given, own], given: 0, family: undefined, title: false };
    case 'swahili':
    case 'french':
    case 'ukrainian':
      return plain([given, own], 1);
  }
}

const named = (family: Family, given: Word, sex: Sex): Name => ({
  tradition: family.tradition,
  ...structure(family, given, sex),
});

/** A child of the family. */
export const drawChildName = (random: Random, family: Family, sex: Sex): Name =>
  named(family, random.pick(lexiconOf(family.tradition)[sex]), sex);

/** The father's name: his given name is the word that his children carry where names are patronymic. */
export function fatherName(random: Random, family: Family): Name {
  const elder = {
    ...family,
    fatherGiven: family.grandfather,
    grandfather: random.pick(lexiconOf(family.tradition).male),
  };
  return named(elder, family.fatherGiven, 'male');
}

/** Somebody else of the same tradition: a mother, an aunt, a neighbour. */
export function drawOtherName(random: Random, tradition: Tradition, sex: Sex): Name {
  const { male, family } = lexiconOf(tradition);
  const own: Family = {
    tradition,
    fatherGiven: random.pick(male),
    grandfather: random.pick(male),
    familyName: family.length > 0 ? random.pick(family) : undefined,
    motherFamily: family.length > 0 ? random.pick(family) : undefined,
  };
  return drawChildName(random, own, sex);
}

/** One word of a name in one spelling. */
export function spellWord(part: Word | undefined, { native = false, variant = 0 }: Spelling): string {
  if (!part) return '';
  if (native && part.native !== undefined) return part.native;
  return part.latin[variant % Math.max(part.latin.length, 1)] ?? part.native ?? '';
}

/** The whole name in one spelling. Khmer and Burmese words of a name are separated too, as on forms. */
export function spell(name: Name, spelling: Spelling): string {
  const words = name.words.map((part) => spellWord(part, spelling));
  if (spelling.swapped === true && words.length > 1) words.unshift(words.pop() ?? '');
  return words.join(' ');
}

/** Whether the tradition writes in a script of its own. */
export const hasNative = (name: Name): boolean => scriptOf(name.tradition) !== 'latin';
/** How many Latin spellings there are that differ. */
export const variantsOf = (name: Name): number => Math.max(...name.words.map((part) => part.latin.length));
