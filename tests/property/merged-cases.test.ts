import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TAKES } from '#core/merging/compare-cases.ts';
import type { CaseDocument } from '#core/forms/types.ts';
import type { CaseId } from '#core/ids.ts';
import { demoCases } from '../../scripts/demo/demo-cases.ts';
import { documentOf, loadCase } from '../../main/office/case-document.ts';
import { Office } from '../../main/office/office.ts';
import { createOffice, done, register, resourcesDir, SetClock } from '../faults/temporary-office.ts';
import { wallDay } from '../builders/calendar-days.ts';

const dir = mkdtempSync(join(tmpdir(), 'hifadhi-merged-'));
const office = new Office({ dir, resourcesDir, version: 'test', clock: new SetClock(), emit: () => undefined });
const cases: CaseId[] = [];
const AS_MANY = 6;

/** What the database holds of a case, without the office's own record of merges. */
function stored(caseId: CaseId): CaseDocument {
  if (!office.open) throw new Error('the office is closed');
  const { values, rows } = documentOf(loadCase(office.open, caseId));
  const { merges: _, ...others } = rows;
  return { values, rows: others };
}

beforeAll(async () => {
  await createOffice(office);
  const documents = demoCases(resourcesDir, 20260101, 60, wallDay())
    .filter(({ values }) => values['status'] === 'open')
    .slice(0, AS_MANY);
  for (const document of documents)
    cases.push(await register(office, { ...document, rows: { ...document.rows, transfers: [] } }));
}, 120_000);
afterAll(() => {
  office.close();
  rmSync(dir, { recursive: true, force: true });
});

test('whatever is chosen, a merge that is taken apart gives both cases as they were, again and again', async () => {
  const pair = fc.tuple(fc.nat(AS_MANY - 1), fc.nat(AS_MANY - 1)).filter(([a, b]) => a !== b);
  await fc.assert(
    fc.asyncProperty(
      pair,
      fc.infiniteStream(fc.constantFrom(...TAKES)),
      fc.infiniteStream(fc.boolean()),
      async ([a, b], takes, brings) => {
        const [keep, other] = [cases[a], cases[b]];
        if (keep === undefined || other === undefined) throw new Error('a case is missing');
        const before = [stored(keep), stored(other)];
        const { seen, ...sides } = await done(office, 'merging.compare', { caseId: keep, other });
        const fields = [...new Set([sides.a, sides.b].flatMap((side) => Object.keys(side.document.values)))];
        const rows = Object.values(sides.b.document.rows).flat();
        const take = Object.fromEntries(fields.map((field) => [field, takes.next().value]));
        const bring = Object.fromEntries(rows.map(({ id }) => [id, brings.next().value]));
        await done(office, 'merging.merge', { caseId: keep, other, take, bring, why: 'the same child', seen });
        expect(stored(other)).toEqual({
          ...before[1],
          values: expect.objectContaining({ ...before[1]?.values, status: 'duplicate', merged_into: keep }) as unknown,
        });
        const file = await done(office, 'cases.open', { caseId: keep });
        expect(file.conflicts).toEqual([]);
        const asked = { caseId: keep, merge: file.holds[0]?.mergeId ?? '' };
        const since = await done(office, 'merging.since', asked);
        expect(since.fields.some(({ changed }) => changed)).toBe(false);
        expect(since.rows.every(({ changed, leaves }) => !changed && leaves)).toBe(true);
        await done(office, 'merging.takeApart', {
          ...asked,
          fieldsBack: [],
          rowsBack: [],
          why: 'two children',
          seen: since.seen,
        });
        expect([stored(keep), stored(other)]).toEqual(before);
      },
    ),
    { numRuns: 12 },
  );
}, 180_000);
