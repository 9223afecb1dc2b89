import { beforeAll, describe, expect, test } from 'vitest';
import type { NumberView, Statistics } from '#core/contracts/measures.contract.ts';
import type { Filter } from '#core/finding/filter.ts';
import type { CaseId } from '#core/ids.ts';
import { partWords } from '#core/measures/part-address.ts';
import type { GenerateOptions } from '../builders/case-shape.ts';
import { compareNumbers, type LivedOffice } from '../builders/compare-numbers.ts';
import { openTasksOf } from '../builders/expected-tasks.ts';
import { isOpenOn, type Asked } from '../builders/life-facts.ts';
import { beforeTheLives, countedLives, liveThrough } from '../builders/lived-office.ts';
import { OfficeCaller } from '../builders/office-caller.ts';
import { PlayedClock } from '../builders/played-clock.ts';
import { recount } from '../builders/recount.ts';
import { createOffice, everyCase, resourcesDir, temporaryFolder } from '../faults/temporary-office.ts';

// Five years of a small office (size S): every number is counted once more from the lives themselves.
const TODAY = '2026-03-02';
const OPTIONS: GenerateOptions = { seed: 20260101, count: 60, officeCode: 'KSM', today: TODAY, defects: 'none' };
const lives = countedLives(OPTIONS);
const clock = new PlayedClock();
let caller: OfficeCaller;
let lived: LivedOffice;
let ids: readonly CaseId[] = [];

beforeAll(async () => {
  caller = new OfficeCaller(temporaryFolder(), resourcesDir, 'test', clock);
  clock.set(beforeTheLives(lives));
  await createOffice(caller.office);
  const office = await liveThrough(caller, clock, lives, TODAY);
  [lived, ids] = [office, office.ids];
}, 240_000);

const period = (from: string, to: string): Asked => ({ from, to, today: TODAY });
const PERIODS: readonly Asked[] = [
  period('2022-01-01', '2022-12-31'),
  period('2024-04-01', '2024-06-30'),
  period('2025-01-01', '2025-12-31'),
  period('2026-01-01', '2026-01-31'),
  period('2026-02-01', '2026-03-02'),
];

const statistics = ({ from, to }: Pick<Asked, 'from' | 'to'>, more: object = {}): Promise<Statistics> =>
  caller.call('measures.statistics', { from, to, areaLevel: 1, outside: false, ...more });
const numberOf = ({ numbers }: Pick<Statistics, 'numbers'>, id: string): NumberView => {
  const found = numbers.find((one) => one.id === id);
  if (found === undefined) throw new Error(`there is no number ${id}`);
  return found;
};
/** Lines that count anything, with children and entries. */
const linesOf = ({ lines }: NumberView): Record<string, readonly [number | null, number | null]> =>
  Object.fromEntries(
    lines.filter(({ entries }) => entries !== 0).map((line) => [line.part.id, [line.cases, line.entries]]),
  );
const listed = async (where: Filter): Promise<CaseId[]> =>
  (await caller.call('cases.ids', { query: { ...everyCase.query, where } })).toSorted();

test.each([
  ['sex', 'sex'],
  ['risk', 'risk_levels'],
  ['concern', 'protection_concerns'],
])('columns by %s stand in the order of the options in every table, whatever is largest', async (split, list) => {
  const options = [...(caller.office.open?.configuration.options.get(list)?.keys() ?? []), ''];
  const { numbers } = await statistics({ from: '2022-01-01', to: TODAY }, { split });
  const tables = numbers.map(({ columns }) => columns.map(({ id }) => id)).filter((ids) => ids.length > 1);
  expect(tables.length).toBeGreaterThan(1);
  for (const table of tables) expect(table).toEqual(options.filter((id) => table.includes(id)));
});

