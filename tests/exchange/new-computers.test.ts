import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Output } from '#core/contracts/index.ts';
import type { CaseDocument } from '#core/forms/types.ts';
import type { CaseId } from '#core/ids.ts';
import { readOfficeCard } from '../../main/crypto/office-card.ts';
import { relayKeyOf } from '../../main/crypto/relay-login.ts';
import { cardBytes } from '../../main/office/office-cards.ts';
import { noteOwnState, takeOwnState } from '../../main/office/own-state/own-state.ts';
import { visitRelay } from '../../main/office/relay/visit-relay.ts';
import { MIGRATIONS } from '../../main/storage/migrate.ts';
import { enrolCard } from '../../server/relay/store/devices.ts';
import { demoCases } from '../../scripts/demo/demo-cases.ts';
import { wallDay } from '../builders/calendar-days.ts';
import { makeOlder } from '../builders/older-database.ts';
import { shareable } from '../builders/shareable.ts';
import { withCheapKeys } from '../builders/cheap-keys.ts';
import { dataPlace } from '../relay/databases.ts';
import { TestPace, plainLine } from '../relay/lines.ts';
import { TestRelay } from '../relay/test-relay.ts';
import { further } from './joining.ts';
import { Offices, PASSPHRASE, RESOURCES, type TestOffice } from './office-pair.ts';
import { becomeAuthority, enrol, joinProgramme, takeTrust, trustFileOf, writeRequest } from './trust-steps.ts';

// A new computer of another office gets nothing before a person here has looked at it (exchange.md R4).

const offices = new Offices();
let a: TestOffice;
let b: TestOffice;
let c: TestOffice;
let stick: string;
let document: CaseDocument;
let caseId: CaseId;

beforeAll(async () => {
  const [made] = demoCases(RESOURCES, 20_260, 1, wallDay()) as [CaseDocument];
  document = shareable(made);
  await offices.prepare(['KSM', 'BND'], ['LWN']);
}, 240_000);
/** A shares a case with B, which has confirmed it. */
beforeEach(async () => {
  offices.closeAll();
  const taken = await offices.take('KSM', 'BND', 'LWN');
  stick = taken.stick;
  [a, b, c] = taken.offices as [TestOffice, TestOffice, TestOffice];
  caseId = await a.register(document);
  await b.read(await write(a, b, { cases: [caseId] }));
  await a.read(await write(b, a));
}, 240_000);
afterAll(() => {
  offices.remove();
});

type Selection = { readonly cases: CaseId[] } | { readonly waiting: true };
const order = async (from: TestOffice, to: Pick<TestOffice, 'id'>, selection: Selection) => ({
  office: to.id,
  selection,
  place: (await from.caller.shell<{ place: string }>('namePlace', { path: stick })).place,
});
/** Writes as it is, without anybody looking at a computer on the way. */
async function write(from: TestOffice, to: TestOffice, selection: Selection = { waiting: true }): Promise<string> {
  const { fileName } = await from.caller.call('exchange.write', await order(from, to, selection));
  return join(stick, 'HIFADHI', to.code, fileName);
}
const others = async (at: TestOffice): Promise<Output<'computers.others'>['computers']> =>
  (await at.caller.call('computers.others', {})).computers;
const computer = (office: TestOffice) => office.open.self.deviceId;
const audited = (at: TestOffice, action: string): unknown[] =>
  at.open.repos.audit.list({ limit: 500 }).filter((line) => line.action === action);

