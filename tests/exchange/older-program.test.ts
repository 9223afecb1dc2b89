import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type * as Ops from '#core/exchange/op.ts';
import { aCase } from '../builders/shareable-case.ts';
import { Offices } from './office-pair.ts';

/** While it is on, the program is one that does not know removals, and cannot read what is said of a nickname. */
const older = vi.hoisted(() => ({ on: false }));
vi.mock('#core/exchange/op.ts', async (original) => {
  const real = await original<typeof Ops>();
  return {
    ...real,
    get OP_KINDS() {
      return older.on ? real.OP_KINDS.filter((kind) => kind !== 'del') : real.OP_KINDS;
    },
    readOp: (raw: unknown) => {
      if (!older.on || !Array.isArray(raw)) return real.readOp(raw);
      if (raw[0] === 'del') return { unknown: 'del' };
      return raw[0] === 'set' && raw[3] === 'nickname' ? undefined : real.readOp(raw);
    },
  };
});

const offices = new Offices();
beforeAll(() => offices.prepare(['KSM', 'BND', 'LWN']), 60_000);
afterAll(() => {
  offices.remove();
});

test('what an older program does not know is kept, goes on to others, and is there after the upgrade', async () => {
  older.on = true;
  const { stick, offices: taken } = await offices.take('KSM', 'BND', 'LWN');
  const [a, b, c] = taken;
  if (!a || !b || !c) throw new Error('the offices were not made');
  const row = { id: 'AAAAAAAAAAAAAAAAAAAAAA', values: { name: 'Zawadi' } };
  const caseId = await a.register({ ...aCase(), rows: { family_members: [row] } });
  for (const other of [b, c]) await other.read(await a.write(other, stick, { cases: [caseId] }));
  expect(await a.rows(caseId, 'family_members')).toHaveLength(1);

  older.on = false;
  await b.edit(caseId, { address_landmark: 'At the mill' }, () => ({}));
  const removed = await b.write(a, stick);
  await b.edit(caseId, { nickname: 'Kipepeo' });
  await b.edit(caseId, { phone: '+99970000021' });
  const more = await b.write(a, stick);
  older.on = true;
  await a.read(removed);
  expect(await a.values(caseId)).toMatchObject({ address_landmark: 'At the mill' });
  expect(await a.rows(caseId, 'family_members')).toHaveLength(1);
  const onward = await a.write(c, stick);
  await a.read(more);
  expect(a.open.repos.commits.quarantined().map(({ waitsFor }) => waitsFor)).toEqual(['malformed']);
  expect(a.open.repos.commits.parked()).toHaveLength(1);
  expect((await a.values(caseId))['phone']).not.toBe('+99970000021');

  // An office with the newer program has the removal from the one that does not know what it means.
  older.on = false;
  await c.read(onward);
  expect(await c.rows(caseId, 'family_members')).toEqual([]);
  a.close();
  await a.signIn();
  expect(a.open.repos.commits.quarantined()).toEqual([]);
  expect(a.open.repos.commits.parked()).toEqual([]);
  expect(await a.values(caseId)).toMatchObject({ nickname: 'Kipepeo', phone: '+99970000021' });
  expect(await a.rows(caseId, 'family_members')).toEqual([]);
  await b.read(await a.write(b, stick));
  expect(a.state([caseId])).toBe(b.state([caseId]));
  await c.read(await a.write(c, stick));
  expect(c.state([caseId])).toBe(b.state([caseId]));
}, 120_000);
