import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { CaseDocument } from '#core/forms/types.ts';
import { demoCases } from '../../scripts/demo/demo-cases.ts';
import { readOfficeCard } from '../../main/crypto/office-card.ts';
import { makeRelayCard } from '../../main/crypto/relay-card.ts';
import { relayKeyOf } from '../../main/crypto/relay-login.ts';
import { cardBytes } from '../../main/office/office-cards.ts';
import { queueForRelay } from '../../main/office/relay/queue-for-relay.ts';
import { putRelayState } from '../../main/office/relay/relay-state.ts';
import { relayTime } from '../../main/office/relay/relay-time.ts';
import { visitRelay, type Visited } from '../../main/office/relay/visit-relay.ts';
import { enrolCard } from '../../server/relay/store/devices.ts';
import { wallDay } from '../builders/calendar-days.ts';
import { shareable } from '../builders/shareable.ts';
import { Offices, RESOURCES, type TestOffice } from '../exchange/office-pair.ts';
import { dataPlace, type DataPlace } from './databases.ts';
import { TestPace, plainLine } from './lines.ts';
import { TestRelay } from './test-relay.ts';

const HOUR = 3_600_000;
const YEAR = 8766 * HOUR;
const offices = new Offices();
let document: CaseDocument;
let place: DataPlace;
let relay: TestRelay;
let a: TestOffice;
let b: TestOffice;

beforeAll(async () => {
  const [first] = demoCases(RESOURCES, 20_260, 1, wallDay()).map(shareable);
  if (!first) throw new Error('too few cases');
  document = first;
  await offices.prepare(['KSM', 'BND'], ['LWN']);
}, 120_000);
beforeEach(async () => {
  place = await dataPlace('sqlite');
  relay = await new TestRelay(place).start();
  [a, b] = (await offices.take('KSM', 'BND')).offices as [TestOffice, TestOffice];
  for (const office of [a, b]) {
    const bytes = cardBytes(office.open);
    const card = readOfficeCard(bytes);
    if (!card.ok) throw new Error('no card');
    await enrolCard(relay.database, card.value, bytes, relay.time);
  }
});
afterEach(async () => {
  offices.closeAll();
  await relay.stop();
  await place.remove();
});
afterAll(() => {
  offices.remove();
});

const visit = (office: TestOffice): Promise<Visited> => {
  const card = { name: 'R', url: 'https://relay.example.org', key: relayKeyOf(relay.key), certificate: undefined };
  return visitRelay({ line: plainLine(relay), card }, new TestPace(), async (work) => work(office.open));
};

it('a visit says how far the clock is off by the word of the relay, and nothing is refused for it', async () => {
  const about = { name: 'R', url: 'https://relay.example.org', certificate: undefined };
  putRelayState(a.open, { card: makeRelayCard(about, relay.key).toString('base64url') });
  const clock = async () => (await a.caller.call('relay.status', {})).clock;
  expect(await clock()).toBeUndefined();
  relay.time = Date.now() + 3 * HOUR;
  const caseId = await a.register(document);
  queueForRelay(a.open, { office: b.id, selection: { cases: [caseId] } });
  expect((await visit(a)).sent).toBe(1);
  const off = (await clock())?.off ?? 0;
  expect(Math.abs(off + 3 * HOUR)).toBeLessThan(HOUR / 2);
  // It is kept over the lock, and what is written meanwhile is written.
  a.close();
  await a.signIn();
  expect((await clock())?.off).toBe(off);
  await a.edit(caseId, { risk_reason: 'Told while the clock was wrong.' });
  relay.time = Date.now() - 11 * YEAR;
  await visit(a);
  expect((await clock())?.off).toBeGreaterThan(10 * YEAR);
  await a.edit(caseId, { risk_reason: 'Eleven years ahead of the relay.' });
  const history = await a.caller.call('history.entries', { caseId });
  expect(history.map(({ clockSuspect }) => clockSuspect)).toEqual([true, false, false, false]);
  // Set right, it is said no more; who leaves the relay goes by nothing that it said.
  relay.time = Date.now();
  await visit(a);
  expect(await clock()).toEqual({ saidAtUtc: expect.any(String), hereAtUtc: expect.any(String) });
  await a.caller.call('relay.disconnect', {});
  expect(relayTime(a.open)).toBeUndefined();
});
