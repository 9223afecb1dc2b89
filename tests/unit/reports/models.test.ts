import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '#core/forms/types.ts';
import { withQuestionsOn } from '#core/forms/optional-questions.ts';
import type { Configuration, FormDef } from '#core/forms/types.ts';
import { ageToday, ageValueText, dateText, dateValueText } from '#core/reports/dates.ts';
import type { Block, GridItem, PrintDocument } from '#core/reports/document.ts';
import { caseList } from '#core/reports/case-list.ts';
import { caseSummary } from '#core/reports/case-summary.ts';
import { recoveryKit } from '#core/reports/recovery-kit.ts';
import type { FilledCase } from '#core/reports/filled-case.ts';
import { registrationForm } from '#core/reports/registration-form.ts';
import { directionOf, toHtml } from '#core/reports/html.ts';
import { contextFor, EVERY_CASE, filledWith, fullConfiguration, messagesOf, translator } from './print-fixture.ts';

const text = (en: string) => ({ en, fr: en, ar: en });
const common = { sensitivity: 3, compartment: 'core' } as const;
const FORM: FormDef = {
  id: 'visit',
  version: 7,
  number: '9Z',
  label: text('Visit'),
  step: 'C1',
  sections: [
    {
      id: 'main',
      label: text('Main'),
      fields: [
        { ...common, id: 'seen', type: 'choice', options: 'yes_no', label: text('Seen') },
        { ...common, id: 'hidden', type: 'text', relevant: "seen = 'no'", label: text('Hidden') },
        { ...common, id: 'notes', type: 'long_text', label: text('Notes') },
        {
          ...common,
          id: 'things',
          type: 'rows',
          label: text('Things'),
          fields: [
            { ...common, id: 'what', type: 'text', label: text('What') },
            { ...common, id: 'count', type: 'number', label: text('Count') },
          ],
        },
      ],
    },
  ],
};
const SMALL: Configuration = {
  profile: 'small',
  version: 1,
  label: text('Small'),
  description: text('Small'),
  forms: [FORM],
  lists: [
    {
      id: 'yes_no',
      options: [
        { id: 'yes', label: text('Yes') },
        { id: 'no', label: text('No') },
        { id: 'old', label: text('Old'), active: false },
      ],
    },
  ],
  rules: [],
};
const row = (number: number, values: Record<string, string | number>) => ({
  id: `AAAAAAAAAAAAAAAAAAAA${String(number)}A`,
  values,
});
const items = (document: PrintDocument): readonly GridItem[] =>
  document.blocks.flatMap((block) => (block.kind === 'grid' ? block.items : []));
const valueOf = (document: PrintDocument, label: string) => items(document).find((item) => item.label === label)?.value;
const table = (document: PrintDocument) =>
  document.blocks.find((block): block is Extract<Block, { kind: 'table' }> => block.kind === 'table');

