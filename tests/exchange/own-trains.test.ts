import { describe, expect, it } from 'vitest';
import type { CaseId } from '#core/ids.ts';
import { markWritten, prepareBundle } from '../../main/office/prepare-bundle.ts';
import { settleDelivered } from '../../main/office/receipts.ts';
import { candidates } from '../../main/office/share-cases.ts';
import { type TestOffice } from './office-pair.ts';
import { a, b, caseId, document, everything, stick, twin } from './second-computer.ts';

/** Everything that waits for the office of `to`, in small bundles of one train; their files in order. */
async function train(from: TestOffice, to: TestOffice, ids: CaseId[]): Promise<string[]> {
  const office = from.open.repos.offices.officeById(to.id);
  if (!office) throw new Error('the other office is not known');
  const paths: string[] = [];
  for (;;) {
    const selection = paths.length === 0 && !office.isSelf ? { cases: ids } : ({ waiting: true } as const);
    const list = candidates(from.open, office, selection);
    const how = { room: { packed: 2_500 }, train: 'next' } as const;
    const one = await prepareBundle(from.open, office, list, paths.length === 0, how);
    markWritten(from.open, office, { ...one.row, cases: one.cases }, 'bundle.written');
    paths.push(one.sealed.path);
    if (one.left === 0) return paths;
  }
}
async function fiveCases(office: TestOffice): Promise<CaseId[]> {
  const ids: CaseId[] = [];
  for (let n = 0; n < 5; n += 1) ids.push(await office.register(document));
  return ids;
}

describe('a train of bundles to several computers', () => {
  it('goes between computers of one office in any order, and a lost one goes again alone', async () => {
    const ids = await fiveCases(a);
    const paths = await train(a, twin, ids);
    expect(paths.length).toBeGreaterThan(1);
    for (const path of paths.slice(1).reverse()) await twin.read(path);
    const before = (await a.link(twin)).waitingChanges;
    await a.read(await twin.write(a, stick));
    const lost = await a.link(twin);
    expect(lost).toMatchObject({ computers: { count: 1, behind: 1 } });
    expect(lost.waitingChanges).toBeGreaterThan(0);
    expect(lost.waitingChanges).toBeLessThan(before);
    await twin.read(await a.write(twin, stick));
    expect(everything(twin)).toEqual(everything(a));
    await a.read(await twin.write(a, stick));
    expect(await a.link(twin)).toMatchObject({ waitingChanges: 0, computers: { count: 1, behind: 0 } });
  }, 240_000);

  it('goes again to a partner as far as either of its computers lacks something', async () => {
    await b.read(await a.write(b, stick, { cases: [caseId] }));
    await b.read(await twin.write(b, stick));
    await b.read(await a.write(b, stick));
    for (const one of [a, twin]) await one.read(await b.write(one, stick));
    for (const one of [a, twin]) await b.read(await one.write(b, stick));
    expect(await b.link(a)).toMatchObject({ waitingChanges: 0, computers: { count: 2, behind: 0 } });
    const ids = await fiveCases(b);
    const paths = await train(b, a, ids);
    const all = (await b.link(a)).waitingChanges;
    const [first = '', second = '', ...rest] = paths;
    expect(rest.length).toBeGreaterThan(0);
    // One lacks the second, and the other everything but the second.
    for (const path of [...rest, first]) await a.read(path);
    await twin.read(second);
    await b.read(await a.write(b, stick));
    expect(await b.link(a)).toMatchObject({ waitingChanges: all, computers: { behind: 2 } });
    await b.read(await twin.write(b, stick));
    expect(await b.link(a)).toMatchObject({ waitingChanges: all, computers: { behind: 2 } });
    await twin.read(first);
    await b.read(await twin.write(b, stick));
    const owed = (await b.link(a)).waitingChanges;
    expect(owed).toBeGreaterThan(0);
    expect(owed).toBeLessThan(all);
    const again = await b.write(a, stick);
    for (const one of [a, twin]) {
      await one.read(again);
      expect(one.state(ids)).toBe(b.state(ids));
      await b.read(await one.write(b, stick));
    }
    expect(await b.link(a)).toMatchObject({ waitingChanges: 0, computers: { count: 2, behind: 0 } });
    for (const id of ids)
      expect(b.open.repos.list.get(b.open.repos.cases.byId(id)?.n ?? 0)?.exchange).toBe('delivered');
  }, 240_000);
});

describe('a partner with two computers', () => {
  it('is told to have everything once both confirmed it, and a computer that was taken out does not count', async () => {
    await b.read(await a.write(b, stick, { cases: [caseId] }));
    await b.read(await twin.write(b, stick));
    // Nobody at B has looked at the second one yet: nothing is sealed for it, and nothing is behind.
    expect(await b.link(a)).toMatchObject({ computers: { count: 0 }, unseen: { waits: true } });
    await b.knows(a);
    // The first went on as the second, as far as B was told: it is there as well, as its next bundle shows.
    expect(await b.link(a)).toMatchObject({ computers: { count: 1 } });
    await b.read(await a.write(b, stick));
    await a.read(await b.write(a, stick));
    await twin.read(await b.write(twin, stick));
    await b.read(await a.write(b, stick));
    await b.read(await twin.write(b, stick));
    expect(await b.link(a)).toMatchObject({ waitingChanges: 0, computers: { count: 2, behind: 0 } });
    await b.edit(caseId, { phone: '+000555030' });
    const toBoth = await b.write(a, stick);
    await a.read(toBoth);
    await b.read(await a.write(b, stick));
    expect(await b.link(a)).toMatchObject({ waitingChanges: 1, computers: { count: 2, behind: 1 } });
    const line = async () => (await b.caller.call('exchange.journal', {})).find(({ direction }) => direction === 'out');
    expect(await line()).toMatchObject({ state: 'written', confirmed: { by: 1, of: 2 } });
    expect(b.open.repos.list.get(b.open.repos.cases.byId(caseId)?.n ?? 0)?.exchange).not.toBe('delivered');
    // It goes again, and the second computer confirms it.
    await twin.read(await b.write(a, stick));
    await b.read(await twin.write(b, stick));
    expect(await b.link(a)).toMatchObject({ waitingChanges: 0, computers: { count: 2, behind: 0 } });
    await b.edit(caseId, { phone: '+000555031' });
    await a.read(await b.write(a, stick));
    await b.read(await a.write(b, stick));
    expect(await line()).toMatchObject({ state: 'written' });
    const gone = b.open.repos.offices.deviceById(twin.open.self.deviceId);
    b.open.db.transaction(() => {
      b.open.repos.offices.setStanding(gone?.n ?? 0, 'revoked', { at: 0, dseq: 0 });
      settleDelivered(b.open);
    });
    expect(await line()).toMatchObject({ state: 'delivered' });
    expect(await b.link(a)).toMatchObject({ waitingChanges: 0, computers: { count: 1, behind: 0 } });
  }, 240_000);
});
