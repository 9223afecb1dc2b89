import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { IntlMessageFormat } from 'intl-messageformat';
import { assembleConfiguration, manifestPath, partsOf } from '#core/forms/assemble.ts';
import type { ListQuery } from '#core/contracts/cases.contract.ts';
import type { CaseDocument, Configuration, Language, Row } from '#core/forms/types.ts';
import type { PrintContext, Translate } from '#core/reports/context.ts';
import type { Asked, FilledCase } from '#core/reports/filled-case.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');

export const messagesOf = (language: Language, of = 'print'): Readonly<Record<string, string>> =>
  JSON.parse(readFileSync(join(ROOT, 'resources', 'locales', language, `${of}.json`), 'utf8')) as Record<
    string,
    string
  >;

/** The messages of the product; a key that is not there is a fault. */
export function translator(language: Language, of?: string): Translate {
  const messages = messagesOf(language, of);
  return (key, params = {}) => {
    const message = messages[key];
    if (message === undefined) throw new Error(`no message ${key} in ${language}`);
    return String(new IntlMessageFormat(message, language).format(params));
  };
}

/** The default configuration as it ships. */
export function fullConfiguration(): Configuration {
  const folder = join(ROOT, 'resources', 'config');
  const read = (path: string): unknown => JSON.parse(readFileSync(join(folder, path), 'utf8'));
  const manifest = read(manifestPath('full'));
  const parts = partsOf(manifest);
  if (!parts.ok) throw new Error(parts.error.code);
  const files = Object.fromEntries([
    [manifestPath('full'), manifest],
    ...parts.value.map((path) => [path, read(path)] as const),
  ]);
  const whole = assembleConfiguration('full', files);
  if (!whole.ok) throw new Error(whole.error.code);
  return whole.value as Configuration;
}

export const contextFor = (language: Language, changes: Partial<PrintContext> = {}): PrintContext => ({
  language,
  t: translator(language),
  paper: 'A4',
  timeZone: 'Africa/Nairobi',
  nowUtc: '2026-11-23T08:20:00Z',
  printedBy: 'N. Baraka',
  office: language === 'ar' ? 'مكتب كيسيماني' : 'Kisimani District Office',
  copy: 2,
  purpose: language === 'ar' ? 'مؤتمر الحالة' : 'case conference of 24 Nov 2026',
  names: 'full',
  draft: false,
  ...changes,
});

/** A list that nothing narrows. */
export const EVERY_CASE: ListQuery = {
  text: '',
  exactSpelling: false,
  status: [],
  risk: [],
  sex: [],
  mine: false,
  conflicts: false,
  office: 'all',
  sort: 'code',
  descending: false,
};

export const CODE = 'KSM-26-7F3XR-5';

/** Names in the six scripts that must come out of the printer right (fictional). */
export const NAMES = {
  arabic: 'مريم عبد الرحمن الهاشمي',
  amharic: 'ሰላም ተስፋዬ ገብረ',
  khmer: 'សុខ ចាន់ធី',
  burmese: 'မအေးချမ်း',
  devanagari: 'सीता कुमारी',
  bengali: 'রহিমা খাতুন',
  latin: 'Juma Ọládélé Ŋɛ',
} as const;

const day = (date: string) => ({ date, precision: 'day', calendar: 'gregory' }) as const;
const row = (number: number, values: Row['values']): Row => ({ id: `AAAAAAAAAAAAAAAAAAAA${String(number)}A`, values });

/** A filled case of the default configuration with every kind of answer. */
export const DOCUMENT: CaseDocument = {
  values: {
    case_code: CODE,
    registration_date: day('2026-11-02'),
    identification_date: { date: '2026-10', precision: 'month', calendar: 'gregory' },
    status: 'open',
    interviewer: 'Neema Baraka',
    interviewer_position: 'Caseworker',
    info_from: ['child', 'caregiver'],
    full_name: NAMES.latin,
    other_names: `${NAMES.arabic}, ${NAMES.amharic}`,
    sex: 'male',
    date_of_birth: { date: '2017', precision: 'about', calendar: 'ethiopic', text: 'before the flood' },
    age: { years: 9, asOf: '2026-11-02' },
    age_basis: { missing: 'not_asked' },
    birth_registered: { missing: 'unknown' },
    in_school: 'yes',
    school_name: 'Mwembe Primary School',
    current_address: 'Plot 14, behind the mosque',
    phone: '+254700000014',
    physical_characteristics: 'Scar above the left eye.\nJuma limps after walking far.',
    languages: { missing: 'refused' },
    protection_status: 'separated',
    separation_date: { date: '2026-08', precision: 'about', calendar: 'gregory' },
    protection_concerns: ['separated', 'psychosocial_distress', 'neglect'],
    primary_concern: 'separated',
    urgent_protection_concern: 'no',
    risk_level: 'high',
    risk_reason:
      'Sleeps in a shared room with two unrelated adults. The aunt is often away at night. Juma says he is afraid of one of the adults and asked to sleep elsewhere.\nA neighbour known to the family has offered a room.',
    immediate_action: 'Room at the neighbour’s house found and visited the same day.',
    consent_date: day('2026-11-03'),
    consent_giver: 'caregiver',
    consent_giver_name: 'Amina Ọládélé',
    consent_services: 'yes',
    consent_storage: 'yes',
    consent_share: 'no',
    assent_child: 'given_orally',
    withhold: { missing: 'refused' },
    interpreter_used: 'yes',
    interpreter_name: 'Hassan Ali',
    consent_taken_by: 'Neema Baraka',
  },
  rows: {
    identity_documents: [row(1, { document_type: 'none' })],
    family_members: [
      row(1, { name: NAMES.khmer, relation: 'mother', sex: 'female', phone: '+254700000015' }),
      row(2, { name: NAMES.burmese, relation: 'father', sex: 'male', alive: { missing: 'unknown' } }),
      row(3, { name: NAMES.devanagari, relation: 'aunt', sex: 'female', is_caregiver: 'yes' }),
      row(4, { name: NAMES.bengali, relation: 'sister', sex: 'female' }),
    ],
  },
};

/** A conditional question counts as asked when it has an answer. */
export const askedByAnswer =
  (configuration: Configuration, document: CaseDocument): Asked =>
  ({ field, row: of }) => {
    if (field === undefined) return true;
    const fields = configuration.forms.flatMap((form) => form.sections.flatMap((section) => section.fields));
    const inner = fields.flatMap((parent) => parent.fields ?? []);
    const found = (of === undefined ? fields : inner).find((candidate) => candidate.id === field);
    if (found?.relevant === undefined && found?.calculate === undefined) return true;
    return (of === undefined ? document.values : of.values)[field] !== undefined;
  };

export const filledWith = (configuration: Configuration, document: CaseDocument = DOCUMENT): FilledCase => ({
  code: CODE,
  document,
  asked: askedByAnswer(configuration, document),
  closed: new Set(),
  undecided: new Set(),
});
