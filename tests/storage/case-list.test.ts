import { expect, test } from 'vitest';
import type { CaseId, OfficeId, UserId } from '#core/ids.ts';
import type { ListColumn, ReadyFilter } from '#core/finding/ready-filter.ts';
import { makeCaseCode } from '#core/records/case-code.ts';
import { candidatesOf } from '#core/records/candidates.ts';
import { initialsOf, nameSortKey } from '#core/records/names.ts';
import { searchBody, searchTerms, searchTokens, type SearchTerm } from '#core/records/search-keys.ts';
import type { CaseListQuery } from '../../main/storage/case-list-query.ts';
import { CaseListRepo } from '../../main/storage/case-list.repo.ts';
import type { CaseListRow } from '../../main/storage/case-list.repo.ts';
import { CaseRepo } from '../../main/storage/case.repo.ts';
import type { TextSearch } from '../../main/storage/find-by-text.ts';
import type { WritableDb } from '../../main/storage/database.ts';
import { OfficeRepo } from '../../main/storage/office.repo.ts';
import { SearchRepo } from '../../main/storage/search.repo.ts';
import { newDatabase, newId } from './temporary-office.ts';

const ALL: CaseListQuery = {
  where: { is: 'all', parts: [] },
  usual: true,
  sort: 'name',
  descending: false,
  offset: 0,
  limit: 50,
};

interface Given {
  readonly name: string;
  readonly caregivers?: readonly string[];
  readonly phones?: readonly string[];
}

function register(db: WritableDb, given: Given, over: Partial<CaseListRow> = {}): { n: number; code: string } {
  const offices = new OfficeRepo(db);
  const officeN =
    offices.self()?.n ??
    offices.putOffice({
      officeId: newId<OfficeId>(),
      code: 'KSM',
      name: 'Kasama',
      isSelf: true,
      card: null,
      confirmedAt: null,
    });
  const cases = new CaseRepo(db);
  const count = cases.count();
  const digits = [0, 1, 2, 3, 4].map((place) => Math.floor(count / 23 ** place) % 23);
  const code = makeCaseCode('KSM', 2026, digits);
  const caseId = newId<CaseId>();
  const n = cases.add({ caseId, code, ownerOfficeN: officeN, createdAt: count });
  const line: CaseListRow = {
    caseN: n,
    caseId,
    code,
    name: given.name,
    nameSort: nameSortKey(given.name),
    also: '',
    initials: initialsOf(given.name),
    sex: 'female',
    birthDate: null,
    birthPrecision: null,
    ageJson: null,
    ageOrder: n,
    status: 'open',
    risk: 'low',
    riskOrder: 2,
    registered: '2026-01-01',
    ownerOfficeN: officeN,
    isOwn: true,
    ownerUser: null,
    concern: null,
    concernSensitive: false,
    updatedAt: count,
    conflicts: 0,
    exchange: 'none',
    receivedFromN: null,
    ...over,
  };
  new CaseListRepo(db).put(line, undefined);
  const findable = {
    code,
    names: [given.name],
    caregivers: given.caregivers ?? [],
    phones: given.phones ?? [],
    identifiers: [],
  };
  new SearchRepo(db).put(n, searchTokens(findable), searchBody(findable));
  return { n, code };
}

const search = (terms: readonly SearchTerm[]): TextSearch | undefined =>
  terms.length === 0 ? undefined : { terms, words: [], visible: 0 };
const found = (db: WritableDb, text: string, over: Partial<CaseListQuery> = {}, exact = false): string[] =>
  new CaseListRepo(db)
    .page({ ...ALL, sort: 'match', ...over }, search(searchTerms(text, exact)))
    .rows.map((row) => row.name);

test('a name is found in another script, by each beginning, in any order, and by a part of a word', () => {
  const { db } = newDatabase();
  register(db, { name: 'محمد عبدالرحمن الحسن' });
  register(db, { name: 'Selamawit Tesfaye' });
  register(db, { name: 'សុខ ចន្ទា' });
  register(db, { name: 'Oleksandra Koval' });
  for (const typed of ['moh', 'mohamed', 'Muhammad', 'hassan', 'abdul', 'محم', 'الحسن', 'hasan mohamed'])
    expect(found(db, typed), typed).toContain('محمد عبدالرحمن الحسن');
  expect(found(db, 'ሰላማዊት')).toEqual(['Selamawit Tesfaye']);
  expect(found(db, 'chanda sok')).toEqual(['សុខ ចន្ទា']);
  expect(found(db, 'Олександра')).toEqual(['Oleksandra Koval']);
  expect(found(db, 'lamaw')).toEqual(['Selamawit Tesfaye']);
  expect(found(db, 'zzz')).toEqual([]);
});

