import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { configurationChanges } from '#core/forms/configuration-changes.ts';
import { loadConfiguration } from '#core/forms/config-schema.ts';
import { FIXED_REPORTS, type LayoutDef } from '#core/forms/layout-def.ts';
import { LANGUAGES, type Configuration } from '#core/forms/types.ts';
import { profileNames, readConfiguration } from '../../main/office/read-configuration.ts';

const RESOURCES = join(import.meta.dirname, '../../resources');

function configurationOf(profile: string): Configuration {
  const read = readConfiguration(RESOURCES, profile);
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return read.value.configuration;
}
const full = configurationOf('full');
const words = { en: 'Words', fr: 'Mots', ar: 'كلمات' };
const layouts = full.layouts;
if (layouts === undefined) throw new Error('the full profile has no layouts');

/** The profile with one paper more. */
const withReport = (report: Partial<LayoutDef>): Configuration => ({
  ...full,
  layouts: {
    ...layouts,
    reports: [...layouts.reports, { id: 'own', label: words, about: words, names: 'code', ...report }],
  },
});
const refusal = (report: Partial<LayoutDef>): unknown => {
  const read = loadConfiguration(withReport(report));
  return read.ok ? undefined : read.error.params;
};

describe('the papers of a profile', () => {
  it.each(profileNames(RESOURCES))('are all there and said in three languages: %s', (profile) => {
    const { reports = [], lines = [] } = configurationOf(profile).layouts ?? {};
    const ids = reports.map(({ id }) => id);
    for (const id of ['case-summary', 'case-file', 'court', 'closure', 'checklist', 'subject-copy', 'case-list'])
      expect(ids).toContain(id);
    for (const { label, about } of reports)
      for (const text of [label, about, ...lines])
        for (const language of LANGUAGES) expect(text[language].trim()).not.toBe('');
    // What the program fixes has no sections; everything else says what stands on it.
    for (const { id, sections } of reports)
      expect(sections === undefined).toBe(FIXED_REPORTS.some((one) => one === id));
  });

  it('are refused with their place when they name what is not there', () => {
    const section = { show: 'answers', fields: ['full_name', 'shoe_size'] } as const;
    expect(refusal({ sections: [section] })).toEqual({
      at: 'layouts.own.sections.1.fields',
      problem: 'unknown_field',
      name: 'shoe_size',
    });
    expect(refusal({ sections: [{ show: 'words', text: { ...words, fr: 'De {nobody}' } }] })).toEqual({
      at: 'layouts.own.sections.1.text.fr',
      problem: 'unknown_field',
      name: 'nobody',
    });
    expect(
      refusal({
        sections: [
          { show: 'rows', rows: 'plan_actions', fields: ['action_what'], unless: { action_status: ['gone'] } },
        ],
      }),
    ).toMatchObject({ at: 'layouts.own.sections.1.unless.action_status', name: 'gone' });
    expect(refusal({ sections: [{ show: 'record' }] })).toMatchObject({ problem: 'record_expected' });
    expect(refusal({ sections: [{ show: 'forms', form: 'nothing' }] })).toMatchObject({ problem: 'unknown_form' });
    expect(refusal({ record: 'full_name', sections: [{ show: 'record' }] })).toMatchObject({
      problem: 'rows_expected',
    });
    expect(refusal({ record: 'notes', draftUnlessApproved: true, sections: [{ show: 'record' }] })).toMatchObject({
      at: 'layouts.own.draftUnlessApproved',
    });
    expect(refusal({})).toMatchObject({ at: 'layouts.own.sections', problem: 'sections_expected' });
    expect(refusal({ id: 'court', sections: [{ show: 'record' }] })).toMatchObject({ problem: 'duplicate_id' });
    expect(loadConfiguration(withReport({ sections: [{ show: 'lines', heading: words, lines: 41 }] })).ok).toBe(false);
  });

  it('are told of when an office goes from one configuration to another', () => {
    const none = { to: () => 0, holding: () => 0 };
    const after = {
      ...full,
      layouts: {
        ...layouts,
        paper: 'Letter' as const,
        reports: layouts.reports
          .filter(({ id }) => id !== 'court')
          .map((one) => (one.id === 'closure' ? { ...one, number: 'CP 9' } : one)),
      },
    };
    expect(
      configurationChanges(full, after, none).map(({ about, kind, label, part }) => [about, kind, label?.en ?? part]),
    ).toEqual([
      ['layout', 'retired', 'Social enquiry report'],
      ['layout', 'changed', 'Closure report'],
      ['work', 'changed', 'paper'],
    ]);
    expect(configurationChanges({ ...full, layouts: after.layouts }, after, none)).toEqual([]);
  });
});
