import { isDate, isList, own } from '../forms/answer-kind.ts';
import type { CaseDocument, FieldValue, Row } from '../forms/types.ts';
import { compareNames, type Ear } from './name-likeness.ts';
import { normaliseName } from './names.ts';

/** What a case says of the home of its child, for comparing it with other children of the same home. */
export interface Home {
  /** Address and area as they are compared. */
  readonly at: string;
  readonly surname: string | undefined;
  /** Who cares for the child today. */
  readonly caregivers: readonly string[];
  readonly parents: readonly string[];
  /** Codes of cases that it names as those of brothers and sisters. */
  readonly siblings: readonly string[];
}

/** Shorter ones ("camp", "A 4") are no home of one family. */
const SHORTEST_ADDRESS = 6;
const ALIKE = 0.8;

const text = (value: FieldValue | undefined): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value : undefined;
const dayOf = ({ values }: Row): string => {
  const from = values['start_date'];
  return isDate(from) ? from.date : '';
};

/** The current care is the one that began last and has not ended (reference.md §3.12). */
function caregiversOf(document: CaseDocument): string[] {
  const care = (own(document.rows, 'care_arrangements') ?? [])
    .filter(({ values }) => values['end_date'] === undefined)
    .toSorted((a, b) => (dayOf(a) < dayOf(b) ? -1 : 1))
    .at(-1);
  const family = (own(document.rows, 'family_members') ?? []).filter((row) => row.values['is_caregiver'] === 'yes');
  return [care?.values['caregiver_name'], ...family.map((row) => row.values['name'])].flatMap((one) => text(one) ?? []);
}

/** Undefined where the address is not known well enough to be one home. */
export function homeOf(document: CaseDocument): Home | undefined {
  const { values } = document;
  const address = normaliseName(text(values['current_address']) ?? '');
  if (address.length < SHORTEST_ADDRESS) return undefined;
  const family = own(document.rows, 'family_members') ?? [];
  return {
    at: `${text(values['current_area']) ?? ''}|${address}`,
    surname: text(values['family_name']),
    caregivers: caregiversOf(document),
    parents: family
      .filter(({ values: member }) => member['relation'] === 'mother' || member['relation'] === 'father')
      .flatMap((row) => text(row.values['name']) ?? []),
    siblings: family.flatMap((row) => {
      const links = row.values['sibling_case'];
      return isList(links) ? [...links] : [];
    }),
  };
}

const anyAlike = (a: readonly string[], b: readonly string[], ear?: Ear): boolean =>
  a.some((x) => b.some((y) => compareNames(x, y, ear).likeness >= ALIKE));

/**
 * DQ30 (reference.md §5): two children of one home who seem to be brothers or sisters, registered with another family
 * name or another caregiver. What only one of the two says differs from nothing.
 *
 * | named as a sibling, or a parent in common | family name | caregiver | told |
 * |---|---|---|---|
 * | yes | differs or not | either differs | yes |
 * | no  | the same | differs | yes |
 * | no  | differs | the same | yes |
 * | no  | differs | differs | no: two families under one roof |
 *
 * @param ear for whoever compares many children.
 */
export function isOddSibling(
  a: { readonly code: string; readonly home: Home },
  b: { readonly code: string; readonly home: Home },
  ear?: Ear,
): boolean {
  const surnames = [a.home.surname, b.home.surname].flatMap((name) => name ?? []);
  const [mine, theirs] = surnames;
  const sameSurname =
    mine === undefined || theirs === undefined ? undefined : compareNames(mine, theirs, ear).likeness >= ALIKE;
  const known = a.home.caregivers.length > 0 && b.home.caregivers.length > 0;
  const sameCaregiver = known ? anyAlike(a.home.caregivers, b.home.caregivers, ear) : undefined;
  const related =
    a.home.siblings.includes(b.code) ||
    b.home.siblings.includes(a.code) ||
    anyAlike(a.home.parents, b.home.parents, ear) ||
    sameSurname === true ||
    sameCaregiver === true;
  return related && (sameSurname === false || sameCaregiver === false);
}