it('tells of a second computer of an office, and seals nothing for it until somebody knows it', async () => {
  await b.edit(caseId, { phone: '+000555019' });
  await a.read(await write(b, a));
  const second = await further(offices, b, stick, 'Front desk');
  expect(await others(a)).toEqual([]);
  await a.read(await write(second, a));
  const [told, ...none] = await others(a);
  expect(none).toEqual([]);
  const { own } = await second.caller.call('computers.others', {});
  expect(told).toMatchObject({
    deviceId: computer(second),
    officeId: b.id,
    how: 'beside',
    name: 'Front desk',
    by: 'Head of Bandari',
    words: own.words,
    groups: own.groups,
    list: 'none',
    sight: 'new',
    waits: false,
  });
  expect(await a.link(b)).toMatchObject({ computers: { count: 1 }, unseen: { fresh: 1, held: 0, waits: false } });

  // The computer that is known goes on getting everything; the new one opens none of it.
  await a.edit(caseId, { address_landmark: 'At the harbour' });
  const path = await write(a, b);
  expect(await second.refuses(path)).toBe('SYNC_NOT_FOR_THIS_OFFICE');
  expect(await b.read(path)).toMatchObject({ newChanges: 1 });
  await a.read(await write(b, a));
  expect(await a.link(b)).toMatchObject({ waitingChanges: 0 });

  // Held back it stays out, and is not waited for.
  await a.caller.call('computers.look', { deviceId: computer(second), known: false });
  expect(await a.link(b)).toMatchObject({ unseen: { fresh: 0, held: 1, waits: false } });
  await a.edit(caseId, { address_landmark: 'Behind the tower' });
  expect(await second.refuses(await write(a, b))).toBe('SYNC_NOT_FOR_THIS_OFFICE');
  expect((await others(a)).map(({ sight }) => sight)).toEqual(['held']);
  expect(audited(a, 'device.held')).toHaveLength(1);

  // Known after all: the next bundle brings it what it does not have, also after a restart.
  await a.caller.call('computers.look', { deviceId: computer(second), known: true });
  expect(audited(a, 'device.seen')).toHaveLength(1);
  a.close();
  await a.signIn();
  expect(await others(a)).toEqual([]);
  expect(await a.link(b)).toMatchObject({ computers: { count: 2 }, unseen: { fresh: 0, held: 0 } });
  const both = await write(a, b);
  await second.read(both);
  await b.read(both);
  expect((await second.values(caseId))['address_landmark']).toBe('Behind the tower');
  expect(await a.caller.refused('computers.look', { deviceId: computer(a), known: true })).toBe('SYNC_OFFICE_UNKNOWN');
}, 240_000);

it('waits with everything where the new computer is the only one, says so, and goes on with a look', async () => {
  // B goes on under new keys, as after a fire and with a backup.
  b.close();
  const renewed = await offices.openAt(offices.bareFolderOf(b), b);
  await a.read(await write(renewed, a));
  expect(await others(a)).toMatchObject([{ deviceId: computer(renewed), how: 'renewed', waits: true, sight: 'new' }]);
  await a.edit(caseId, { address_landmark: 'At the harbour' });
  const input = await order(a, b, { waiting: true });
  expect(await a.caller.refused('exchange.write', input)).toBe('SYNC_COMPUTER_UNSEEN');
  expect(await a.link(b)).toMatchObject({ unseen: { fresh: 1, waits: true } });
  expect((await a.link(b)).waitingChanges).toBeGreaterThan(0);
  // What it sends is read all the same.
  await renewed.edit(caseId, { phone: '+000555019' });
  expect(await a.read(await write(renewed, a))).toMatchObject({ newChanges: 1 });

  await a.caller.call('computers.look', { deviceId: computer(renewed), known: true });
  await renewed.read(await write(a, b));
  expect((await renewed.values(caseId))['address_landmark']).toBe('At the harbour');
  await a.read(await write(renewed, a));
  expect(await a.link(b)).toMatchObject({ waitingChanges: 0, unseen: { fresh: 0, waits: false } });
}, 240_000);

it('asks for each computer that a list names, but not for those whose words were compared', async () => {
  await becomeAuthority(a, stick);
  await joinProgramme(b, a, stick);
  await joinProgramme(c, a, stick);
  // At the authority the words of each request were compared, at B those of the card of A.
  expect(await others(a)).toEqual([]);
  expect(await others(b)).toEqual([]);
  // They are compared once more with a request that asks for nothing new.
  await a.caller.call('computers.look', { deviceId: computer(b), known: false });
  expect(await others(a)).toMatchObject([{ sight: 'held' }]);
  await enrol(a, await writeRequest(b, stick));
  expect(await others(a)).toEqual([]);
  expect((await others(c)).map(({ code, how, list, waits }) => [code, how, list, waits]).sort()).toEqual([
    ['BND', 'list', 'named', true],
    ['KSM', 'list', 'named', true],
  ]);
  await takeTrust(b, await trustFileOf(a, stick));
  expect(await others(b)).toMatchObject([{ code: 'LWN', how: 'list', list: 'named', sight: 'new', waits: true }]);
  const own = await c.register(document);
  const input = await order(c, b, { cases: [own] });
  expect(await c.caller.refused('exchange.write', input)).toBe('SYNC_COMPUTER_UNSEEN');
  await c.knows(b);
  expect(await b.read(await write(c, b, { cases: [own] }))).toMatchObject({ newCases: 1 });
}, 240_000);

