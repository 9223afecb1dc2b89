import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { caseMarks, filterFields } from '#core/finding/case-facts.ts';
import { filter as filterShape, filterIn, filterText, type Condition, type Filter } from '#core/finding/filter.ts';
import { readyFilter, type FilterWorld } from '#core/finding/ready-filter.ts';
import type { CaseDocument, Row, Values } from '#core/forms/types.ts';
import type { CaseId, OfficeId, UserId } from '#core/ids.ts';
import { CaseListRepo, type CaseListRow } from '../../main/storage/case-list.repo.ts';
import { CaseMarkRepo } from '../../main/storage/case-mark.repo.ts';
import { CaseRepo } from '../../main/storage/case.repo.ts';
import { OfficeRepo } from '../../main/storage/office.repo.ts';
import { TaskRepo } from '../../main/storage/task.repo.ts';
import { Random } from '../builders/random.ts';
import { newDatabase, newId } from '../storage/temporary-office.ts';
import { defaultConfiguration } from '../unit/builders/default-configuration.ts';
import { holds, type MadeCase, type OracleWorld } from './filter-oracle.ts';

const NOW = Date.UTC(2026, 10, 26, 9, 30);
const DAY = 86_400_000;
const config = defaultConfiguration();
const [me, colleague, stranger] = [newId<UserId>(), newId<UserId>(), newId<UserId>()];
const offices = [newId<OfficeId>(), newId<OfficeId>()] as const;
const AROUND = { 'A-1': 'A', 'A-2': 'A', 'A-1-x': 'A-1', 'B-1': 'B' };
const AREAS = ['A', 'A-1', 'A-2', 'A-1-x', 'B', 'B-1', 'elsewhere'];
const CONCERNS = ['neglect', 'physical_abuse_violence', 'unaccompanied', 'child_labour'];
const DEADLINES = ['first_contact', 'assessment', 'case_plan', 'medical_window_72'];
const STATUSES = ['open', 'closed', 'transferred', 'duplicate'] as const;
const RISKS = ['high', 'medium', 'low', 'none'] as const;
const SUBJECTS = ['assessment', 'case_plan', 'closure', 'action_plan'] as const;
const STATES = ['none', 'requested', 'approved', 'returned', 'withdrawn'] as const;
const EXCHANGES = ['none', 'waiting', 'written', 'delivered', 'received'] as const;
const world: OracleWorld = { me, now: NOW, around: AROUND, hidden: ['medical_window_72'] };

const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
const anyDay = (r: Random): string => day(NOW + r.int(-800, 60) * DAY);
const date = (r: Random) => ({ date: anyDay(r), precision: 'day', calendar: 'gregory' }) as const;
const moment = (r: Random) => ({ at: `${anyDay(r)}T10:00`, zone: 'UTC' }) as const;

function rowsOf(r: Random, collection: string, most: number, values: (i: number) => Values): Row[] {
  return Array.from({ length: r.int(0, most) }, (_none, i) => ({ id: `${collection}-${i}`, values: values(i) }));
}