test('exact spelling finds what is written so, and nothing that only sounds so', () => {
  const { db } = newDatabase();
  register(db, { name: 'Mohamed Ali' });
  register(db, { name: 'محمد علي' });
  expect(found(db, 'mohamed').sort()).toEqual(['Mohamed Ali', 'محمد علي']);
  expect(found(db, 'mohamed', {}, true)).toEqual(['Mohamed Ali']);
});

test('what is written as typed comes before what sounds like it', () => {
  const { db } = newDatabase();
  register(db, { name: 'Muhamad Zuberi' }, { riskOrder: 0, updatedAt: 99 });
  register(db, { name: 'Mohamed Ali' });
  expect(found(db, 'mohamed')).toEqual(['Mohamed Ali', 'Muhamad Zuberi']);
});

test('codes are found whole, begun, without dashes and by their random part; phones and caregivers too', () => {
  const { db } = newDatabase();
  for (let n = 0; n < 30; n += 1) register(db, { name: `Child ${n}` });
  const { code } = register(db, { name: 'Amani', caregivers: ['Zawadi Mwisho'], phones: ['+260 97 712 34 56'] });
  const tail = code.slice(7).replaceAll('-', '');
  for (const typed of [code, code.toLowerCase().replaceAll('-', ''), code.slice(0, 12), tail, '977123456', 'zawadi'])
    expect(found(db, typed), typed).toContain('Amani');
  expect(found(db, code)).toEqual(['Amani']);
});

test('text that would be an expression of the index is only text', () => {
  const { db } = newDatabase();
  register(db, { name: 'Amani OR Baraka' });
  for (const typed of [
    '"',
    `'"*`,
    'amani* OR',
    'NEAR(a b)',
    'x" OR "y',
    '%',
    '_',
    '\\',
    '(((',
    '\u0000abc',
    'a'.repeat(5000),
  ])
    expect(() => found(db, typed)).not.toThrow();
  expect(found(db, 'amani or')).toEqual(['Amani OR Baraka']);
});

test('a case that is indexed anew is not found by what it was', () => {
  const { db } = newDatabase();
  const { n, code } = register(db, { name: 'Furaha Neema' });
  const findable = { code, names: ['Rehema Juma'], caregivers: [], phones: [], identifiers: [] };
  new SearchRepo(db).put(n, searchTokens(findable), searchBody(findable));
  expect(found(db, 'furaha')).toEqual([]);
  expect(found(db, 'urah')).toEqual([]);
  expect(found(db, 'ehem')).toHaveLength(1);
  new SearchRepo(db).remove(n);
  expect(found(db, 'rehema')).toEqual([]);
});

