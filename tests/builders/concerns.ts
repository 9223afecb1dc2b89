import type { Profile, Risk } from './case-shape.ts';
import type { Sex } from './names.ts';
import type { Random } from './random.ts';

/** Care arrangements in a hundred children (reference.md §10). */
const CARE: readonly (readonly [string, number])[] = [
  ['parents', 52],
  ['kinship', 23],
  ['step_parent', 6],
  ['unrelated_adult', 4],
  ['foster', 3],
  ['residential', 4],
  ['child_headed', 2],
  ['independent_living', 2],
  ['no_care', 2],
  ['other', 2],
];
/** Option, children in a hundred, youngest age, sex; severe ones are commoner where the risk is high. */
interface Concern {
  readonly id: string;
  readonly weight: number;
  readonly from?: number;
  readonly sex?: Sex;
  readonly severe?: true;
}
const CONCERNS: readonly Concern[] = [
  { id: 'neglect', weight: 22.5 },
  { id: 'psychosocial_distress', weight: 19 },
  { id: 'physical_abuse_violence', weight: 12.2, severe: true },
  { id: 'child_labour', weight: 14.5, from: 7 },
  { id: 'lack_of_documentation_birth_registration', weight: 8.7 },
  { id: 'sexual_abuse_violence', weight: 5.1, severe: true },
  { id: 'child_marriage', weight: 13, from: 12 },
  { id: 'functional_difficulty_seeing', weight: 1.2 },
  { id: 'functional_difficulty_hearing', weight: 1.2 },
  { id: 'functional_difficulty_walking', weight: 1.5 },
  { id: 'functional_difficulty_remembering', weight: 1.1 },
  { id: 'difficulty_with_self_care', weight: 0.9 },
  { id: 'difficulty_communicating', weight: 1.2 },
  { id: 'associated_with_armed', weight: 1.9, from: 11 },
  { id: 'emotional_or_psychological', weight: 9.5 },
  { id: 'abandonment', weight: 3 },
  { id: 'hazardous_work', weight: 4, from: 12 },
  { id: 'sexual_exploitation', weight: 1.5, from: 11, severe: true },
  { id: 'slavery_sale_abduction', weight: 0.6, severe: true },
  { id: 'in_conflict_with_the_law', weight: 4, from: 12 },
  { id: 'deprived_of_liberty', weight: 0.8, from: 12 },
  { id: 'serious_medical_condition', weight: 5 },
  { id: 'mental_disorder', weight: 1.5, from: 7 },
  { id: 'substance_abuse', weight: 2.5, from: 11 },
  { id: 'belongs_to_marginalised', weight: 5 },
  { id: 'female_genital_mutilation_fgm', weight: 1.5, sex: 'female' },
  { id: 'pregnancy_child_parent', weight: 2.5, from: 13, sex: 'female' },
  { id: 'denial_of_resources_opportunities_or_services', weight: 6 },
  { id: 'highly_vulnerable_care', weight: 5 },
  { id: 'child_survivor_of_explosive', weight: 0.5 },
  { id: 'rape', weight: 0.8, severe: true, from: 4 },
  { id: 'other', weight: 2.5 },
];

export type Situation = Pick<Profile, 'care' | 'protection' | 'orphan' | 'concerns' | 'urgent'>;

function protectionIn(random: Random, care: string): Profile['protection'] {
  if (care === 'parents' || care === 'step_parent') return 'neither';
  if (care === 'kinship') return random.chance(0.45) ? 'separated' : 'neither';
  return random.weighted([
    ['unaccompanied', 32],
    ['separated', 20],
    ['neither', 48],
  ]);
}

/** Where the child lives and what is wrong. The concerns agree with the care, the age and the sex. */
export function drawSituation(random: Random, age: number, sex: Sex, risk: Risk): Situation {
  const care = random.weighted(CARE);
  const protection = protectionIn(random, care);
  const count = random.weighted([
    [1, 45],
    [2, 33],
    [3, 15],
    [4, 5],
    [5, 2],
  ]);
  const concerns: string[] = protection === 'neither' ? [] : [protection];
  const orphan = care !== 'parents' && care !== 'step_parent' && random.chance(0.12);
  if (orphan && concerns.length < count) concerns.push('orphan');
  const pool = CONCERNS.filter(
    (concern) => age >= (concern.from ?? 0) && age < 18 && (concern.sex === undefined || concern.sex === sex),
  ).map((concern) => [concern.id, concern.weight * (concern.severe ? (risk === 'high' ? 2.5 : 0.76) : 1)] as const);
  const grown = CONCERNS.filter((concern) => concern.from === undefined && concern.sex === undefined).map(
    (concern) => [concern.id, concern.weight] as const,
  );
  let left = pool.length > 0 ? pool : grown;
  while (concerns.length < count) {
    const next = random.weighted(left);
    concerns.push(next);
    left = left.filter(([id]) => id !== next);
  }
  const urgent = random.chance(risk === 'high' ? 0.45 : risk === 'medium' ? 0.05 : 0);
  return { care, protection, orphan: concerns.includes('orphan'), concerns, urgent };
}
