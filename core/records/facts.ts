import type { AgeValue, CaseDocument, DateValue, FieldValue, Values } from '#core/forms/types.ts';
import { isIsoDay, isoParts } from '#core/forms/iso-date.ts';

/**
 * What lists, search and matching need to know of a case, read from its answers by the permanent field ids of the
 * default configuration (docs/forms). A projection: it can be made again from the answers at any time. Dates that do not
 * exist, which only another program can have written, are not taken up here; the case file shows them as they are.
 */
export interface CaseFacts {
  readonly name: string | undefined;
  /** Other spellings, nicknames, parts and transliterations of the child's name. */
  readonly otherNames: readonly string[];
  readonly relatives: readonly string[];
  readonly phones: readonly string[];
  readonly identifiers: readonly string[];
  readonly places: readonly string[];
  /** The chosen area, by its code. */
  readonly area: string | undefined;
  readonly sex: string | undefined;
  readonly birth: DateValue | undefined;
  readonly age: AgeValue | undefined;
  readonly status: string;
  readonly risk: string | undefined;
  readonly concern: string | undefined;
  readonly registered: string | undefined;
  /** The number of the family. */
  readonly family: string | undefined;
  /** Codes of other cases that the family members are said to have. */
  readonly named: readonly string[];
}

const NAME_FIELDS = [
  'given_name',
  'middle_name',
  'grandfather_name',
  'family_name',
  'nickname',
  'other_names',
  'name_after_separation',
  'name_transliteration',
];
const RELATIVE_FIELDS = ['consent_giver_name'];
const PLACE_FIELDS = ['current_address', 'address_landmark'];

const isObject = (value: FieldValue | undefined): value is Exclude<FieldValue, string | number | readonly string[]> =>
  typeof value === 'object' && !Array.isArray(value);
const text = (value: FieldValue | undefined): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value : undefined;
const list = (value: FieldValue | undefined): readonly string[] =>
  Array.isArray(value) ? (value as readonly string[]) : [];
const texts = (values: Values, fields: readonly string[]): string[] =>
  fields.flatMap((field) => text(values[field]) ?? []);

export function factsOf(document: CaseDocument): CaseFacts {
  const { values, rows } = document;
  const family = rows['family_members'] ?? [];
  const care = rows['care_arrangements'] ?? [];
  const documents = rows['identity_documents'] ?? [];
  const birth = values['date_of_birth'];
  const age = values['age'];
  return {
    name: text(values['full_name']) ?? text(values['given_name']),
    otherNames: texts(values, NAME_FIELDS),
    relatives: [
      ...texts(values, RELATIVE_FIELDS),
      ...family.flatMap((row) => text(row.values['name']) ?? []),
      ...care.flatMap((row) => texts(row.values, ['caregiver_name', 'caregiver_other_names'])),
    ],
    phones: [
      ...texts(values, ['phone']),
      ...family.flatMap((row) => text(row.values['phone']) ?? []),
      ...care.flatMap((row) => text(row.values['caregiver_phone']) ?? []),
    ],
    identifiers: documents.flatMap((row) => text(row.values['document_number']) ?? []),
    places: texts(values, PLACE_FIELDS),
    area: text(values['current_area']),
    sex: text(values['sex']),
    birth: isObject(birth) && 'date' in birth && isoParts(birth.date) ? birth : undefined,
    age: isObject(age) && 'asOf' in age && isIsoDay(age.asOf) ? age : undefined,
    status: text(values['status']) ?? 'open',
    risk: text(values['risk_level']),
    concern: text(values['primary_concern']) ?? list(values['protection_concerns'])[0],
    registered: (() => {
      const date = values['registration_date'];
      return isObject(date) && 'date' in date && isoParts(date.date) ? date.date : undefined;
    })(),
    family: text(values['family_number']),
    named: family.flatMap((row) => list(row.values['sibling_case'])),
  };
}

/** All names of the child, the registered one first. */
export const namesOf = (facts: CaseFacts): readonly string[] =>
  facts.name === undefined ? facts.otherNames : [facts.name, ...facts.otherNames];
