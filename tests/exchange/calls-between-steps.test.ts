import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CaseDocument } from '#core/forms/types.ts';
import type { CaseId } from '#core/ids.ts';
import { Refusal } from '#core/result.ts';
import { demoCases } from '../../scripts/demo/demo-cases.ts';
import { wallDay } from '../builders/calendar-days.ts';
import { shareable } from '../builders/shareable.ts';
import { Offices, RESOURCES, type TestOffice } from './office-pair.ts';

const CASES = 24;
const NOW = { at: `${wallDay()}T00:00`, zone: 'Africa/Nairobi' };
const offices = new Offices();
let documents: CaseDocument[];
let a: TestOffice;
let b: TestOffice;
let ids: CaseId[];
let path: string;

beforeAll(async () => {
  documents = demoCases(RESOURCES, 20_260, CASES + 1, wallDay()).map(shareable);
  await offices.prepare(['KSM', 'BND'], ['LWN']);
}, 120_000);
beforeEach(async () => {
  const taken = await offices.take('KSM', 'BND');
  [a, b] = taken.offices as [TestOffice, TestOffice];
  ids = [];
  for (const document of documents.slice(0, CASES)) ids.push(await a.register(document));
  path = await a.write(b, taken.stick, { cases: ids });
}, 60_000);
afterEach(() => {
  offices.closeAll();
});
afterAll(() => {
  offices.remove();
});

function extra(): CaseDocument {
  const found = documents[CASES];
  if (!found) throw new Error('too few cases');
  return found;
}
const placeOf = async (file: string): Promise<string> =>
  (await b.caller.shell<{ place: string }>('takeBundle', { path: file })).place;

describe('while a bundle is taken in', () => {
  it('people go on: their calls come between its steps, and nothing of either is lost', async () => {
    const place = await placeOf(path);
    let over = false;
    const read = b.caller.call('exchange.apply', { place }).finally(() => (over = true));
    // Reading another one waits for the end of this one.
    const again = placeOf(path)
      .then((other) => b.caller.call('exchange.check', { place: other }))
      .then(({ already }) => already);
    // So does what changes whom this office believes, and what somebody agrees to in another one's place.
    const caseCount = (): number => [...b.open.repos.cases.all()].length;
    const { id: officeId } = a;
    const waiting = [
      b.caller.refused('trust.putBack', { officeId, why: 'It is back' }).then(caseCount),
      b.caller.refused('trust.drop', { officeId, kind: 'false', why: 'Nobody is there', until: NOW }).then(caseCount),
      b.caller.refused('seconds.decide', { id: 'A'.repeat(22), agrees: false }).then(caseCount),
    ];
    let own: CaseId | undefined;
    while (!over) {
      const there = [...b.open.repos.cases.all()].length;
      if (own === undefined && there > 0 && there < CASES) own = await b.register(extra());
      await b.caller.call('exchange.offices', {});
    }
    expect((await read).newCases).toBe(CASES);
    expect(await again).toBe(true);
    expect(Math.min(...(await Promise.all(waiting)))).toBeGreaterThanOrEqual(CASES);
    expect(b.state(ids)).toBe(a.state(ids));
    if (own === undefined) throw new Error('nobody came in between');
    expect((await b.values(own))['status']).toBe('open');
  });

  it('goes on in one transaction while nobody waits, and ends it as soon as somebody does', async () => {
    const { place } = await b.caller.shell<{ place: string }>('takeBundle', { path });
    const seen: { readonly cases: number; readonly open: boolean }[] = [];
    const there = (): number => b.open.repos.cases.count();
    b.isAwaited = () => {
      seen.push({ cases: there(), open: b.open.db.inTransaction() });
      return there() >= CASES / 2;
    };
    let over = false;
    const read = b.caller.call('exchange.apply', { place }).finally(() => (over = true));
    const between = new Set<number>();
    while (!over) {
      between.add(there());
      // A call of this thread would be somebody who waits.
      await setImmediate();
    }
    expect((await read).newCases).toBe(CASES);
    // Several pieces stood in a transaction that was not over, and whoever waited came in before the end.
    expect(seen.every(({ open }) => open)).toBe(true);
    expect(seen.filter(({ cases }) => cases < CASES / 2).length).toBeGreaterThan(0);
    expect([...between].some((cases) => cases > 0 && cases < CASES)).toBe(true);
    expect(b.state(ids)).toBe(a.state(ids));
  });

  it('a fault in the middle of a step takes back the whole step, and the next reading brings everything', async () => {
    const { place } = await b.caller.shell<{ place: string }>('takeBundle', { path });
    const there = (): number => b.open.repos.cases.count();
    let before = 0;
    b.isAwaited = () => {
      before = there();
      throw new Refusal('DISK_FULL');
    };
    expect(await b.caller.refused('exchange.apply', { place })).toBe('DISK_FULL');
    expect([before > 0, there(), b.open.db.inTransaction()]).toEqual([true, 0, false]);
    b.isAwaited = () => false;
    expect((await b.read(path)).newCases).toBe(CASES);
    expect(b.state(ids)).toBe(a.state(ids));
  });

  it('the office may be locked between two steps: what was taken in stays, and the rest comes with the next reading', async () => {
    const place = await placeOf(path);
    const read = b.caller.refused('exchange.apply', { place });
    while ([...b.open.repos.cases.all()].length < 2) await b.caller.call('exchange.offices', {});
    b.caller.close();
    expect(await read).toBe('AUTH_LOCKED');
    await b.signIn();
    const before = [...b.open.repos.cases.all()].length;
    expect(before).toBeGreaterThan(1);
    expect(before).toBeLessThan(CASES);
    const report = await b.read(path);
    expect([report.already, report.newCases]).toEqual([false, CASES - before]);
    expect(b.state(ids)).toBe(a.state(ids));
    expect(existsSync(path)).toBe(true);
    expect(readdirSync(join(b.dir, 'inbox'))).toEqual([]);
    expect((await b.read(path)).already).toBe(true);
  });
});
