import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CaseDocument, Values } from '#core/forms/types.ts';
import { allowedOf, fieldsOf, fieldsText, packageFor, releasedAnswers } from '#core/sharing/referral-package.ts';
import { readConfiguration } from '../../../main/office/read-configuration.ts';

const profiles = ['full', 'rapid-onset', 'public-health'] as const;
function configurationOf(profile: (typeof profiles)[number]) {
  const read = readConfiguration(join(import.meta.dirname, '../../../resources'), profile);
  if (!read.ok) throw new Error(read.error.code);
  return read.value;
}
const full = configurationOf('full');
const VALUES: Values = {
  full_name: 'Zawadi',
  sex: 'female',
  school_level: 'primary',
  current_address: 'Block C',
  urgent_reasons: ['x'],
  consent_share: 'yes',
  case_code: 'KSM-26-7F3XR-K',
  languages: [],
  religion: 'other',
};
const document: CaseDocument = { values: VALUES, rows: {} };
const fields = (service: string | undefined, to: 'colleague' | 'provider', values: Values = VALUES) =>
  packageFor(full, { ...document, values }, service, to);

describe('what goes along with a referral', () => {
  it('is what the service needs, and everything else only by choice', () => {
    const suggested = (service: string) =>
      fields(service, 'provider')
        .filter((line) => line.suggested)
        .map(({ field }) => field);
    expect(suggested('education_formal')).toEqual(['full_name', 'sex', 'school_level']);
    expect(suggested('food')).toEqual(['full_name', 'sex', 'current_address']);
    expect(fields('food', 'provider').map(({ field }) => field)).toContain('religion');
  });
  it('never holds consent answers, the code again, blanks, or an answer of class 5', () => {
    const lines = fields(undefined, 'colleague');
    const named = lines.map(({ field }) => field);
    for (const field of ['consent_share', 'case_code', 'languages']) expect(named).not.toContain(field);
    expect(lines.find(({ field }) => field === 'urgent_reasons')).toMatchObject({ closed: 'class', suggested: false });
    expect(allowedOf(lines, ['urgent_reasons', 'full_name', 'full_name', 'nonsense'])).toEqual(['full_name']);
  });
  it('does not say where the child is when that is confidential, but to a colleague', () => {
    const hidden = { ...VALUES, location_confidential: 'yes' };
    const address = (to: 'colleague' | 'provider') =>
      fields('food', to, hidden).find(({ field }) => field === 'current_address');
    expect(address('provider')).toMatchObject({ closed: 'whereabouts', suggested: false });
    expect(address('colleague')?.closed).toBeUndefined();
  });
  it('is kept as it was chosen and read back as the answers are now', () => {
    const kept = { referral_fields: fieldsText(['full_name', 'sex', 'phone']) };
    expect(fieldsOf(kept)).toEqual(['full_name', 'sex', 'phone']);
    expect(releasedAnswers(document, fieldsOf(kept))).toEqual({ full_name: 'Zawadi', sex: 'female' });
    expect(fieldsOf({})).toEqual([]);
  });
  it.each(profiles)('is suggested in %s for services that there are, and never from class 5', (profile) => {
    const config = configurationOf(profile);
    const packages = config.workflow?.def.referralPackages;
    const services = config.options.get('service_types');
    expect(packages?.always.length).toBeGreaterThan(0);
    for (const service of Object.keys(packages?.byService ?? {})) expect(services?.has(service), service).toBe(true);
    for (const field of [...(packages?.always ?? []), ...Object.values(packages?.byService ?? {}).flat()])
      expect(config.fields.get(field)?.def.sensitivity, field).toBeLessThan(5);
  });
});