it('sends by relay to the others meanwhile, keeps the sentence, and brings everything after a look', async () => {
  const place = await dataPlace('sqlite');
  const relay = await new TestRelay(place).start();
  try {
    const visit = async (office: TestOffice): Promise<void> => {
      const card = { name: 'R', url: 'https://relay.example.org', key: relayKeyOf(relay.key), certificate: undefined };
      await visitRelay({ line: plainLine(relay), card }, new TestPace(), async (work) => work(office.open));
    };
    const enrolAtRelay = async (office: TestOffice): Promise<void> => {
      const bytes = cardBytes(office.open);
      const card = readOfficeCard(bytes);
      if (card.ok) await enrolCard(relay.database, card.value, bytes, relay.time, true);
    };
    await enrolAtRelay(a);
    b.close();
    const renewed = await offices.openAt(offices.bareFolderOf(b), b);
    await enrolAtRelay(renewed);
    await a.edit(caseId, { address_landmark: 'At the harbour' });
    await visit(renewed);
    await visit(a);
    await visit(a);
    expect((await a.caller.call('relay.status', {})).offices).toMatchObject([{ trouble: 'SYNC_COMPUTER_UNSEEN' }]);
    await visit(renewed);
    expect((await renewed.values(caseId))['address_landmark']).not.toBe('At the harbour');

    await a.caller.call('computers.look', { deviceId: computer(renewed), known: true });
    expect((await a.caller.call('relay.status', {})).offices[0]?.trouble).toBeUndefined();
    await visit(a);
    await visit(renewed);
    expect((await renewed.values(caseId))['address_landmark']).toBe('At the harbour');
  } finally {
    await relay.stop();
    await place.remove();
  }
}, 240_000);

it('tells the other computers of this office what was decided, and asks nobody who may not send', async () => {
  const mine = await further(offices, a, stick, 'Back room');
  await a.read(await write(mine, a));
  const second = await further(offices, b, stick, 'Front desk');
  await a.read(await write(second, a));
  await mine.read(await write(a, mine));
  expect(await others(mine)).toMatchObject([{ deviceId: computer(second), how: 'told', sight: 'new' }]);
  await a.caller.call('computers.look', { deviceId: computer(second), known: false });
  await mine.read(await write(a, mine));
  expect(await others(mine)).toMatchObject([{ sight: 'held' }]);

  const clerk = { name: 'Asha Mwinyi', roles: ['administrator'], passphrase: `${PASSPHRASE} again` };
  const { id } = await withCheapKeys(() => a.caller.call('people.add', clerk));
  a.close();
  await a.caller.call('session.signIn', { user: id, passphrase: clerk.passphrase });
  expect(await a.caller.refused('computers.look', { deviceId: computer(second), known: true })).toBe('PERM_DENIED');
}, 240_000);

it('goes on with what was decided where another computer of this office has an older program, and says it once', async () => {
  const mine = await further(offices, a, stick, 'Back room');
  await a.read(await write(mine, a));
  await mine.read(await write(a, mine));
  const told = a.open.repos.items.get('office', b.id);
  if (!told?.body) throw new Error('nothing was told of the office');
  expect(told.body).toContain('"sight":"known"');
  // A program before forgets what it does not know, and notes what it has as a change of its own.
  const body = told.body.replaceAll(',"sight":"known"', '');
  const older = { kind: 'office', id: b.id, body, seen: { ...told.seen, [computer(mine)]: 9 }, at: a.open.clock.now() };
  a.open.db.transaction(() => {
    takeOwnState(a.open, deflateRawSync(JSON.stringify({ v: 1, items: [older] })), computer(mine));
  });
  expect(await others(a)).toEqual([]);
  a.open.db.transaction(() => {
    noteOwnState(a.open);
  });
  // Nothing of this computer's own is new: otherwise the two would answer each other without an end.
  const { seen } = a.open.repos.items.get('office', b.id) ?? {};
  expect(seen).toEqual({ ...told.seen, [computer(mine)]: 9 });
}, 240_000);

it('takes every computer that an office knew before an upgrade for known', async () => {
  const second = await further(offices, b, stick, 'Front desk');
  await a.read(await write(second, a));
  expect(await others(a)).toHaveLength(1);
  const { key } = a.open.opened;
  a.close();
  const since = MIGRATIONS.filter(({ version }) => version >= 286).length;
  expect(makeOlder(join(a.dir, 'office.db'), key, since)).toBeLessThan(286);
  await a.signIn();
  expect(await others(a)).toEqual([]);
  expect(await a.link(b)).toMatchObject({ computers: { count: 2 } });
}, 240_000);
