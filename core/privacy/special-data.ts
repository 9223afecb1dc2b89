import { fieldsIn } from '../forms/known-fields.ts';
import type { FieldDef, FormDef } from '../forms/types.ts';

/** Data that need a ground of their own (reference.md §8.2, articles 9 and 10). */
export const SPECIAL = ['health', 'sex-life', 'ethnicity', 'religion', 'offences'] as const;
export type Special = (typeof SPECIAL)[number];

/** People of whom an office keeps data (article 30(1)(c)). */
export const PERSONS = ['children', 'family', 'alleged', 'seekers', 'helpers', 'partners', 'staff'] as const;
export type Person = (typeof PERSONS)[number];

const begins = (...starts: readonly string[]): RegExp => new RegExp(`^(${starts.join('|')})(_|$)`);
const BY_ID: readonly (readonly [Special, RegExp])[] = [
  ['ethnicity', begins('ethnicity')],
  ['religion', begins('religion')],
  ['offences', begins('perpetrator')],
  ['health', begins('disability', 'health', 'medical')],
];
const PEOPLE: Readonly<Record<Exclude<Person, 'children' | 'staff'>, RegExp>> = {
  family: begins('caregiver', 'family', 'member', 'father', 'mother'),
  alleged: begins('perpetrator'),
  seekers: begins('inquirer', 'sought'),
  helpers: begins('interpreter', 'witness', 'identified', 'reporter'),
  partners: begins('referral'),
};

/** The special category of an answer, as far as the question tells; a free text may hold any of them. */
export function specialOf({ id, compartment }: FieldDef): Special | undefined {
  const named = BY_ID.find(([, ids]) => ids.test(id));
  if (named !== undefined) return named[0];
  if (compartment === 'gbv') return 'sex-life';
  if (compartment === 'legal') return 'offences';
  return compartment === 'medical' ? 'health' : undefined;
}

/** Questions that take an answer: no headings, and no subforms beside what stands in them. */
const ANSWERLESS: ReadonlySet<string> = new Set(['separator', 'form_link', 'rows']);
export const questionsOf = (forms: readonly FormDef[]): readonly FieldDef[] =>
  fieldsIn(forms).flatMap(({ def }) => (ANSWERLESS.has(def.type) ? [] : [def]));

/** The special categories in some questions, in the order of the list. */
export function specialIn(questions: readonly FieldDef[]): readonly Special[] {
  const found = new Set(questions.map(specialOf));
  return SPECIAL.filter((one) => found.has(one));
}

/** How many questions are about each sort of people. Whoever is not named is the child. */
export function personsIn(questions: readonly FieldDef[]): ReadonlyMap<Person, number> {
  const counts = new Map<Person, number>();
  for (const { id } of questions) {
    const other = PERSONS.find((one) => one !== 'children' && one !== 'staff' && PEOPLE[one].test(id));
    counts.set(other ?? 'children', (counts.get(other ?? 'children') ?? 0) + 1);
  }
  return counts;
}
