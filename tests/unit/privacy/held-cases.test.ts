import { expect, it } from 'vitest';
import { keptHoldEntry } from '#core/contracts/holds.contract.ts';
import { lastHold, type HoldEntry } from '../../../main/office/held-cases.ts';
import type { Kept } from '../../../main/office/register-entries.ts';

const held = (at: number, by: string): Kept<HoldEntry> => ({
  at,
  by,
  entry: { kind: 'held', why: 'Asked', authority: 'Court' },
});
const lifted = (at: number, by: string, of?: { at: number; by: string }): Kept<HoldEntry> => ({
  at,
  by,
  entry: { kind: 'lifted', why: 'Decided', ...(of ? { of } : {}) },
});
const orders = <T>(all: readonly T[]): T[][] =>
  all.length < 2 ? [[...all]] : all.flatMap((one, i) => orders(all.toSpliced(i, 1)).map((rest) => [one, ...rest]));

it.each([
  ['the hold of another computer', [held(10, 'a'), held(12, 'b'), lifted(20, 'a', { at: 10, by: 'a' })], 12],
  ['one set before, of which nobody knew here', [held(10, 'a'), held(8, 'b'), lifted(20, 'a', { at: 10, by: 'a' })], 8],
  [
    'one that the same lifting was said of twice',
    [held(10, 'a'), held(12, 'b'), lifted(20, 'a', { at: 10, by: 'a' }), lifted(21, 'b', { at: 10, by: 'a' })],
    12,
  ],
  ['one more than a lifting that names none can lift', [held(10, 'a'), held(12, 'b'), lifted(20, 'a')], 12],
  ['one that was set after a lifting that names none', [held(10, 'a'), lifted(20, 'a'), held(30, 'a')], 30],
])('a lifting leaves %s, in whatever order the entries came', (_what, entries, at) => {
  for (const order of orders(entries)) {
    const last = lastHold(order);
    expect(last?.lifted).toBeUndefined();
    expect(last?.held.at).toBe(at);
  }
});

it('a case is free once each hold was lifted, by old entries and new ones', () => {
  for (const order of orders([held(1, 'a'), lifted(2, 'a'), held(3, 'b'), lifted(4, 'b', { at: 3, by: 'b' })]))
    expect(lastHold(order)).toMatchObject({ held: { at: 3 }, lifted: { at: 4 } });
});

it('reads entries of older and of later versions', () => {
  const old = { kind: 'lifted', why: 'The court decided.' } as const;
  expect(keptHoldEntry.parse(old)).toEqual(old);
  expect(keptHoldEntry.parse({ ...old, later: 1 })).toEqual(old);
});
