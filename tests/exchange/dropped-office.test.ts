import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DirectoryEntry } from '#core/exchange/trust.ts';
import type { CaseDocument } from '#core/forms/types.ts';
import type { OfficeId } from '#core/ids.ts';
import { makeDirectory } from '../../main/crypto/directory.ts';
import { packTrust } from '../../main/crypto/trust-package.ts';
import { authorityKey } from '../../main/office/authority-key.ts';
import type { Clock } from '../../main/office/clock.ts';
import { heldDirectory } from '../../main/office/held-trust.ts';
import { momentAt } from '../../main/office/moment-here.ts';
import { demoCases } from '../../scripts/demo/demo-cases.ts';
import { worldOffice } from '../builders/trust-world.ts';
import { Offices, RESOURCES, type TestOffice } from './office-pair.ts';
import {
  HOLDER_PASSPHRASES,
  besideAuthority,
  closedAuthority,
  joinProgramme,
  openKey,
  refusedEnrolment,
  takeTrust,
  trustFileOf,
  writeKeys,
  writeRequest,
} from './trust-steps.ts';

const HOUR = 60 * 60_000;
let time = Date.UTC(2026, 10, 20, 8);
const clock: Clock = { now: () => (time += 1000) };
const offices = new Offices(clock);
/** The authority, and two offices that join its programme. */
let a: TestOffice;
let b: TestOffice;
let c: TestOffice;
let stick: string;
let keys: string[];
let document: CaseDocument;
let made: TestOffice;

beforeAll(async () => {
  [document] = demoCases(RESOURCES, 20_260, 1, '2026-11-20') as [CaseDocument];
  ({ made, keys } = await closedAuthority(offices));
}, 120_000);
beforeEach(async () => {
  ({ a, b, c, stick } = await besideAuthority(offices, made));
  await joinProgramme(b, a, stick);
  await joinProgramme(c, a, stick);
});
afterAll(() => {
  offices.remove();
});

const drop = (of: TestOffice, at: number, kind: 'closed' | 'false' = 'closed'): Promise<unknown> =>
  a.caller.call('trust.drop', { officeId: of.id, until: momentAt(at, 'UTC'), kind, why: 'The district was divided.' });
const seenAt = async (at: TestOffice, of: Pick<TestOffice, 'id'>) => {
  const state = await at.caller.call('trust.state', {});
  const one = state.offices.find(({ officeId }) => officeId === of.id);
  return { dropped: one?.dropped?.why, computers: one?.computers.map(({ standing }) => standing) };
};
const setAside = (at: TestOffice): string[] => at.open.repos.commits.quarantined().map(({ waitsFor }) => waitsFor);

