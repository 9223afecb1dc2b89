import { makeCaseCode } from '#core/records/case-code.ts';
import type { FieldValue } from '#core/forms/types.ts';
import type { CaseId } from '#core/ids.ts';
import { addDays, exactDate, yearsOn } from './calendar-days.ts';
import type { Child, Draft, GeneratedCase, GenerateOptions, Profile } from './case-shape.ts';
import { birthFor, drawAge, drawBasis, drawChild, drawPhone, functioningValues, identityValues } from './child.ts';
import { drawSituation } from './concerns.ts';
import { consentValues } from './consent-values.ts';
import { drawCourse, drawRisk, drawTiming } from './course.ts';
import { DEFECTS } from './defects.ts';
import { householdRows } from './household.ts';
import { LANDMARKS, officeOf, OFFICES, SCHOOLS, STREETS, SUB_DISTRICTS } from './marabia.ts';
import { drawOtherName } from './names.ts';
import { actionTaken, narrative } from './narratives.ts';
import { CASEWORKERS, PERSONAS } from './people.ts';
import { Random } from './random.ts';
import { knownAge, rulesBrokenBy } from './rule-checks.ts';

/** 2.5 % registered before, 1 % another child of the same name: fixed places, so that any count has its share. */
const isDuplicate = (index: number): boolean => index % 40 === 39;
const isNearMiss = (index: number): boolean => index % 100 === 57;
const isPlain = (index: number): boolean => !isDuplicate(index) && !isNearMiss(index) && !isDefect(index);
/** Every eighth of the first 2,000 cases holds a deliberate mistake, after that every forty-eighth. */
const isDefect = (index: number): boolean => index % 8 === 4 && (index < 2000 || index % 48 === 4);
const defectOrdinal = (index: number): number =>
  index < 2000 ? (index - 4) / 8 : 250 + Math.floor((index - 2000) / 48);

const WORKERS = CASEWORKERS.map(({ caseload }, i) => [i, caseload] as const);
const SUPERVISORS = PERSONAS.filter(({ roles }) => roles.includes('supervisor'));
const CODES = 23 ** 5;

/** Case codes never repeat within an office: the numbers run through all 23^5 in steps that share no factor with 23. */
function codeOf(seed: number, index: number, officeCode: string, year: number): string {
  let number = (Random.from(seed, 'code').int(0, CODES - 1) + index * 1_299_709) % CODES;
  const digits: number[] = [];
  for (let i = 0; i < 5; i++) {
    digits.push(number % 23);
    number = Math.floor(number / 23);
  }
  return makeCaseCode(officeCode, year, digits);
}

/** An earlier case that is nothing special. */
function earlier(random: Random, index: number): number {
  let found = random.int(Math.max(0, index - 400), index - 1);
  while (!isPlain(found)) found = found === 0 ? index - 1 : found - 1;
  return found;
}

/** The same child as somebody else writes it down: a rough age, another phone, sometimes another place. */
function seenAgain(random: Random, child: Child): Child {
  const shift = random.chance(0.5) ? 0 : random.pick([-2, -1, 1, 2]);
  const moved = addDays(child.birth, shift * 365);
  return {
    ...child,
    birth: moved.endsWith('-01-01') ? addDays(moved, -1) : moved,
    phone: random.chance(0.5) ? child.phone : drawPhone(random),
    area: random.chance(0.7) ? child.area : random.int(0, SUB_DISTRICTS.length - 1),
  };
}
/** Another child of the same name: born at least four years apart, of other parents, in another place. */
function namesake(random: Random, other: Child, day: string): Child {
  const age = yearsOn(exactDate(other.birth), day) ?? 0;
  const own = age >= 8 ? age - 6 - random.int(0, 1) : age + 6 + random.int(0, 2);
  const { tradition } = other.family;
  return {
    ...other,
    birth: birthFor(random, Math.min(own, 16), day),
    mother: drawOtherName(random, tradition, 'female'),
    father: drawOtherName(random, tradition, 'male'),
    area: (other.area + random.int(7, 60)) % SUB_DISTRICTS.length,
    street: `${random.int(1, 140)} ${random.pick(STREETS)}`,
    phone: drawPhone(random),
  };
}

