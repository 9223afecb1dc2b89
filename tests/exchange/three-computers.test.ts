import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CaseDocument } from '#core/forms/types.ts';
import type { CaseId, DeviceId } from '#core/ids.ts';
import { publicBytes, signingKey } from '../../main/crypto/ed25519.ts';
import { makeSibling, readSibling, takenUp } from '../../main/crypto/sibling.ts';
import { renewStandings } from '../../main/office/keep-trust.ts';
import { newDevice } from '../../main/office/new-device.ts';
import type { OpenOffice } from '../../main/office/open-office.ts';
import { demoCases } from '../../scripts/demo/demo-cases.ts';
import { wallDay } from '../builders/calendar-days.ts';
import { further, joined } from './joining.ts';
import { Offices, RESOURCES, type TestOffice } from './office-pair.ts';
import { becomeAuthority } from './trust-steps.ts';

const TAKE_OUT = { goodUntil: { at: '2020-01-01T08:00', zone: 'Africa/Nairobi' }, why: 'Stolen on the way.' };
const offices = new Offices();
let a: TestOffice;
let stick: string;
let document: CaseDocument;
let caseId: CaseId;

beforeAll(async () => {
  [document] = demoCases(RESOURCES, 20_260, 1, wallDay()) as [CaseDocument];
  await offices.prepare(['KSM', 'BND']);
}, 240_000);
beforeEach(async () => {
  const taken = await offices.take('KSM');
  stick = taken.stick;
  [a] = taken.offices as [TestOffice];
  caseId = await a.register(document);
}, 240_000);
afterAll(() => {
  offices.remove();
});

const beside = (name: string, office = a): Promise<TestOffice> => further(offices, office, stick, name);
const tell = async (from: TestOffice, to: TestOffice): Promise<void> => {
  await to.read(await from.write(to, stick));
};
const idOf = (office: TestOffice): DeviceId => office.open.self.deviceId;
const rowOf = (at: TestOffice, device: DeviceId) => at.open.repos.offices.deviceById(device);
const standing = (at: TestOffice, of: TestOffice): string | undefined => rowOf(at, idOf(of))?.standing;
/** As `computers.answer` leaves it, whoever signs. */
async function madeBeside(open: OpenOffice, admin = signingKey(open.keys.signingSeed)): Promise<DeviceId> {
  const { id, seed, publicKey, recipient } = await newDevice();
  const { officeId: office, deviceId: before, deviceKey, officeN } = open.self;
  const at = open.clock.now();
  const facts = { office, beforeKey: publicBytes(deviceKey), device: id, signingKey: publicKey, recipient, at };
  const half = readSibling(
    makeSibling({ ...facts, admin: publicBytes(admin), name: 'Store' }, { before: deviceKey, admin }),
  );
  if (!half) throw new Error('what was signed does not count');
  open.db.transaction(() => {
    open.repos.offices.addDevice({ deviceId: id, officeN, signingKey: publicKey, recipient }, at);
    open.repos.siblings.put({ device: id, before, body: Buffer.from(takenUp(half, signingKey(seed))), at });
  });
  return id;
}

