import { addDays, exactDate, yearsOn } from './calendar-days.ts';
import type { AgeValue, DateValue, FieldValue } from '#core/forms/types.ts';
import type { AgeBasis, Child, Profile } from './case-shape.ts';
import { NICKNAMES } from './name-material.ts';
import {
  drawChildName,
  drawFamily,
  drawOtherName,
  fatherName,
  hasNative,
  languageOf,
  scriptOf,
  spell,
  spellWord,
} from './names.ts';
import type { Sex, Spelling } from './names.ts';
import type { Random } from './random.ts';

const AGES: readonly (readonly [readonly [number, number], number])[] = [
  [[0, 4], 16],
  [[5, 11], 37],
  [[12, 14], 22],
  [[15, 17], 23],
  [[18, 20], 2],
];
/** Whole years at registration (reference.md §10). */
export function drawAge(random: Random): number {
  const [from, to] = random.weighted(AGES);
  return random.int(from, to);
}
/** A day on which somebody was born who has lived `age` whole years on `day`. Never 1 January. */
export function birthFor(random: Random, age: number, day: string): string {
  const year = String(Number(day.slice(0, 4)) - age).padStart(4, '0');
  const birthday = addDays(`${year}-${day.slice(5) === '02-29' ? '02-28' : day.slice(5)}`, -random.int(1, 360));
  return birthday.endsWith('-01-01') ? addDays(birthday, -1) : birthday;
}

/** A phone number of the fictional country: its country code is given to no country. */
export const drawPhone = (random: Random): string => `+99970${String(random.int(0, 9_999_999)).padStart(7, '0')}`;

export function drawChild(random: Random, age: number, day: string, areas: number, streets: readonly string[]): Child {
  const sex: Sex = random.chance(54.4 / 100) ? 'female' : 'male';
  const family = drawFamily(random);
  return {
    sex,
    family,
    name: drawChildName(random, family, sex),
    mother: drawOtherName(random, family.tradition, 'female'),
    father: fatherName(random, family),
    birth: birthFor(random, age, day),
    area: random.int(0, areas - 1),
    street: `${random.int(1, 140)} ${random.pick(streets)}`,
    phone: random.chance(0.55) ? drawPhone(random) : undefined,
  };
}

/** How well the age is known; a child under five is not asked (reference.md §10: 35, 38, 12, 15 in a hundred). */
export const drawBasis = (random: Random, age: number): AgeBasis =>
  random.weighted([
    ['document', 35],
    ['caregiver', 38],
    ['child', age < 5 ? 0 : 14.2],
    ['estimate', 15],
  ]);

/** The date of birth as the form has it, or nothing when only an age is known. */
function birthValue(random: Random, { child, age, basis, day }: Profile): DateValue | undefined {
  if (basis !== 'document' && basis !== 'caregiver') return undefined;
  const { birth, family } = child;
  const newYear = `${Number(day.slice(0, 4)) - age}-01-01`;
  const precise = age >= 17;
  // Only a registration after 1 January leaves the age as it is when the birthday moves there.
  if (!precise && random.chance(0.06) && yearsOn(exactDate(birth), day) === age) {
    return random.chance(0.6)
      ? { date: newYear.slice(0, 4), precision: 'year', calendar: 'gregory' }
      : exactDate(newYear);
  }
  if (basis === 'caregiver' && !precise) {
    const how = random.weighted([
      ['day', 45],
      ['month', 25],
      ['year', 24],
      ['about', 6],
    ] as const);
    if (how === 'month') return { date: birth.slice(0, 7), precision: 'month', calendar: 'gregory' };
    if (how === 'year') return { date: birth.slice(0, 4), precision: 'year', calendar: 'gregory' };
    if (how === 'about') {
      return { date: birth.slice(0, 4), precision: 'about', calendar: 'gregory', text: 'in the year of the flood' };
    }
  }
  if (family.tradition === 'ethiopic' && !/-09-1[12]$/.test(birth)) return exactDate(birth, 'ethiopic');
  if (family.tradition === 'dari' && !/-03-2[01]$/.test(birth)) return exactDate(birth, 'persian');
  return exactDate(birth);
}

function ageValue(random: Random, { age, basis, day, child }: Profile): AgeValue {
  if (age < 2) {
    const months = (Number(day.slice(0, 4)) - Number(child.birth.slice(0, 4))) * 12;
    const exact = months + Number(day.slice(5, 7)) - Number(child.birth.slice(5, 7));
    return { months: Math.min(Math.max(exact - (day.slice(8) < child.birth.slice(8) ? 1 : 0), 0), 23), asOf: day };
  }
  const range = basis === 'estimate' && age >= 4 && age <= 14 && random.chance(0.4);
  return range ? { years: age - 1, toYears: age + 1, asOf: day } : { years: age, asOf: day };
}

const either = (random: Random, probability: number): string => (random.chance(probability) ? 'yes' : 'no');

