import { addDays, daysBetween, exactDate } from './calendar-days.ts';
import type { FieldValue, Row } from '#core/forms/types.ts';
import type { Profile } from './case-shape.ts';
import type { Random } from './random.ts';

type Giver = 'child' | 'caregiver' | 'caseworker' | 'trusted_adult' | 'other';

/**
 * In a hundred cases: child 22, caregiver 66, caseworker without consent 9, others 3 (reference.md §10). Children from 15
 * years give it themselves; from 12 to 14 only where nobody cares for them (reference.md §8.3).
 */
function drawGiver(random: Random, age: number, hasCarer: boolean): Giver {
  const child = age >= 15 ? 88 : age >= 12 && !hasCarer ? 46.5 : 0;
  const caregiver = hasCarer ? 91 - child : 0;
  return random.weighted<Giver>([
    ['child', child],
    ['caregiver', caregiver],
    ['caseworker', hasCarer ? 7.7 : 40],
    ['trusted_adult', hasCarer ? 1.6 : 20],
    ['other', hasCarer ? 0.8 : 8],
  ]);
}

function assent(random: Random, age: number, giver: Giver): string {
  const given = drawAssent(random, age, giver);
  return given === 'given_orally' && age >= 12 && age < 15 ? 'given_in_writing' : given;
}

function drawAssent(random: Random, age: number, giver: Giver): string {
  if (giver === 'child') return random.pick(['given_orally', 'given_in_writing']);
  if (age <= 3) return 'not_sought_young';
  if (giver === 'caseworker' && random.chance(0.5)) return 'not_sought_unsafe';
  return random.chance(0.8) ? 'given_orally' : 'given_in_writing';
}

const yes = (random: Random, probability: number): string => (random.chance(probability) ? 'yes' : 'no');

function withholding(random: Random): Record<string, FieldValue> {
  if (!random.chance(0.07)) return { withhold: 'no' };
  return {
    withhold: 'yes',
    withhold_from: random.pick([['family_members'], ['community'], ['government', 'community'], ['agencies']]),
    withhold_what: 'Where the child sleeps now, and that the child spoke with us.',
    withhold_reason: [random.pick(['fear_of_harm', 'tell_themselves'])],
  };
}

/** `knownAge`: whole years as the form has them, so that a rough age and the giver do not contradict each other. */
export function consentValues(
  random: Random,
  profile: Profile,
  today: string,
  languages: readonly string[],
  knownAge: number,
  carer: Row | undefined,
  supervisor: string,
): Record<string, FieldValue> {
  const { day } = profile;
  const name = carer?.values['caregiver_name'];
  const relation = carer?.values['caregiver_relation'];
  const known = typeof name === 'string' && typeof relation === 'string';
  const giver = drawGiver(random, knownAge, known);
  const without = giver === 'caseworker';
  const consentDay = addDays(day, -random.int(0, 2));
  const language = languages.find((id) => id !== 'other') ?? 'marabi';
  const withdrawn = !without && daysBetween(day, today) > 20 && random.chance(0.022);
  const named = giver !== 'child';
  const share = without ? 'no' : yes(random, 0.8);
  return {
    consent_date: exactDate(consentDay),
    consent_giver: giver,
    ...(named
      ? { consent_giver_name: giver === 'caregiver' && known ? name : without ? supervisor : 'Salma Kesho' }
      : {}),
    ...(giver === 'caregiver' && known ? { consent_giver_relationship: relation } : {}),
    ...(giver === 'trusted_adult' ? { consent_giver_relationship: 'community_leader' } : {}),
    ...(giver === 'other'
      ? { consent_giver_relationship: 'other_non_family', consent_giver_other: 'Head of the reception centre' }
      : {}),
    assent_child: assent(random, knownAge, giver),
    consent_services: without ? 'no' : 'yes',
    consent_storage: without ? 'no' : yes(random, 0.96),
    consent_share: share,
    ...(share === 'yes'
      ? { consent_share_services: random.pick([['medical'], ['education_formal', 'cash'], ['legal']]) }
      : {}),
    consent_reporting: without ? 'no' : yes(random, 0.93),
    consent_tracing: profile.protection === 'neither' ? { missing: 'not_asked' } : yes(random, 0.85),
    consent_publish: yes(random, 0.05),
    consent_photo: without ? 'no' : yes(random, 0.6),
    ...withholding(random),
    legal_basis: without
      ? ['vital_interests']
      : random.chance(0.2)
        ? ['consent', 'beneficiary_interests']
        : ['consent'],
    ...(without
      ? {
          no_consent_grounds: [
            random.pick(['imminent_danger', 'caregiver_suspected', 'asking_unsafe', 'duty_to_report']),
          ],
          supervisor_consulted_date: exactDate(consentDay),
          supervisor_consulted_name: supervisor,
        }
      : {}),
    ...(withdrawn
      ? {
          consent_withdrawn: 'yes',
          withdrawal_date: exactDate(addDays(day, random.int(3, 18))),
          withdrawal_scope: [random.pick(['share', 'photo_audio', 'reporting'])],
        }
      : {}),
    consent_language: language,
    interpreter_used: language === 'marabi' ? 'no' : yes(random, 0.3),
    signature_child: random.pick(['signature', 'thumbprint', 'spoken']),
  };
}
