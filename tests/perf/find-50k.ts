import { everything, type Filter } from '#core/finding/filter.ts';
import type { RecordList } from '#core/finding/record-kinds.ts';
import type { ListSort } from '#core/contracts/cases.contract.ts';
import type { RecordSort } from '#core/contracts/lists.contract.ts';
import { caseMarks } from '#core/finding/case-facts.ts';
import { makeCaseCode } from '#core/records/case-code.ts';
import { factsOf } from '#core/records/facts.ts';
import { subjectOf } from '#core/records/match-subject.ts';
import { narrativesOf, narrativeWords } from '#core/records/narratives.ts';
import { searchBody, searchTokens } from '#core/records/search-keys.ts';
import type { CaseDocument, DateValue, Row, Values } from '#core/forms/types.ts';
import type { CaseId, UserId } from '#core/ids.ts';
import { casesToList } from '../../main/office/filter-cases.ts';
import { listCases } from '../../main/office/list-cases.ts';
import { countRecords, recordPage } from '../../main/office/list-records.ts';
import { listRowOf } from '../../main/office/list-row.ts';
import type { OpenOffice } from '../../main/office/open-office.ts';
import { ownList } from '../../main/office/record-list-reach.ts';
import { recordRows } from '../../main/office/record-rows.ts';
import { findableOf } from '../../main/office/project-case.ts';
import { filterSql, type BoundValue } from '../../main/storage/filter-sql.ts';
import { newId } from '../../main/crypto/hashing.ts';
import { generateCases } from '../builders/cases.ts';
import { Random } from '../builders/random.ts';
import { makeOffice, type BenchOffice } from './bench-office.ts';
import { duplicateFigure } from './duplicates.ts';
import { figure, quantile, timesOf, type Figure } from './measure.ts';
import { rightsOverhead } from './rights-overhead.ts';
import { searchFigure } from './search.ts';
import { wallDay } from '../builders/calendar-days.ts';

const CASES = 50_000;
const BATCH = 1000;
const DAY_MS = 86_400_000;

/**
 * Writes what lists and searches read of a case, by the functions and repositories that a save uses, and nothing else: no
 * draft, no signature, no line of the log, no state of records. What a list reads is the same to the byte; what a list
 * does not read is not there.
 */
function project(open: OpenOffice, document: CaseDocument, i: number, owners: readonly UserId[], random: Random): void {
  const { repos, self, configuration } = open;
  const now = open.clock.now();
  const facts = factsOf(document);
  const digits = [0, 1, 2, 3, 4].map((place) => Math.floor(i / 23 ** place) % 23);
  const row = {
    caseId: newId<CaseId>(),
    code: makeCaseCode(self.code, 2026, digits),
    ownerOfficeN: self.officeN,
    createdAt: now - random.int(0, 900) * DAY_MS,
  };
  const stored = { ...row, n: repos.cases.add(row) };
  const here = {
    status: facts.status,
    ownerUser: random.chance(0.95) ? random.pick(owners) : null,
    updatedAt: now - random.int(0, 700 * 24) * 3_600_000,
    conflicts: random.chance(0.02) ? 1 : 0,
    exchange: random.pick(['none', 'none', 'waiting', 'delivered']),
  };
  repos.list.put(listRowOf(stored, facts, true, false, here), undefined);
  repos.marks.put(stored.n, caseMarks(configuration, document));
  repos.listed.put(stored.n, recordRows(configuration, withRecords(document, now, random)));
  const findable = findableOf(stored, facts);
  repos.search.put(stored.n, searchTokens(findable), searchBody(findable), true);
  repos.search.putNarratives(stored.n, narrativeWords(configuration, narrativesOf(configuration, document)), true);
  repos.search.putSubject(stored.n, JSON.stringify(subjectOf(facts)));
  const deadlines = configuration.workflow?.def.deadlines ?? [];
  const tasks = deadlines
    .filter(() => random.chance(0.05))
    .map(({ id, form }) => ({
      caseN: stored.n,
      key: `${id}//0`,
      deadline: id,
      form,
      row: null,
      startsAt: now,
      dueAt: now + random.int(-60, 60) * DAY_MS,
      exact: false,
      earliest: false,
      movedFrom: null,
      snoozedUntil: null,
    }));
  repos.tasks.put(stored.n, tasks);
}

