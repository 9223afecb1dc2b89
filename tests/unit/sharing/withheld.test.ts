import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tellingDeadlines } from '#core/casework/deadline-class.ts';
import type { Values } from '#core/forms/types.ts';
import { packageFor } from '#core/sharing/referral-package.ts';
import { holdsKey, isAllListed, needsPerson, withheldOf, withoutWithheld } from '#core/sharing/withheld.ts';
import { readConfiguration } from '../../../main/office/read-configuration.ts';

const PROFILES = ['full', 'rapid-onset', 'public-health'] as const;
function configurationOf(profile: (typeof PROFILES)[number]) {
  const read = readConfiguration(join(import.meta.dirname, '../../../resources'), profile);
  if (!read.ok) throw new Error(read.error.code);
  return read.value;
}
const full = configurationOf('full');
const ASKED: Values = { withhold: 'yes', withhold_from: ['agencies'], withhold_themes: ['school'] };

describe('what a consent withholds by its list', () => {
  it.each(PROFILES)('every theme of %s but "other" is mapped to questions', (profile) => {
    const { configuration, workflow } = configurationOf(profile);
    const options = configuration.lists.find(({ id }) => id === 'withhold_themes')?.options.map(({ id }) => id) ?? [];
    expect(options.filter((id) => id !== 'other').sort()).toEqual(
      Object.keys(workflow?.def.withheldThemes ?? {}).sort(),
    );
    expect(options).toContain('other');
  });

  it('is withheld from whom it may mean, and from nobody else', () => {
    const holds = (values: Values, to: 'colleague' | 'provider' | 'office') =>
      withheldOf(full, values, to).holds(undefined, 'school_name');
    for (const to of ['provider', 'office'] as const) {
      expect(holds(ASKED, to)).toBe(true);
      expect(holds({ ...ASKED, withhold_from: ['family_members'] }, to)).toBe(false);
      expect(holds({ ...ASKED, withhold: 'no' }, to)).toBe(false);
    }
    expect(holds(ASKED, 'colleague')).toBe(false);
    expect(holds({ ...ASKED, withhold_from: ['other'] }, 'colleague')).toBe(true);
    expect(withheldOf(full, ASKED, 'office').holds('assessments', 'education_needs')).toBe(true);
    expect(withheldOf(full, ASKED, 'office').holds('assessments', 'physical_needs')).toBe(false);
  });

  it('leaves a decision to a person where the list does not say all, or where the place is secret', () => {
    expect(isAllListed(full, ASKED)).toBe(true);
    const unclear: readonly Values[] = [
      { ...ASKED, withhold_what: 'What she told about her uncle.' },
      { ...ASKED, withhold_themes: ['school', 'other'] },
      { ...ASKED, withhold_themes: ['a_later_theme'] },
      { ...ASKED, withhold_themes: ['constructor'] },
      { ...ASKED, withhold_themes: [] },
      { withhold: 'yes' },
    ];
    for (const values of unclear) expect([values, needsPerson(full, values, 'office')]).toEqual([values, true]);
    expect(needsPerson(full, ASKED, 'office')).toBe(false);
    expect(needsPerson(full, { ...ASKED, location_confidential: 'yes' }, 'provider')).toBe(true);
    // What is on the list stays out also where a person has to decide about the rest.
    for (const values of unclear.slice(0, 2))
      expect(withheldOf(full, values, 'office').holds(undefined, 'school_name')).toBe(true);
  });

  it('is shown as withheld in the package of a referral and never suggested', () => {
    const document = { values: { ...ASKED, school_name: 'Quillonby', full_name: 'Zawadi' }, rows: {} };
    const lines = packageFor(full, document, 'education_formal', 'office');
    expect(lines.find(({ field }) => field === 'school_name')).toMatchObject({ closed: 'withheld', suggested: false });
    expect(lines.find(({ field }) => field === 'full_name')).toMatchObject({ suggested: true });
    expect(packageFor(full, document, 'education_formal', 'colleague')).toContainEqual({
      form: 'registration',
      field: 'school_name',
      suggested: true,
    });
  });

  it('tells of no task that would tell of what is on the list, and of every task where nothing is', () => {
    const telling = (values: Values) => {
      const withheld = withheldOf(full, values, 'office');
      return tellingDeadlines(full, (key) => holdsKey(withheld, key));
    };
    const harm: Values = { ...ASKED, withhold_themes: ['harm'] };
    expect(telling(harm).has('safety_check')).toBe(true);
    expect(telling(ASKED).has('safety_check')).toBe(false);
    expect(telling({ ...harm, withhold_from: ['family_members'] }).size).toBe(0);
  });

  it('leaves no row of a subform on the list, and says that there were some', () => {
    const values: Values = { ...ASKED, withhold_themes: ['family', 'school'] };
    const rows = {
      family_members: [{ id: 'a', values: { name: 'Quillonby' } }],
      assessments: [{ id: 'b', values: { education_needs: 'Quillonby', physical_needs: 'none' } }],
    };
    const left = withoutWithheld({ values, rows }, withheldOf(full, values, 'provider'));
    expect(JSON.stringify(left.document)).not.toContain('Quillonby');
    expect(left.document.rows).toEqual({ assessments: [{ id: 'b', values: { physical_needs: 'none' } }] });
    expect(left.masked).toEqual(['assessments.education_needs', 'family_members', 'family_members.name']);
  });
});
