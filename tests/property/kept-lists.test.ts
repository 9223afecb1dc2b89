import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import type { ReadyFilter } from '#core/finding/ready-filter.ts';
import type { CaseId, OfficeId, UserId } from '#core/ids.ts';
import { searchBody, searchTerms, searchTokens } from '#core/records/search-keys.ts';
import type { CaseListQuery, CaseSort } from '../../main/storage/case-list-query.ts';
import { CaseListRepo, type CaseListRow } from '../../main/storage/case-list.repo.ts';
import { CaseMarkRepo } from '../../main/storage/case-mark.repo.ts';
import { CaseRepo } from '../../main/storage/case.repo.ts';
import type { WritableDb } from '../../main/storage/database.ts';
import { MergedCaseRepo } from '../../main/storage/merged-case.repo.ts';
import { OfficeRepo } from '../../main/storage/office.repo.ts';
import { SearchRepo } from '../../main/storage/search.repo.ts';
import { TaskRepo } from '../../main/storage/task.repo.ts';
import { newDatabase, newId } from '../storage/temporary-office.ts';

const OWNERS = [newId<UserId>(), newId<UserId>(), newId<UserId>()];
const NAMES = ['Amina Yusuf', 'Amani Juma', 'محمد علي', 'Mohamed Ali', 'Zawadi Neema', 'Émile Ba', '𐐷 Deseret'];
const DAY = 86_400_000;

type Change =
  | { readonly on: 'line'; readonly at: number; readonly over: Partial<CaseListRow> }
  | { readonly on: 'conflicts' | 'exchange' | 'merged'; readonly at: number; readonly to: number }
  | { readonly on: 'marks' | 'tasks'; readonly at: number; readonly values: readonly number[] }
  | { readonly on: 'names'; readonly at: number; readonly to: number }
  | { readonly on: 'new'; readonly name: number }
  | { readonly on: 'rename'; readonly owner: number; readonly to: number }
  | { readonly on: 'all' };
/** What somebody does at once; `undone`: it is looked at inside the transaction, and then the disk refuses it. */
interface Step {
  readonly changes: readonly Change[];
  readonly undone: boolean;
}

const upTo = (max: number) => fc.integer({ min: 0, max });
const over = fc.record(
  {
    status: fc.constantFrom('open', 'closed', 'disabled'),
    riskOrder: upTo(4),
    sex: fc.constantFrom('female', 'male'),
    code: upTo(500).map((n) => `KSM-${String(n).padStart(3, '0')}`),
    nameSort: fc.constantFrom(...NAMES.map((name) => name.toLowerCase()), ''),
    ageOrder: fc.option(upTo(20)),
    registered: fc.constantFrom('2025-01-01', '2026-02-03', null),
    isOwn: fc.boolean(),
    ownerUser: fc.constantFrom(...OWNERS, null),
    concern: fc.constantFrom('neglect', 'separated', null),
    concernSensitive: fc.boolean(),
    updatedAt: upTo(30).map((days) => days * DAY),
  },
  { requiredKeys: [] },
);
const change: fc.Arbitrary<Change> = fc.oneof(
  { arbitrary: fc.record({ on: fc.constant('line' as const), at: upTo(99), over }), weight: 5 },
  fc.record({
    on: fc.constantFrom('conflicts' as const, 'exchange' as const, 'merged' as const),
    at: upTo(99),
    to: upTo(3),
  }),
  fc.record({
    on: fc.constantFrom('marks' as const, 'tasks' as const),
    at: upTo(99),
    values: fc.uniqueArray(upTo(6), { maxLength: 3 }),
  }),
  fc.record({ on: fc.constant('names' as const), at: upTo(99), to: upTo(NAMES.length - 1) }),
  fc.record({ on: fc.constant('new' as const), name: upTo(NAMES.length - 1) }),
  fc.record({ on: fc.constant('rename' as const), owner: upTo(2), to: upTo(NAMES.length - 1) }),
  { arbitrary: fc.constant({ on: 'all' as const }), weight: 1 },
);
const step: fc.Arbitrary<Step> = fc.record({
  changes: fc.array(change, { minLength: 1, maxLength: 4 }),
  undone: fc.boolean(),
});

interface World {
  readonly db: WritableDb;
  readonly officeN: number;
  readonly kept: CaseListRepo;
}
let world: World;

const numbersOf = (db: WritableDb): number[] => db.numbers<[]>(`SELECT case_n FROM case_list ORDER BY case_n`)();

function addCase({ db, officeN }: World, list: CaseListRepo, name: number): void {
  const caseId = newId<CaseId>();
  const code = `KSM-N${String(new CaseRepo(db).count())}`;
  const n = new CaseRepo(db).add({ caseId, code, ownerOfficeN: officeN, createdAt: 0 });
  const text = NAMES[name] ?? '';
  const line: CaseListRow = {
    ...{ caseN: n, caseId, code, name: text, nameSort: text.toLowerCase(), also: '', initials: 'X', sex: 'female' },
    ...{ birthDate: null, birthPrecision: null, ageJson: null, ageOrder: n % 7, status: 'open', risk: null },
    ...{ riskOrder: n % 5, registered: null, ownerOfficeN: officeN, isOwn: true, ownerUser: OWNERS[n % 4] ?? null },
    ...{ concern: null, concernSensitive: false, updatedAt: (n % 9) * DAY, conflicts: 0, exchange: 'none' },
    receivedFromN: null,
  };
  list.put(line, undefined);
  nameIt(db, n, text);
}
function nameIt(db: WritableDb, n: number, name: string): void {
  const findable = { code: `KSM-${String(n)}`, names: [name], caregivers: [], phones: [], identifiers: [] };
  new SearchRepo(db).put(n, searchTokens(findable), searchBody(findable));
}
const task = (caseN: number, dueAt: number) => ({
  ...{
    caseN,
    key: `t${String(dueAt)}`,
    deadline: dueAt % 2 === 0 ? 'plan' : 'visit',
    form: 'x',
    row: null,
    startsAt: 0,
  },
  ...{ dueAt, exact: false, earliest: false, movedFrom: null, snoozedUntil: null },
});
const renamed = (userId: UserId, name: string) => ({
  ...{ userId, name, roles: '[]', officeN: null, signingKey: null, active: true },
});

