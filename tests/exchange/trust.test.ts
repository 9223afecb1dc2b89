import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CaseDocument } from '#core/forms/types.ts';
import type { Clock } from '../../main/office/clock.ts';
import { momentAt } from '../../main/office/moment-here.ts';
import { demoCases } from '../../scripts/demo/demo-cases.ts';
import { packTrust } from '../../main/crypto/trust-package.ts';
import { TrustWorld } from '../builders/trust-world.ts';
import { Offices, RESOURCES, type TestOffice } from './office-pair.ts';
import { sealedBy } from './sealed-by.ts';
import {
  HOLDER_PASSPHRASES,
  becomeAuthority,
  enrol,
  joinProgramme,
  lookAt,
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
/** A and B know each other by their cards; C is on its own. */
let a: TestOffice;
let b: TestOffice;
let c: TestOffice;
let stick: string;
let document: CaseDocument;
let keys: string[];

beforeAll(async () => {
  [document] = demoCases(RESOURCES, 20_260, 1, '2026-11-20') as [CaseDocument];
  await offices.prepare(['KSM', 'BND'], ['LWN']);
  const taken = await offices.take('KSM', 'BND', 'LWN');
  stick = taken.stick;
  [a, b, c] = taken.offices as [TestOffice, TestOffice, TestOffice];
}, 120_000);
afterAll(() => {
  offices.remove();
});

const standing = async (at: TestOffice, of: TestOffice): Promise<string | undefined> =>
  (await at.caller.call('trust.state', {})).offices.find((one) => one.officeId === of.id)?.computers[0]?.standing;

describe('a programme that gets an authority', () => {
  it('goes on as before, and carries the list to an office that has not joined', async () => {
    const caseId = await a.register(document);
    await b.read(await a.write(b, stick, { cases: [caseId] }));
    expect(await b.caller.call('trust.state', {})).toMatchObject({ authority: false, forks: [] });
    expect((await b.caller.call('trust.state', {})).directory).toBeUndefined();

    keys = await becomeAuthority(a, stick);
    const state = await a.caller.call('trust.state', {});
    expect(state).toMatchObject({ authority: true, root: { version: 1 }, directory: { version: 1, old: false } });
    expect(await standing(a, a)).toBe('listed');
    expect(await standing(a, b)).toBe('known');

    // B has compared nothing yet: it reads on by the card, and no root comes in by itself.
    await b.edit(caseId, { phone: '+99970000001' });
    await a.read(await b.write(a, stick));
    await b.read(await a.write(b, stick));
    expect((await b.caller.call('trust.state', {})).root).toBeUndefined();
    expect(b.state([caseId])).toBe(a.state([caseId]));
  });

  it('takes in an office that was known by its card without losing anything', async () => {
    const waiting = await b.link(a);
    const state = await joinProgramme(b, a, stick);
    expect(state).toMatchObject({ authority: false, root: { version: 1 }, directory: { version: 2 } });
    expect(await standing(b, a)).toBe('listed');
    expect(await standing(b, b)).toBe('listed');
    expect(await b.link(a)).toEqual(waiting);
    expect((await a.caller.call('exchange.offices', {})).length).toBe(1);
  });

  it('lets an office that nobody has met join with one stick there and back, and know everybody', async () => {
    expect(c.open.self.programmeId).not.toBe(a.open.self.programmeId);
    const request = await writeRequest(c, stick);
    const spoken = await c.caller.call('trust.request', {});
    const shown = await a.caller.shell<{ place: string; request: { words: string[]; known: string } }>('readRequest', {
      path: request,
    });
    expect(shown.request).toMatchObject({ words: spoken.words, groups: spoken.groups, known: 'new', code: 'LWN' });
    const answer = await enrol(a, request);
    const { place, file } = await lookAt(c, answer);
    expect(file).toMatchObject({ first: true, sameProgramme: false, lists: true, offices: 3, age: 'newer' });
    expect(file.words).toEqual((await a.caller.call('trust.state', {})).root?.words);
    expect(await c.caller.refused('trust.take', { place })).toBe('TRUST_MISMATCH');
    expect((await c.caller.call('trust.state', {})).root).toBeUndefined();
    await c.caller.call('trust.take', { place, words: file.words });
    expect(c.open.self.programmeId).toBe(a.open.self.programmeId);
    expect((await c.caller.call('exchange.offices', {})).map(({ code }) => code).sort()).toEqual(['BND', 'KSM']);
    // Nothing of this was exchanged by hand: C writes to B, which has never heard of it.
    const caseId = await c.register({ ...document, values: { ...document.values, given_name: 'Zawadi' } });
    expect((await b.caller.call('exchange.offices', {})).length).toBe(1);
    expect(await b.read(await c.write(b, stick, { cases: [caseId] }))).toMatchObject({ newCases: 1, quarantined: 0 });
    expect((await b.caller.call('trust.state', {})).directory?.version).toBe(3);
    await c.read(await b.write(c, stick));
    expect(await c.link(b)).toMatchObject({ waitingChanges: 0 });
    // Both know now that the other has the list: it does not travel again.
    await c.edit(caseId, { phone: '+99970000002' });
    const small = readFileSync(await c.write(b, stick)).length;
    await b.read(join(stick, 'HIFADHI', 'BND', (await newest(c)) ?? ''));
    expect(small).toBeLessThan(6000);
  });

  it('is the same after a restart, and enrols nobody twice', async () => {
    const before = await c.caller.call('trust.state', {});
    c.close();
    await c.signIn();
    expect(await c.caller.call('trust.state', {})).toEqual(before);
    await enrol(a, await writeRequest(c, stick));
    expect((await a.caller.call('trust.state', {})).directory?.version).toBe(3);
  });

  it('has no second root: another authority, another root and a damaged request are refused, and its own request changes nothing', async () => {
    expect(await b.caller.refused('trust.finish', {})).toBe('ROOT_KEYS_MISSING');
    const own = await writeRequest(a, stick);
    const list = (await a.caller.call('trust.state', {})).directory;
    await enrol(a, own);
    expect((await a.caller.call('trust.state', {})).directory).toEqual(list);
    const damaged = readFileSync(own);
    damaged[damaged.length - 40] = (damaged[damaged.length - 40] ?? 0) ^ 1;
    writeFileSync(own, damaged);
    expect(await shellRefusal(a, 'readRequest', own)).toBe('TRUST_REQUEST_INVALID');
    const foreign = join(stick, 'foreign.hifadhi-trust');
    writeFileSync(foreign, packTrust(new TrustWorld().newest));
    expect(await shellRefusal(b, 'readTrustFile', foreign)).toBe('TRUST_OTHER_ROOT');
  });
});

describe('a computer that is taken out', () => {
  it('counts until its cut-off and not after it, wherever the list comes from', async () => {
    const good = await c.register({ ...document, values: { ...document.values, given_name: 'Neema' } });
    expect(await b.read(await c.write(b, stick, { cases: [good] }))).toMatchObject({ newCases: 1, quarantined: 0 });
    const goodUntil = momentAt(clock.now() + 60_000, 'UTC');
    time += HOUR;
    await c.edit(good, { phone: '+99970000003' });
    const after = await c.write(b, stick);
    // The same once more, with the clock set back before the bundle was written: what it holds says when it was made.
    time -= HOUR;
    const sly = await c.write(b, stick);
    time += 2 * HOUR;
    const { deviceId } = c.open.self;
    const why = 'Stolen from the car.';
    await a.caller.call('trust.revoke', { deviceId, goodUntil, why });
    expect(await standing(a, c)).toBe('revoked');
    expect(await a.caller.refused('trust.revoke', { deviceId: a.open.self.deviceId, goodUntil, why })).toBe(
      'PERM_DENIED',
    );
    // The news travels with the next bundle of anybody.
    const shared = await a.register(document);
    await b.read(await a.write(b, stick, { cases: [shared] }));
    expect(await standing(b, c)).toBe('revoked');
    for (const late of [after, sly]) expect(await b.read(late)).toMatchObject({ changedCases: 0, quarantined: 1 });
    expect(b.open.repos.commits.quarantined().map((one) => one.waitsFor)).toEqual(['after-cut-off']);
    expect((await b.values(good))['phone']).not.toBe('+99970000003');
    const place = (await b.caller.shell<{ place: string }>('namePlace', { path: stick })).place;
    const selection = { waiting: true } as const;
    expect(await b.caller.refused('exchange.write', { office: c.id, selection, place })).toBe('SYNC_NO_COMPUTER');
    expect(await refusedEnrolment(a, await writeRequest(c, stick))).toBe('SYNC_REVOKED');
  });

  it('does not come back by an older list, and silence about a later one is told', async () => {
    const [old] = (await offices.take('BND')).offices as [TestOffice];
    const oldList = await (async () => {
      const request = await writeRequest(old, stick);
      return takeTrust(old, await enrol(a, request)).then(() => trustFileOf(old, stick));
    })();
    const kept = readFileSync(oldList);
    await a.caller.call('trust.revoke', {
      deviceId: c.open.self.deviceId,
      goodUntil: momentAt(clock.now(), 'UTC'),
      why: 'Found again, and gone again.',
    });
    await takeTrust(b, await trustFileOf(a, stick));
    const { directory } = await b.caller.call('trust.state', {});
    writeFileSync(join(stick, 'older.hifadhi-trust'), kept);
    const { place, file } = await lookAt(b, join(stick, 'older.hifadhi-trust'));
    expect(file.age).toBe('older');
    expect(await b.caller.refused('trust.take', { place })).toBe('TRUST_OLDER');
    expect((await b.caller.call('trust.state', {})).directory).toEqual(directory);
    // Another office says that it has a later list, and does not bring it.
    const told = { root: 1, version: 99, hash: new Uint8Array(32) };
    const silent = join(stick, 'silent.hifadhi');
    writeFileSync(silent, await sealedBy(a.open, b.open, {}, [], told));
    await b.read(silent);
    expect((await b.caller.call('trust.state', {})).directory).toEqual({
      ...directory,
      newer: { office: (await b.link(a)).name, root: 1, version: 99 },
    });
    // Its next word takes the place of that: one wrong number hides no true one.
    await b.read(await a.write(b, stick, { cases: [await a.register(document)] }));
    expect((await b.caller.call('trust.state', {})).directory?.newer).toBeUndefined();
  });

  it('is a warning when the list is old, and refuses nothing', async () => {
    const caseId = await a.register(document);
    const bundle = await a.write(b, stick, { cases: [caseId] });
    time += 500 * 24 * HOUR;
    expect((await b.caller.call('trust.state', {})).directory?.old).toBe(true);
    expect(await b.read(bundle)).toMatchObject({ newCases: 1, quarantined: 0 });
  });
});

describe('new keys for the programme', () => {
  it('need two of the three old ones, and move everybody over', async () => {
    await a.caller.call('trust.begin', {});
    const [first, second] = keys as [string, string];
    expect(await openKey(a, first, HOLDER_PASSPHRASES[0])).toMatchObject({ oldNeeded: 2, oldOpened: 1 });
    const fresh = await writeKeys(a, offices.folderOf(c));
    expect(await a.caller.refused('trust.finish', {})).toBe('ROOT_KEYS_MISSING');
    const again = (await a.caller.shell<{ place: string }>('namePlace', { path: first })).place;
    expect(await a.caller.refused('trust.openKey', { place: again, passphrase: HOLDER_PASSPHRASES[0] })).toBe(
      'ROOT_KEY_FOREIGN',
    );
    const place = (await a.caller.shell<{ place: string }>('namePlace', { path: second })).place;
    expect(await a.caller.refused('trust.openKey', { place, passphrase: HOLDER_PASSPHRASES[0] })).toBe(
      'AUTH_WRONG_PASSPHRASE',
    );
    const foreign = (await a.caller.shell<{ place: string }>('namePlace', { path: fresh[0] ?? '' })).place;
    expect(await a.caller.refused('trust.openKey', { place: foreign, passphrase: HOLDER_PASSPHRASES[0] })).toBe(
      'ROOT_KEY_FOREIGN',
    );
    expect(await openKey(a, second, HOLDER_PASSPHRASES[1])).toMatchObject({ oldOpened: 2 });
    const words = (await a.caller.call('trust.state', {})).root?.words;
    const state = await a.caller.call('trust.finish', {});
    expect(state.root).toMatchObject({ version: 2 });
    expect(state.root?.words).not.toEqual(words);
    expect(state.authority).toBe(true);
    // B gets it with a bundle, without comparing anything: the keys it compared signed the new ones.
    const shared = await a.register(document);
    await b.read(await a.write(b, stick, { cases: [shared] }));
    expect((await b.caller.call('trust.state', {})).root).toEqual(state.root);
    expect(await standing(b, a)).toBe('listed');
  });
});

const newest = async (office: TestOffice): Promise<string | undefined> => {
  const [line] = await office.caller.call('exchange.journal', {});
  return line && `${line.bundleId}.hifadhi`;
};
async function shellRefusal(office: TestOffice, verb: string, path: string): Promise<string> {
  const reply = await office.caller.office.shell(verb, { path });
  if (reply.ok) throw new Error(`${verb} was expected to be refused`);
  return reply.error.code;
}