function madeDocument(r: Random): CaseDocument {
  const maybe = <T>(value: () => T): T | undefined => (r.chance(0.6) ? value() : undefined);
  const values = {
    date_of_birth: r.chance(0.4) ? { ...date(r), date: day(NOW - r.int(0, 6600) * DAY) } : undefined,
    age: maybe(() =>
      r.chance(0.3)
        ? { months: r.int(0, 23), asOf: day(NOW - r.int(0, 500) * DAY) }
        : { years: r.int(0, 17), asOf: day(NOW - r.int(0, 500) * DAY) },
    ),
    primary_concern: maybe(() => r.pick(CONCERNS)),
    protection_concerns: maybe(() => CONCERNS.filter(() => r.chance(0.4))),
    current_area: maybe(() => r.pick(AREAS)),
    registration_date: maybe(() => date(r)),
    source: maybe(() => r.pick(['self', 'community', 'police'])),
    consent_share: maybe(() => r.pick(['yes', 'no'])),
    consent_withdrawn: r.chance(0.1) ? 'yes' : undefined,
    child_photos: r.chance(0.2) ? ['photo'] : undefined,
  };
  const assessments = rowsOf(r, 'assessments', 2, () => ({ assessment_completed: date(r) }));
  const plans = rowsOf(r, 'case_plans', 1, () => ({ plan_date: date(r) }));
  const subjects = [...assessments.map(({ id }) => ['assessment', id]), ...plans.map(({ id }) => ['case_plan', id])];
  const approvals = rowsOf(r, 'approvals', subjects.length === 0 ? 0 : 4, (i) => {
    const [subject = '', row = ''] = r.pick(subjects);
    return {
      approval_for: subject,
      approval_row: row,
      approval_status: r.pick(STATES.slice(1)),
      approval_requested_at: { at: `2026-05-0${i + 1}T08:00`, zone: 'UTC' },
    };
  });
  const rows = {
    assessments,
    case_plans: plans,
    approvals,
    services: rowsOf(r, 'services', 2, () => ({
      service_implemented: moment(r),
      service_type: r.pick(['health', 'education']),
    })),
    followups: rowsOf(r, 'followups', 3, () => ({ followup_done: date(r), child_seen: r.pick(['yes', 'no']) })),
    incidents: r.chance(0.2) ? [{ id: 'i', values: {} }] : [],
    flags: rowsOf(r, 'flags', 2, () => (r.chance(0.5) ? { flag_resolved_at: moment(r) } : {})),
  };
  const answered = Object.entries(values).filter(([, value]) => value !== undefined) as [string, Values[string]][];
  return { values: Object.fromEntries(answered), rows };
}

function madeCase(seed: number): MadeCase {
  const r = Random.from('filter', seed);
  const own = r.chance(0.8);
  const document = madeDocument(r);
  const status = r.pick(STATUSES);
  return {
    document: { ...document, values: { ...document.values, status } },
    status,
    risk: r.chance(0.8) ? r.pick(RISKS) : null,
    sex: r.pick(['female', 'male', '']),
    owner: r.pick([me, colleague, null]),
    office: own ? offices[0] : offices[1],
    own,
    conflicts: r.chance(0.2) ? r.int(1, 3) : 0,
    exchange: r.pick(EXCHANGES),
    updatedAt: NOW - r.int(0, 400 * 24) * 3_600_000,
    tasks: DEADLINES.filter(() => r.chance(0.3)).map((deadline) => ({
      deadline,
      dueAt: NOW + r.int(-40, 40) * (DAY / 4),
    })),
    named: r.chance(0.3) ? ['the-set'] : [],
  };
}

const listRow = (one: MadeCase, caseN: number, officeN: number): CaseListRow => ({
  caseN,
  caseId: newId<CaseId>(),
  code: `KSM-${String(caseN)}`,
  name: '',
  nameSort: '',
  also: '',
  initials: '',
  sex: one.sex,
  birthDate: null,
  birthPrecision: null,
  ageJson: null,
  ageOrder: null,
  status: one.status,
  risk: one.risk,
  riskOrder: one.risk === null ? 4 : RISKS.findIndex((level) => level === one.risk),
  registered: null,
  ownerOfficeN: officeN,
  isOwn: one.own,
  ownerUser: one.owner,
  concern: null,
  concernSensitive: false,
  updatedAt: one.updatedAt,
  conflicts: one.conflicts,
  exchange: one.exchange,
  receivedFromN: null,
});

