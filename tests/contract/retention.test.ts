import { expect, test } from 'vitest';
import { addDays } from '#core/forms/iso-date.ts';
import type { CasePast } from '#core/measures/past.ts';
import { dayNumber, isoOfDay } from '#core/measures/day-number.ts';
import { anonymousPast } from '#core/privacy/anonymous-past.ts';
import { workflowShape } from '#core/forms/config-workflow-shape.ts';
import {
  FIRST_RULES,
  retentionOf,
  rulesInForce,
  type ProgrammeRule,
  type RuleSetting,
} from '#core/privacy/retention.ts';
import type { Office } from '../../main/office/office.ts';
import { done, officeIn, openedOffice, refusal, SetClock, signIn } from '../faults/temporary-office.ts';
import { closedCase, today } from './closed-case.ts';
import { casePast } from '../builders/case-past.ts';

const DAY = 86_400_000;

test('a closed case comes up when its day has come, goes when it is kept longer, and comes up again', async () => {
  const clock = new SetClock();
  const { office, dir, head } = await openedOffice(clock);
  const caseId = await closedCase(office, clock, { protection_concerns: ['neglect'] });
  const due = async (one: Office): Promise<unknown[]> =>
    (await done(one, 'keeping.queue', {})).lines.filter((line) => line.caseId === caseId);
  expect(await due(office)).toEqual([]);
  office.close();
  clock.offset += 301 * DAY;
  const later = officeIn(dir, clock);
  expect(await signIn(later, head)).toMatchObject({ ok: true });
  expect(await due(later)).toMatchObject([{ rule: 'ordinary', due: addDays(today(clock), -1) }]);
  const why = 'A claim may come.';
  expect(await refusal(later, 'keeping.keep', { caseId, until: today(clock), why })).toMatchObject({
    code: 'FORM_INVALID',
    params: { field: 'until' },
  });
  const until = addDays(today(clock), 30) ?? '';
  await done(later, 'keeping.keep', { caseId, until, why });
  expect(await due(later)).toEqual([]);
  later.close();
  clock.offset += 31 * DAY;
  const again = officeIn(dir, clock);
  expect(await signIn(again, head)).toMatchObject({ ok: true });
  expect(await due(again)).toMatchObject([{ kept: { until, why, by: 'Halima Osman' } }]);
});

test('the office’s own rules are kept over a restart, and what it never said is as it came', async () => {
  const clock = new SetClock();
  const { office, dir, head } = await openedOffice(clock);
  const basis = 'Children’s act, section 12';
  await done(office, 'keeping.setRules', { rules: [{ rule: 'care', months: 1200, basis }] });
  office.close();
  const again = officeIn(dir, clock);
  expect(await signIn(again, head)).toMatchObject({ ok: true });
  const { rules } = await done(again, 'keeping.rules', {});
  expect(rules.find(({ rule }) => rule === 'care')).toEqual({ rule: 'care', months: 1200, basis });
  expect(rules.find(({ rule }) => rule === 'tracing')).toEqual({ rule: 'tracing', months: 60, basis: '' });
});

const LAW = { en: 'Care Act', fr: 'Loi', ar: 'قانون' };
test.each<[string, readonly ProgrammeRule[], readonly RuleSetting[], number]>([
  ['nobody says anything', [], [], 900],
  ['the programme says it', [{ rule: 'care', months: 1000, basis: LAW }], [], 1000],
  [
    'the office says it longer',
    [{ rule: 'care', months: 900, least: 900 }],
    [{ rule: 'care', months: 1100, basis: '' }],
    1100,
  ],
  [
    'the office says it shorter than it may',
    [{ rule: 'care', months: 900, least: 900 }],
    [{ rule: 'care', months: 24, basis: '' }],
    900,
  ],
  [
    'the office says it longer than it may',
    [{ rule: 'care', months: 60, most: 80 }],
    [{ rule: 'care', months: 900, basis: '' }],
    80,
  ],
  ['the office names a law alone', [{ rule: 'care', months: 1000 }], [{ rule: 'care', basis: 'Act' }], 1000],
  ['the programme allows less than comes with the program', [{ rule: 'care', months: 60, most: 60 }], [], 60],
  ['a limit without its rule being the office’s', [{ rule: 'tracing', months: 24, most: 24 }], [], 900],
])('how long a child of alternative care is kept when %s', (_name, programme, own, months) => {
  expect(rulesInForce(programme, own).find(({ rule }) => rule === 'care')?.months).toBe(months);
});

