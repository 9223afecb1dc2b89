import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { assembleConfiguration, partsOf } from '#core/forms/assemble.ts';
import type { Configuration, FieldDef, OptionDef, Text } from '#core/forms/types.ts';
import { profileNames, readConfiguration } from '../../main/office/read-configuration.ts';
import { allFieldTables, changedInSilence, profileVersions } from '../../scripts/field-table.ts';
import { CONSENT_IDS, REGISTRATION_IDS, ROW_IDS, sameInFrench } from './config-expected.ts';

const ROOT = join(import.meta.dirname, '../..');
const RESOURCES = join(ROOT, 'resources');
const PROFILES = profileNames(RESOURCES);

function configuration(profile: string): Configuration {
  const loaded = readConfiguration(RESOURCES, profile);
  if (!loaded.ok) throw new Error(`${profile} does not load: ${JSON.stringify(loaded.error)}`);
  return loaded.value.configuration;
}

const topFields = (c: Configuration, form?: string): FieldDef[] =>
  c.forms.filter((f) => form === undefined || f.id === form).flatMap((f) => f.sections.flatMap((s) => [...s.fields]));
const everyField = (c: Configuration): FieldDef[] => topFields(c).flatMap((f) => [f, ...(f.fields ?? [])]);
const ids = (list: readonly { readonly id: string }[]): string[] => list.map((x) => x.id);

/** Every text of a configuration with the place where it stands. */
function texts(c: Configuration): { at: string; text: Text }[] {
  const found: { at: string; text: Text }[] = [];
  const walk = (node: unknown, at: string): void => {
    if (Array.isArray(node)) node.forEach((x, i) => walk(x, `${at}[${i}]`));
    else if (typeof node === 'object' && node !== null) {
      if ('en' in node) found.push({ at, text: node as Text });
      else for (const [key, value] of Object.entries(node)) walk(value, `${at}.${key}`);
    }
  };
  walk(c, c.profile);
  return found;
}

test('the three profiles ship, the full one first', () => {
  expect(PROFILES).toEqual(['full', 'public-health', 'rapid-onset']);
});