function profileOf(options: GenerateOptions, index: number): Profile {
  const { seed, officeCode, today } = options;
  const random = Random.from(seed, officeCode, 'case', index);
  const other = isDuplicate(index) || isNearMiss(index) ? earlier(random.split('other'), index) : undefined;
  const first = other === undefined ? undefined : profileOf(options, other);
  const timing = drawTiming(random.split('timing'), today, first?.day);
  const { day } = timing;
  const draws = random.split('child');
  const child = !first
    ? drawChild(draws, drawAge(draws), day, SUB_DISTRICTS.length, STREETS)
    : isDuplicate(index)
      ? seenAgain(draws, first.child)
      : namesake(draws, first.child, day);
  const age = yearsOn(exactDate(child.birth), day) ?? 0;
  const risk = drawRisk(random.split('risk'));
  return {
    index,
    child: age === 0 && child.birth > day ? { ...child, birth: day } : child,
    day,
    createdAt: timing.createdAt,
    age,
    basis: drawBasis(random.split('basis'), age),
    ...drawSituation(random.split('situation'), age, child.sex, risk),
    risk,
    status: timing.status,
    course: drawCourse(random.split('course'), timing, risk, today),
    worker: random.split('worker').weighted(WORKERS),
    spelling: isDuplicate(index) ? 'otherwise' : 'usual',
    duplicateOf: isDuplicate(index) ? other : undefined,
    nearMissOf: isNearMiss(index) ? other : undefined,
  };
}

const SOURCES: readonly (readonly [string, number])[] = [
  ['community', 30],
  ['child_family', 20],
  ['school', 14],
  ['health', 12],
  ['law_enforcement', 7],
  ['humanitarian_agency', 7],
  ['self_referral', 5],
  ['hotline', 3],
  ['other', 2],
];

/** A baby was separated on the day it was found: no rough date of birth can come after that. */
function separation(random: Random, { protection, day, age }: Profile): Record<string, FieldValue> {
  if (protection === 'neither') return { protection_status: 'neither' };
  const back = random.int(10, 360);
  return {
    protection_status: protection,
    separation_date: exactDate(age < 2 ? day : addDays(day, -back)),
    separation_cause: random.pick(['fleeing_violence', 'death_sickness', 'migration', 'poverty', 'search_employment']),
    tracing_wish: random.weighted([
      ['yes', 75],
      ['undecided', 15],
      ['no', 10],
    ]),
    separation_place: random.pick(SUB_DISTRICTS).name,
  };
}

/** The child and two adults; of a school child's home also a smaller one. */
const peopleAtHome = (age: number): Readonly<Record<string, number>> =>
  age < 5 ? { under_5: 1, adults: 2 } : { under_5: 1, children_5_to_17: age < 18 ? 1 : 0, adults: age < 18 ? 2 : 3 };

function recordValues(random: Random, profile: Profile, officeCode: string): Record<string, FieldValue> {
  const { child, risk, concerns, urgent, day } = profile;
  const away = profile.duplicateOf !== undefined && random.chance(0.3);
  const office = away ? random.pick(OFFICES.filter(({ code }) => code !== officeCode)) : officeOf(officeCode);
  const worker = CASEWORKERS[profile.worker]?.name ?? '';
  const place = SUB_DISTRICTS[child.area];
  const scene = { place: place?.name ?? '', worker };
  const source = random.weighted(SOURCES);
  const acted = risk === 'high' || urgent || random.chance(0.4);
  return {
    registration_date: exactDate(day),
    identification_date: exactDate(
      addDays(
        day,
        -random.weighted([
          [0, 50],
          [1, 25],
          [3, 15],
          [9, 10],
        ]),
      ),
    ),
    status: profile.status,
    interviewer: worker,
    interviewer_agency: office.name,
    interview_place: random.pick(['Office', 'Home of the family', 'School', 'Community centre']),
    info_from: random.pick([['child'], ['caregiver'], ['child', 'caregiver']]),
    seen_by_other_org: 'no',
    current_area: place?.id ?? '',
    household_people: { tally: peopleAtHome(profile.age) },
    current_address: child.street,
    ...(random.chance(0.5) ? { address_landmark: random.pick(LANDMARKS) } : {}),
    ...(child.phone === undefined ? {} : { phone: child.phone, phone_safe: random.chance(0.8) ? 'yes' : 'no' }),
    photo: 'no',
    protection_concerns: concerns,
    primary_concern: concerns[0] ?? 'neglect',
    ...(concerns.includes('other') ? { other_concern: 'The child is asked to speak for adults at offices.' } : {}),
    urgent_protection_concern: urgent ? 'yes' : 'no',
    ...(urgent
      ? {
          urgent_reasons: [
            random.pick(['no_caregiver_tonight', 'perpetrator_access', 'life_threatening', 'detention']),
          ],
        }
      : {}),
    risk_level: risk,
    risk_reason: narrative(random.split('reason'), scene),
    ...(acted ? { immediate_action: actionTaken(random.split('action'), scene) } : {}),
    source,
    ...(source === 'other' ? { source_other: 'A shopkeeper' } : {}),
    eligibility: 'yes',
  };
}

