import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type * as Ops from '#core/exchange/op.ts';
import { aCase } from '../builders/shareable-case.ts';
import { carry, erase } from './erasing.ts';
import { Offices, type TestOffice } from './office-pair.ts';

/** While it is on, the program is one that does not know what offices say about erasures. */
const older = vi.hoisted(() => ({ on: false }));
vi.mock('#core/exchange/op.ts', async (original) => {
  const real = await original<typeof Ops>();
  return {
    ...real,
    get OP_KINDS() {
      return older.on ? real.OP_KINDS.filter((kind) => kind !== 'erase') : real.OP_KINDS;
    },
    readOp: (raw: unknown) =>
      older.on && Array.isArray(raw) && raw[0] === 'erase' ? { unknown: 'erase' } : real.readOp(raw),
  };
});

const offices = new Offices();
beforeAll(() => offices.prepare(['KSM', 'BND']), 120_000);
afterAll(() => {
  offices.remove();
});

const overview = (at: TestOffice) => at.caller.call('keeping.erasures', {});

test('what was said of an erased case in words that were not known is looked at after the upgrade', async () => {
  older.on = true;
  const { stick, offices: taken } = await offices.take('KSM', 'BND');
  const [a, b] = taken as [TestOffice, TestOffice];
  const caseId = await a.register(aCase());
  // Who decides with the head is found by a case that stays.
  await a.register(aCase());
  await b.register(aCase());
  await b.read(await a.write(b, stick, { cases: [caseId] }));
  await erase(a, caseId);
  await carry(a, b, stick);
  expect((await overview(b)).asked).toEqual([]);

  older.on = false;
  b.close();
  await b.signIn();
  expect((await overview(b)).asked).toMatchObject([{ kind: 'erased', office: 'Kisimani' }]);
  await erase(b, caseId);

  // The first office has erased it already, and does not know yet what the answer means.
  older.on = true;
  await carry(b, a, stick);
  const answers = async () => (await overview(a)).done.flatMap((one) => one.offices.map(({ outcome }) => outcome));
  expect(await answers()).toEqual([undefined]);
  expect(a.open.repos.commits.quarantined()).toEqual([]);
  older.on = false;
  a.close();
  await a.signIn();
  expect(await answers()).toEqual(['erased']);
  expect(a.open.repos.cases.byId(caseId)).toBeUndefined();
  a.close();
  b.close();
}, 120_000);
