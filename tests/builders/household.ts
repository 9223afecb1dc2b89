import { addDays, exactDate } from './calendar-days.ts';
import type { FieldValue } from '#core/forms/types.ts';
import type { Draft, Profile } from './case-shape.ts';
import { drawPhone } from './child.ts';
import { drawChildName, drawOtherName, hasNative, spell } from './names.ts';
import type { Name, Sex } from './names.ts';
import type { Random } from './random.ts';

type RowValues = Record<string, FieldValue>;
const UNKNOWN = { missing: 'unknown' } as const;

interface Carer {
  readonly relation: string;
  readonly sex: Sex;
  readonly name: Name;
  readonly years: number;
}

/** Names of adults are written as the registering office writes: in one Latin spelling, or as at home. */
const writtenBy =
  (profile: Profile) =>
  (name: Name): string =>
    spell(name, {
      native: hasNative(name) && profile.index % 3 === 0,
      variant: profile.spelling === 'otherwise' ? 1 : 0,
    });

function carerOf(random: Random, { child, care, age, orphan }: Profile): Carer | undefined {
  const tradition = child.family.tradition;
  const grown = Math.max(age, 0);
  const draw = (relation: string, sex: Sex, from: number, to: number): Carer => ({
    relation,
    sex,
    name: drawOtherName(random, tradition, sex),
    years: random.int(from, to),
  });
  switch (care) {
    case 'parents':
      return random.chance(0.75)
        ? { relation: 'mother', sex: 'female', name: child.mother, years: grown + random.int(17, 38) }
        : { relation: 'father', sex: 'male', name: child.father, years: grown + random.int(19, 45) };
    case 'step_parent':
      return random.chance(0.6) ? draw('stepfather', 'male', 30, 58) : draw('stepmother', 'female', 28, 52);
    case 'kinship':
      return random.pick([
        draw('grandmother', 'female', 48, 79),
        draw('aunt', 'female', 22, 55),
        draw('uncle', 'male', 24, 60),
        draw('grandfather', 'male', 52, 82),
      ]);
    case 'foster':
      return draw('foster_parent', random.chance(0.8) ? 'female' : 'male', 28, 60);
    case 'unrelated_adult':
      return draw(
        random.pick(['neighbour', 'other_non_family', 'employer']),
        random.chance(0.5) ? 'female' : 'male',
        22,
        65,
      );
    case 'residential':
      return draw('other_non_family', random.chance(0.6) ? 'female' : 'male', 25, 60);
    case 'child_headed':
      return random.chance(0.5) ? draw('sister', 'female', 14, 18) : draw('brother', 'male', 14, 18);
    case 'other':
      return draw(orphan ? 'godparent' : 'other_family', random.chance(0.6) ? 'female' : 'male', 20, 70);
    default:
      return undefined;
  }
}

function careRow(random: Random, profile: Profile, carer: Carer | undefined): RowValues {
  const write = writtenBy(profile);
  const agency = ['foster', 'residential', 'independent_living', 'other'].includes(profile.care);
  return {
    arrangement_type: profile.care,
    same_caregiver: random.chance(0.7) ? 'yes' : UNKNOWN,
    caregiver_name: carer ? write(carer.name) : UNKNOWN,
    caregiver_relation: carer ? carer.relation : UNKNOWN,
    ...(carer ? { caregiver_sex: carer.sex, caregiver_age: { years: carer.years, asOf: profile.day } } : {}),
    ...(carer && random.chance(0.5) ? { caregiver_phone: profile.child.phone ?? drawPhone(random) } : {}),
    ...(agency ? { agency: random.pick(['Lantern House', 'Harbour Children’s Home', 'Committee of Families']) } : {}),
    start_date: exactDate(addDays(profile.day, -random.int(5, 900))),
  };
}

/** Rows of the household. Parents are older than the child by 17 years or more; the dead have no age and no phone. */
export function householdRows(random: Random, profile: Profile): Draft['rows'] {
  const { child, care, orphan, age, day } = profile;
  const write = writtenBy(profile);
  const carer = carerOf(random, profile);
  const withParents = care === 'parents';
  const family: RowValues[] = [];
  for (const [relation, sex, name] of [
    ['mother', 'female', child.mother],
    ['father', 'male', child.father],
  ] as const) {
    const caring = carer?.relation === relation;
    const alive = orphan ? 'dead' : caring || random.chance(0.88) ? 'alive' : 'dead';
    family.push({
      name: write(name),
      relation,
      sex,
      alive: !caring && !orphan && random.chance(0.06) ? UNKNOWN : alive,
      is_caregiver: caring ? 'yes' : 'no',
      ...(alive === 'alive' ? { lives_with_child: withParents ? 'yes' : 'no' } : {}),
      ...(alive === 'alive'
        ? { age: { years: caring ? carer.years : Math.max(age, 0) + random.int(18, 40), asOf: day } }
        : {}),
    });
  }
  const siblings = random.weighted([
    [0, 30],
    [1, 30],
    [2, 22],
    [3, 12],
    [4, 6],
  ]);
  for (let i = 0; i < siblings; i++) {
    const sex: Sex = random.chance(0.5) ? 'female' : 'male';
    family.push({
      name: write(drawChildName(random, child.family, sex)),
      relation: sex === 'female' ? 'sister' : 'brother',
      sex,
      alive: 'alive',
      is_caregiver: 'no',
      lives_with_child: random.chance(0.8) ? 'yes' : 'no',
      age: { years: random.int(0, 17), asOf: day },
    });
  }
  if (carer && !['mother', 'father'].includes(carer.relation)) {
    family.push({
      name: write(carer.name),
      relation: carer.relation,
      sex: carer.sex,
      alive: 'alive',
      is_caregiver: 'yes',
      lives_with_child: 'yes',
      age: { years: carer.years, asOf: day },
    });
  }
  const documents: RowValues[] = [];
  if (profile.basis === 'document' || random.chance(0.15)) {
    documents.push({
      document_type: random.pick([
        'birth_certificate',
        'health_card',
        'ration_card',
        'unhcr_individual_number',
        'school_number',
      ]),
      document_number: `MB${String(random.int(0, 99_999_999)).padStart(8, '0')}`,
      seen: random.chance(0.7) ? 'yes' : 'no',
    });
  }
  const withIds = (rows: readonly RowValues[]): Draft['rows'][string] =>
    rows.map((values) => ({ id: random.id(), values }));
  return {
    care_arrangements: withIds([careRow(random, profile, carer)]),
    family_members: withIds(family),
    identity_documents: withIds(documents),
  };
}