test('a package says how long, and what an office may choose', () => {
  const say = (retention: unknown) => workflowShape.shape.retention.safeParse(retention).success;
  expect(
    say([
      { rule: 'care', months: 900, least: 900, basis: LAW },
      { rule: 'ordinary', basis: LAW },
    ]),
  ).toBe(true);
  for (const wrong of [
    [{ rule: 'care', months: 24, least: 36 }],
    [{ rule: 'care', months: 48, most: 36 }],
    [{ rule: 'care' }],
    [{ rule: 'ordinary', months: 24, basis: LAW }],
    [
      { rule: 'care', months: 24 },
      { rule: 'care', months: 36 },
    ],
    [{ rule: 'other', basis: LAW }],
  ])
    expect(say(wrong)).toBe(false);
});

test('the rules of a programme count, the office says its own as far as they leave it, and follows them otherwise', async () => {
  const clock = new SetClock();
  const { office } = await openedOffice(clock);
  const retention = [
    { rule: 'care', months: 1000, least: 900, basis: LAW },
    { rule: 'tracing', months: 120 },
  ] as const;
  const { open } = office;
  const def = open?.configuration.workflow?.def;
  if (def === undefined) throw new Error('no workflow');
  Object.assign(def, { retention });
  const here = async (wanted: string) =>
    (await done(office, 'keeping.rules', {})).rules.find(({ rule }) => rule === wanted);
  expect(await here('care')).toMatchObject({ months: 1000, programme: { months: 1000, least: 900, basis: LAW } });
  expect(
    await refusal(office, 'keeping.setRules', { rules: [{ rule: 'care', months: 899, basis: '' }] }),
  ).toMatchObject({
    code: 'FORM_INVALID',
    params: { field: 'care' },
  });
  const own = [
    { rule: 'care', months: 950, basis: 'Our act' },
    { rule: 'tracing', months: 120, basis: '' },
  ] as const;
  await done(office, 'keeping.setRules', { rules: [...own] });
  Object.assign(def, {
    retention: [
      { rule: 'care', months: 1000, least: 980 },
      { rule: 'tracing', months: 60 },
    ],
  });
  // A later package narrows what the office may say; what was the programme's own follows it.
  expect(await here('care')).toMatchObject({ months: 980, basis: 'Our act' });
  expect(await here('tracing')).toMatchObject({ months: 60 });
});

const found = (one: CasePast): unknown => {
  const kept = retentionOf(one, dayNumber('2026-11-26'), FIRST_RULES);
  return kept && [kept.rule, isoOfDay(kept.notBefore)];
};

test.each<[string, CasePast, unknown]>([
  ['an open case', casePast({ moves: [[dayNumber('2020-03-02'), 'new', '']] }), undefined],
  ['an ordinary one', casePast({}), ['ordinary', '2020-06-30']],
  [
    'a mistake',
    casePast({
      moves: [
        [dayNumber('2020-03-02'), 'new', ''],
        [dayNumber('2020-03-03'), 'closed', 'duplicate_or_error'],
      ],
    }),
    ['duplicate', '2020-03-03'],
  ],
  ['alternative care', casePast({ dated: [['in_care', dayNumber('2020-04-01'), 'foster']] }), ['care', '2095-06-30']],
  [
    'care in the own family',
    casePast({ dated: [['in_care', dayNumber('2020-04-01'), 'parents']] }),
    ['ordinary', '2020-06-30'],
  ],
  [
    'a separated child who is an adult later than five years after the end',
    casePast({ facts: { concerns: ['separated'], born: dayNumber('2015-02-14') } }),
    ['tracing', '2033-02-14'],
  ],
  [
    'a traced child who was grown up by then',
    casePast({
      facts: { concerns: [], born: dayNumber('2004-02-14') },
      dated: [['traced', dayNumber('2020-05-01'), '']],
    }),
    ['tracing', '2025-06-30'],
  ],
])('%s is kept as the rule says', (_name, one, expected) => {
  expect(found(one)).toEqual(expected);
});

test('an anonymous line says the month of birth and the widest area, and every age in it stays', () => {
  const born = dayNumber('2012-03-17');
  const one = casePast({
    facts: { concerns: ['neglect'], sex: 'female', born, area: 'MB0102' },
    updated: 1_790_000_123_456,
  });
  const before = anonymousPast({ ...one, moves: [[dayNumber('2026-03-10'), 'new', '']] }, () => 'MB01');
  expect(before.facts).toEqual({ concerns: ['neglect'], sex: 'female', born: dayNumber('2012-03-31'), area: 'MB01' });
  const after = anonymousPast({ ...one, moves: [[dayNumber('2026-03-20'), 'new', '']] }, () => 'MB01');
  expect(after.facts.born).toBe(dayNumber('2012-03-01'));
  const both = casePast({
    facts: { concerns: [], born },
    moves: [
      [dayNumber('2026-03-10'), 'new', ''],
      [dayNumber('2026-03-20'), 'closed', ''],
    ],
  });
  expect(anonymousPast(both, (area) => area).facts.born).toBe(born);
  expect(before.updated % DAY).toBe(0);
});
