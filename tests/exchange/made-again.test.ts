import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { CaseDocument } from '#core/forms/types.ts';
import { recordFromJson, recordToJson } from '#core/exchange/record-json.ts';
import { recordsAt } from '../../main/office/case-at.ts';
import { loadCaseRow } from '../../main/office/case-document.ts';
import { projectEverything } from '../../main/office/project-case.ts';
import { demoCases } from '../../scripts/demo/demo-cases.ts';
import { killedImport, manySegments } from './killed-import.ts';
import { Offices, RESOURCES, type TestOffice } from './office-pair.ts';
import { wallDay } from '../builders/calendar-days.ts';

const offices = new Offices();
let documents: CaseDocument[];

beforeAll(async () => {
  documents = demoCases(RESOURCES, 20_260, 4, wallDay()).map((one) => ({
    ...one,
    values: { ...one.values, status: 'open', risk_level: 'low', risk_reason: 'Lives with relatives who care well.' },
  }));
  await offices.prepare(['KSM', 'BND']);
}, 120_000);
afterEach(() => {
  offices.closeAll();
});
afterAll(() => {
  offices.remove();
});

const document = (n: number): CaseDocument => {
  const found = documents[n];
  if (!found) throw new Error('too few cases');
  return found;
};
async function pair(): Promise<{ stick: string; a: TestOffice; b: TestOffice }> {
  const { stick, offices: list } = await offices.take('KSM', 'BND');
  const [a, b] = list as [TestOffice, TestOffice];
  return { stick, a, b };
}

describe('what can be made again', () => {
  it('gives the same lists, tasks and search results, and the log gives the same records', async () => {
    const { stick, a, b } = await pair();
    const caseId = await a.register(document(0), { address_landmark: 'At the well' });
    await b.read(await a.write(b, stick, { cases: [caseId] }));
    await a.register(document(1));
    await b.register(document(2));
    await a.edit(caseId, { address_landmark: 'Behind the tower', risk_level: 'medium', risk_reason: 'Agreed.' });
    await b.edit(caseId, { address_landmark: 'At the harbour', phone: '+99970000014' });
    await a.read(await b.write(a, stick));
    await b.read(await a.write(b, stick));
    for (const office of [a, b]) {
      const { repos } = office.open;
      const shown = async (): Promise<unknown> => {
        const words = [...repos.cases.all()].map((row) => repos.list.get(row.n)?.name.split(' ')[0] ?? '');
        const found = [];
        for (const text of ['', ...words, '+99970000014']) found.push(await office.search(text));
        const all = [...repos.cases.all()];
        return [all.map((row) => repos.list.get(row.n)), all.map((row) => repos.tasks.ofCase(row.n)), found];
      };
      const before = await shown();
      expect([...repos.cases.all()].some((row) => repos.tasks.ofCase(row.n).length > 0)).toBe(true);
      projectEverything(office.open);
      expect(await shown()).toEqual(before);
      for (const row of repos.cases.all()) {
        const stored = loadCaseRow(office.open, row);
        const again = recordsAt(office.open, stored, Infinity);
        const states = new Map(again.map((one) => [`${String(one.sid)}/${one.coll}/${one.rec}`, one.state]));
        expect(states.size).toBe(stored.records.length);
        for (const { sid, coll, rec, state } of stored.records) {
          const made = states.get(`${String(sid)}/${coll}/${rec}`);
          expect(made && recordFromJson(recordToJson(made))).toEqual(state);
        }
      }
    }
  });

  it('ends the same when the computer dies in the middle of an import', { timeout: 120_000 }, async () => {
    const { stick, a, b } = await pair();
    const ids = [];
    for (let n = 0; n < 12; n += 1) ids.push(await a.register(document(n % 4)));
    const path = await manySegments(a, b, stick, ids);
    const whole = await offices.copyOf(b);
    expect(await whole.read(path)).toMatchObject({ newCases: 12, waiting: 0, quarantined: 0 });
    b.close();
    for (const after of [0, 1, 3, 6, 10]) {
      const dir = offices.folderOf(b);
      const segments = await killedImport({ dir, code: b.code, id: b.id, user: b.user, path, after });
      const restarted = await offices.openAt(dir, b);
      const { repos } = restarted.open;
      expect(segments).toBeGreaterThanOrEqual(after);
      const report = await restarted.read(path);
      if (!report.already) expect(report).toMatchObject({ waiting: 0, quarantined: 0 });
      expect(restarted.state(), `killed after ${String(after)} segments`).toBe(whole.state());
      expect(repos.commits.count()).toBe(whole.open.repos.commits.count());
      expect(repos.cases.count()).toBe(12);
      for (const row of repos.cases.all()) expect(repos.list.get(row.n)?.code).toBe(row.code);
      restarted.close();
    }
  });
});
