import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { CaseId, UserId } from '#core/ids.ts';
import type { OpenOffice } from '../../main/office/open-office.ts';
import type { OfficeRow } from '../../main/storage/office.repo.ts';
import { ownStateFor, takeOwnState } from '../../main/office/own-state/own-state.ts';
import { isHeld } from '../../main/office/held-cases.ts';
import { withCheapKeys } from '../builders/cheap-keys.ts';
import { PASSPHRASE, type TestOffice } from './office-pair.ts';
import { erase, secondAt } from './erasing.ts';
import { sealedBy } from './sealed-by.ts';
import { a, b, caseId, document, everything, stick, twin, user } from './second-computer.ts';

/** State as the second computer would say it. */
function saidByTwin(n: number, ...groups: readonly (readonly [id: string, body: string])[]): Uint8Array {
  const seen = { [twin.open.self.deviceId]: n };
  return deflateRawSync(
    JSON.stringify({ v: 1, items: groups.map(([id, body]) => ({ kind: 'group', id, body, seen, at: n })) }),
  );
}

function ownState(open: OpenOffice): Uint8Array<ArrayBuffer> {
  const own = open.repos.offices.self();
  const told = own && open.db.transaction(() => ownStateFor(open, own));
  if (!told) throw new Error('nothing was changed');
  return told.bytes;
}
/** What the sign-in would see of somebody. */
function account(office: TestOffice, user: UserId) {
  const person = office.open.repos.offices.personById(user);
  if (!person) return undefined;
  const { agency, suspendedAt } = office.open.repos.accounts.get(person.n);
  return { name: person.name, agency, suspended: suspendedAt !== undefined };
}
const hiddenFor = (office: TestOffice, id: CaseId) =>
  office.open.repos.guards.hiddenName(office.open.repos.cases.byId(id)?.n ?? 0)?.people;

const CHANGE = { roles: ['caseworker'], groups: [], agency: '', position: '', from: null, until: null };
/** Both ways, once each. */
async function swap(one: TestOffice = a, other: TestOffice = twin): Promise<void> {
  await other.read(await one.write(other, stick));
  await one.read(await other.write(one, stick));
}

