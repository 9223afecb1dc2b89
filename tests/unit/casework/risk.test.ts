import { describe, expect, it } from 'vitest';
import { riskFromRecords, withRecordedRisk } from '#core/casework/risk-from-records.ts';
import { suggestRisk } from '#core/casework/suggest-risk.ts';
import { loadConfiguration } from '#core/forms/config-schema.ts';
import { resolve } from '#core/forms/resolve.ts';
import type { CaseDocument, Values } from '#core/forms/types.ts';
import { day, row } from './tiny-office.ts';

const text = (en: string) => ({ en, fr: en, ar: en });
const field = (id: string, type: string, more: object = {}) => ({
  id,
  type,
  label: text(id),
  sensitivity: 3,
  compartment: 'core',
  ...more,
});
const level = (id: string) => field(id, 'choice', { options: 'risk_level' });
const record = (rows: string) =>
  field(rows, 'rows', {
    fields: [level(`${rows}_risk`), field(`${rows}_reason`, 'long_text'), field(`${rows}_date`, 'date')],
  });
const source = (rows: string) => ({ rows, level: `${rows}_risk`, reason: `${rows}_reason`, date: `${rows}_date` });
const suggestion = (id: string, to: string, when: string) => ({ id, level: to, when, because: text(id) });
const loaded = loadConfiguration({
  profile: 'risk',
  version: 1,
  label: text('Risk'),
  description: text('Risk'),
  forms: [
    {
      id: 'all',
      version: 1,
      label: text('All'),
      step: 'C1',
      sections: [
        {
          id: 'all',
          label: text('All'),
          fields: [
            level('risk_level'),
            field('risk_reason', 'long_text'),
            field('age', 'number'),
            field('alone', 'text'),
            field('assault', 'text', { sensitivity: 5 }),
            field('hurt', 'text', { calculate: "if(assault = 'yes', 'yes', 'no')" }),
            record('visits'),
            record('reviews'),
          ],
        },
      ],
    },
  ],
  lists: [{ id: 'risk_level', options: ['high', 'medium', 'low', 'none'].map((id) => ({ id, label: text(id) })) }],
  rules: [],
  workflow: {
    deadlines: [],
    riskSources: [source('visits'), source('reviews')],
    suggestion: [
      suggestion('young', 'medium', 'age < 5'),
      suggestion('alone', 'high', "alone = 'yes'"),
      suggestion('assaulted', 'high', "assault = 'yes'"),
      suggestion('hurt', 'medium', "hurt = 'yes'"),
      suggestion('older', 'low', 'age > 14'),
    ],
    approvals: [],
  },
});
if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
const config = loaded.value;

describe('a suggestion of a level', () => {
  const suggest = (values: Values, closed: readonly string[] = []) =>
    suggestRisk(resolve(config, { values, rows: {} }, { today: '2026-11-10' }), (key) => !closed.includes(key));

  it.each<[string, Values, unknown]>([
    ['nothing known', {}, undefined],
    ['no rule met', { age: 9 }, undefined],
    ['one rule', { age: 3 }, { level: 'medium', because: ['young'] }],
    ['a low one by itself', { age: 16 }, { level: 'low', because: ['older'] }],
    ['the highest, not the first', { age: 3, alone: 'yes' }, { level: 'high', because: ['alone'] }],
    ['all that point there', { alone: 'yes', assault: 'yes' }, { level: 'high', because: ['alone', 'assaulted'] }],
    ['an unknown answer meets nothing', { alone: { missing: 'unknown' } }, undefined],
  ])('%s', (_, values, expected) => {
    expect(suggest(values)).toEqual(expected);
  });

  it('leaves out a rule that reads a closed answer, also when another rule points there', () => {
    // The office hands in the answers without the closed ones.
    expect(suggest({ alone: 'yes' }, ['assault'])).toEqual({ level: 'high', because: ['alone'] });
    expect(suggest({ assault: 'yes' }, ['assault', 'hurt'])).toBeUndefined();
  });
});

