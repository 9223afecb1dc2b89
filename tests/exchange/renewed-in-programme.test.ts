import { cpSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CaseDocument } from '#core/forms/types.ts';
import type { UserId } from '#core/ids.ts';
import type { Clock } from '../../main/office/clock.ts';
import { momentAt } from '../../main/office/moment-here.ts';
import { demoCases } from '../../scripts/demo/demo-cases.ts';
import { withCheapKeys } from '../builders/cheap-keys.ts';
import { Offices, RESOURCES, type TestOffice } from './office-pair.ts';
import { becomeAuthority, enrol, joinProgramme, takeTrust, trustFileOf, writeRequest } from './trust-steps.ts';

const MINUTE = 60_000;
const CASEWORKER = 'lanterns float below the bridge';
let time = Date.UTC(2026, 10, 20, 8);
const clock: Clock = { now: () => (time += 1000) };
const offices = new Offices(clock);
/** The authority, the office whose computer is put back, and one that exchanges with it. */
let a: TestOffice;
let b: TestOffice;
let c: TestOffice;
let stick: string;
let document: CaseDocument;
let worker: UserId;

beforeAll(async () => {
  [document] = demoCases(RESOURCES, 20_260, 1, '2026-11-20') as [CaseDocument];
  await offices.prepare(['KSM', 'BND', 'LWN']);
  const taken = await offices.take('KSM', 'BND', 'LWN');
  stick = taken.stick;
  [a, b, c] = taken.offices as [TestOffice, TestOffice, TestOffice];
  await becomeAuthority(a, stick);
  await joinProgramme(b, a, stick);
  await joinProgramme(c, a, stick);
  await takeTrust(b, await trustFileOf(a, stick));
  const person = { name: 'Asha Kilonzo', roles: ['caseworker' as const], passphrase: CASEWORKER };
  worker = (await withCheapKeys(() => b.caller.call('people.add', person))).id;
}, 240_000);
afterAll(() => {
  offices.remove();
});

const standings = async (at: TestOffice, of: TestOffice): Promise<(string | undefined)[]> =>
  (await at.caller.call('trust.state', {})).offices
    .filter((one) => one.officeId === of.id)
    .flatMap(({ computers }) => computers.map(({ standing }) => standing));

it('is believed once somebody who may answer for the office has signed in, and stands and falls with the computer before', async () => {
  const caseId = await b.register(document);
  await c.read(await b.write(c, stick, { cases: [caseId] }));
  await b.read(await c.write(b, stick));
  const before = b.open.self.deviceId;
  b.close();
  const copy = offices.bareFolderOf(b);
  await b.signIn();
  await b.edit(caseId, { address_landmark: 'At the harbour' });
  await c.read(await b.write(c, stick));
  b.close();
  rmSync(b.dir, { recursive: true });
  cpSync(copy, b.dir, { recursive: true });

  // A caseworker cannot answer for the office's computers.
  await b.caller.call('session.signIn', { user: worker, passphrase: CASEWORKER });
  expect(b.open.self.deviceId).not.toBe(before);
  expect(await b.caller.call('safety.state', {})).toMatchObject({ unanswered: true, asked: expect.any(Array) });
  expect(await c.refuses(await b.write(c, stick))).toBe('SYNC_NEW_COMPUTER');
  b.close();

  await b.signIn();
  expect(await b.caller.call('safety.state', {})).toMatchObject({ unanswered: false });
  await b.edit(caseId, { phone: '+99970000011' });
  expect(await c.read(await b.write(c, stick))).toMatchObject({ quarantined: 0, newChanges: 1 });
  expect(await standings(c, b)).toEqual(['listed', 'listed']);
  await b.read(await c.write(b, stick));
  expect((await b.values(caseId))['address_landmark']).toBe('At the harbour');
  expect(b.state([caseId])).toBe(c.state([caseId]));

  // The computer before is taken out: so is what came after it, until it is listed itself.
  time += MINUTE;
  const goodUntil = momentAt(clock.now(), 'UTC');
  time += 2 * MINUTE;
  await a.caller.call('trust.revoke', { deviceId: before, goodUntil, why: 'The disk was copied.' });
  await takeTrust(c, await trustFileOf(a, stick));
  expect(await standings(c, b)).toEqual(['revoked', 'revoked']);
  await b.edit(caseId, { phone: '+99970000012' });
  expect(await c.read(await b.write(c, stick))).toMatchObject({ quarantined: 1 });
  expect((await c.values(caseId))['phone']).toBe('+99970000011');

  await takeTrust(b, await enrol(a, await writeRequest(b, stick)));
  await takeTrust(c, await trustFileOf(a, stick));
  expect(await standings(c, b)).toEqual(['revoked', 'listed']);
  expect((await c.values(caseId))['phone']).toBe('+99970000012');
  expect(c.open.repos.commits.quarantined()).toEqual([]);
}, 240_000);

it('of an office that another has never met by card is believed with what the programme signed', async () => {
  const caseId = await b.register({ ...document, values: { ...document.values, given_name: 'Zawadi' } });
  expect(await a.read(await b.write(a, stick, { cases: [caseId] }))).toMatchObject({ newCases: 1, quarantined: 0 });
}, 120_000);