describe('a form on paper', () => {
  const print = contextFor('en');
  const filled: FilledCase = {
    code: 'KSM-26-7F3XR-5',
    document: { values: {}, rows: {} },
    asked: () => true,
    closed: new Set<string>(),
    undecided: new Set<string>(),
  };
  const printed = (given: FilledCase = filled) =>
    registrationForm({ print, configuration: SMALL, forms: ['visit'], filled: given });

  it('tells blank, unknown, refused and not asked apart, and none of them is a no', () => {
    const seen = (value: Record<string, 'no' | { missing: 'unknown' | 'refused' | 'not_asked' }>) =>
      valueOf(printed({ ...filled, document: { values: value, rows: {} } }), 'Seen');
    const shown = [
      seen({}),
      seen({ seen: { missing: 'unknown' } }),
      seen({ seen: { missing: 'refused' } }),
      seen({ seen: { missing: 'not_asked' } }),
      seen({ seen: 'no' }),
    ];
    expect(shown).toEqual([
      [{ kind: 'marked', text: 'no answer' }],
      [{ kind: 'marked', text: 'unknown' }],
      [{ kind: 'marked', text: 'refused to answer' }],
      [{ kind: 'marked', text: 'not asked' }],
      [{ kind: 'words', text: 'No' }],
    ]);
  });

  it('leaves out what skip logic hides, even when an answer is still there', () => {
    const document = printed({
      ...filled,
      document: { values: { seen: 'yes', hidden: 'left over' }, rows: {} },
      asked: ({ field }) => field !== 'hidden',
    });
    expect(JSON.stringify(document)).not.toContain('left over');
    expect(items(document).map((item) => item.label)).toEqual(['Seen', 'Notes']);
  });

  it('leaves out a section that is not asked', () => {
    const document = printed({
      ...filled,
      asked: ({ section, field }) => !(section === 'main' && field === undefined),
    });
    expect(document.blocks.map((block) => block.kind)).toEqual(['cover', 'signatures']);
  });

  it('says that an answer is closed to the person who prints, instead of showing it as blank', () => {
    const document = printed({ ...filled, closed: new Set(['notes']) });
    expect(valueOf(document, 'Notes')).toEqual([{ kind: 'marked', text: 'closed to the person who printed this' }]);
  });

  it('says what the copy is for only when somebody said it', () => {
    const footOf = (purpose: string) =>
      registrationForm({ print: contextFor('en', { purpose }), configuration: SMALL, forms: ['visit'], filled }).foot;
    expect(footOf('the court').copy).toBe('Copy 2, for: the court');
    expect(footOf('  ').copy).toBe('Copy 2');
  });

  it('marks an answer that nobody has decided yet', () => {
    const document = printed({
      ...filled,
      document: { values: { seen: 'yes' }, rows: {} },
      undecided: new Set(['seen']),
    });
    expect(valueOf(document, 'Seen')).toEqual([
      { kind: 'words', text: 'Yes' },
      { kind: 'marked', text: 'two offices differ, to decide' },
    ]);
  });

  it('prints rows as a table and says when there are none', () => {
    const things = [row(1, { what: 'blanket', count: 2 }), row(2, { what: 'rice' })];
    const document = printed({ ...filled, document: { values: {}, rows: { things } } });
    expect(table(document)?.rows).toEqual([
      [[{ kind: 'data', text: 'blanket' }], [{ kind: 'words', text: '2' }]],
      [[{ kind: 'data', text: 'rice' }], [{ kind: 'marked', text: 'no answer' }]],
    ]);
    expect(toHtml(printed(), { language: 'en', dir: 'ltr', cssHref: 'x.css' })).toContain('Nothing was entered here.');
  });

  it('turns a subform with many questions and deals its rows out evenly', () => {
    const configuration = fullConfiguration();
    const document = registrationForm({
      print,
      configuration,
      forms: ['registration'],
      filled: filledWith(configuration),
    });
    const turned = document.blocks.filter(
      (block): block is Extract<Block, { kind: 'table' }> => block.kind === 'table' && block.turned === true,
    );
    expect(turned.map((part) => part.columns.map((column) => column.label))).toEqual([
      ['', 'No. 1', 'No. 2'],
      ['Family members', 'No. 3', 'No. 4'],
    ]);
  });

  it('gives a blank form boxes, lines, empty rows and room for every signature, and no retired option', () => {
    const document = registrationForm({ print, configuration: SMALL, forms: ['visit'] });
    expect(valueOf(document, 'Seen')).toEqual({
      ticks: [
        { label: 'Yes', ticked: false },
        { label: 'No', ticked: false },
      ],
    });
    expect(items(document).find((item) => item.label === 'Notes')).toMatchObject({ value: 'blank', lines: 3 });
    expect(items(document).find((item) => item.label === 'Hidden')).toMatchObject({ note: 'if it applies' });
    expect(table(document)?.rows.length).toBeGreaterThan(2);
    const signatures = document.blocks.find((block) => block.kind === 'signatures');
    expect(signatures?.kind === 'signatures' ? signatures.people.map((person) => person.role) : []).toEqual([
      'Child',
      'Caregiver, or the person who agrees',
      'Caseworker',
      'Supervisor',
      'Interpreter',
    ]);
  });

  it('names the version of each form at the foot of every page', () => {
    expect(printed().foot.formVersion).toBe('Form 9Z, version 7');
  });

  it.each(['full', 'code'] as const)('keeps a place that is secret out of a copy with %s names', (names) => {
    const configuration = fullConfiguration();
    const at = {
      current_address: '14 Harbour Lane',
      address_landmark: 'Behind the mill',
      school_name: 'Lake School',
    };
    const rows = {
      care_arrangements: [row(1, { caregiver_name: 'Zeinab Alnour', caregiver_address: 'Mill Street 3' })],
    };
    const pageOf = (location_confidential: string) =>
      JSON.stringify(
        registrationForm({
          print: contextFor('en', { names }),
          configuration,
          forms: ['registration'],
          filled: filledWith(configuration, { values: { ...at, location_confidential }, rows }),
        }),
      );
    const told = ['14 Harbour Lane', 'Behind the mill', 'Lake School', 'Mill Street 3'];
    for (const place of told) expect(pageOf('yes')).not.toContain(place);
    if (names === 'full') for (const place of told) expect(pageOf('no')).toContain(place);
    expect(pageOf('yes')).toContain('kept secret');
  });

  it('leaves religion and ethnicity off a blank form unless the office asks them', () => {
    const configuration = fullConfiguration();
    const labels = (on: ReadonlySet<string>) =>
      items(
        registrationForm({ print, configuration: withQuestionsOn(configuration, on), forms: ['registration'] }),
      ).map((item) => item.label);
    expect(labels(new Set())).not.toContain('Religion');
    expect(labels(new Set(['religion']))).toContain('Religion');
  });
});