describe('the level that a record brings', () => {
  const CASE = { risk_level: 'medium', risk_reason: 'Seen at the market' };
  const visit = (id: string, to: string, on: string, reason = `reason of ${id}`) =>
    row(id, { visits_risk: to, visits_reason: reason, visits_date: day(on) });
  const review = (id: string, to: string, on: string) =>
    row(id, { reviews_risk: to, reviews_reason: `reason of ${id}`, reviews_date: day(on) });
  const document = (rows: CaseDocument['rows'], values: Values = CASE): CaseDocument => ({ values, rows });
  const taken = (before: CaseDocument, after: CaseDocument) => {
    const found = riskFromRecords(config, before, after);
    return found === undefined ? undefined : [found.level, found.reason, found.day, found.source];
  };

  it.each<[string, CaseDocument, CaseDocument, unknown]>([
    [
      'a new record that differs',
      document({}),
      document({ visits: [visit('a', 'high', '2026-11-05')] }),
      ['high', 'reason of a', '2026-11-05', 'visits'],
    ],
    [
      'lowers as well',
      document({}),
      document({ reviews: [review('a', 'low', '2026-11-05')] }),
      ['low', 'reason of a', '2026-11-05', 'reviews'],
    ],
    ['the same level', document({}), document({ visits: [visit('a', 'medium', '2026-11-05')] }), undefined],
    ['no day', document({}), document({ visits: [row('a', { visits_risk: 'high', visits_reason: 'x' })] }), undefined],
    [
      'only the year known',
      document({}),
      document({
        visits: [
          row('a', { visits_risk: 'high', visits_date: { date: '2026', precision: 'year', calendar: 'gregory' } }),
        ],
      }),
      undefined,
    ],
    [
      'an older record written now',
      document({ reviews: [review('r', 'medium', '2026-11-07')] }),
      document({ reviews: [review('r', 'medium', '2026-11-07')], visits: [visit('a', 'high', '2026-11-05')] }),
      undefined,
    ],
    [
      'an old record that nobody touched',
      document({ visits: [visit('a', 'high', '2026-11-05')] }),
      document({ visits: [visit('a', 'high', '2026-11-05')] }),
      undefined,
    ],
    [
      'a record put right',
      document({ visits: [visit('a', 'medium', '2026-11-05')] }),
      document({ visits: [visit('a', 'high', '2026-11-05')] }),
      ['high', 'reason of a', '2026-11-05', 'visits'],
    ],
    [
      'only its words changed',
      document({ visits: [visit('a', 'high', '2026-11-05')] }),
      document({ visits: [visit('a', 'high', '2026-11-05', 'said better')] }),
      undefined,
    ],
    [
      'of two of one day the one of this edit',
      document({ reviews: [review('r', 'low', '2026-11-05')] }),
      document({ visits: [visit('a', 'high', '2026-11-05')], reviews: [review('r', 'low', '2026-11-05')] }),
      ['high', 'reason of a', '2026-11-05', 'visits'],
    ],
    [
      'a level changed by hand stands',
      document({}),
      document({ visits: [visit('a', 'high', '2026-11-05')] }, { risk_level: 'low', risk_reason: 'x' }),
      undefined,
    ],
    ['a record that was removed', document({ visits: [visit('a', 'high', '2026-11-05')] }), document({}), undefined],
  ])('%s', (_, before, after, expected) => {
    expect(taken(before, after)).toEqual(expected);
  });

  it.each([
    ['none', undefined],
    ['only spaces', '   '],
    ['the one that the case has', CASE.risk_reason],
  ])('needs a new reason: %s', (_, reason) => {
    const values: Values = {
      visits_risk: 'high',
      visits_date: day('2026-11-05'),
      ...(reason === undefined ? {} : { visits_reason: reason }),
    };
    const found = riskFromRecords(config, document({}), document({ visits: [row('a', values)] }));
    expect(found).toMatchObject({
      level: 'high',
      reason: undefined,
      reasonAt: { rows: 'visits', row: 'a', field: 'visits_reason' },
    });
  });

  it('puts level and reason into the case and leaves the rest', () => {
    const after = document({ visits: [visit('a', 'high', '2026-11-05')] }, { ...CASE, age: 4 });
    const found = riskFromRecords(config, document({}, { ...CASE, age: 4 }), after);
    if (found === undefined) throw new Error('nothing found');
    expect(withRecordedRisk(after, found)).toEqual({
      ...after,
      values: { risk_level: 'high', risk_reason: 'reason of a', age: 4 },
    });
  });
});
