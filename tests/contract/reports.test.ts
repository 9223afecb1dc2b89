import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { NumberView } from '#core/contracts/measures.contract.ts';
import type { NumbersOrder, SavedNumbers } from '#core/contracts/reports.contract.ts';
import type { ReportDef } from '#core/measures/report-def.ts';
import type { CaseDocument } from '#core/forms/types.ts';
import type { CaseId, UserId } from '#core/ids.ts';
import { withCheapKeys } from '../builders/cheap-keys.ts';
import { demoCases } from '../../scripts/demo/demo-cases.ts';
import { OfficeCaller } from '../builders/office-caller.ts';
import { csvRows, opened, termsOf } from '../builders/read-export.ts';
import { readWorkbook } from '../builders/read-workbook.ts';
import { createOffice, PASSPHRASE, resourcesDir } from '../faults/temporary-office.ts';
import { wallDay } from '../builders/calendar-days.ts';

const COUNT = 24;
const PASS = 'nine gentle otters cross the bridge';
const documents: CaseDocument[] = demoCases(resourcesDir, 20260101, COUNT, wallDay());
const root = mkdtempSync(join(tmpdir(), 'hifadhi-reports-'));
let caller: OfficeCaller;
let head: UserId;
const people = new Map<string, UserId>();
const ids: CaseId[] = [];
/** The first cases belong to the caseworker. */
const OF_THE_WORKER = 9;

const signIn = async (user: UserId | undefined, passphrase: string): Promise<void> => {
  if (user === undefined) throw new Error('nobody');
  caller.office.close();
  await caller.call('session.signIn', { user, passphrase });
};

beforeAll(async () => {
  caller = new OfficeCaller(join(root, 'office'), resourcesDir, 'test');
  head = await createOffice(caller.office);
  for (const role of ['caseworker', 'manager', 'clerk'] as const) {
    const added = await withCheapKeys(() =>
      caller.call('people.add', { name: `The ${role}`, roles: [role], passphrase: PASS }),
    );
    people.set(role, added.id);
  }
  for (const document of documents) {
    const { draftId, document: begun } = await caller.call('cases.startRegistration', { notSameAs: [] });
    const full = { values: { ...begun.values, ...document.values }, rows: { ...begun.rows, ...document.rows } };
    await caller.call('cases.saveDraft', { draftId, document: full as never, accepted: [], notSameAs: [] });
    ids.push((await caller.call('cases.save', { draftId })).caseId);
  }
  const to = people.get('caseworker');
  if (to === undefined) throw new Error('nobody');
  await caller.call('casework.assign', { cases: ids.slice(0, OF_THE_WORKER), to, why: 'The first ones are hers.' });
}, 120_000);

afterAll(() => {
  caller.close();
  rmSync(root, { recursive: true, force: true });
});

const run = (def: ReportDef, outside = false): Promise<NumberView> => caller.call('reports.run', { def, outside });
const cellsOf = ({ lines, columns }: NumberView): Record<string, Record<string, number | null>> =>
  Object.fromEntries(
    lines
      .filter(({ cases }) => cases !== 0)
      .map(({ part, by, cases }) => [
        part.id,
        columns.length === 0
          ? { all: cases }
          : Object.fromEntries(columns.map(({ id }, i) => [id, by[i]?.cases ?? 0] as const).filter(([, n]) => n !== 0)),
      ]),
  );
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

