import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { UserId } from '#core/ids.ts';
import { retryRefusedState, takeOwnState } from '../../main/office/own-state/own-state.ts';
import type { TestOffice } from './office-pair.ts';
import { a, caseId, stick, twin, user } from './second-computer.ts';

const PLAIN = { groups: [], agency: '', position: '', from: null, until: null };
async function tell(from: TestOffice, to: TestOffice): Promise<void> {
  await to.read(await from.write(to, stick));
}
const managing = (office: TestOffice, me: UserId): string[] =>
  [me, user].filter((id) => {
    const person = office.open.repos.offices.personById(id);
    return person !== undefined && office.open.repos.accounts.get(person.n).suspendedAt === undefined;
  });
/** Somebody works at a computer from here on. */
function sits(office: TestOffice, id: UserId): void {
  office.open.me = { ...office.open.me, id, n: office.open.repos.offices.personById(id)?.n ?? 0 };
}
/** As another version of the program tells it. */
const said = (v: number, ...items: readonly object[]): Uint8Array => deflateRawSync(JSON.stringify({ v, items }));
const group = (id: string, more: object = {}) => ({
  kind: 'group',
  id,
  body: JSON.stringify({ name: id.slice(0, 3), members: [] }),
  seen: { [twin.open.self.deviceId]: 3 },
  at: 3,
  ...more,
});

describe('people who manage people and suspend each other at two computers', () => {
  it('leave the same one of them at both, whichever clock is ahead, and the trail of both says so', async () => {
    const me = a.open.me.id;
    await a.caller.call('people.change', { ...PLAIN, user, roles: [...a.open.me.roles] });
    await tell(a, twin);
    await tell(twin, a);
    await a.caller.call('people.suspend', { user, why: 'A complaint is looked into' });
    sits(twin, user);
    await twin.caller.call('people.suspend', { user: me, why: 'So is another one' });
    const [fromA, fromTwin] = [await a.write(twin, stick), await twin.write(a, stick)];
    await twin.read(fromA);
    await a.read(fromTwin);
    const left = [[me, user].sort()[0] as UserId];
    for (const office of [a, twin]) sits(office, left[0] as UserId);
    expect([managing(a, me), managing(twin, me)]).toEqual([left, left]);
    // It rests there, however often they tell each other.
    for (let n = 0; n < 2; n += 1) {
      await tell(a, twin);
      await tell(twin, a);
    }
    expect([managing(a, me), managing(twin, me)]).toEqual([left, left]);
    for (const { open } of [a, twin])
      expect(open.repos.audit.list({ action: 'person.readmitted', limit: 10 })).toMatchObject([{ object: left[0] }]);
  }, 240_000);
});

describe('what a version cannot take', () => {
  const [one, two, three] = ['one', 'two', 'thr'].map((name) => name.padEnd(21, 'x') + 'A') as [string, string, string];
  const groups = (): string[] => a.open.repos.groups.all().map(({ name }) => name);
  const take = (packed: Uint8Array): void => {
    a.open.db.transaction(() => {
      takeOwnState(a.open, packed, twin.open.self.deviceId);
    });
  };

  it('keeps nothing else from counting, and is tried again until it was taken', () => {
    take(said(1, group(one, { more: 'than is known' }), group(two)));
    take(said(1, { ...group(caseId), kind: 'hidden', body: '{"people":1}' }, group(three)));
    take(said(2, group(one)));
    expect(groups()).toEqual(['thr', 'two']);
    const kept = a.open.repos.refusedState.all();
    expect(kept.map(({ device }) => device)).toEqual([twin.open.self.deviceId, twin.open.self.deviceId]);
    take(said(2, group(one)));
    expect(a.open.repos.refusedState.all()).toHaveLength(2);
    // What a version that knows it would find there.
    const { db, repos } = a.open;
    const packed = Buffer.from(said(1, group(one)));
    db.write<[Buffer, number]>(`UPDATE refused_state SET packed = ? WHERE n = ?`).run(packed, kept[0]?.n ?? 0);
    retryRefusedState(a.open);
    expect(groups()).toEqual(['one', 'thr', 'two']);
    expect(repos.refusedState.all().map(({ n }) => n)).toEqual([kept[1]?.n]);
    // Nobody is believed who was taken out meanwhile.
    repos.offices.setStanding(repos.offices.deviceById(twin.open.self.deviceId)?.n ?? 0, 'revoked', { at: 0, dseq: 0 });
    retryRefusedState(a.open);
    expect(repos.refusedState.all()).toEqual([]);
  }, 240_000);
});

describe('what the people of an office work with', () => {
  it('goes to its other computer: shared views and reports, decisions to keep a case, closed days at once', async () => {
    const { repos, me, clock, db } = a.open;
    const [view, report] = ['v', 'r'].map((char) => char.repeat(21) + 'A') as [string, string];
    const row = repos.cases.byId(caseId);
    db.transaction(() => {
      const mine = { user: me.id, list: 'cases', body: '{}' } as const;
      repos.views.put({ viewId: view, name: 'Ours', shared: true, ...mine }, clock.now());
      repos.views.put({ viewId: 'p'.repeat(21) + 'A', name: 'Mine', shared: false, ...mine }, clock.now());
      repos.savedReports.put({ id: report, userId: me.id, shared: true, name: 'Month', body: '{}', at: 5 });
      repos.keptLonger.add({ caseN: row?.n ?? 0, until: '2031-01-01', why: 'A court', by: me.id, at: 7 });
    });
    await twin.caller.call('settings.workingTime', {});
    await a.caller.call('settings.setHolidays', { holidays: ['2030-05-06'] });
    await tell(a, twin);
    const there = twin.open.repos;
    expect(there.views.for(me.id).map(({ name }) => name)).toEqual(['Ours']);
    expect(there.savedReports.get(report)).toMatchObject({ name: 'Month', shared: true, at: 5 });
    expect(there.keptLonger.latest().get(there.cases.byId(caseId)?.n ?? 0)).toMatchObject({ why: 'A court', at: 7 });
    expect((await twin.caller.call('settings.workingTime', {})).holidays).toEqual(['2030-05-06']);
    there.views.remove(view);
    await tell(twin, a);
    expect(repos.views.for(me.id).map(({ name }) => name)).toEqual(['Mine']);
  }, 240_000);
});