test('every filter and order gives what sorting all rows by hand gives, in pages that fit together', () => {
  const { db } = newDatabase();
  const owner = newId<UserId>();
  const rows = Array.from({ length: 230 }, (_, i) => {
    const over = {
      status: i % 3 === 0 ? 'closed' : 'open',
      riskOrder: i % 4,
      sex: i % 2 === 0 ? 'female' : 'male',
      conflicts: i % 17 === 0 ? 1 : 0,
      isOwn: i % 5 !== 0,
      ownerUser: i % 7 === 0 ? owner : null,
      updatedAt: (i * 7919) % 231,
    };
    return { ...register(db, { name: `Amani ${String.fromCharCode(97 + (i % 26))}${i}` }, over), over };
  });
  const list = new CaseListRepo(db);
  const all = (...parts: ReadyFilter[]): ReadyFilter => ({ is: 'all', parts });
  const column = (name: ListColumn, ...values: (string | number)[]): ReadyFilter => ({
    is: 'column',
    column: name,
    in: values,
  });
  const cases: [ReadyFilter, (over: (typeof rows)[number]['over']) => boolean][] = [
    [all(), () => true],
    [column('status', 'open'), (o) => o.status === 'open'],
    [
      all(column('status', 'open'), column('risk_order', 0, 2)),
      (o) => o.status === 'open' && (o.riskOrder === 0 || o.riskOrder === 2),
    ],
    [column('sex', 'male'), (o) => o.sex === 'male'],
    [{ is: 'conflicts' }, (o) => o.conflicts > 0],
    [column('is_own', 0), (o) => !o.isOwn],
    [all(column('is_own', 1), { is: 'owner', in: [owner], nobody: false }), (o) => o.isOwn && o.ownerUser === owner],
    [{ is: 'not', part: { is: 'owner', in: [owner], nobody: false } }, (o) => o.ownerUser !== owner],
  ];
  const sorts = [
    'match',
    'urgency',
    'code',
    'name',
    'risk',
    'status',
    'age',
    'registered',
    'updated',
    'office',
  ] as const;
  for (const [where, fits] of cases)
    for (const sort of sorts)
      for (const terms of [[], searchTerms('amani', false)]) {
        const expected = rows.filter((row) => fits(row.over)).map((row) => row.n);
        const whole = list.page({ ...ALL, where, sort, limit: 500 }, search(terms));
        const pages = [0, 40, 80, 120, 160, 200].flatMap(
          (offset) => list.page({ ...ALL, where, sort, offset, limit: 40 }, search(terms)).rows,
        );
        expect(whole.total).toBe(expected.length);
        expect(list.count({ where, usual: true })).toBe(expected.length);
        expect(whole.rows.map((row) => row.caseN).sort((a, b) => a - b)).toEqual(expected);
        expect(pages.map((row) => row.caseN)).toEqual(whole.rows.map((row) => row.caseN));
      }
  const urgent = list.page({ ...ALL, sort: 'urgency', limit: 500 }).rows;
  const byHand = [...urgent].sort(
    (a, b) => b.conflicts - a.conflicts || a.riskOrder - b.riskOrder || b.updatedAt - a.updatedAt || a.caseN - b.caseN,
  );
  expect(urgent).toEqual(byHand);
  const names = list.page({ ...ALL, sort: 'name', descending: true, limit: 500 }).rows.map((row) => row.nameSort);
  expect(names).toEqual([...names].sort().reverse());
});

test('candidates for the same child come from any script, those with most in common first', () => {
  const { db } = newDatabase();
  const near = register(db, { name: 'محمد عبدالرحمن الحسن' });
  const far = register(db, { name: 'Mohamed Juma' });
  const last = register(db, { name: 'Neema' });
  const asked = {
    names: ['Mohammad Abdel Rahman Al-Hassan'],
    caregivers: [],
    places: [],
    phones: [],
    identifiers: [],
  };
  const search = new SearchRepo(db);
  const index = { highest: last.n, holders: (key: string) => search.holders(key) };
  expect(candidatesOf(asked, index, 2).cases).toEqual([near.n, far.n]);
  expect(candidatesOf(asked, index, 1).cases).toEqual([near.n]);
  expect(candidatesOf(asked, index, 2, new Set([near.n])).cases).toEqual([far.n]);
});

test('a line that is written again says what it was given last, whether only the time or everything changed', () => {
  const { db } = newDatabase();
  const list = new CaseListRepo(db);
  const { n } = register(db, { name: 'Amina Yusuf' }, { ownerUser: newId<UserId>() });
  const first = list.get(n);
  if (!first) throw new Error('the line is missing');
  const newer = { ...first, updatedAt: first.updatedAt + 5000 };
  list.put(newer, first);
  expect(list.get(n)).toEqual(newer);
  const moved: CaseListRow = {
    ...newer,
    name: 'Amina Hassan',
    nameSort: 'amina hassan',
    status: 'closed',
    risk: null,
    riskOrder: 4,
    ownerUser: newId<UserId>(),
    updatedAt: newer.updatedAt + 1,
  };
  list.put(moved, newer);
  expect(list.get(n)).toEqual(moved);
  list.put(moved, moved);
  expect(list.get(n)).toEqual(moved);
  expect(list.page({ ...ALL, sort: 'updated' }).rows.map((row) => row.caseN)).toEqual([n]);
});