describe('a report that somebody makes up', () => {
  test('counts children once in each cell, as a plain count of the answers does', async () => {
    const expected: Record<string, Record<string, number>> = {};
    for (const { values } of documents) {
      const concerns = values['protection_concerns'];
      const all = Array.isArray(concerns) && concerns.length > 0 ? (concerns as readonly string[]) : [''];
      for (const concern of all) {
        const line = (expected[concern] ??= {});
        line[text(values['sex'])] = (line[text(values['sex'])] ?? 0) + 1;
      }
    }
    const def: ReportDef = {
      count: 'cases',
      lines: { by: 'answer', field: 'protection_concerns' },
      columns: { by: 'answer', field: 'sex' },
    };
    expect(cellsOf(await run(def))).toEqual(expected);
  });

  test('counts entries of a subform, and none that nobody filled in', async () => {
    const expected: Record<string, number> = {};
    let entries = 0;
    for (const { rows } of documents) {
      for (const { values } of rows['care_arrangements'] ?? []) {
        const type = text(values['arrangement_type']);
        expected[type] = (expected[type] ?? 0) + 1;
        entries += 1;
      }
    }
    expect(entries).toBeGreaterThan(0);
    const def: ReportDef = {
      count: { rows: 'care_arrangements' },
      lines: { by: 'answer', field: 'care_arrangements.arrangement_type' },
    };
    const before = await run(def);
    expect(Object.fromEntries(before.lines.map(({ part, entries: n }) => [part.id, n]))).toEqual(expected);
    const caseId = ids[documents.findIndex(({ values }) => values['status'] === 'open')];
    if (caseId === undefined) throw new Error('no case');
    const { draftId, document } = await caller.call('cases.startEdit', { caseId });
    const care = [...(document.rows['care_arrangements'] ?? []), { id: 'AAAAAAAAAAAAAAAAAAAAAQ', values: {} }];
    const changed = { ...document, rows: { ...document.rows, care_arrangements: care } };
    await caller.call('cases.saveDraft', { draftId, document: changed, accepted: [], notSameAs: [] });
    await caller.call('cases.save', { draftId });
    expect((await run(def)).total.entries).toBe(entries);
  });

  test('divides by the month of a date, in the order of time, and narrows by a filter', async () => {
    const def: ReportDef = {
      count: 'cases',
      lines: { by: 'time', field: 'registration_date', length: 'month' },
      where: { on: 'risk', in: ['high'] },
    };
    const high = documents.filter(({ values }) => values['risk_level'] === 'high');
    const view = await run(def);
    expect(view.total.cases).toBe(high.length);
    const months = view.lines.map(({ part }) => part.id);
    expect(months).toEqual(months.toSorted());
  });

  test('is refused for questions of something else', async () => {
    const def: ReportDef = { count: 'cases', lines: { by: 'answer', field: 'care_arrangements.arrangement_type' } };
    expect(await caller.refused('reports.run', { def, outside: false })).toBe('FORM_STALE');
    const gone: ReportDef = { count: 'cases', lines: { by: 'answer', field: 'no_such_question' } };
    expect(await caller.refused('reports.run', { def: gone, outside: false })).toBe('FORM_STALE');
  });

  test('every one of the configuration can be run', async () => {
    const { reports } = await caller.call('reports.list', {});
    expect(reports.length).toBeGreaterThan(15);
    for (const { id, def } of reports) expect((await run(def)).total.cases, id).toBeGreaterThanOrEqual(0);
  });

  test('is kept, shared only by whoever may, found again after a restart, and removed', async () => {
    const def: ReportDef = { count: 'cases', lines: { by: 'split', split: 'risk' } };
    const { id: own } = await caller.call('reports.save', { name: 'Only mine', shared: false, def });
    const { id: office } = await caller.call('reports.save', { name: 'Of the office', shared: true, def });
    await signIn(people.get('caseworker'), PASS);
    const names = async (): Promise<string[]> =>
      (await caller.call('reports.list', {})).reports.flatMap(({ name }) => name ?? []);
    expect(await names()).toEqual(['Of the office']);
    expect(await caller.refused('reports.save', { name: 'Not allowed', shared: true, def })).toBe('PERM_DENIED');
    expect(await caller.refused('reports.remove', { id: office })).toBe('FORM_STALE');
    expect(await caller.refused('reports.save', { id: own, name: 'Taken', shared: false, def })).toBe('FORM_STALE');
    await signIn(head, PASSPHRASE);
    expect(await names()).toEqual(['Of the office', 'Only mine']);
    await caller.call('reports.remove', { id: own });
    expect(await names()).toEqual(['Of the office']);
  });

  describe('as a file', () => {
    const def: ReportDef = { count: 'cases', lines: { by: 'split', split: 'sex' } };
    const year = { from: '2025-01-01', to: '2025-12-31', areaLevel: 1 } as const;
    const orderOf = (more: Partial<NumbersOrder> = {}): NumbersOrder => ({
      format: 'csv',
      csv: { separator: 'comma', mark: true },
      terms: termsOf(),
      language: 'en',
      of: { def, name: '=Children', outside: false },
      ...more,
    });
    const write = (path: string, order: NumbersOrder): Promise<SavedNumbers> =>
      caller.shell('writeReport', { path, ...order });

    test('is a table that begins with what is counted; small numbers are hidden outside', async () => {
      const path = join(root, 'report.csv');
      await write(path, orderOf());
      const lines = readFileSync(path, 'utf8').replace('\u{FEFF}', '').trimEnd().split('\r\n');
      expect(lines[0]).toBe('What,Group,Children,Entries');
      expect(lines.at(-1)).toBe(`'=Children,All,${String(COUNT)},${String(COUNT)}`);
      await write(path, orderOf({ of: { statistics: { ...year, outside: true } } }));
      expect(readFileSync(path, 'utf8')).not.toMatch(/,[1-4](,|\r)/);
      expect(existsSync(`${path}.part`)).toBe(false);
    });

    test('is a workbook with a sheet for each table, numbers as numbers, and what it is for', async () => {
      const path = join(root, 'report.xlsx');
      await write(path, orderOf({ format: 'xlsx', of: { statistics: { ...year, split: 'sex', outside: false } } }));
      const { sheets, formulas } = readWorkbook(readFileSync(path));
      const { numbers } = await caller.call('measures.statistics', { ...year, split: 'sex', outside: false });
      expect(sheets.length).toBe(numbers.length + 1);
      expect(sheets[0]?.rows.flat()).toEqual(expect.arrayContaining(['the head of office', 'day:2025-01-01']));
      const told = sheets.find(({ name }) => name === 'New cases')?.rows.at(-1);
      expect(told?.[2]).toBe(numbers.find(({ id }) => id === 'new_cases')?.total.cases);
      expect(formulas).toBe(0);
    });

    test('is tagged for HXL, always with small numbers hidden, and adds up to what is told', async () => {
      const path = join(root, 'numbers.hxl.csv');
      await write(path, orderOf({ format: 'hxl', of: { statistics: { ...year, split: 'area', outside: false } } }));
      const [head = [], tags = [], ...rows] = csvRows(readFileSync(path, 'utf8'));
      expect(tags.length).toBe(head.length);
      for (const tag of tags) expect(tag).toMatch(/^#[a-z][a-z0-9]*(\+[a-z]+)*$/);
      expect(tags).toEqual(expect.arrayContaining(['#org+code', '#date+start', '#indicator+code', '#adm1+code']));
      const at = (row: string[], tag: string): string => row[tags.indexOf(tag)] ?? '';
      const { numbers } = await caller.call('measures.statistics', { ...year, split: 'area', outside: true });
      for (const row of rows) {
        const count = at(row, '#reached+children');
        expect(['', '0'].includes(count) || Number(count) >= 5).toBe(true);
        expect(at(row, '#meta+hidden')).toBe(count === '' ? 'yes' : 'no');
      }
      const total = rows.find(
        (row) =>
          at(row, '#indicator+code') === 'new_cases' &&
          at(row, '#indicator+line+code') === '' &&
          at(row, '#indicator+column+code') === '',
      );
      expect(total && at(total, '#reached+children')).toBe(
        String(numbers.find(({ id }) => id === 'new_cases')?.total.cases ?? ''),
      );
    });

    test('leaves the office about all cases, over a whole month, quarter or year that is past', async () => {
      const order = { areaLevel: 1, outside: true };
      const months = [
        { from: '2025-01-01', to: '2025-01-31' },
        { from: '2025-04-01', to: '2025-06-30' },
        { from: '2025-01-01', to: '2025-12-31' },
      ];
      for (const month of months) await caller.call('measures.statistics', { ...month, ...order });
      const today = new Date().toISOString().slice(0, 7);
      const others = [
        { from: '2025-01-01', to: '2025-01-30' },
        { from: '2025-01-02', to: '2025-01-31' },
        { from: '2025-01-01', to: '2025-02-28' },
        { from: `${today}-01`, to: `${today}-28` },
        { from: '2025-01-01', to: '2099-12-31' },
      ];
      for (const other of others) {
        expect(await caller.refused('measures.statistics', { ...other, ...order })).toBe('REPORT_PERIOD_OPEN');
        // Inside any period is asked for.
        await caller.call('measures.statistics', { ...other, ...order, outside: false });
      }
      const girls: ReportDef = { ...def, where: { on: 'sex', in: ['female'] } };
      expect(await caller.refused('reports.run', { def: girls, outside: true })).toBe('REPORT_CONDITION');
      await caller.call('reports.run', { def: girls, outside: false });
      const period = { field: 'registration_date', name: 'this_month' } as const;
      for (const name of ['this_month', 'last_week'] as const)
        expect(
          await caller.refused('reports.run', { def: { ...def, period: { ...period, name } }, outside: true }),
        ).toBe('REPORT_PERIOD_OPEN');
      await caller.call('reports.run', { def: { ...def, period: { ...period, name: 'last_month' } }, outside: true });
      const hxl = orderOf({ format: 'hxl', of: { def: girls, name: 'Girls', outside: false } });
      const file = { path: join(root, 'girls.hxl.csv'), ...hxl };
      expect(await caller.office.shell('writeReport', file)).toMatchObject({ error: { code: 'REPORT_CONDITION' } });
      expect(existsSync(file.path)).toBe(false);
    });

    test('is encrypted unless somebody may and says why; small numbers need a right of their own', async () => {
      const path = join(root, 'report.csv.age');
      const { passphrase = [] } = await write(path, orderOf({ terms: termsOf({ sealed: true }) }));
      expect(readFileSync(path, 'utf8')).not.toContain('Children');
      expect(await opened(path, passphrase)).toContain('What,Group,Children');
      const { readableWhy: _why, ...silent } = termsOf();
      const silence = await caller.office.shell('writeReport', { path, ...orderOf({ terms: silent }) });
      expect(silence.ok).toBe(false);
      await signIn(people.get('manager'), PASS);
      const small = await caller.office.shell('writeReport', { path, ...orderOf() });
      expect(small).toMatchObject({ ok: false, error: { code: 'PERM_DENIED' } });
      await write(path, orderOf({ of: { def, name: 'Children', outside: true } }));
      await signIn(head, PASSPHRASE);
      const { lines } = await caller.call('audit.list', { limit: 20 });
      const saved = lines.find(({ action }) => action === 'report.saved');
      expect(saved?.detail).toBe(
        'csv outside · readable: stays on this computer · for: monthly figures · to: the head of office · until: 2027-01-31',
      );
    });
  });
});

describe('numbers and rights', () => {
  const byConcern: ReportDef = { count: 'cases', lines: { by: 'split', split: 'concern' } };

  test('a caseworker is told of the own cases alone, and every number opens as many as it says', async () => {
    await signIn(people.get('caseworker'), PASS);
    const { cards, reach } = await caller.call('measures.dashboard', {});
    expect(reach).toBe('own');
    const mine = documents.slice(0, OF_THE_WORKER).filter(({ values }) => values['status'] === 'open').length;
    expect(cards.find(({ id }) => id === 'open_now')?.number?.total.cases).toBe(mine);
    expect((await run(byConcern)).total.cases).toBe(OF_THE_WORKER);
    const year = { from: '2020-01-01', to: '2026-12-31', areaLevel: 1, outside: false };
    const { numbers } = await caller.call('measures.statistics', year);
    expect(numbers.find(({ id }) => id === 'new_cases')?.total.cases).toBeLessThanOrEqual(OF_THE_WORKER);
  });

  test.each(['manager', 'clerk'])(
    'a %s is told nothing of answers that are closed, not by a difference either',
    async (role) => {
      await signIn(people.get(role), PASS);
      const year = { from: '2020-01-01', to: '2026-12-31', areaLevel: 1, outside: false };
      const { splits, closed, numbers } = await caller.call('measures.statistics', year);
      expect(closed).toContain('concerns');
      expect(closed).toContain('reporting_delay');
      expect(splits).not.toContain('concern');
      const { cards } = await caller.call('measures.dashboard', {});
      const week = cards.find(({ id }) => id === 'week_by_area')?.number?.lines.map(({ part }) => part.id);
      if (role === 'manager') expect(week).toEqual(expect.arrayContaining(['new', 'closed', 'closing']));
      expect(numbers.map(({ id }) => id)).toContain('new_cases');
      expect(await caller.refused('measures.statistics', { ...year, split: 'concern' })).toBe('PERM_DENIED');
      expect(await caller.refused('reports.run', { def: byConcern, outside: false })).toBe('PERM_DENIED');
      // Two counts whose difference would tell who has a concern: the second is refused, whatever carries the condition.
      const narrowed: ReportDef = {
        count: 'cases',
        lines: { by: 'split', split: 'sex' },
        where: { on: 'concern', in: ['sexual_abuse_violence'] },
      };
      expect(await caller.refused('reports.run', { def: narrowed, outside: false })).toBe('PERM_DENIED');
      const { fields, reports } = await caller.call('reports.list', {});
      const offered = new Set(fields.map(({ key }) => key));
      for (const key of ['protection_concerns', 'primary_concern', 'incidents.incident_type'])
        expect(offered.has(key)).toBe(false);
      const where = {
        on: 'measure' as const,
        measure: 'concerns',
        part: { line: 'neglect' },
        from: '2020-01-01',
        to: '2026-12-31',
      };
      const query = {
        text: '',
        exactSpelling: false,
        status: [],
        risk: [],
        sex: [],
        mine: false,
        conflicts: false,
        office: 'all' as const,
        sort: 'code' as const,
        descending: false,
        where,
      };
      expect(await caller.call('cases.ids', { query })).toEqual([]);
      expect(reports.length).toBeGreaterThan(0);
    },
  );
});
