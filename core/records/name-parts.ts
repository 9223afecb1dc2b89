/** The parts that a person's name is asked in (reference.md §7.3); none but one of them has to be there. */
export const NAME_PARTS = ['given', 'father', 'grandfather', 'family'] as const;
export type NamePart = (typeof NAME_PARTS)[number];

/**
 * In which order a name is said and written: given name, father's and grandfather's, family name (Arabic, Somali,
 * Ethiopian names, and those of two or three words in Latin letters); family name first (Khmer); given name last
 * (Congolese names, whose first two words are kept as family and second name).
 */
export const NAME_ORDERS = ['given_first', 'family_first', 'given_last'] as const;
export type NameOrder = (typeof NAME_ORDERS)[number];

export const isNameOrder = (text: string): text is NameOrder => NAME_ORDERS.some((order) => order === text);
export const isNamePart = (text: string): text is NamePart => NAME_PARTS.some((part) => part === text);

const SAID: Readonly<Record<NameOrder, readonly NamePart[]>> = {
  given_first: ['given', 'father', 'grandfather', 'family'],
  family_first: ['family', 'given', 'father', 'grandfather'],
  given_last: ['family', 'father', 'grandfather', 'given'],
};

/** Words that belong to the one after them (Abd al-Rahman, Abu Bakr, da Silva): no part of a name by themselves. */
const LEADING =
  /^(?:abd|abdel|abdul|abu|abou|umm|oum|ibn|bin|ben|bint|al|el|da|de|do|dos|das|del|la|van|von|عبد|ابو|أبو|ام|أم|بن|ابن|بنت|آل)$/iu;

/** The whole name from its parts; undefined when there is none. A part that nobody told leaves no gap. */
export function nameFromParts(
  parts: Readonly<Partial<Record<NamePart, string | undefined>>>,
  order: NameOrder,
): string | undefined {
  const words = SAID[order].flatMap((part) => parts[part]?.trim() || []);
  return words.length === 0 ? undefined : words.join(' ').replaceAll(/\s+/gu, ' ');
}

/** Words that make one part together. */
function pieces(name: string): string[] {
  const found: string[] = [];
  let leading = '';
  for (const word of name.split(/\s+/u).filter((one) => one !== '')) {
    const whole = leading === '' ? word : `${leading} ${word}`;
    if (LEADING.test(word)) leading = whole;
    else {
      found.push(whole);
      leading = '';
    }
  }
  return leading === '' ? found : [...found, leading];
}

/**
 * What a part of a whole name may be: a suggestion for a person to correct, for only the person knows whether a second
 * word is a father's or a family's. More words than parts stay with the last part that is said. Undefined when the name
 * has no word for the part.
 */
export function partOfName(name: string, part: NamePart, order: NameOrder): string | undefined {
  const words = pieces(name);
  if (order === 'given_last') {
    if (part === 'given') return words.at(-1);
    const others = words.slice(0, -1);
    return part === 'grandfather' ? others.slice(2).join(' ') || undefined : others[part === 'family' ? 0 : 1];
  }
  const place = SAID[order].indexOf(part);
  return place === SAID[order].length - 1 ? words.slice(place).join(' ') || undefined : words[place];
}