describe('two computers of one office', () => {
  it('takes the rest where one thing cannot be read, and takes nothing of its own for a change of that', () => {
    const { db, repos } = a.open;
    const take = (said: Uint8Array): void => {
      db.transaction(() => {
        takeOwnState(a.open, said, twin.open.self.deviceId);
      });
    };
    const group = JSON.stringify({ name: 'Night team', members: [] });
    const broken = '{"name":1}';
    const [one, two, three] = ['1', '2', '3'].map((char) => char.repeat(21) + 'A') as [string, string, string];
    take(saidByTwin(7, [one, group], [two, 'no JSON'], [three, broken]));
    expect(repos.groups.all().map(({ name }) => name)).toEqual(['Night team']);
    take(saidByTwin(8, [one, broken]));
    db.transaction(() => ownStateFor(a.open, repos.offices.self() as OfficeRow));
    expect(repos.items.get('group', one)).toMatchObject({ body: broken, applied: false });
    take(saidByTwin(9, [one, group]));
    expect(repos.items.get('group', one)).toMatchObject({ body: group, applied: true });
  });

  it('takes a role from an older program without taking rights by it, and lets one of a later program wait', async () => {
    const { db, repos } = a.open;
    const role = (await a.caller.call('roles.list', {})).find((one) => one.role.id === 'caseworker')?.role;
    if (role === undefined) throw new Error('no caseworker');
    const rights = role.rights.filter((right) => right !== 'case.transfer');
    await a.caller.call('roles.save', { role: { ...role, rights } });
    const told = (items: Uint8Array): unknown => JSON.parse(inflateRawSync(items).toString('utf8'));
    const older = rights.filter((right) => right !== 'case.close' && right !== 'case.refer');
    // What leaves here can be read by a program that knows none of the three.
    const { items } = told(ownState(a.open)) as { items: { kind: string; body: string }[] };
    const sent = JSON.parse(items.find(({ kind }) => kind === 'role')?.body ?? '') as { body: string; base: string };
    const rightsOf = (text: string): string[] => (JSON.parse(text) as { rights: string[] }).rights.toSorted();
    for (const text of [sent.body, sent.base]) expect(rightsOf(text)).toEqual(older.toSorted());
    const seen = repos.items.get('role', 'caseworker')?.seen ?? {};
    const take = (n: number, body: string): void => {
      const item = { kind: 'role', id: 'caseworker', at: n, seen: { ...seen, [twin.open.self.deviceId]: n } };
      const said = JSON.stringify({ v: 1, items: [{ ...item, body: JSON.stringify({ body, base: sent.base }) }] });
      db.transaction(() => {
        takeOwnState(a.open, deflateRawSync(said), twin.open.self.deviceId);
      });
    };
    const here = async () => {
      const found = (await a.caller.call('roles.list', {})).find((one) => one.role.id === 'caseworker')?.role;
      return { rights: found?.rights.toSorted(), maxClass: found?.maxClass };
    };
    take(1, JSON.stringify({ ...JSON.parse(sent.body), maxClass: 3 }));
    expect(await here()).toEqual({ rights: rights.toSorted(), maxClass: 3 });
    take(2, JSON.stringify({ ...JSON.parse(sent.body), rights: ['case.write', 'case.of-tomorrow'] }));
    expect(await here()).toEqual({ rights: rights.toSorted(), maxClass: 3 });
    expect(repos.items.get('role', 'caseworker')).toMatchObject({ applied: false });
  }, 240_000);

  it('are a link of their own and get everything of each other, the office’s own words as well', async () => {
    expect(await a.link(twin)).toMatchObject({ own: true, computers: { count: 1 } });
    const second = await twin.register({ ...document, values: { ...document.values, given_name: 'Zawadi' } });
    await a.edit(caseId, { address_landmark: 'At the harbour' });
    await swap();
    expect((await a.values(second))['given_name']).toBe('Zawadi');
    expect((await twin.values(caseId))['address_landmark']).toBe('At the harbour');
    await swap();
    expect(everything(a)).toEqual(everything(twin));
    expect(a.open.repos.commits.quarantined()).toEqual([]);
    expect(twin.open.repos.commits.quarantined()).toEqual([]);
    expect(await a.link(twin)).toMatchObject({ waitingChanges: 0, computers: { count: 1, behind: 0 } });
  }, 240_000);

  it('list a field that both changed apart, and a decision at one holds at both', async () => {
    await a.edit(caseId, { address_landmark: 'At the harbour' });
    await twin.edit(caseId, { address_landmark: 'Behind the tower' });
    await swap();
    const said = (await a.conflicts(caseId))['address_landmark'];
    expect(said).toHaveLength(2);
    expect((await twin.conflicts(caseId))['address_landmark']).toEqual(said);
    await twin.decide(caseId, 'address_landmark', 'Behind the tower');
    await swap(twin, a);
    expect(await a.conflicts(caseId)).toEqual({});
    expect((await a.values(caseId))['address_landmark']).toBe('Behind the tower');
    expect(a.state([caseId])).toBe(twin.state([caseId]));
  }, 240_000);

  it('lose nothing when bundles are lost, doubled or read in another order', async () => {
    await a.edit(caseId, { address_landmark: 'First' });
    const first = await a.write(twin, stick);
    await a.edit(caseId, { address_landmark: 'Second' });
    const lost = await a.write(twin, stick);
    await a.edit(caseId, { address_landmark: 'Third' });
    const last = await a.write(twin, stick);
    expect(lost).not.toBe(last);
    await twin.read(last);
    expect((await twin.read(first)).newChanges).toBe(0);
    expect((await twin.read(last)).already).toBe(true);
    expect((await twin.values(caseId))['address_landmark']).toBe('Third');
    await a.read(await twin.write(a, stick));
    expect(await a.link(twin)).toMatchObject({ waitingChanges: 0 });
    expect(everything(a)).toEqual(everything(twin));
  }, 240_000);

  it('share what a partner may have and both send it; nothing of what is for themselves opens at the partner', async () => {
    await b.read(await a.write(b, stick, { cases: [caseId] }));
    await swap();
    expect(await twin.link(b)).toMatchObject({ sharedCases: 1 });
    await twin.edit(caseId, { address_landmark: 'Behind the tower' });
    await b.read(await twin.write(b, stick));
    expect((await b.values(caseId))['address_landmark']).toBe('Behind the tower');
    // What the partner answered to one of them reaches the other by the office's own link.
    await b.edit(caseId, { phone: '+000555020' });
    await a.read(await b.write(a, stick));
    await twin.read(await a.write(twin, stick));
    expect((await twin.values(caseId))['phone']).toBe('+000555020');
    expect(await b.refuses(await a.write(twin, stick))).toBe('SYNC_NOT_FOR_THIS_OFFICE');
    expect(b.open.repos.commits.quarantined()).toEqual([]);
  }, 240_000);

  it('do not believe a bundle in their name from a partner, nor from a computer that was taken out', async () => {
    const { n } = a.open.repos.offices.officeById(b.id) ?? { n: 0 };
    const [device] = a.open.repos.offices.devicesOf(n);
    const made = join(stick, 'forged.hifadhi');
    writeFileSync(
      made,
      await sealedBy(b.open, a.open, { from_office: new Uint8Array(Buffer.from(a.id, 'base64url')) }),
    );
    expect(await a.refuses(made)).toBe('SYNC_FORGED');
    // Nor what it says of this office in its own name.
    const state = ownState(twin.open);
    writeFileSync(made, await sealedBy(b.open, a.open, { state }));
    const before = a.open.repos.items.lastRev();
    await a.read(made);
    expect(a.open.repos.items.lastRev()).toBe(before);
    expect(device?.standing).toBe('known');
    await twin.edit(caseId, { phone: '+000555021' });
    const late = await twin.write(a, stick);
    const row = a.open.repos.offices.deviceById(twin.open.self.deviceId);
    a.open.repos.offices.setStanding(row?.n ?? 0, 'revoked', { at: 0, dseq: 0 });
    expect(await a.refuses(late)).toBe('SYNC_UNKNOWN_SENDER');
    // Nor is anything sealed for it, and the office has no link of its own any more.
    expect((await a.caller.call('exchange.offices', {})).some(({ own }) => own)).toBe(false);
  }, 240_000);

  it('hold a case together, and erase one together unless the other holds it', async () => {
    const held = await a.register({ ...document, values: { ...document.values, given_name: 'Zawadi' } });
    await swap();
    const code = (office: TestOffice, id: CaseId): string => office.open.repos.cases.byId(id)?.code ?? '';
    await twin.caller.call('holds.set', {
      code: code(twin, held),
      why: 'An order of the court',
      authority: 'High court',
    });
    await a.read(await twin.write(a, stick));
    expect(isHeld(a.open, held)).toBe(true);
    expect((await a.caller.call('holds.list', {})).map(({ caseId: id }) => id)).toEqual([held]);
    const kept = await a.register({ ...document, values: { ...document.values, given_name: 'Neema' } });
    await secondAt(a);
    await swap();
    // Neither has heard of what the other does now.
    await twin.caller.call('holds.set', { code: code(twin, kept), why: 'Asked by a lawyer', authority: 'High court' });
    await erase(a, caseId);
    await erase(a, kept);
    await twin.read(await a.write(twin, stick));
    expect(twin.open.repos.cases.byId(caseId)).toBeUndefined();
    expect(twin.open.repos.erasures.has(caseId)).toBe(true);
    expect((await twin.values(kept))['given_name']).toBe('Neema');
  }, 240_000);

  it('somebody who is suspended at one is suspended at the other, also when the other changed them meanwhile', async () => {
    expect(account(twin, user)?.name).toBe('Asha Mwinyi');
    await a.caller.call('people.suspend', { user, why: 'A complaint is looked into' });
    const { agencyId: agency } = await twin.caller.call('people.saveAgency', {
      ...{ agencyId: null, name: 'Elsewhere', shortName: '', active: true },
    });
    await twin.caller.call('people.change', { ...CHANGE, user, agency });
    await swap();
    for (const office of [a, twin]) {
      expect(account(office, user)).toMatchObject({ suspended: true, agency: '' });
      expect(office.open.repos.agencies.all()).toMatchObject([{ agencyId: agency, name: 'Elsewhere' }]);
      expect(office.open.repos.suspensions.all()).toMatchObject([{ user, endedAt: null }]);
    }
    await twin.caller.call('people.readmit', { user, why: 'There was nothing in it' });
    await swap(twin, a);
    expect(account(a, user)?.suspended).toBe(false);
    expect(a.open.repos.suspensions.all()[0]?.endedAt).not.toBeNull();
  }, 240_000);

  it('a copy that has noted nothing yet takes nothing back that was changed since it was made', async () => {
    // As a copy of an older version is: what stands in it was noted by nobody.
    twin.open.db.write<[]>(`DELETE FROM office_item`).run();
    const sent = { agencyId: null, name: 'Red Acacia', shortName: '', active: true };
    const { agencyId: agency } = await a.caller.call('people.saveAgency', sent);
    await a.caller.call('people.change', { ...CHANGE, user, agency });
    await swap();
    for (const office of [a, twin]) expect(account(office, user)?.agency).toBe(agency);
    expect(twin.open.repos.agencies.colleaguesOf(user)).toEqual(new Set([user]));
    expect(a.open.repos.items.get('person', user)?.at).toBeGreaterThan(0);
  }, 240_000);

  it('an older program’s free text takes nobody’s agency away, unless it says another one', async () => {
    const agencies = await Promise.all(
      ['Red Acacia', 'Blue Nile'].map((name) =>
        a.caller.call('people.saveAgency', { agencyId: null, name, shortName: '', active: true }),
      ),
    );
    const [red, blue] = agencies.map(({ agencyId }) => agencyId) as [string, string];
    await a.caller.call('people.change', { ...CHANGE, user, agency: red });
    await swap();
    let n = 1000;
    const told = (agency: string, position: string, knew: boolean): void => {
      const known = a.open.repos.items.get('person', user);
      const body = JSON.stringify({ ...(JSON.parse(known?.body ?? 'null') as object), agency, position });
      n += 1;
      const seen = { ...(knew ? known?.seen : {}), [twin.open.self.deviceId]: n };
      const item = { kind: 'person', id: user, body, seen, at: Date.now() };
      const said = deflateRawSync(JSON.stringify({ v: 1, items: [item] }));
      a.open.db.transaction(() => {
        takeOwnState(a.open, said, twin.open.self.deviceId);
      });
    };
    const now = async () => (await a.caller.call('people.list', {})).find(({ id }) => id === user);
    told(' red acacia ', 'Nurse', true);
    expect(await now()).toMatchObject({ agency: red, position: 'Nurse' });
    await a.caller.call('people.change', { ...CHANGE, user, agency: red, position: 'Head' });
    told('Red Acacia', 'Matron', false);
    expect(await now()).toMatchObject({ agency: red });
    told('BLUE NILE', 'Matron', true);
    expect(await now()).toMatchObject({ agency: blue });
    told('Somebody Else', 'Matron', true);
    expect(await now()).toMatchObject({ agency: '' });
    expect(a.open.repos.agencies.colleaguesOf(user).size).toBe(0);
  }, 240_000);

  it('somebody of whom the other first heard through a partner keeps the roles and the account they were given', async () => {
    const one = { name: 'Neema Ali', roles: ['caseworker'], passphrase: `${PASSPHRASE} too` };
    const { id } = await withCheapKeys(() => a.caller.call('people.add', one));
    // As a session of theirs says it that came with a partner's bundle.
    const { officeN } = twin.open.self;
    const heard = { userId: id, name: 'Neema Ali', roles: '[]', officeN, signingKey: null, active: false };
    twin.open.repos.offices.putPerson(heard);
    await swap(twin, a);
    await swap();
    for (const office of [a, twin])
      expect(office.open.repos.offices.personById(id)).toMatchObject({ roles: '["caseworker"]', active: true });
  }, 240_000);

  it('a hold of the other computer stays when the one that was known here is lifted', async () => {
    await swap();
    const order = { code: a.open.repos.cases.byId(caseId)?.code ?? '', authority: 'High court' };
    await twin.caller.call('holds.set', { ...order, why: 'Asked by a lawyer' });
    await a.caller.call('holds.set', { ...order, why: 'An order of the court' });
    await a.caller.call('holds.lift', { caseId, why: 'The court decided' });
    await swap();
    for (const office of [a, twin]) {
      expect(isHeld(office.open, caseId)).toBe(true);
      expect(await office.caller.call('holds.ofCase', { caseId })).toMatchObject({
        hold: { why: 'Asked by a lawyer' },
      });
    }
    const { hold } = await a.caller.call('holds.ofCase', { caseId });
    await a.caller.call('holds.lift', { caseId, why: 'And this one too', sinceUtc: hold?.sinceUtc ?? '' });
    await swap();
    expect([a, twin].map(({ open }) => isHeld(open, caseId))).toEqual([false, false]);
  }, 240_000);

  it('a name that is hidden at one is hidden at the other, also of a case that comes later', async () => {
    await a.caller.call('protection.hide', { caseId, people: [user], roles: [], why: 'Known to a colleague' });
    await swap();
    expect(hiddenFor(twin, caseId)).toEqual([user]);
    await twin.caller.call('protection.unhide', { caseId, why: 'Not any more' });
    await swap(twin, a);
    expect(hiddenFor(a, caseId)).toBeUndefined();
  }, 240_000);
});
