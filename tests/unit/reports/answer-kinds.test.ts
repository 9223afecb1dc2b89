import { expect, it } from 'vitest';
import { LANGUAGES } from '#core/forms/types.ts';
import type { Configuration, FieldDef, FieldValue, Language, Text } from '#core/forms/types.ts';
import { answerRuns } from '#core/reports/answers.ts';
import { contextFor } from './print-fixture.ts';

const same = (word: string): Text => ({ en: word, fr: `${word} (fr)`, ar: `${word} (ar)` });
const field = (id: string, type: FieldDef['type'], more: Partial<FieldDef> = {}): FieldDef => ({
  id,
  type,
  label: same(id),
  sensitivity: 3,
  compartment: 'core',
  ...more,
});
const option = (id: string, label: string) => ({ id, label: same(label) });
const link = field('based_on', 'row_link', { of: 'plans' });
const FIELDS: readonly FieldDef[] = [
  field('plans', 'rows', {
    summary: ['goal', 'based_on', 'from'],
    fields: [field('goal', 'text'), link, field('from', 'date')],
  }),
  link,
];
const configuration: Configuration = {
  profile: 'test',
  version: 1,
  label: same('test'),
  description: same('test'),
  forms: [
    { id: 'f', version: 1, label: same('f'), step: 'C1', sections: [{ id: 's', label: same('s'), fields: FIELDS }] },
  ],
  lists: [
    { id: 'areas', options: [option('mb01', 'Coast'), option('mb0102', 'Kisimani'), option('mb010203', 'North')] },
    { id: 'scores', options: [option('1', 'Hungry'), option('2', 'Enough')] },
  ],
  rules: [],
};
const ROW = 'AAAAAAAAAAAAAAAAAAAAAA';
const rows = {
  plans: [
    {
      id: ROW,
      values: {
        goal: 'Back to school',
        based_on: ROW,
        from: { date: '2026-11-02', precision: 'day', calendar: 'gregory' } as const,
      },
    },
  ],
};

function printed(def: FieldDef, value: FieldValue, language: Language = 'en'): string {
  const runs = answerRuns(def, def.id, value, {
    print: contextFor(language),
    configuration,
    caseCode: 'KSM-26-7F3XR-5',
    names: [],
    closed: new Set(),
    placeSecret: false,
    rows,
  });
  return runs === 'blank' ? '' : runs.map(({ text }) => text).join('');
}

it('prints a place with the areas around it, a score with its word and a link by the line of its row', () => {
  expect(printed(field('p', 'place'), 'mb010203')).toBe('Coast › Kisimani › North');
  expect(printed(field('p', 'place'), 'zz99')).toBe('zz99');
  expect(printed(field('s', 'scale', { options: 'scores' }), 2)).toBe('2 · Enough');
  expect(printed(link, ROW)).toBe('Back to school; 2 Nov 2026');
  expect(printed(link, 'BBBBBBBBBBBBBBBBBBBBBB')).toBe('An entry of this case');
});

it.each(LANGUAGES)('prints every kind of answer as words in %s', (language) => {
  const values: readonly (readonly [FieldDef, FieldValue])[] = [
    [field('t', 'tick'), 'yes'],
    [field('m', 'date_time'), { at: '2026-11-20T14:05', zone: 'Africa/Nairobi' }],
    [field('r', 'date_range'), { from: '2026-11-20', calendar: 'gregory' }],
    [field('n', 'tally', { options: 'scores' }), { tally: { 1: 3, 2: 0 } }],
    [field('a', 'money'), { amount: '1500.50', currency: 'KES' }],
    [field('d', 'document'), [ROW]],
    [field('s', 'scale', { options: 'scores' }), 1],
    [field('p', 'place'), 'mb0102'],
    [link, ROW],
  ];
  for (const [def, value] of values) {
    const text = printed(def, value, language);
    expect(text, def.type).not.toBe('');
    expect(text, def.type).not.toMatch(/\[object|undefined|"|print\./);
  }
});
