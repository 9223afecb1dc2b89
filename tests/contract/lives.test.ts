import { beforeAll, describe, expect, test } from 'vitest';
import { generateCases } from '../builders/cases.ts';
import type { GenerateOptions } from '../builders/case-shape.ts';
import { openTasksOf } from '../builders/expected-tasks.ts';
import { lifeOf } from '../builders/life.ts';
import { OfficeCaller } from '../builders/office-caller.ts';
import { playLives } from '../builders/play-lives.ts';
import { PlayedClock } from '../builders/played-clock.ts';
import { createOffice, resourcesDir, temporaryFolder } from '../faults/temporary-office.ts';
import type { CaseId } from '#core/ids.ts';

// The office of five years, played in an hour-exact order: what it reminds of is what the oracle reckoned by hand.
const TODAY = '2026-03-02';
const AS_OF = `${TODAY}T15:00:00.000Z`;
const OPTIONS: GenerateOptions = { seed: 20260101, count: 60, officeCode: 'KSM', today: TODAY, defects: 'saveable' };
const LOOK_AHEAD = 400 * 86_400_000;
const generated = [...generateCases(OPTIONS)];
const lives = generated.map((one) => lifeOf(OPTIONS, one));
const clock = new PlayedClock();
let caller: OfficeCaller;
let ids: readonly CaseId[] = [];

beforeAll(async () => {
  caller = new OfficeCaller(temporaryFolder(), resourcesDir, 'test', clock);
  clock.set(Math.min(...lives.map(({ registeredAtUtc }) => Date.parse(registeredAtUtc))) - 86_400_000);
  await createOffice(caller.office);
  ids = await playLives(caller, clock, lives);
  clock.set(Date.parse(AS_OF));
}, 120_000);

const idAt = (index: number): CaseId => {
  const id = ids[index];
  if (id === undefined) throw new Error(`case ${String(index)} was not registered`);
  return id;
};

describe('an office that lived through the generated cases', () => {
  test('has exactly the tasks of the oracle, case by case, and counts what is late', async () => {
    let late = 0;
    for (const [index, life] of lives.entries()) {
      // What is more than about a year away is no work yet, and not shown.
      const near = openTasksOf(life).filter(({ dueAtUtc }) => Date.parse(dueAtUtc) < Date.parse(AS_OF) + LOOK_AHEAD);
      const expected = near.map(({ deadline, row, dueAtUtc, exact }) =>
        [deadline, row ?? '', dueAtUtc, String(exact)].join(' '),
      );
      const tasks = await caller.call('tasks.ofCase', { caseId: idAt(index) });
      const open = tasks.filter(({ done }) => done === undefined);
      const found = open.map((task) => [task.deadline, task.rowId ?? '', task.dueAtUtc, String(task.exact)].join(' '));
      expect({ index, tasks: found.sort() }).toEqual({ index, tasks: expected.sort() });
      late += near.filter(({ dueAtUtc }) => dueAtUtc < AS_OF).length;
    }
    expect(late).toBeGreaterThan(0);
    const day = await caller.call('tasks.list', { of: 'office', days: 7 });
    expect(day.nowUtc).toBe(AS_OF);
    expect(day.counts.late).toBe(late);
    expect(day.lines.filter(({ task }) => task.group === 'late')).toHaveLength(late);
  });

  test('shows each case as its life ends', async () => {
    for (const [index, life] of lives.entries()) {
      const { document } = await caller.call('cases.open', { caseId: idAt(index) });
      const { values } = life.document;
      const shown = {
        risk: document.values['risk_level'],
        why: document.values['risk_reason'],
        status: document.values['status'],
      };
      expect({ index, ...shown }).toEqual({
        index,
        risk: values['risk_level'],
        why: values['risk_reason'],
        status: values['status'],
      });
      for (const [collection, rows] of Object.entries(life.document.rows))
        expect(document.rows[collection] ?? [], `${String(index)} ${collection}`).toHaveLength(rows.length);
    }
  });

  test('tells when a level of risk changed', async () => {
    const index = lives.findIndex(({ risks }) => risks.length > 1);
    const history = await caller.call('history.entries', { caseId: idAt(index) });
    expect(JSON.stringify(history)).toContain('risk_level');
  });
});