describe('numbers of an office whose life is known', () => {
  test('are those of a recount from the lives: every number, every dashboard number, every ready report', async () => {
    const { lines, differences } = await compareNumbers(lived, PERIODS);
    expect(differences).toEqual([]);
    expect(lines).toBeGreaterThan(1000);
  });

  test.each(PERIODS)('balance, $from to $to', async (asked) => {
    const lines = new Map(
      numberOf(await statistics(asked), 'balance').lines.map(({ part, cases }) => [part.id, cases ?? 0]),
    );
    const of = (...parts: readonly string[]): number => parts.reduce((sum, part) => sum + (lines.get(part) ?? 0), 0);
    expect(of('opening', 'new', 'in', 'reopened') - of('out', 'closed', 'withdrawn')).toBe(of('closing'));
  });

  test('of today name the work that the oracle finds overdue', async () => {
    const { cards } = await caller.call('measures.dashboard', {});
    const number = cards.find(({ id }) => id === 'overdue')?.number;
    const late = lives.filter((life) =>
      openTasksOf(life).some(
        ({ dueAtUtc, deadline }) =>
          dueAtUtc < `${TODAY}T00` &&
          !/consent|closure|flag|ageing|retention|post_closure|window|approval/.test(deadline),
      ),
    );
    expect(number?.total.cases).toBe(late.filter((life) => isOpenOn(life, TODAY)).length);
  });

  test('open the list that holds exactly the cases they counted', async () => {
    const asked = { from: '2025-01-01', to: '2025-12-31' };
    const shown = await statistics(asked, { split: 'sex' });
    let opened = 0;
    for (const { id, lines, columns } of shown.numbers) {
      for (const line of lines) {
        if (line.cases === 0) continue;
        opened += 1;
        const where = { on: 'measure' as const, measure: id, part: partWords({ line: line.part.id }), ...asked };
        expect((await listed(where)).length, `${id} ${line.part.id}`).toBe(line.cases);
        for (const [i, { id: value }] of columns.entries()) {
          const part = partWords({ line: line.part.id, split: { id: 'sex', value, level: 1 } });
          expect((await listed({ ...where, part })).length, `${id} ${line.part.id} ${value}`).toBe(line.by[i]?.cases);
        }
      }
    }
    expect(opened).toBeGreaterThan(30);
    const fresh = recount(lives, 'new_cases', { ...asked, today: TODAY })[''] ?? [];
    const where = { on: 'measure' as const, measure: 'new_cases', ...asked };
    expect(await listed(where)).toEqual(fresh.map((index) => ids[index]).toSorted());
  });

  test('of a year stay what they were when the cases change later, and are the same after a restart', async () => {
    const asked = { from: '2025-01-01', to: '2025-12-31' };
    const before = await statistics(asked);
    const index = lives.findIndex(
      (life) => isOpenOn(life, '2025-12-31') && isOpenOn(life, TODAY) && life.saves.length > 1,
    );
    const caseId = ids[index];
    if (caseId === undefined) throw new Error('no case is open for so long');
    const { draftId, document } = await caller.call('cases.startEdit', { caseId });
    const changed = {
      ...document,
      values: {
        ...document.values,
        risk_level: 'high',
        risk_reason: 'Seen with injuries.',
        immediate_action: 'Stays with the aunt.',
      },
    };
    await caller.call('cases.saveDraft', { draftId, document: changed, accepted: [], notSameAs: [] });
    await caller.call('cases.save', { draftId });
    await caller.call('casework.disable', { caseId, why: 'Typed in twice.' });
    expect((await statistics(asked)).numbers).toEqual(before.numbers);
    const now = await statistics({ from: '2026-03-01', to: '2026-03-31' });
    expect(linesOf(numberOf(now, 'balance'))['withdrawn']).toEqual([1, 1]);
    await caller.call('casework.enable', { caseId, why: 'It was not.' });
    expect((await statistics(asked)).numbers).toEqual(before.numbers);
  });

  test('for outside hide small counts and those that would tell them', async () => {
    const asked = { from: '2025-01-01', to: '2025-12-31' };
    const inside = await statistics(asked, { split: 'age' });
    const outside = await statistics(asked, { split: 'age', outside: true });
    let hidden = 0;
    for (const [i, number] of outside.numbers.entries()) {
      for (const [k, line] of number.lines.entries()) {
        const real = inside.numbers[i]?.lines[k];
        expect(line.cases === null || (line.cases === real?.cases && (line.cases === 0 || line.cases >= 5))).toBe(true);
        hidden += Number(line.cases === null);
        for (const cell of line.by) expect(cell.cases === null || cell.cases === 0 || cell.cases >= 5).toBe(true);
      }
    }
    expect(hidden).toBeGreaterThan(10);
  });
});
