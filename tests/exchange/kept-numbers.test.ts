import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CaseId } from '#core/ids.ts';
import { countCases, listCases } from '../../main/office/list-cases.ts';
import { listAlerts } from '../../main/office/list-alerts.ts';
import { countDashboard, readDashboard } from '../../main/office/measures/read-dashboard.ts';
import { readStatistics } from '../../main/office/measures/read-statistics.ts';
import type { OpenOffice } from '../../main/office/open-office.ts';
import { CaseListRepo } from '../../main/storage/case-list.repo.ts';
import { PastRepo } from '../../main/storage/past.repo.ts';
import { inRoles, ROLE_IDS } from '../builders/office-roles.ts';
import { PlayedClock } from '../builders/played-clock.ts';
import { Random } from '../builders/random.ts';
import { aCase, everyCase } from '../faults/temporary-office.ts';
import { Offices, type Changes, type TestOffice } from './office-pair.ts';

const DAY_MS = 86_400_000;
const clock = new PlayedClock();
const offices = new Offices(clock);
// The cases of tests are registered today.
const START = Date.now();
const dayAt = (days: number): string => new Date(START + days * DAY_MS).toISOString().slice(0, 10);

beforeAll(async () => {
  clock.set(START);
  await offices.prepare(['KSM', 'BND']);
}, 120_000);
afterAll(() => {
  offices.remove();
});

const MONTHS = { from: dayAt(-60), to: dayAt(90), areaLevel: 1, outside: false } as const;
/** Everything that is kept in memory, as this office says it. */
function told(open: OpenOffice): unknown {
  const { cards, making } = readDashboard(open);
  const query = { ...everyCase.query, sort: 'urgency' as const };
  return {
    cards,
    making,
    bySex: readStatistics(open, { ...MONTHS, split: 'sex' }).numbers,
    byWorker: readStatistics(open, { ...MONTHS, split: 'worker' }).numbers,
    counts: countCases(open),
    list: listCases(open, { query, offset: 0, limit: 50, showNames: false }),
    alerts: listAlerts(open, { of: 'office' }),
  };
}
/** The same office with nothing kept: what it says is worked out anew. */
const anew = (open: OpenOffice): OpenOffice => ({
  ...open,
  repos: { ...open.repos, past: new PastRepo(open.db), list: new CaseListRepo(open.db) },
});
let compared = 0;
function expectAnew({ open }: TestOffice): void {
  const kept = told(open);
  expect(kept).toEqual(told(anew(open)));
  compared += 1;
}
/** As each of the roles in turn, and as the person is again. */
function expectForAll(office: TestOffice): void {
  const { open } = office;
  const { subject } = open;
  for (const role of ROLE_IDS) {
    open.subject = inRoles(open.me.id, open.self.officeId, [role]);
    expectAnew(office);
  }
  open.subject = subject;
  expectAnew(office);
}

/** As somebody with a conflict of interest in one case, and from whom the name of another is hidden. */
function expectWithout(office: TestOffice, [barred, unnamed]: readonly CaseId[]): void {
  const { open } = office;
  const { subject } = open;
  if (barred === undefined || unnamed === undefined) throw new Error('there are too few cases');
  const all = countCases(open).all;
  const opened = (): number =>
    readStatistics(open, MONTHS).numbers.find(({ id }) => id === 'balance')?.total.cases ?? 0;
  const counted = opened();
  open.subject = {
    ...subject,
    exceptions: {
      barred: new Set([barred]),
      unnamed: new Set([unnamed]),
      lent: new Set(),
      restricted: new Set(),
      referred: new Map(),
    },
  };
  expectAnew(office);
  expect({ all: countCases(open).all, counted: opened() }).toEqual({ all: all - 1, counted: counted - 1 });
  open.subject = subject;
  expect({ all: countCases(open).all, counted: opened() }).toEqual({ all, counted });
}

const someChange = (random: Random): Changes =>
  random.pick<Changes>([
    { risk_level: random.pick(['high', 'medium', 'low']), risk_reason: 'Seen at home.' },
    { sex: random.pick(['female', 'male']) },
    { source: random.pick(['community', 'school']) },
    { registration_date: { date: dayAt(-random.int(0, 20)), precision: 'day', calendar: 'gregory' } },
  ]);

test('numbers and lists that are kept are those that are worked out anew, whatever is written, read in, allowed or over', async () => {
  const random = Random.from('kept-numbers');
  const { stick, offices: taken } = await offices.take('KSM', 'BND');
  const [from, to] = taken as [TestOffice, TestOffice];
  const ids: CaseId[] = [];
  expectForAll(from);
  for (let i = 0; i < 6; i += 1) {
    ids.push(await from.register(aCase({ full_name: `Child ${String(i)}` })));
    expectAnew(from);
  }
  expectWithout(from, ids);
  expectForAll(to);
  for (let i = 0; i < 12; i += 1) {
    clock.set(clock.now() + random.int(1, 9) * DAY_MS);
    await from.edit(random.pick(ids), someChange(random));
    if (i % 2 === 0) expectAnew(from);
  }
  expectForAll(from);
  await to.read(await from.write(to, stick, { cases: ids.slice(0, 4) }));
  expectForAll(to);
  expectForAll(from);
  // A save that the disk refuses leaves nothing behind, though somebody looked meanwhile.
  const past = [...from.open.repos.past.all()][0];
  expect(past).toBeDefined();
  expect(() => {
    from.open.db.transaction(() => {
      from.open.repos.past.put(past?.[0] ?? 0, undefined);
      told(from.open);
      throw new RangeError('undone');
    });
  }).toThrow(RangeError);
  expectAnew(from);
  clock.set(clock.now() + 40 * DAY_MS);
  expectForAll(from);
  from.close();
  await from.signIn();
  expectForAll(from);
  expect(compared).toBeGreaterThan(50);
}, 120_000);

test('numbers of many cases are counted piece by piece, and are the same then', async () => {
  const { offices: taken } = await offices.take('KSM');
  const [office] = taken as [TestOffice];
  await office.register(aCase({ full_name: 'Child' }));
  const { open } = office;
  const [one] = open.repos.past.all().values();
  if (one === undefined) throw new Error('the case has no past');
  const extra = [1, 2, 3].map((n) => ({ ...one, updated: n }));
  open.db.transaction(() => {
    for (const past of extra) {
      const n = open.repos.cases.add({
        ...{ caseId: `${String(past.updated)}AAAAAAAAAAAAAAAAAAAAA` as CaseId, code: `KSM-${String(past.updated)}` },
        ...{ ownerOfficeN: open.self.officeN, createdAt: 0 },
      });
      open.repos.past.put(n, past);
    }
  });
  const impatient = (pieces: number) => ({ over: () => (pieces -= 1) < 0 });
  const fresh = anew(open);
  const seen: number[] = [];
  let answer = readDashboard(fresh, impatient(1));
  while (answer.making !== undefined) {
    expect(answer.cards).toEqual([]);
    seen.push(answer.making.done);
    expect(answer.making.done).toBeLessThanOrEqual(answer.making.of);
    answer = readDashboard(fresh, impatient(1));
  }
  expect(seen.length).toBeGreaterThan(4);
  expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  expect(answer.cards).toEqual(readDashboard(anew(open)).cards);
  expect(countDashboard(fresh, impatient(0))).toBe(true);
});