function schooling(random: Random, age: number): Record<string, FieldValue> {
  if (age < 6) return { in_school: 'no', school_level: 'never', out_of_school_reason: 'below_age' };
  if (!random.chance(0.62)) {
    return {
      in_school: 'no',
      school_level: random.pick(['never', 'primary', 'non_formal']),
      out_of_school_reason: random.pick([
        'poverty',
        'care_duties',
        'child_labour',
        'caregiver_decision',
        'child_preference',
      ]),
    };
  }
  return { in_school: 'yes', school_level: age >= 13 && random.chance(0.6) ? 'lower_secondary' : 'primary' };
}

/** Where a name is given, father's and grandfather's: the parts that follow the first. */
function partsOf({ child, spelling }: Profile, written: Spelling): Record<string, FieldValue> {
  const { tradition, words } = child.name;
  const patronymic = tradition === 'arabic' || tradition === 'somali' || tradition === 'ethiopic';
  const [, father, grandfather] = words;
  if (!patronymic || spelling === 'otherwise' || father === undefined) return {};
  return {
    middle_name: spellWord(father, written),
    ...(grandfather === undefined ? {} : { grandfather_name: spellWord(grandfather, written) }),
  };
}

/** Who the child is: names, sex, birth, languages, school. Written out of the profile alone. */
export function identityValues(random: Random, profile: Profile): Record<string, FieldValue> {
  const { child, age, basis } = profile;
  const { name } = child;
  const otherwise = profile.spelling === 'otherwise';
  const native = hasNative(name);
  const inNative = native && ownScript(random, otherwise);
  const variant = otherwise ? 1 : 0;
  const swapped = otherwise && !inNative && random.chance(0.4);
  const birth = birthValue(random, profile);
  const family = name.family === undefined ? undefined : name.words[name.family];
  const spelling = { native: inNative, variant };
  const language = languageOf(child.family.tradition);
  const other = language === 'other';
  return {
    full_name: spell(name, { ...spelling, swapped }),
    name_script: inNative ? scriptOf(name.tradition) : 'latin',
    ...(inNative ? { name_transliteration: spell(name, { variant }) } : {}),
    ...(random.chance(0.6) ? { given_name: spellWord(name.words[name.given], spelling) } : {}),
    ...(family && random.chance(0.5) ? { family_name: spellWord(family, spelling) } : {}),
    ...partsOf(profile, spelling),
    ...(random.chance(0.18) ? { nickname: random.pick(NICKNAMES) } : {}),
    ...(random.chance(0.12) ? { other_names: spell(name, { variant: variant + 1 }) } : {}),
    sex: random.weighted<FieldValue>([
      [child.sex, 990],
      [{ missing: 'unknown' }, 6],
      ['intersex', 4],
    ]),
    ...(birth ? { date_of_birth: birth } : {}),
    ...(!birth || (birth.precision === 'day' && !/-01-01$/.test(birth.date) && random.chance(0.4))
      ? { age: ageValue(random, profile) }
      : {}),
    age_basis: basis,
    birth_registered: basis === 'document' ? 'yes_with_document' : random.pick(['no', 'yes_without_document', 'no']),
    nationalities: [
      random.weighted([
        ['marabian', 78],
        ['kandoran', 12],
        ['velmari', 7],
        ['stateless', 3],
      ]),
    ],
    country_of_origin: random.weighted([
      ['marabia', 80],
      ['kandora', 13],
      ['velmar', 7],
    ]),
    languages: other ? ['marabi', 'other'] : random.chance(0.4) ? [language, 'marabi'] : [language],
    ...(other ? { languages_other: child.family.tradition === 'bengali' ? 'Bengali' : 'Ukrainian' } : {}),
    displacement_status: random.weighted([
      ['resident', 55],
      ['idp', 25],
      ['refugee', 12],
      ['returnee', 6],
      ['asylum_seeker', 2],
    ]),
    ...schooling(random, age),
    ...(age >= 12 && age < 18
      ? { marital_status: profile.concerns.includes('child_marriage') && random.chance(0.5) ? 'married' : 'single' }
      : {}),
    disability_screened: age >= 7 ? either(random, 0.5) : { missing: 'not_asked' },
  };
}

/** People write a name in its own script somewhat more often than not; for the second registration it is even. */
const ownScript = (random: Random, otherwise: boolean): boolean => random.chance(otherwise ? 0.5 : 0.55);

/** Answers of the Child Functioning Module for children who were screened (reference.md §4.11, from five years). */
export function functioningValues(random: Random, concerns: readonly string[]): Record<string, FieldValue> {
  const values: Record<string, FieldValue> = {};
  const domains = [
    'seeing',
    'hearing',
    'walking',
    'self_care',
    'communication',
    'learning',
    'remembering',
    'concentrating',
  ];
  const more = ['accepting_change', 'controlling_behaviour', 'making_friends'];
  for (const domain of [...domains, ...more]) {
    const known = concerns.some((concern) => concern.includes(domain));
    values[`functioning_${domain}`] = known
      ? random.pick(['a_lot', 'cannot'])
      : random.weighted([
          ['none', 88],
          ['some', 11],
          ['a_lot', 1],
        ]);
  }
  for (const feeling of ['anxiety', 'depression']) {
    values[`functioning_${feeling}`] = random.weighted([
      ['never', 40],
      ['few_times_a_year', 35],
      ['monthly', 15],
      ['weekly', 8],
      ['daily', 2],
    ]);
  }
  return values;
}