describe('an office that is dropped from the list', () => {
  it('gets nothing any more; what it wrote before stays, what it writes later is set aside until it is put back', async () => {
    const caseId = await b.register(document);
    await a.read(await b.write(a, stick, { cases: [caseId] }));
    const own = await a.register({ ...document, values: { ...document.values, given_name: 'Neema' } });
    await b.read(await a.write(b, stick, { cases: [own] }));
    await a.edit(own, { phone: '+99970000011' });
    expect((await a.caller.call('cases.open', { caseId: own })).line.exchange).toBe('waiting');
    // Saved while it was in the programme, and brought only afterwards.
    await b.edit(caseId, { phone: '+99970000012' });
    time += HOUR;
    const until = clock.now();
    time += HOUR;
    expect(await a.caller.refused('trust.drop', await ahead(b))).toBe('TRUST_DROP_AHEAD');
    expect(await a.caller.refused('trust.drop', { ...(await ahead(b)), officeId: a.id })).toBe('PERM_DENIED');
    await drop(b, until);
    expect(await seenAt(a, b)).toEqual({ dropped: 'closed', computers: ['revoked'] });
    await b.edit(caseId, { phone: '+99970000013' });
    expect(await a.read(await b.write(a, stick))).toMatchObject({ quarantined: 1 });
    expect((await a.values(caseId))['phone']).toBe('+99970000012');
    expect(setAside(a)).toEqual(['after-drop']);
    expect((await a.caller.call('aside.list', {})).here).toMatchObject([{ reason: 'dropped', office: 'Bandari' }]);

    const file = await a.caller.call('cases.open', { caseId });
    expect(file.line.office).toMatchObject({ id: b.id, own: false });
    expect(file.ownerDropped).toMatchObject({ office: 'Bandari', why: 'closed' });
    expect(await a.link(b)).toMatchObject({ dropped: { why: 'closed' }, waitingChanges: 0 });
    expect((await a.caller.call('cases.open', { caseId: own })).line.exchange).toBe('none');
    const { place } = await a.caller.shell<{ place: string }>('namePlace', { path: stick });
    const selection = { waiting: true } as const;
    expect(await a.caller.refused('exchange.write', { office: b.id, selection, place })).toBe('SYNC_OFFICE_DROPPED');
    expect(await refusedEnrolment(a, await writeRequest(b, stick))).toBe('TRUST_OFFICE_DROPPED');
    const { deviceId } = b.open.self;
    expect(await a.caller.refused('trust.reinstate', { deviceId, why: 'Still good.' })).toBe('TRUST_OFFICE_DROPPED');

    // The others hear of it, and so does the office itself, which goes on with its own work.
    await takeTrust(c, await trustFileOf(a, stick));
    expect(await c.link(b)).toMatchObject({ dropped: { why: 'closed' } });
    await takeTrust(b, await trustFileOf(a, stick));
    expect(await seenAt(b, b)).toEqual({ dropped: 'closed', computers: ['listed'] });
    expect((await b.caller.call('computers.others', {})).ownDropped).toMatchObject({ why: 'closed' });
    expect((await a.caller.call('computers.others', {})).ownDropped).toBeUndefined();
    await b.edit(caseId, { phone: '+99970000014' });
    expect(await a.caller.refused('trust.putBack', { officeId: c.id, why: 'It never went.' })).toBe(
      'SYNC_OFFICE_UNKNOWN',
    );

    a.close();
    await a.signIn();
    await a.caller.call('trust.putBack', { officeId: b.id, why: 'It opened again.' });
    expect(await seenAt(a, b)).toEqual({ dropped: undefined, computers: ['listed'] });
    expect(setAside(a)).toEqual([]);
    expect((await a.values(caseId))['phone']).toBe('+99970000013');
    expect((await a.caller.call('cases.open', { caseId })).ownerDropped).toBeUndefined();
    expect((await a.link(b)).waitingChanges).toBeGreaterThan(0);
    expect((await a.caller.call('cases.open', { caseId: own })).line.exchange).toBe('waiting');
    await b.read(await a.write(b, stick));
    expect((await b.values(own))['phone']).toBe('+99970000011');
  });

  it('counts until another moment when that is corrected, and its computers with it', async () => {
    const caseId = await b.register(document);
    const before = clock.now() - HOUR;
    await drop(b, before);
    expect(await a.read(await b.write(a, stick, { cases: [caseId] }))).toMatchObject({ newCases: 0 });
    time += HOUR;
    await drop(b, clock.now());
    expect((await a.values(caseId))['given_name']).toBe(document.values['given_name']);
  });
});

const ahead = async (of: TestOffice) => ({
  officeId: of.id,
  until: momentAt(time + 5 * HOUR, 'UTC'),
  kind: 'closed' as const,
  why: 'The district was divided.',
});

it('is given no case whose offer it took before it was dropped: that one stays, and the offer is taken back', async () => {
  const caseId = await a.register(document);
  const { transfer } = await a.caller.call('handovers.offer', {
    caseId,
    office: b.id,
    reason: 'family_moved',
    why: '',
    summary: 'Came alone in March.',
    safety: 'The uncle must not know.',
    childTold: 'yes',
    caregiverTold: 'yes',
  });
  await b.read(await a.write(b, stick));
  await b.caller.call('handovers.answer', { of: caseId, transfer, accept: true, worker: b.user });
  const answer = await b.write(a, stick);
  time += HOUR;
  await drop(b, clock.now());
  await a.read(answer);
  expect(setAside(a)).toEqual([]);
  expect(await a.caller.call('cases.open', { caseId })).toMatchObject({
    line: { office: { own: true } },
    mayWrite: true,
  });
  const { transfers } = await a.caller.call('casework.activity', { caseId });
  expect(transfers.find(({ transferId }) => transferId === transfer)).toMatchObject({ status: 'revoked' });
  // Put back, the office hears of it and does not take the case for its own.
  await a.caller.call('trust.putBack', { officeId: b.id, why: 'It opened again.' });
  await b.read(await a.write(b, stick));
  expect((await b.caller.call('cases.open', { caseId })).line.office).toMatchObject({ id: a.id, own: false });
  expect(await b.caller.call('handovers.inbox', {})).toEqual([]);
});