const some = <T>(random: Random, share: number, make: () => T): T[] => (random.chance(share) ? [make()] : []);

/** A case with the incidents, requests and family number that an office of this size has. */
function withRecords(document: CaseDocument, now: number, random: Random): CaseDocument {
  const day = (): DateValue => {
    const date = wallDay(now - random.int(0, 1500) * DAY_MS);
    return { date, precision: 'day', calendar: 'gregory' };
  };
  const row = (values: Values): Row => ({ id: newId(), values });
  const incidents = some(random, 0.4, () =>
    row({
      incident_date: day(),
      incident_type: random.pick(['neglect', 'physical_assault']),
      incident_status: random.pick(['open', 'closed']),
    }),
  );
  const referrals = some(random, 0.3, () =>
    row({
      referral_date: { at: `${day().date}T09:00`, zone: 'UTC' },
      referral_status: random.pick(['in_progress', 'accepted', 'rejected']),
      referral_recipient_agency: random.pick(['Clinic', 'School', 'Police', 'Shelter']),
    }),
  );
  const family = some(random, 0.2, () => ['family_number', `F-${String(random.int(1, 9000))}`] as const);
  return {
    values: { ...document.values, ...Object.fromEntries(family) },
    rows: { ...document.rows, incidents, referrals },
  };
}

function fillProjections({ open }: BenchOffice): void {
  const today = wallDay(open.clock.now());
  const owners = [open.me.id, ...Array.from({ length: 19 }, () => newId<UserId>())];
  const random = Random.from('find-50k');
  const cases = generateCases({ seed: 20260101, count: CASES, officeCode: 'KSM', today, defects: 'saveable' });
  for (let at = 0; at < CASES; at += BATCH)
    open.db.transaction(() => {
      for (let i = at; i < at + BATCH; i += 1) {
        const next = cases.next();
        if (next.done !== true) project(open, next.value.document, i, owners, random);
      }
    });
}

const FILTERS: readonly Filter[] = [
  { all: [] },
  { on: 'status', in: ['open'] },
  {
    all: [
      { on: 'status', in: ['open'] },
      { on: 'risk', in: ['high', 'medium'] },
      { on: 'owner', in: ['me'] },
    ],
  },
  {
    all: [
      { on: 'concern', in: ['neglect', 'unaccompanied'] },
      { on: 'age', from: 6, to: 12 },
    ],
  },
  {
    any: [
      { on: 'task', due: 'late' },
      { on: 'updated', when: { olderThan: 90 } },
    ],
  },
  { not: { any: [{ on: 'sex', in: ['male'] }, { on: 'conflicts' }] } },
  { on: 'field', field: 'registration_date', is: { lastDays: 180 } },
  {
    all: [
      { on: 'field', field: 'source', is: { missing: true } },
      { on: 'status', in: ['open', 'closed'] },
    ],
  },
  { all: [{ on: 'consent', in: ['given'] }, { not: { on: 'step', in: ['C1'] } }, { on: 'task', due: { within: 7 } }] },
];
const SORTS: readonly ListSort[] = [
  'urgency',
  'code',
  'name',
  'updated',
  'age',
  'owner',
  'concern',
  'answer:source',
  'answer:registration_date',
];

/** Writes in a case's line, as every save does. */
function touch(open: OpenOffice, turn: number): void {
  const line = open.repos.list.get(((turn * 7919) % CASES) + 1);
  if (line === undefined) throw new Error('the list is empty');
  open.db.transaction(() => {
    open.repos.list.put({ ...line, updatedAt: line.updatedAt + 1 }, line);
  });
}

/**
 * Every filter in every order, both ways: the page of 100 with its count, as the list asks for it. Once as somebody goes
 * through them after signing in, and once with a save before each.
 */