interface Filled {
  readonly list: CaseListRepo;
  readonly cases: ReadonlyMap<number, MadeCase>;
  readonly asked: FilterWorld;
}
function fill(count: number): Filled {
  const { db } = newDatabase();
  const repo = new OfficeRepo(db);
  const numbers = offices.map((officeId, i) =>
    repo.putOffice({ officeId, code: `O${String(i)}`, name: 'x', isSelf: i === 0, card: null, confirmedAt: null }),
  );
  const [list, marks, tasks] = [new CaseListRepo(db), new CaseMarkRepo(db), new TaskRepo(db)];
  const cases = new Map<number, MadeCase>();
  db.transaction(() => {
    for (let seed = 0; seed < count; seed += 1) {
      const one = madeCase(seed);
      const officeN = numbers[one.own ? 0 : 1] ?? 0;
      const n = new CaseRepo(db).add({
        caseId: newId<CaseId>(),
        code: String(seed),
        ownerOfficeN: officeN,
        createdAt: 0,
      });
      list.put(listRow(one, n, officeN), undefined);
      // What a case was found by before must not find it any more.
      marks.put(n, caseMarks(config, madeCase(seed + 5000).document));
      marks.put(n, caseMarks(config, one.document));
      const task = {
        caseN: n,
        form: 'x',
        row: null,
        startsAt: 0,
        exact: true,
        earliest: false,
        movedFrom: null,
        snoozedUntil: null,
      };
      tasks.put(
        n,
        one.tasks.map(({ deadline, dueAt }) => ({ ...task, key: deadline, deadline, dueAt })),
      );
      cases.set(n, one);
    }
  });
  const asked: FilterWorld = {
    me,
    now: NOW,
    zone: 'UTC',
    fields: filterFields(config),
    placesIn: (codes) =>
      AREAS.filter((code) => {
        for (let at: string | undefined = code; at !== undefined; at = (AROUND as Record<string, string>)[at])
          if (codes.includes(at)) return true;
        return false;
      }),
    officeNumber: (office) => repo.officeById(office)?.n,
    hiddenDeadlines: world.hidden,
    setOf: ({ measure }) => [...cases].flatMap(([n, { named }]) => (named.includes(measure) ? [n] : [])),
  };
  return { list, cases, asked };
}

const some = <T>(values: readonly T[]) => fc.subarray([...values], { minLength: 1 });
const aDay = fc.integer({ min: -800, max: 60 }).map((days) => day(NOW + days * DAY));
const span = fc.integer({ min: 0, max: 500 });
const dayTest = fc.oneof(
  fc.record({ before: aDay }),
  fc.record({ after: aDay }),
  fc.record({ from: aDay, to: aDay }),
  fc.record({ lastDays: span }),
  fc.record({ nextDays: span }),
  fc.record({ olderThan: span }),
  fc.constant({ missing: true as const }),
);
const years = fc.integer({ min: 0, max: 18 });
const aField = fc.oneof(
  fc.record({
    field: fc.constantFrom(
      'registration_date',
      'assessments.assessment_completed',
      'services.service_implemented',
      'followups.followup_done',
    ),
    is: dayTest,
  }),
  fc.record({
    field: fc.constant('source'),
    is: some(['self', 'community', 'police']).map((options) => ({ in: options })),
  }),
  fc.record({ field: fc.constantFrom('source', 'followups.child_seen'), is: fc.constant({ missing: true as const }) }),
  fc.record({
    field: fc.constant('followups.child_seen'),
    is: some(['yes', 'no']).map((options) => ({ in: options })),
  }),
);
const condition: fc.Arbitrary<Condition> = fc.oneof(
  some(STATUSES).map((values) => ({ on: 'status' as const, in: values })),
  some([...RISKS, 'not-assessed'] as const).map((values) => ({ on: 'risk' as const, in: values })),
  some(['female', 'male']).map((values) => ({ on: 'sex' as const, in: values })),
  fc.record({ on: fc.constant('age' as const), from: years, to: years }),
  fc.record({ on: fc.constant('age' as const), from: years }),
  fc.record({ on: fc.constant('age' as const), to: years }),
  fc.constant({ on: 'age' as const, missing: true as const }),
  some(CONCERNS).map((values) => ({ on: 'concern' as const, in: values })),
  some(['me', 'nobody', colleague, stranger] as const).map((values) => ({ on: 'owner' as const, in: values })),
  some(AREAS).map((values) => ({ on: 'area' as const, in: values })),
  some(['own', 'received', offices[1]] as const).map((values) => ({ on: 'office' as const, in: values })),
  fc.constant({ on: 'conflicts' as const }),
  some(EXCHANGES).map((values) => ({ on: 'exchange' as const, in: values })),
  fc.constantFrom<Condition>(
    { on: 'task' },
    { on: 'task', due: 'late' },
    { on: 'task', due: { within: 3 } },
    { on: 'task', deadlines: ['assessment', 'case_plan'], due: { within: 0 } },
    { on: 'task', deadlines: ['first_contact'], due: 'late' },
  ),
  some(['open', 'resolved'] as const).map((values) => ({ on: 'flag' as const, in: values })),
  fc.record({ on: fc.constant('approval' as const), of: some(SUBJECTS), in: some(STATES) }),
  some(['given', 'missing', 'refused', 'withdrawn'] as const).map((values) => ({ on: 'consent' as const, in: values })),
  some(['C1', 'C2', 'C3', 'C4', 'C5', 'C6'] as const).map((values) => ({ on: 'step' as const, in: values })),
  fc.constant({ on: 'photo' as const }),
  fc.constant({ on: 'incident' as const }),
  dayTest.map((when) => ({ on: 'updated' as const, when })),
  aField.map((rest) => ({ on: 'field' as const, ...rest })),
  fc.constant({ on: 'measure' as const, measure: 'the-set' }),
);
const { tree } = fc.letrec<{ tree: Filter; all: Filter; any: Filter; not: Filter }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    { arbitrary: condition, weight: 4 },
    tie('all'),
    tie('any'),
    tie('not'),
  ),
  all: fc.array(tie('tree'), { maxLength: 4 }).map((all) => ({ all })),
  any: fc.array(tie('tree'), { maxLength: 4 }).map((any) => ({ any })),
  not: tie('tree').map((not) => ({ not })),
}));

