import { expect, test } from 'vitest';
import { addDays } from '#core/forms/iso-date.ts';
import type { CasePast } from '#core/measures/past.ts';
import { dayNumber, isoOfDay } from '#core/measures/day-number.ts';
import { anonymousPast } from '#core/privacy/anonymous-past.ts';
import { FIRST_RULES, retentionOf } from '#core/privacy/retention.ts';
import type { Office } from '../../main/office/office.ts';
import { done, officeIn, openedOffice, refusal, SetClock, signIn } from '../faults/temporary-office.ts';
import { closedCase, today } from './closed-case.ts';

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

const past = (over: Partial<CasePast>): CasePast => ({
  facts: { concerns: [] },
  moves: [
    [dayNumber('2020-03-02'), 'new', ''],
    [dayNumber('2020-06-30'), 'closed', 'no_longer_at_risk'],
  ],
  risks: [],
  owners: [],
  tasks: [],
  dated: [],
  services: [],
  referrals: [],
  actions: [],
  approvals: [],
  flags: [],
  contacts: [],
  updated: 0,
  ...over,
});
const found = (one: CasePast): unknown => {
  const kept = retentionOf(one, dayNumber('2026-11-26'), FIRST_RULES);
  return kept && [kept.rule, isoOfDay(kept.notBefore)];
};

test.each<[string, CasePast, unknown]>([
  ['an open case', past({ moves: [[dayNumber('2020-03-02'), 'new', '']] }), undefined],
  ['an ordinary one', past({}), ['ordinary', '2020-06-30']],
  [
    'a mistake',
    past({
      moves: [
        [dayNumber('2020-03-02'), 'new', ''],
        [dayNumber('2020-03-03'), 'closed', 'duplicate_or_error'],
      ],
    }),
    ['duplicate', '2020-03-03'],
  ],
  ['alternative care', past({ dated: [['in_care', dayNumber('2020-04-01'), 'foster']] }), ['care', '2095-06-30']],
  [
    'care in the own family',
    past({ dated: [['in_care', dayNumber('2020-04-01'), 'parents']] }),
    ['ordinary', '2020-06-30'],
  ],
  [
    'a separated child who is an adult later than five years after the end',
    past({ facts: { concerns: ['separated'], born: dayNumber('2015-02-14') } }),
    ['tracing', '2033-02-14'],
  ],
  [
    'a traced child who was grown up by then',
    past({ facts: { concerns: [], born: dayNumber('2004-02-14') }, dated: [['traced', dayNumber('2020-05-01'), '']] }),
    ['tracing', '2025-06-30'],
  ],
])('%s is kept as the rule says', (_name, one, expected) => {
  expect(found(one)).toEqual(expected);
});

test('an anonymous line says the month of birth and the widest area, and every age in it stays', () => {
  const born = dayNumber('2012-03-17');
  const one = past({
    facts: { concerns: ['neglect'], sex: 'female', born, area: 'MB0102' },
    updated: 1_790_000_123_456,
  });
  const before = anonymousPast({ ...one, moves: [[dayNumber('2026-03-10'), 'new', '']] }, () => 'MB01');
  expect(before.facts).toEqual({ concerns: ['neglect'], sex: 'female', born: dayNumber('2012-03-31'), area: 'MB01' });
  const after = anonymousPast({ ...one, moves: [[dayNumber('2026-03-20'), 'new', '']] }, () => 'MB01');
  expect(after.facts.born).toBe(dayNumber('2012-03-01'));
  const both = past({
    facts: { concerns: [], born },
    moves: [
      [dayNumber('2026-03-10'), 'new', ''],
      [dayNumber('2026-03-20'), 'closed', ''],
    ],
  });
  expect(anonymousPast(both, (area) => area).facts.born).toBe(born);
  expect(before.updated % DAY).toBe(0);
});
