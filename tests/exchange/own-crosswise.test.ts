import { randomBytes } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { UserId } from '#core/ids.ts';
import { readKeyFile } from '../../main/crypto/key-file-store.ts';
import { followInKeyFile } from '../../main/office/own-state/follow-in-key-file.ts';
import {
  isStateLeft,
  KEPT,
  noteOwnState,
  retryRefusedState,
  takeOwnState,
} from '../../main/office/own-state/own-state.ts';
import { forgetCase } from '../../main/storage/forget-case.ts';
import type { OfficeRow } from '../../main/storage/office.repo.ts';
import { PASSPHRASE, type TestOffice } from './office-pair.ts';
import { a, b, caseId, everything, stick, twin, user } from './second-computer.ts';

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

const administrators = ({ open: { dir } }: TestOffice): unknown[] => {
  const file = readKeyFile(dir);
  return file.ok ? file.value.users.filter(({ roles }) => roles.includes('administrator')).map(({ id }) => id) : [];
};

describe('people who manage people and suspend each other at two computers', () => {
  it('are both suspended at both, are told of the recovery kit, and the trail of both says so once', async () => {
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
    expect([managing(a, me), managing(twin, me)]).toEqual([[], []]);
    // Whoever still has it open can do no more with it.
    expect(await a.caller.refused('people.list', {})).toBe('AUTH_NOBODY_MANAGES');
    for (const office of [a, twin]) {
      const { audit } = office.open.repos;
      expect(audit.list({ action: 'office.nobody-manages', limit: 10 })).toHaveLength(1);
      expect(audit.list({ action: 'person.readmitted', limit: 10 })).toEqual([]);
      // The kit opens the office for one of these.
      expect(administrators(office)).toEqual(expect.arrayContaining([me, user]));
      office.close();
      for (const [id, passphrase] of [
        [me, PASSPHRASE],
        [user, `${PASSPHRASE} again`],
      ] as const)
        expect(await office.caller.refused('session.signIn', { user: id, passphrase })).toBe('AUTH_NOBODY_MANAGES');
    }
  }, 240_000);

  it('leave the recovery kit somebody to open the office for, also where they took each other’s roles or let each other go', async () => {
    const me = a.open.me.id;
    const { repos } = a.open;
    await a.caller.call('people.change', { ...PLAIN, user, roles: [...a.open.me.roles] });
    await tell(a, twin);
    // Somebody else works at this computer when it hears that both are gone.
    sits(a, ('n'.repeat(21) + 'A') as UserId);
    for (const id of [me, user]) {
      const person = repos.offices.personById(id);
      if (!person) throw new Error('nobody');
      repos.offices.putPerson({ ...person, roles: '["caseworker"]', active: false });
      repos.accounts.change(person.n, { leftAt: 1 });
    }
    await followInKeyFile(a.open);
    expect(administrators(a)).toEqual(expect.arrayContaining([me, user]));
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

describe('what another computer tells that no bundle or page could hold', () => {
  const take = (packed: Uint8Array): void => {
    a.open.db.transaction(() => {
      takeOwnState(a.open, packed, twin.open.self.deviceId);
    });
  };

  it('keeps nothing else from being told, and makes no bundle due for ever', async () => {
    const own = a.open.repos.offices.self() as OfficeRow;
    await tell(a, twin);
    await tell(twin, a);
    const of = (id: string, text: string) => ({ ...group(id), kind: 'of-a-later-version', body: JSON.stringify(text) });
    take(said(1, of('long', 'z'.repeat(5 * 1024 * 1024))));
    take(said(1, of('dense', randomBytes(480 * 1024).toString('base64'))));
    expect(a.open.repos.items.get('of-a-later-version', 'dense')).toBeDefined();
    await a.caller.call('people.saveGroup', { groupId: null, name: 'Night team', members: [] });
    await tell(a, twin);
    expect(twin.open.repos.groups.all().map(({ name }) => name)).toEqual(['Night team']);
    await tell(twin, a);
    expect(isStateLeft(a.open, own)).toBe(false);
  }, 240_000);

  it('is no moment that a page would break on, and no number that nobody counts on from', async () => {
    const body = JSON.stringify({ logo: '', device: twin.open.self.deviceId, content: null });
    await a.caller.call('paper.setLogo', { bytes: null });
    const logo = { kind: 'logo', id: 'logo', body, seen: { [twin.open.self.deviceId]: 3 } };
    take(said(1, { ...logo, at: 9_000_000_000_000_000 }));
    take(said(1, { ...logo, at: 4, seen: { [a.open.self.deviceId]: Number.MAX_SAFE_INTEGER } }));
    expect((await a.caller.call('paper.get', {})).logoFrom).toBeUndefined();
    expect(a.open.repos.items.get('logo', 'logo')?.seen).toEqual({ [a.open.self.deviceId]: 1 });
  });

  it('is decided against by who chooses anew while pieces of it are missing', async () => {
    const content = { packed: 'x'.repeat(43), pieces: 2, bytes: 9 };
    const body = JSON.stringify({ logo: 'x'.repeat(43), device: twin.open.self.deviceId, content });
    take(said(1, { kind: 'logo', id: 'logo', body, seen: { [twin.open.self.deviceId]: 3 }, at: 3 }));
    expect(a.open.repos.items.get('logo', 'logo')?.applied).toBe(false);
    await a.caller.call('paper.setLogo', { bytes: null });
    expect(a.open.repos.items.get('logo', 'logo')).toMatchObject({
      applied: true,
      seen: { [twin.open.self.deviceId]: 3, [a.open.self.deviceId]: 1 },
    });
  });
});

describe('what is kept of what a version cannot take', () => {
  it('has an end: the oldest goes, and the trail says so', () => {
    const { repos, db } = a.open;
    const noise = (n: number): Uint8Array => new Uint8Array(randomBytes(400 * 1024).fill(n, 0, 1));
    db.transaction(() => {
      for (let n = 0; n < 12; n += 1) takeOwnState(a.open, noise(n), twin.open.self.deviceId);
    });
    const kept = repos.refusedState.all();
    expect(repos.refusedState.size().bytes).toBeLessThanOrEqual(KEPT.bytes);
    expect([kept.at(0)?.packed[0], kept.at(-1)?.packed[0]]).toEqual([2, 11]);
    const told = repos.audit.list({ action: 'office.state', limit: 100 }).map(({ extra }) => extra);
    expect(told.filter((extra) => extra === 'no room')).toHaveLength(2);
  }, 240_000);

  it('is kept for each computer that told it, and keeps nobody from signing in', async () => {
    const { repos, db } = a.open;
    const packed = said(2, group('one'.padEnd(21, 'x') + 'A'));
    db.transaction(() => {
      takeOwnState(a.open, packed, twin.open.self.deviceId);
      takeOwnState(a.open, packed, b.open.self.deviceId);
    });
    expect(repos.refusedState.all()).toHaveLength(2);
    db.exec(`CREATE TEMP TRIGGER full BEFORE INSERT ON office_item BEGIN SELECT RAISE(ABORT, 'full'); END`);
    repos.groups.put({ groupId: 'two'.padEnd(21, 'x') + 'A', name: 'Two', members: [] });
    expect(() => {
      retryRefusedState(a.open);
    }).not.toThrow();
    a.close();
    await a.signIn();
    expect(a.open.repos.refusedState.all()).toHaveLength(2);
  }, 240_000);
});

describe('an import from the other computer that stops in the middle', () => {
  it('leaves nothing half, and the same bundle brings everything when it is read again', async () => {
    const { repos, me } = a.open;
    const view = 'v'.repeat(21) + 'A';
    await a.caller.call('settings.setHolidays', { holidays: ['2030-05-06'] });
    await a.caller.call('people.suspend', { user, why: 'A complaint is looked into' });
    repos.views.put({ viewId: view, name: 'Ours', shared: true, user: me.id, list: 'cases', body: '{}' }, 1);
    await a.edit(caseId, { phone: '+99970000031' });
    const path = await a.write(twin, stick);
    const before = [everything(twin), twin.open.repos.items.all(), twin.open.repos.views.for(me.id)];
    const state = (): unknown[] => [everything(twin), twin.open.repos.items.all(), twin.open.repos.views.for(me.id)];
    await twin.caller.call('settings.workingTime', {});

    // All of the state went in but the line in the trail: nothing of it counts.
    twin.open.db.exec(
      `CREATE TEMP TRIGGER stopped BEFORE INSERT ON audit WHEN NEW.action = 'office.state' BEGIN SELECT RAISE(ABORT, 'x'); END`,
    );
    await expect(twin.read(path)).rejects.toThrow();
    expect(state()).toEqual(before);
    expect((await twin.caller.call('settings.workingTime', {})).holidays).toEqual([]);

    // The state is in and the cases are not.
    twin.open.db.exec(`DROP TRIGGER stopped`);
    const { links } = twin.open.repos;
    const { putProgress } = links;
    links.putProgress = () => {
      throw new Error('stopped');
    };
    await expect(twin.read(path)).rejects.toThrow();
    links.putProgress = putProgress;
    expect(everything(twin)).toEqual(before[0]);
    twin.close();
    await twin.signIn();
    await twin.read(path);
    expect(everything(twin)).toEqual(everything(a));
    expect(twin.open.repos.views.for(me.id).map(({ name }) => name)).toEqual(['Ours']);
    expect(twin.open.repos.suspensions.all()).toHaveLength(1);
    expect((await twin.caller.call('settings.workingTime', {})).holidays).toEqual(['2030-05-06']);
  }, 240_000);
});

describe('what the people of an office work with', () => {
  it('is shown to everybody only when whoever shows it may, and only when it can be read', async () => {
    const [view, broken, report] = ['v', 'w', 'r'].map((char) => char.repeat(21) + 'A') as [string, string, string];
    const { repos, clock } = a.open;
    const shared = { shared: true, list: 'cases', name: 'Theirs', body: '{}' } as const;
    repos.views.put({ viewId: view, user, ...shared }, clock.now());
    repos.views.put({ viewId: broken, ...shared, user: a.open.me.id, body: 'no JSON' }, clock.now());
    repos.savedReports.put({ id: report, userId: user, shared: true, name: 'Theirs', body: '{}', at: 5 });
    await tell(a, twin);
    const there = (): unknown[] => [twin.open.repos.views.for(user), twin.open.repos.savedReports.of(user)];
    expect(there()).toEqual([[], []]);
    await twin.caller.call('finding.views', {});
    await a.caller.call('people.change', { ...PLAIN, user, roles: ['supervisor'] });
    await tell(a, twin);
    expect(there()).toMatchObject([[{ viewId: view }], [{ id: report }]]);
  }, 240_000);

  it('keeps no words about a case that was erased, and a clock that was ahead does not outlive its decision', async () => {
    const { repos, clock, db, me } = a.open;
    const row = repos.cases.byId(caseId);
    if (!row) throw new Error('no case');
    repos.keptLonger.add({
      caseN: row.n,
      until: '2099-01-01',
      why: 'A wrong clock',
      by: me.id,
      at: clock.now() + 1e12,
    });
    await a.caller.call('keeping.keep', { caseId, until: '2098-01-01', why: 'The right one' });
    expect(repos.keptLonger.latest().get(row.n)?.why).toBe('The right one');
    noteOwnState(a.open);
    const words = (): number => repos.items.all().filter(({ body }) => body?.includes('right one') === true).length;
    expect(words()).toBe(1);
    db.transaction(() => {
      forgetCase(db, row);
    });
    expect(words()).toBe(0);
  }, 240_000);

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