function filterSort({ open }: BenchOffice): Figure[] {
  const asked = FILTERS.flatMap((where) =>
    SORTS.flatMap((sort) => [false, true].map((descending) => ({ where, sort, descending }))),
  );
  const facets = { status: [], risk: [], sex: [], mine: false, conflicts: false, office: 'all' as const };
  const page = (i: number): void => {
    const one = asked[i];
    if (one === undefined) return;
    const query = { text: '', exactSpelling: false, ...facets, ...one };
    listCases(open, { query, offset: 0, limit: 100, showNames: false, answers: ['source'] });
  };
  const times = timesOf(asked.length, page);
  const afterSave = asked.flatMap((_one, i) => {
    touch(open, i);
    return timesOf(1, () => {
      page(i);
    });
  });
  const bare = timesOf(asked.length, (i) => {
    const one = asked[i];
    if (one === undefined) return;
    const { text, bound } = filterSql(casesToList(open, one.where).where);
    open.db.read<BoundValue[], object>(`SELECT count(*) FROM case_list WHERE ${text}`).get(...bound);
    const lines = `SELECT * FROM case_list WHERE ${text} ORDER BY updated_at ${one.descending ? 'DESC' : 'ASC'} LIMIT 100`;
    open.db.read<BoundValue[], object>(lines).all(...bound);
  });
  const floor = quantile(bare, 0.95);
  const of = (values: readonly number[]) => ({
    ...{ p50: quantile(values, 0.5), p95: quantile(values, 0.95), floor, runs: values.length },
  });
  const first = figure(
    {
      id: 'list.filterSort50k',
      what: 'a page of 100 with its count, nine filters in nine orders both ways on 50,000 cases (filled as lists read them: projections without a log), engine time; floor: the same conditions as bare SQL ordered by time',
      unit: 'ms',
    },
    quantile(times, 0.95),
    of(times),
  );
  const what = 'the same with a save before each page';
  return [first, figure({ id: 'list.afterSave50k', what, unit: 'ms' }, quantile(afterSave, 0.95), of(afterSave))];
}

const among = (fact: string, option: string): Filter => ({ on: 'record', fact, is: { in: [option] } });
const RECORD_QUERIES: readonly (readonly [RecordList, readonly Filter[], readonly RecordSort[]])[] = [
  [
    'incidents',
    [
      everything,
      among('incident_status', 'open'),
      {
        all: [
          { on: 'risk', in: ['high'] },
          { on: 'record', fact: 'incident_date', is: { lastDays: 90 } },
        ],
      },
    ],
    ['at', 'incident_status', 'case:name'],
  ],
  ['referrals', [everything, among('referral_status', 'in_progress')], ['at', 'referral_status', 'case:updated']],
  ['tasks', [everything, { on: 'task', due: 'late' }, { on: 'owner', in: ['me'] }], ['at', 'case:name']],
  ['families', [everything, { on: 'status', in: ['open'] }], ['at', 'case:code']],
];

/** Where the first hundred records stand that a query leaves, and how many there are: what a page asks before its lines. */
function recordFigure({ open }: BenchOffice): Figure {
  const asked = RECORD_QUERIES.flatMap(([list, filters, sorts]) =>
    filters.flatMap((where) =>
      sorts.flatMap((sort) =>
        [false, true].map((descending) => ({ list, query: { text: '', where, sort, descending } })),
      ),
    ),
  );
  const times = timesOf(asked.length, (i) => {
    const one = asked[i];
    if (one === undefined) return;
    const own = ownList(open, one.list);
    if (recordPage(open, own, one.query, { offset: 0, limit: 100 }).places.length === 0)
      throw new Error(`nothing in ${one.list}`);
    countRecords(open, own, everything);
  });
  return figure(
    {
      id: 'list.records50k',
      what: 'where the first 100 records stand, with both counts, in four lists of records of 50,000 cases, narrowed and sorted both ways; without reading the lines, each of which is one case',
      unit: 'ms',
    },
    quantile(times, 0.95),
    { p50: quantile(times, 0.5), p95: quantile(times, 0.95), runs: times.length },
  );
}

/** Lists, searches and the search for the same child on 50,000 cases. */
export async function find50k(): Promise<Figure[]> {
  const office = await makeOffice('KSM');
  try {
    fillProjections(office);
    return [
      ...filterSort(office),
      recordFigure(office),
      searchFigure(office, 'search.keystroke50k', CASES),
      duplicateFigure(office, CASES),
    ];
  } finally {
    office.remove();
  }
}

/** What rights cost on 50,000 cases. */
export async function rights50k(): Promise<Figure[]> {
  const office = await makeOffice('KSM');
  try {
    fillProjections(office);
    return rightsOverhead(office);
  } finally {
    office.remove();
  }
}