/** What happens where somebody has set the clock back. */
async function underClock<T>(at: number, what: () => Promise<T>): Promise<T> {
  const now = time;
  time = at;
  const done = await what();
  time = now;
  return done;
}

describe('what a computer of a dropped office dates back', () => {
  it('does not count where that computer was taken out by itself, before or after its office', async () => {
    const caseId = await b.register(document);
    await a.read(await b.write(a, stick, { cases: [caseId] }));
    time += HOUR;
    const until = clock.now();
    time += HOUR;
    const late = await underClock(until - HOUR / 2, async () => {
      await b.edit(caseId, { phone: '+99970000021' });
      return b.write(a, stick, { cases: [caseId] });
    });
    const revoke = (at: number): Promise<unknown> =>
      a.caller.call('trust.revoke', {
        deviceId: b.open.self.deviceId,
        goodUntil: momentAt(at, 'UTC'),
        why: 'Stolen from the car.',
      });
    await revoke(until + HOUR / 2);
    await drop(b, until);
    await a.read(late);
    expect(setAside(a)).toEqual(['not-witnessed']);
    // Also where somebody tells of it only after the office was dropped, and with its very moment.
    await revoke(until);
    expect(setAside(a)).toEqual(['not-witnessed']);
    expect((await a.values(caseId))['phone']).not.toBe('+99970000021');
    // It does not come back with its office.
    await a.caller.call('trust.putBack', { officeId: b.id, why: 'It opened again.' });
    expect(await seenAt(a, b)).toEqual({ dropped: undefined, computers: ['revoked'] });
  });

  it('does not count of an office that was never real, until it turns out to be one', async () => {
    const caseId = await b.register(document);
    await a.read(await b.write(a, stick, { cases: [caseId] }));
    await b.edit(caseId, { phone: '+99970000022' });
    time += HOUR;
    const until = clock.now();
    await drop(b, until, 'false');
    await a.read(await b.write(a, stick));
    expect(setAside(a)).toEqual(['not-witnessed']);
    await drop(b, until, 'closed');
    expect(setAside(a)).toEqual([]);
    expect((await a.values(caseId))['phone']).toBe('+99970000022');
  });
});