/** Everything is written by other repositories than the one that keeps: what it hears comes by the connection. */
function apply(at: World, one: Change): void {
  const { db } = at;
  const list = new CaseListRepo(db);
  const all = numbersOf(db);
  if (one.on === 'new') return addCase(at, list, one.name);
  if (one.on === 'rename') {
    new OfficeRepo(db).putPerson(renamed(OWNERS[one.owner] ?? newId<UserId>(), NAMES[one.to] ?? ''));
    return;
  }
  if (one.on === 'all') {
    for (const n of all) list.setConflicts(n, (n + (list.get(n)?.conflicts ?? 0)) % 3);
    return;
  }
  const n = all[one.at % all.length] ?? 1;
  const line = list.get(n);
  if (line === undefined) throw new Error('a listed case has no line');
  if (one.on === 'line') list.put({ ...line, ...one.over }, line);
  if (one.on === 'conflicts') list.setConflicts(n, one.to);
  if (one.on === 'exchange') list.setExchange(n, ['none', 'waiting', 'written', 'delivered'][one.to] ?? 'none');
  if (one.on === 'merged') new MergedCaseRepo(db).put(n, one.to === 0 ? newId<CaseId>() : undefined);
  if (one.on === 'names') nameIt(db, n, NAMES[one.to] ?? '');
  if (one.on === 'marks') new CaseMarkRepo(db).put(n, { source: one.values.map(String), born: one.values });
  if (one.on === 'tasks')
    new TaskRepo(db).put(
      n,
      one.values.map((due) => task(n, due)),
    );
}

const FILTERS: readonly ReadyFilter[] = [
  { is: 'all', parts: [] },
  { is: 'column', column: 'status', in: ['open', 'disabled'] },
  { is: 'not', part: { is: 'owner', in: [OWNERS[0] as UserId, OWNERS[1] as UserId], nobody: true } },
  { is: 'any', parts: [{ is: 'conflicts' }, { is: 'task', only: undefined, except: ['visit'], due: { to: 4 } }] },
  {
    is: 'all',
    parts: [
      { is: 'mark', fact: 'source', in: ['1', '2'] },
      { is: 'not', part: { is: 'markWithin', fact: 'born', within: { from: 4 } } },
    ],
  },
  {
    is: 'any',
    parts: [
      { is: 'marked', fact: 'source' },
      { is: 'updated', within: { from: 3 * DAY, to: 9 * DAY } },
    ],
  },
];
const SORTS: readonly CaseSort[] = [
  ...(['match', 'urgency', 'code', 'name', 'risk', 'status', 'age', 'registered', 'updated'] as const),
  ...(['office', 'owner', 'concern', 'exchange', 'answer:source', 'answer:born'] as const),
];
const TEXTS = ['', 'moh', 'a', 'amani'];

/** What a list that was kept says, and one that begins anew. */
function compare({ db, kept }: World, turn: number): void {
  const fresh = new CaseListRepo(db);
  for (const [i, sort] of SORTS.entries()) {
    // Half of the orders at a time: the others have to follow more than one step at once.
    if ((i + turn) % 2 === 0) continue;
    const where = FILTERS[(i + turn) % FILTERS.length] as ReadyFilter;
    const terms = searchTerms(TEXTS[(i + turn) % TEXTS.length] ?? '', false);
    const search = terms.length === 0 ? undefined : { terms, words: [], visible: 0 };
    const page = { where, usual: turn % 3 > 0, sort, descending: (i + turn) % 4 > 1, offset: turn % 4, limit: 25 };
    const query: CaseListQuery = page;
    const said = { query: sort, ...kept.page(query, search), count: kept.count(query), ids: kept.ids(query, search) };
    expect(said).toEqual({
      query: sort,
      ...fresh.page(query, search),
      count: fresh.count(query),
      ids: fresh.ids(query, search),
    });
  }
}

beforeAll(() => {
  const { db } = newDatabase();
  const officeN = new OfficeRepo(db).putOffice({
    ...{ officeId: newId<OfficeId>(), code: 'KSM', name: 'x', isSelf: true, card: null, confirmedAt: null },
  });
  world = { db, officeN, kept: new CaseListRepo(db) };
  db.transaction(() => {
    for (let i = 0; i < 60; i += 1) addCase(world, world.kept, i % NAMES.length);
  });
});

test('a list that is kept in memory says what one that begins anew says, whatever was written or undone', () => {
  let turn = 0;
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 4 }), (steps) => {
      for (const { changes, undone } of steps) {
        turn += 1;
        const run = (): void => {
          world.db.transaction(() => {
            for (const one of changes) apply(world, one);
            if (turn % 2 === 0) compare(world, turn);
            if (undone) throw new RangeError('undone');
          });
        };
        if (undone) expect(run).toThrow(RangeError);
        else run();
        compare(world, turn);
      }
    }),
    { numRuns: 12 },
  );
});