describe('of three computers of one office', () => {
  it('one that was taken out stays out at each, and does not come back through the third', async () => {
    const b = await beside('Front desk');
    const c = await beside('Back room');
    await tell(b, a);
    await tell(c, a);
    await tell(a, b);
    expect(standing(b, c)).toBe('known');
    const before = await madeBeside(c.open);
    await tell(c, b);
    expect(rowOf(b, before)?.standing).toBe('known');

    await a.caller.call('computers.takeOut', { deviceId: idOf(c), ...TAKE_OUT });
    // The second one, which has not heard of it, tells of both.
    await tell(b, a);
    expect(standing(a, c)).toBe('revoked');
    expect(rowOf(a, before)).toBeUndefined();
    await tell(a, b);
    expect(standing(b, c)).toBe('revoked');
    expect(rowOf(b, idOf(c))?.cutOff?.at).toBe(rowOf(a, idOf(c))?.cutOff?.at);
    // What it made since, and whatever that makes, goes with it.
    expect(rowOf(b, before)?.standing).toBe('revoked');
    await c.edit(caseId, { phone: '+000555020' });
    expect(await b.refuses(await c.write(b, stick))).toBe('SYNC_UNKNOWN_SENDER');
  }, 240_000);

  it('none is believed to be there because another one says so, nor by the word of somebody who may not decide on it', async () => {
    const b = await beside('Front desk');
    await tell(b, a);
    const ghost = await newDevice();
    b.open.repos.offices.addDevice(
      { deviceId: ghost.id, officeN: b.open.self.officeN, signingKey: ghost.publicKey, recipient: ghost.recipient },
      b.open.clock.now(),
    );
    const strange = await madeBeside(b.open, signingKey((await newDevice()).seed));
    const honest = await madeBeside(b.open);
    await tell(b, a);
    expect(rowOf(a, ghost.id)).toBeUndefined();
    expect(rowOf(a, strange)).toBeUndefined();
    expect(rowOf(a, honest)?.standing).toBe('known');
  }, 240_000);

  it('one whose row is there learns how the third came to be, also where the programme has a list', async () => {
    await becomeAuthority(a, stick);
    const b = await beside('Front desk');
    const c = await beside('Back room');
    await tell(c, a);
    const { officeN } = b.open.self;
    const { signingKey: key, recipient } = rowOf(a, idOf(c)) ?? { signingKey: Buffer.alloc(0), recipient: '' };
    b.open.repos.offices.addDevice({ deviceId: idOf(c), officeN, signingKey: key, recipient }, b.open.clock.now());
    b.open.db.transaction(() => {
      renewStandings(b.open);
    });
    expect(standing(b, c)).toBe('unlisted');
    await tell(a, b);
    expect(standing(b, c)).toBe('listed');
    const { computers } = await b.caller.call('computers.list', {});
    expect(computers.map(({ name }) => name)).toEqual([undefined, 'Front desk', 'Back room']);
  }, 240_000);

  it('a new one is sent what came after its copy, and nothing that the copy held', async () => {
    const b = await beside('Front desk');
    for (const [one, other] of [
      [a, b],
      [b, a],
    ] as const)
      expect(await one.link(other)).toMatchObject({ waitingChanges: 0, computers: { count: 1, behind: 0 } });
    await a.edit(caseId, { phone: '+000555020' });
    expect(await b.read(await a.write(b, stick))).toMatchObject({ newChanges: 1 });
    expect(b.open.repos.links.bundlesOf(b.open.self.officeN, 'in').map(({ commits }) => commits)).toEqual([1]);
    const c = await beside('Back room', b);
    await b.edit(caseId, { phone: '+000555021' });
    await tell(b, c);
    expect((await c.values(caseId))['phone']).toBe('+000555021');
    // What the second one knew of the first, the third knows as well.
    expect(await c.link(a)).toMatchObject({ computers: { count: 2 } });
    expect(c.open.repos.commits.quarantined()).toEqual([]);
  }, 240_000);
});

it('a list that comes later does not let in who the office took out, and what all others have counts as delivered', async () => {
  const b = await beside('Front desk');
  const c = await beside('Back room');
  await tell(b, a);
  await tell(c, a);
  await a.edit(caseId, { phone: '+000555020' });
  await tell(a, b);
  await tell(b, a);
  const sent = () => a.open.repos.links.bundlesOf(a.open.self.officeN, 'out').at(-1)?.state;
  expect(sent()).toBe('written');
  await a.caller.call('computers.takeOut', { deviceId: idOf(c), ...TAKE_OUT });
  expect(sent()).toBe('delivered');
  const at = rowOf(a, idOf(c))?.cutOff?.at;
  await becomeAuthority(a, stick);
  expect(rowOf(a, idOf(c))).toMatchObject({ standing: 'revoked', cutOff: { at } });
  expect(standing(a, b)).toBe('listed');
}, 240_000);

it('a copy of the first computer’s database that a migration kept does not stay at the further one', async () => {
  const dir = await joined(offices, a, stick, 'Front desk');
  const kept = join(dir, 'office.db.before-245');
  writeFileSync(kept, 'as it came');
  const b = await offices.openAt(dir, a);
  expect(idOf(b)).not.toBe(idOf(a));
  expect(existsSync(kept)).toBe(false);
}, 240_000);