function writeDown(options: GenerateOptions, profile: Profile): Draft {
  const random = Random.from(options.seed, options.officeCode, 'text', profile.index);
  const identity = identityValues(random.split('identity'), profile);
  const rows = householdRows(random.split('household'), profile);
  const values: Record<string, FieldValue> = {
    ...recordValues(random.split('record'), profile, options.officeCode),
    ...identity,
    ...separation(random.split('separation'), profile),
    ...(identity['in_school'] === 'yes' ? { school_name: random.pick(SCHOOLS) } : {}),
    ...(identity['disability_screened'] === 'yes'
      ? functioningValues(random.split('functioning'), profile.concerns)
      : {}),
  };
  const born = knownAge({ values, rows }, options.today) ?? profile.age;
  const spoken = values['languages'];
  const languages = Array.isArray(spoken) ? (spoken as readonly string[]) : [];
  const supervisor = random.pick(SUPERVISORS).name;
  const carer = rows['care_arrangements']?.[0];
  const consent = consentValues(random.split('consent'), profile, options.today, languages, born, carer, supervisor);
  return { values: { ...consent, ...values }, rows };
}

/** One case by its index, without those before it. The same options always give the same case. */
export function caseAt(options: GenerateOptions, index: number): GeneratedCase {
  const profile = profileOf(options, index);
  const draft = writeDown(options, profile);
  const defect = isDefect(index) ? DEFECTS[defectOrdinal(index) % DEFECTS.length] : undefined;
  const wanted = options.defects ?? 'all';
  const used = wanted === 'none' || (wanted === 'saveable' && defect?.stopsSaving) ? undefined : defect;
  used?.make({ draft, today: options.today, day: profile.day, years: profile.age });
  const { duplicateOf, nearMissOf } = profile;
  const sex = draft.values['sex'];
  const risk = draft.values['risk_level'];
  return {
    index,
    caseId: Random.from(options.seed, options.officeCode, 'id', index).id() as CaseId,
    code: codeOf(options.seed, index, options.officeCode, Number(profile.day.slice(0, 4))),
    document: draft,
    worker: profile.worker,
    createdAt: profile.createdAt,
    expected: {
      rulesBroken: rulesBrokenBy(draft, options.today),
      ...(used ? { defect: used.rule } : {}),
      ...(duplicateOf === undefined ? {} : { duplicateOf }),
      ...(nearMissOf === undefined ? {} : { nearMissOf }),
      risk: risk === 'high' || risk === 'medium' || risk === 'low' ? risk : 'none',
      status: profile.status,
      sex: typeof sex === 'string' ? sex : 'unknown',
      age: profile.age,
      course: profile.course,
    },
  };
}

/**
 * The cases of an office, one after the other as they are asked for: nothing is kept, so that 50,000 cost no more memory
 * than one. Distributions as in reference.md §10.
 */
export function* generateCases(options: GenerateOptions): Generator<GeneratedCase, void, undefined> {
  for (let index = 0; index < options.count; index++) yield caseAt(options, index);
}
