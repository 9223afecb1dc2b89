import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkList, importList, takeList } from '../builders/import-list.ts';
import { csvOf, guessedPlan } from '../builders/made-lists.ts';
import { killAfter } from './kill-after.ts';
import {
  closedOffice,
  done,
  everyCase,
  officeIn,
  PASSPHRASE,
  resourcesDir,
  signIn,
  trailStanding,
} from './temporary-office.ts';

const child = join(import.meta.dirname, 'importing-child.ts');
const ROWS = 150;

test('killed in the middle, an import has each row whole or not at all, and goes on to its end', async () => {
  const { dir, head } = await closedOffice();
  const before = officeIn(dir);
  await signIn(before, head);
  const { place, table } = await takeList(before, 'list.csv', csvOf(ROWS));
  const { run } = await checkList(before, place, guessedPlan(table), head);
  before.close();

  await killAfter(2, child, dir, resourcesDir, head, PASSPHRASE, run);

  const office = officeIn(dir);
  expect(await signIn(office, head)).toMatchObject({ ok: true });
  const [found] = (await done(office, 'imports.list', {})).runs;
  const created = found?.counts.created ?? 0;
  expect(found?.state).toBe('running');
  expect(created).toBeGreaterThan(0);
  expect(created).toBeLessThan(ROWS);
  // Every row that says it is a case is one, and there is no other: one case was there before.
  expect((await done(office, 'cases.list', everyCase)).total).toBe(created + 1);
  const ended = await importList(office, run);
  expect(ended).toMatchObject({ state: 'done', counts: { created: ROWS, waiting: 0, failed: 0 } });
  const rows = (
    await Promise.all([0, 100].map((from) => done(office, 'imports.rows', { run, verdict: '', from, most: 100 })))
  ).flat();
  expect(new Set(rows.map(({ code }) => code)).size).toBe(ROWS);
  expect((await done(office, 'cases.list', everyCase)).total).toBe(ROWS + 1);
  expect(await trailStanding(office)).toMatchObject({ state: 'whole' });
}, 120_000);