describe('a list that a thief of the authority’s key changed', () => {
  it('is taken back with the new keys, all at once or line by line, and the others follow', async () => {
    const caseId = await b.register(document);
    await takeTrust(b, await trustFileOf(a, stick));
    const good = heldDirectory(c.open)?.value;
    const key = authorityKey(a.open);
    if (!key || !good) throw new Error('there is no authority');
    // He makes up an office, takes out an honest computer, and drops an honest office; then again, often.
    const fake = await worldOffice();
    const out = { at: good.issued - HOUR, dseq: 0 };
    const entries = [
      ...good.entries.map((entry) => (entry.subject === b.open.self.deviceId ? { ...entry, cutOff: out } : entry)),
      ...fake.entries,
    ];
    for (let n = 1; n <= 12; n += 1) {
      const list = { ...good, version: good.version + n, entries };
      const bytes = packTrust({
        roots: a.open.repos.trust.roots(),
        directory: makeDirectory(list, key),
        certs: [...fake.certs],
      });
      const path = join(stick, 'thief.hifadhi-trust');
      writeFileSync(path, bytes);
      await takeTrust(c, path);
    }
    await takeTrust(b, join(stick, 'thief.hifadhi-trust'));
    expect(await seenAt(c, b)).toMatchObject({ computers: ['revoked'] });
    expect(await c.read(await b.write(c, stick, { cases: [caseId] }))).toMatchObject({ newCases: 0 });

    // However many lists he signed on one day, the last good one is kept.
    const past = await c.caller.call('trust.past', {});
    expect(past.length).toBe(11);
    expect(past.map(({ version }) => version)).toContain(good.version);
    const since = { root: good.minRoot, version: good.version };
    const lines = await c.caller.call('trust.changes', since);
    const fakes = fake.entries.map(({ kind, subject }) => ({ kind, subject, what: 'added', mayUndo: true }));
    const taken = { kind: 'device', what: 'out', subject: b.open.self.deviceId, office: 'Bandari', computer: 1 };
    expect(lines).toHaveLength(3);
    for (const line of [...fakes, taken]) expect(lines).toContainEqual(expect.objectContaining(line));
    const subjects = lines.map(({ subject }) => subject);
    const nobody = [a.id];
    await c.caller.call('trust.begin', {});
    for (const n of [0, 1]) await openKey(c, keys[n] ?? '', HOLDER_PASSPHRASES[n] ?? '');
    await writeKeys(c, stick);
    // A line that is none changes nothing, and the keys are there still.
    expect(await c.caller.refused('trust.finish', { undo: { since, subjects: nobody } })).toBe('TRUST_LIST_GONE');
    expect(await c.caller.call('trust.finish', { undo: { since, subjects } })).toMatchObject({
      authority: true,
      root: { version: 2 },
      directory: { version: 1 },
    });
    expect(await seenAt(c, b)).toEqual({ dropped: undefined, computers: ['listed'] });
    expect((await c.values(caseId))['given_name']).toBe(document.values['given_name']);
    const state = await c.caller.call('trust.state', {});
    expect(state.offices.find(({ officeId }) => officeId === fake.id)).toMatchObject({ dropped: { why: 'false' } });
    expect(await c.caller.call('trust.changes', since)).toEqual([]);

    const list = await trustFileOf(c, stick);
    await takeTrust(b, list);
    expect(await seenAt(b, b)).toEqual({ dropped: undefined, computers: ['listed'] });
    expect(await takeTrust(a, list)).toMatchObject({ authority: false });
    // Who never took what the thief signed hears nothing of the office that he made up.
    expect(await seenAt(a, { id: fake.id })).toEqual({ dropped: undefined, computers: undefined });
  });

  it('keeps no computer out for good by a dropped office or an office under its id', async () => {
    const good = heldDirectory(c.open)?.value;
    const key = authorityKey(a.open);
    if (!key || !good) throw new Error('there is no authority');
    const [ofB, ofC] = [b.open.self.deviceId, c.open.self.deviceId] as unknown as [OfficeId, OfficeId];
    const entries = good.entries.map((entry): DirectoryEntry => {
      const { cert, subject } = entry;
      if (subject === ofB) return { kind: 'office', subject: ofB, cert, dropped: { at: good.issued, why: 'false' } };
      return subject === ofC ? { kind: 'office', subject: ofC, cert } : entry;
    });
    const directory = makeDirectory({ ...good, version: good.version + 1, entries }, key);
    const path = join(stick, 'thief.hifadhi-trust');
    writeFileSync(path, packTrust({ roots: a.open.repos.trust.roots(), directory, certs: [] }));
    await takeTrust(c, path);
    expect(await seenAt(c, b)).toMatchObject({ computers: ['unlisted'] });

    await c.caller.call('trust.begin', {});
    for (const n of [0, 1]) await openKey(c, keys[n] ?? '', HOLDER_PASSPHRASES[n] ?? '');
    await writeKeys(c, stick);
    const since = { root: good.minRoot, version: good.version };
    const subjects = [b.open.self.deviceId];
    // Its own computer comes back by itself.
    expect(await c.caller.call('trust.finish', { undo: { since, subjects } })).toMatchObject({ authority: true });
    expect(await seenAt(c, b)).toEqual({ dropped: undefined, computers: ['listed'] });
    expect(heldDirectory(c.open)?.value.entries).toHaveLength(good.entries.length);
    expect(await c.caller.call('trust.changes', since)).toEqual([]);
  });

  it('is taken back line by line at the authority too, and only there', async () => {
    const good = heldDirectory(a.open)?.value;
    if (!good) throw new Error('there is no list');
    const since = { root: good.minRoot, version: good.version };
    await drop(b, clock.now() - HOUR, 'false');
    await drop(c, clock.now() - HOUR, 'false');
    const input = { since, subjects: [b.id, b.open.self.deviceId] };
    expect(await c.caller.refused('trust.undo', input)).toBe('TRUST_LIST_GONE');
    await takeTrust(c, await trustFileOf(a, stick));
    expect(await c.caller.refused('trust.undo', input)).toBe('TRUST_NOT_AUTHORITY');
    await a.caller.call('trust.undo', input);
    expect(await seenAt(a, b)).toEqual({ dropped: undefined, computers: ['listed'] });
    expect(await seenAt(a, c)).toEqual({ dropped: 'false', computers: ['revoked'] });
    const gone = { since: { root: 1, version: 900 }, subjects: ['AAAAAAAAAAAAAAAAAAAAAA' as OfficeId] };
    expect(await a.caller.refused('trust.undo', gone)).toBe('TRUST_LIST_GONE');
  });
});