describe.each(PROFILES)('profile %s', (profile) => {
  const c = configuration(profile);

  test('every text is complete in every language, and really in that language', () => {
    const wrong = texts(c).filter(({ text }) => {
      const { en, fr, ar, ...rest } = text;
      const complete = [en, fr, ar].every((t) => typeof t === 'string' && t.trim() === t && t !== '');
      const french = fr !== en || sameInFrench(en);
      return !complete || !french || Object.keys(rest).length > 0 || !/\p{Script=Arabic}{2}/u.test(ar);
    });
    expect(wrong).toEqual([]);
  });

  test('a message has the same placeholders in every language, and a value for each', () => {
    const names = (t: string): string[] => [...t.matchAll(/\{(\w+)/g)].map((m) => m[1] ?? '').sort();
    for (const rule of c.rules) {
      const expected = Object.keys(rule.params ?? {}).sort();
      for (const language of ['en', 'fr', 'ar'] as const) expect(names(rule.message[language])).toEqual(expected);
    }
  });

  test('ids are permanent names, each once', () => {
    const all = [ids(c.lists), ids(c.rules), ids(topFields(c)), ...topFields(c).map((f) => ids(f.fields ?? []))];
    for (const group of [...all, ...c.lists.map((l) => ids(l.options))]) {
      expect(group.filter((id, i) => group.indexOf(id) !== i)).toEqual([]);
    }
    for (const field of everyField(c)) expect(field.id).toMatch(/^[a-z][a-z0-9_]{0,63}$/);
  });

  test('a protective order names options of the list, and all of them where nothing may be left open', () => {
    for (const field of everyField(c)) {
      if (field.protective === undefined || !('order' in field.protective)) continue;
      const options = ids(c.lists.find((l) => l.id === field.options)?.options ?? []);
      expect([...field.protective.order].sort(), field.id).toEqual([...options].sort());
    }
  });

  test('what a case cannot do without is there, and sure to be answerable', () => {
    const need = topFields(c).filter((f) => f.need === 'save');
    expect(ids(need).sort()).toEqual(['age', 'date_of_birth', 'full_name', 'registration_date', 'sex']);
    // A toddler found alone: the name, the sex and the age may be unknown; the day of registration never is.
    for (const field of need) {
      const unknown = field.missing === undefined || field.missing.includes('unknown');
      expect(unknown, field.id).toBe(field.id !== 'registration_date');
    }
  });

  test('consent and registration come first, under their numbers', () => {
    expect(c.forms.slice(0, 2).map((f) => [f.id, f.number, f.step])).toEqual([
      ['consent', '1A', 'C1'],
      ['registration', '1B', 'C1'],
    ]);
  });

  test('each line of the form grid fits in twelve columns', () => {
    for (const field of everyField(c)) expect([2, 3, 4, 6, 8, 12], field.id).toContain(field.width);
  });
});

describe('the full profile', () => {
  const c = configuration('full');

  test('has every row of the reference, form 1A', () => {
    expect(ids(topFields(c, 'consent'))).toEqual(expect.arrayContaining([...CONSENT_IDS]));
  });

  test('has every row of the reference, form 1B, in its sections A to F', () => {
    expect(ids(topFields(c, 'registration'))).toEqual(expect.arrayContaining([...REGISTRATION_IDS]));
    expect(ids(c.forms.find((f) => f.id === 'registration')?.sections ?? [])).toEqual([
      'record',
      'child',
      'family_care',
      'separation',
      'concerns_risk',
      'eligibility_source',
    ]);
  });

  test.each(Object.entries(ROW_IDS))('has every column of %s', (subform, columns) => {
    const field = topFields(c).find((f) => f.id === subform);
    expect(field?.type).toBe('rows');
    expect(ids(field?.fields ?? [])).toEqual(expect.arrayContaining([...columns]));
  });

  test('offers as many options as the reference lists', () => {
    const count = (id: string): number => c.lists.find((l) => l.id === id)?.options.length ?? 0;
    const expected = {
      protection_concerns: 35,
      separation_causes: 18,
      service_types: 23,
      care_types: 13,
      displacement_status: 7,
      risk_levels: 4,
      legal_basis: 6,
      case_status: 5,
    };
    expect(Object.fromEntries(Object.keys(expected).map((id) => [id, count(id)]))).toEqual(expected);
  });

  test('keeps the inter-agency codes of the protection concerns', () => {
    const codes = c.lists.find((l) => l.id === 'protection_concerns')?.options.map((o: OptionDef) => o.codes?.primero);
    expect(codes).toEqual(ids(c.lists.find((l) => l.id === 'protection_concerns')?.options ?? []));
  });

  test('a narrower consent and a higher risk win until a person decides', () => {
    const order = (id: string): unknown => topFields(c).find((f) => f.id === id)?.protective;
    for (const field of topFields(c, 'consent').filter((f) => f.id.startsWith('consent_') && f.options === 'yes_no')) {
      const first = field.id === 'consent_withdrawn' ? ['yes', 'no'] : ['no', 'yes'];
      expect(field.protective, field.id).toEqual({ order: first });
    }
    expect(order('risk_level')).toEqual({ order: ['high', 'medium', 'low', 'none'] });
    expect(order('withhold')).toEqual({ order: ['yes', 'no'] });
    expect(order('location_confidential')).toEqual({ order: ['yes', 'no'] });
    expect(order('withhold_from')).toEqual({ union: true });
    expect(order('protection_concerns')).toEqual({ union: true });
  });
});

test('the short profiles ask what the full one asks, under the same ids and with the same meaning', () => {
  // Only the place on the page may differ, and how many columns a subform has. A short registration takes the whole
  // name; the full one also puts it together from its parts.
  const meanings = (c: Configuration): Map<string, unknown> =>
    new Map(
      topFields(c)
        .flatMap((f) => [
          { at: f.id, f },
          ...(f.fields ?? []).map((inner) => ({ at: `${f.id}.${inner.id}`, f: inner })),
        ])
        .map(({ at, f }) => [
          at,
          { ...f, ...(at === 'full_name' ? { prefill: undefined, follows: undefined } : {}), width: 12, fields: [] },
        ]),
    );
  const full = meanings(configuration('full'));
  for (const profile of ['rapid-onset', 'public-health']) {
    for (const [at, meaning] of meanings(configuration(profile))) {
      if (full.has(at)) expect(meaning, `${profile} ${at}`).toEqual(full.get(at));
      else expect(profile, at).toBe('public-health');
    }
  }
});

test('a profile that changed has a higher version, and its content is the one kept beside it', () => {
  const versions = profileVersions(ROOT);
  expect(changedInSilence(versions)).toEqual([]);
  expect(versions.kept).toEqual(versions.now);
  const changed = { ...versions.now, full: { version: versions.now['full']?.version ?? 0, hash: 'another' } };
  expect(changedInSilence({ ...versions, now: changed })).toEqual(['full']);
  const raised = { ...versions.now, full: { version: (versions.now['full']?.version ?? 0) + 1, hash: 'another' } };
  expect(changedInSilence({ ...versions, now: raised })).toEqual([]);
});

test('the documents in docs/forms are those of the configuration', () => {
  const tables = allFieldTables(ROOT);
  for (const { path, text } of tables) expect(readFileSync(path, 'utf8') === text, `${path} is out of date`).toBe(true);
  expect(readdirSync(join(ROOT, 'docs/forms')).filter((name) => name.endsWith('.md'))).toHaveLength(tables.length);
});

describe('files that do not fit together are refused', () => {
  const manifest = { profile: 'p', version: 1, label: {}, description: {}, forms: ['p/a.json'], lists: [], rules: [] };

  test('a file that the manifest names is missing', () => {
    expect(assembleConfiguration('p', { 'p/profile.json': manifest })).toEqual({
      ok: false,
      error: { code: 'FORM_CONFIG_INVALID', params: { at: 'p/a.json' } },
    });
  });

  test('a manifest cannot reach outside the folder, nor stand for another profile', () => {
    for (const path of ['../secret.json', '/etc/passwd.json', 'p/../../x.json', 'p\\x.json']) {
      expect(partsOf({ ...manifest, forms: [path] }).ok, path).toBe(false);
    }
    expect(assembleConfiguration('q', { 'q/profile.json': manifest }).ok).toBe(false);
  });

  test('a profile that is not there, or a name that climbs, is a refusal and no crash', () => {
    for (const name of ['nothing', '../config/full', ''])
      expect(readConfiguration(RESOURCES, name).ok, name).toBe(false);
  });

  test('files keep the order of the manifest', () => {
    const order = { ...manifest, forms: ['p/b.json', 'p/a.json'], lists: ['p/l.json', 'p/k.json'] };
    const files = { 'p/profile.json': order, 'p/a.json': 'A', 'p/b.json': 'B', 'p/k.json': [3], 'p/l.json': [1, 2] };
    expect(assembleConfiguration('p', files)).toMatchObject({
      ok: true,
      value: { forms: ['B', 'A'], lists: [1, 2, 3] },
    });
  });
});
