/**
 * Relations seen from another child (reference.md §4.16, list `relations`). A relation says what somebody is to the
 * child of the case. Where the language of the list has no certain word, the answer is left for a person to give.
 */

/** Brothers, sisters and who counts as one: they have the same people around them. */
const SIBLINGS: ReadonlySet<string> = new Set(['brother', 'sister', 'half_sibling', 'foster_sibling']);
export const isSibling = (relation: string | undefined): boolean => relation !== undefined && SIBLINGS.has(relation);

const bySex = (sex: string | undefined, male: string, female: string): string | undefined =>
  sex === 'male' ? male : sex === 'female' ? female : undefined;

/**
 * What the child is to somebody who is `relation` to the child.
 *
 * @param sex the child's own; without it the gendered words are not known.
 */
export function relationBack(relation: string, sex: string | undefined): string | undefined {
  switch (relation) {
    case 'brother':
    case 'sister':
      return bySex(sex, 'brother', 'sister');
    case 'half_sibling':
    case 'foster_sibling':
    case 'cousin':
    case 'partner':
    case 'neighbour':
      return relation;
    case 'mother':
    case 'father':
      return 'own_child';
    case 'own_child':
      return bySex(sex, 'father', 'mother');
    case 'husband':
    case 'wife':
      return bySex(sex, 'husband', 'wife');
    case 'stepmother':
    case 'stepfather':
    case 'grandmother':
    case 'grandfather':
    case 'aunt':
    case 'uncle':
    case 'other_family':
      return 'other_family';
    default:
      return undefined;
  }
}

/** For a brother or sister of both parents these stay what they are. */
const SAME_FOR_FULL_SIBLINGS: ReadonlySet<string> = new Set([
  'mother',
  'father',
  'stepmother',
  'stepfather',
  'brother',
  'sister',
  'half_sibling',
  'grandmother',
  'grandfather',
  'aunt',
  'uncle',
  'cousin',
  'foster_parent',
  'foster_sibling',
  'other_family',
]);
/** The child's own spouse or child is family of a brother or sister too; the list has no closer word for it. */
const FAMILY_BY_MARRIAGE: ReadonlySet<string> = new Set(['husband', 'wife', 'partner', 'own_child']);
/** Around the household, not of the family: the same for everybody who lives in it. */
const AROUND: ReadonlySet<string> = new Set(['neighbour', 'community_leader']);

const FROM_COUSIN: Readonly<Record<string, string>> = {
  mother: 'aunt',
  father: 'uncle',
  brother: 'cousin',
  sister: 'cousin',
};
const FROM_OWN_CHILD: Readonly<Record<string, string>> = {
  mother: 'grandmother',
  father: 'grandfather',
  brother: 'uncle',
  sister: 'aunt',
  grandmother: 'other_family',
  grandfather: 'other_family',
  aunt: 'other_family',
  uncle: 'other_family',
  cousin: 'other_family',
};

/**
 * What somebody who is `relation` to the child is to another one, who is `other` to the child. Undefined where it
 * depends on something that the two relations do not say (which parent a half-brother shares).
 *
 * | other              | mother       | brother, sister | grandmother | husband, own child |
 * |--------------------|--------------|-----------------|-------------|--------------------|
 * | brother, sister    | mother       | the same        | grandmother | other family       |
 * | half-, foster-     | not said     | not said        | not said    | not said           |
 * | cousin             | aunt         | cousin          | not said    | other family       |
 * | own child          | grandmother  | aunt, uncle     | other family| not said           |
 */
export function relationFor(relation: string, other: string): string | undefined {
  if (AROUND.has(relation)) return relation;
  if (other === 'brother' || other === 'sister') {
    if (SAME_FOR_FULL_SIBLINGS.has(relation)) return relation;
    return FAMILY_BY_MARRIAGE.has(relation) ? 'other_family' : undefined;
  }
  if (other === 'cousin') {
    return Object.hasOwn(FROM_COUSIN, relation)
      ? FROM_COUSIN[relation]
      : FAMILY_BY_MARRIAGE.has(relation)
        ? 'other_family'
        : undefined;
  }
  if (other === 'own_child' && Object.hasOwn(FROM_OWN_CHILD, relation)) return FROM_OWN_CHILD[relation];
  return undefined;
}

const OF_AGE = 18;
/** Who is a child as a rule, when no age is said. */
const OFTEN_CHILDREN: ReadonlySet<string> = new Set([
  'brother',
  'sister',
  'half_sibling',
  'foster_sibling',
  'cousin',
  'own_child',
]);

/** Whether somebody of the family may need a case of their own: a child by age, or by relation where no age is said. */
export const maybeChild = (relation: string | undefined, years: number | undefined): boolean =>
  years === undefined ? relation === undefined || OFTEN_CHILDREN.has(relation) : years < OF_AGE;
