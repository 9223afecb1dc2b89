import { describe, expect, it } from 'vitest';
import type { CaseDocument, Configuration } from '#core/forms/types.ts';
import { caseSummary } from '#core/reports/case-summary.ts';
import { directionOf, toHtml } from '#core/reports/html.ts';
import type { PrintedFamily } from '#core/reports/family-table.ts';
import type { NameMode } from '#core/reports/redaction.ts';
import { contextFor, filledWith, fullConfiguration } from './print-fixture.ts';

const configuration = fullConfiguration();
const DOCUMENT: CaseDocument = {
  values: { full_name: 'Amina Quorvex', sex: 'female' },
  rows: {
    family_members: [
      {
        id: 'AAAAAAAAAAAAAAAAAAAA1A',
        values: {
          name: 'Juma Blimzat',
          relation: 'brother',
          sex: 'male',
          age: { years: 7, asOf: '2026-11-01' },
          lives_with_child: 'yes',
          phone: '+000555321',
          address: 'Plot 9 Drusket road',
          sibling_case: ['KSM-26-7F3XR-5'],
        },
      },
      {
        id: 'AAAAAAAAAAAAAAAAAAAA2A',
        values: { name: 'Neema Fovanni', relation: 'mother', is_caregiver: { missing: 'unknown' } },
      },
    ],
  },
};
const RELATED: PrintedFamily = {
  number: 'KSM-F-26-7F3X-R2KM-K',
  related: [{ code: 'KSM-26-2KQRT-3', relation: 'cousin' }],
};

function printed(
  names: NameMode,
  language: 'en' | 'fr' | 'ar' = 'en',
  family = RELATED,
  of: Configuration = configuration,
  document = DOCUMENT,
) {
  const summary = caseSummary({
    print: contextFor(language, { names }),
    configuration: of,
    filled: filledWith(of, document),
    header: { officeOfCase: 'Kisimani' },
    family,
    timeline: [],
  });
  const html = toHtml(summary, { language, dir: directionOf(language), cssHref: 'x.css' });
  return {
    html,
    caption: /<table[^>]*><caption>(Family|Famille|الأسرة)<\/caption>([\s\S]*?)<\/table>/.exec(html)?.[2] ?? '',
  };
}

describe('the family on the printed summary', () => {
  it('tells who belongs to the child by relation and own code; names only where the copy names people', () => {
    for (const language of ['en', 'fr', 'ar'] as const) {
      const { html, caption } = printed('code', language);
      for (const code of ['KSM-26-7F3XR-5', 'KSM-26-2KQRT-3']) expect(caption).toContain(code);
      expect(html).toContain('KSM-F-26-7F3X-R2KM-K');
      expect(html).not.toMatch(/Juma|Blimzat|Neema|Fovanni|Quorvex/);
    }
    expect(printed('code').caption).toMatch(/Brother[\s\S]*7 years[\s\S]*Mother[\s\S]*unknown[\s\S]*Cousin/);
    const initials = printed('initials').caption;
    expect(initials).toContain('J. B.');
    expect(initials).not.toMatch(/Juma|Fovanni/);
    expect(printed('full').caption).toContain('Juma Blimzat');
  });

  it('never prints a phone or an address, whoever is named', () => {
    for (const names of ['code', 'initials', 'full'] as const)
      expect(printed(names).html).not.toMatch(/555321|Drusket/);
  });

  it('says that nothing is recorded, and is left out where the profile does not ask for the family', () => {
    const nobody = { ...DOCUMENT, rows: {} };
    expect(printed('code', 'en', { related: [] }, configuration, nobody).html).toMatch(
      /Family<\/h2>\s*<p class="none">/,
    );
    const without: Configuration = {
      ...configuration,
      forms: configuration.forms.map((form) => ({
        ...form,
        sections: form.sections.map((section) => ({
          ...section,
          fields: section.fields.filter(({ id }) => id !== 'family_members'),
        })),
      })),
    };
    expect(printed('code', 'en', { related: [] }, without, nobody).html).not.toContain('>Family<');
    expect(printed('code', 'en', RELATED, without, nobody).caption).toContain('KSM-26-2KQRT-3');
  });
});