describe('dates and ages', () => {
  const t = translator('en');
  it('writes a date with its precision and the calendar it was told in', () => {
    expect(dateText('2026-11-23', 'en')).toBe('23 Nov 2026');
    expect(dateText('2026-11', 'en')).toBe('Nov 2026');
    expect(dateText('2026', 'en')).toBe('2026');
    expect(dateValueText({ date: '2026-11-23', precision: 'day', calendar: 'ethiopic' }, 'en', t)).toBe(
      '23 Nov 2026 (Ethiopian calendar: 14 Hedar 2019)',
    );
    expect(dateValueText({ date: '2017', precision: 'about', calendar: 'gregory' }, 'en', t)).toBe('about 2017');
  });

  it('grows a stated age and counts small children in months', () => {
    expect(ageValueText({ years: 9, asOf: '2025-11-02' }, 'en', t)).toBe('9 years (told on 2 Nov 2025)');
    expect(ageToday(undefined, { years: 9, asOf: '2025-11-02' }, '2026-11-01', t)).toBe('about 9 years');
    expect(ageToday(undefined, { years: 9, asOf: '2025-11-02' }, '2026-11-02', t)).toBe('about 10 years');
    expect(ageToday(undefined, { months: 20, asOf: '2026-01-01' }, '2026-04-01', t)).toBe('about 23 months');
    expect(ageToday(undefined, { months: 20, asOf: '2026-01-01' }, '2026-05-01', t)).toBe('about 2 years');
    expect(ageToday(undefined, { years: 8, toYears: 10, asOf: '2026-01-01' }, '2026-05-01', t)).toBe(
      'about 8 to 10 years',
    );
  });

  it('prefers a known day of birth and does not invent one', () => {
    const birth = { date: '2016-11-24', precision: 'day', calendar: 'gregory' } as const;
    expect(ageToday(birth, { years: 12, asOf: '2026-01-01' }, '2026-11-23', t)).toBe('9 years');
    expect(ageToday({ ...birth, date: '2016', precision: 'year' }, undefined, '2026-11-23', t)).toBe('about 10 years');
    expect(ageToday(undefined, undefined, '2026-11-23', t)).toBeUndefined();
  });
});

describe('words of the reports', () => {
  it('are there in all languages with the same placeholders', () => {
    const shape = (message: string): string[] =>
      [...new Set([...message.matchAll(/\{([a-z]+)[,}]/g)].map((match) => match[1] ?? ''))].sort();
    const english = messagesOf('en');
    for (const language of LANGUAGES) {
      const messages = messagesOf(language);
      expect(Object.keys(messages)).toEqual(Object.keys(english));
      for (const [key, message] of Object.entries(messages)) {
        expect(message.trim(), `${language} ${key}`).not.toBe('');
        expect(shape(message), `${language} ${key}`).toEqual(shape(english[key] ?? ''));
      }
    }
  });

  it.each(LANGUAGES)('exist for every report in %s', (language) => {
    const configuration = fullConfiguration();
    const filled = { ...filledWith(configuration), undecided: new Set(['sex']), closed: new Set(['nickname']) };
    const print = contextFor(language, { draft: true });
    const line = { code: 'C', initials: '', ageAbout: true, ageYears: 3, status: 'open', updatedAtUtc: print.nowUtc };
    const documents = [
      registrationForm({ print, configuration, forms: ['consent', 'registration'], filled }),
      registrationForm({ print, configuration, forms: ['consent', 'registration'] }),
      caseSummary({
        print,
        configuration,
        filled,
        header: { officeOfCase: 'K', owner: 'O', supervisor: 'S', openedOn: '2026-11-02', riskSince: '2026-11-02' },
        family: { number: 'KSM-F-26-7F3X-R2KM-K', related: [{ code: 'KSM-26-00000-0', relation: 'brother' }] },
        timeline: (['registered', 'changed', 'decided', 'shared', 'received'] as const).map((kind) => ({
          kind,
          atUtc: print.nowUtc,
          by: 'B',
          office: 'O',
        })),
        tasks: [{ label: 'w', dueUtc: '2026-11-02T08:00:00Z', exact: true, late: true }],
      }),
      caseList({
        print: { ...print, names: 'initials' },
        configuration,
        lines: [{ ...line, officeCode: 'K', conflicts: 2, risk: 'high' }],
        kept: 0,
        total: 2,
        of: 3,
        query: EVERY_CASE,
      }),
      recoveryKit({ print, officeCode: 'KSM', words: ['one'], matrix: [[true]] }),
    ];
    for (const document of documents) {
      expect(document.watermark).toBeTruthy();
      expect(toHtml(document, { language, dir: directionOf(language), cssHref: 'x.css' })).toContain('</html>');
    }
  });
});