let filled: Filled;
beforeAll(() => {
  filled = fill(160);
});

test('a list holds the cases for which its filter holds, by number and by count, and an address carries it whole', () => {
  const { list, cases, asked } = filled;
  fc.assert(
    fc.property(tree, (given) => {
      const carried = filterIn(filterText(given));
      expect(carried).toEqual(given);
      const query = { where: readyFilter(given, asked), usual: false } as const;
      const page = list.page({ ...query, sort: 'code', descending: false, offset: 0, limit: 1000 });
      const expected = [...cases].flatMap(([n, one]) => (holds(one, given, world) ? [n] : []));
      expect(page.rows.map(({ caseN }) => caseN).toSorted((a, b) => a - b)).toEqual(expected);
      expect(list.count(query)).toBe(expected.length);
      expect(page.total).toBe(expected.length);
    }),
    { numRuns: 400 },
  );
});

test('every condition by itself both finds and leaves out some of the cases', () => {
  const found = new Map<string, Set<boolean>>();
  for (const one of fc.sample(condition, { numRuns: 800, seed: 7 }))
    for (const made of filled.cases.values())
      found.set(one.on, (found.get(one.on) ?? new Set()).add(holds(made, one, world)));
  for (const [on, answers] of found) expect(answers, on).toEqual(new Set([true, false]));
});

test('a tree that is deeper or wider than anybody could read is refused, whatever stands in it', () => {
  let deep: unknown = { on: 'conflicts' };
  for (let i = 0; i < 100_000; i += 1) deep = { not: deep };
  expect(filterShape.safeParse(deep).success).toBe(false);
  expect(filterShape.safeParse({ all: Array.from({ length: 201 }, () => ({ on: 'conflicts' })) }).success).toBe(false);
  for (const text of ['', '{', 'null', '[]', '{"on":"secret"}', `{"on":"field","field":"a') OR 1","is":{"in":["x"]}}`])
    expect(filterIn(text), text).toBeUndefined();
});
