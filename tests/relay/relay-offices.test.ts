import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CaseDocument } from '#core/forms/types.ts';
import { Refusal } from '#core/result.ts';
import { demoCases } from '../../scripts/demo/demo-cases.ts';
import { cardBytes } from '../../main/office/office-cards.ts';
import { readOfficeCard } from '../../main/crypto/office-card.ts';
import { relayKeyOf } from '../../main/crypto/relay-login.ts';
import type { RelayLine } from '../../main/office/relay/relay-line.ts';
import { queueForRelay } from '../../main/office/relay/queue-for-relay.ts';
import { ofOffice, relayState } from '../../main/office/relay/relay-state.ts';
import { visitRelay, type Visited } from '../../main/office/relay/visit-relay.ts';
import { enrolCard } from '../../server/relay/store/devices.ts';
import { Offices, RESOURCES, type TestOffice } from '../exchange/office-pair.ts';
import { shareable } from '../builders/shareable.ts';
import { dataPlace, type DataPlace } from './databases.ts';
import { TestPace, plainLine, slowLine } from './lines.ts';
import { TestRelay } from './test-relay.ts';

const offices = new Offices();
let documents: CaseDocument[];
let place: DataPlace;
let relay: TestRelay;
let a: TestOffice;
let b: TestOffice;
let stick: string;

beforeAll(async () => {
  const today = new Date().toISOString().slice(0, 10);
  documents = demoCases(RESOURCES, 20_260, 2, today)
    .map(shareable)
    .map((document) => ({
      ...document,
      values: { ...document.values, risk_level: 'low', risk_reason: 'Lives with relatives who care well.' },
    }));
  await offices.prepare(['KSM', 'BND'], ['LWN']);
}, 120_000);
beforeEach(async () => {
  place = await dataPlace('sqlite');
  relay = await new TestRelay(place).start();
  const taken = await offices.take('KSM', 'BND');
  [a, b] = taken.offices as [TestOffice, TestOffice];
  stick = taken.stick;
  await enrol(a, b);
});
afterEach(async () => {
  offices.closeAll();
  await relay.stop();
  await place.remove();
});
afterAll(() => {
  offices.remove();
});

async function enrol(...some: TestOffice[]): Promise<void> {
  for (const office of some) {
    const bytes = cardBytes(office.open);
    const card = readOfficeCard(bytes);
    if (!card.ok) throw new Error('no card');
    await enrolCard(relay.database, card.value, bytes, relay.time);
  }
}
const document = (n = 0): CaseDocument => {
  const found = documents[n];
  if (!found) throw new Error('too few cases');
  return found;
};
const visit = (office: TestOffice, line: RelayLine = plainLine(relay), pace = new TestPace()): Promise<Visited> => {
  const card = { name: 'R', url: 'https://relay.example.org', key: relayKeyOf(relay.key), certificate: undefined };
  return visitRelay({ line, card }, pace, async (work) => work(office.open));
};
const codeOf = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
    return 'none';
  } catch (error) {
    return error instanceof Refusal ? error.error.code : String(error);
  }
};
const share = (from: TestOffice, to: TestOffice, cases: Awaited<ReturnType<TestOffice['register']>>[]): number =>
  queueForRelay(from.open, { office: to.id, selection: { cases } }).cases;

describe('offices and a relay', () => {
  it('exchange cases and receipts, and then have nothing more to say', async () => {
    const caseId = await a.register(document());
    expect(share(a, b, [caseId])).toBe(1);
    expect((await visit(a)).sent).toBe(1);
    expect((await a.link(b)).waitingCases).toBe(1);
    const there = await visit(b);
    expect([there.received.map(({ newCases }) => newCases), there.sent]).toEqual([[1], 1]);
    expect(b.state([caseId])).toBe(a.state([caseId]));
    const back = await visit(a);
    expect([back.received.length, back.received[0]?.confirms, back.sent]).toEqual([1, 1, 0]);
    expect((await a.link(b)).waitingCases).toBe(0);
    for (const office of [a, b, a, b]) expect(await visit(office)).toEqual({ received: [], sent: 0 });
    expect(relayState(a.open)).toMatchObject({ after: 1, acked: 1 });
    expect(relayState(a.open).trouble).toBeUndefined();
    expect(readdirSync(join(a.dir, 'outbox'))).toEqual([]);
    expect(readdirSync(join(b.dir, 'arrivals'))).toEqual([]);
  });

  it('may mix relay and stick on the same link', async () => {
    const caseId = await a.register(document());
    await b.read(await a.write(b, stick, { cases: [caseId] }));
    await a.edit(caseId, { risk_reason: 'Told by relay.' });
    await visit(a);
    await visit(b);
    await b.edit(caseId, { risk_reason: 'Told by stick.' });
    await a.read(await b.write(a, stick));
    expect(a.state([caseId])).toBe(b.state([caseId]));
    const late = await a.write(b, stick).catch(() => undefined);
    if (late !== undefined) await b.read(late);
    await visit(a);
    await visit(b);
    await visit(a);
    expect(a.state([caseId])).toBe(b.state([caseId]));
    expect((await a.link(b)).waitingChanges).toBe(0);
  });

  it('goes on with the same bundle when the office was shut in the middle', async () => {
    const cases = [await a.register(document(0)), await a.register(document(1))];
    share(a, b, cases);
    let pieces = 0;
    const dying: RelayLine = (request) => {
      if (request.method === 'PUT') pieces += 1;
      // Two cuts make the pieces small, so that the bundle takes more than one.
      if (request.method === 'PUT' && pieces < 3) return Promise.reject(new Refusal('SYNC_RELAY_UNREACHABLE'));
      if (pieces === 4) return Promise.reject(new Refusal('SYNC_RELAY_PORTAL'));
      return plainLine(relay)(request);
    };
    const code = await codeOf(visit(a, dying));
    expect([code, relayState(a.open).trouble]).toEqual(['SYNC_RELAY_PORTAL', 'SYNC_RELAY_PORTAL']);
    const before = ofOffice(a.open, b.id).sending;
    expect(before).toBeDefined();
    a.close();
    await a.signIn();
    const puts: string[] = [];
    const watching: RelayLine = (request) => {
      if (request.method === 'PUT') puts.push(request.headers['upload-offset'] ?? '');
      return plainLine(relay)(request);
    };
    expect((await visit(a, watching)).sent).toBe(1);
    expect(Number(puts[0])).toBeGreaterThan(0);
    expect((await visit(b)).received[0]?.newCases).toBe(2);
    expect(relayState(a.open).trouble).toBeUndefined();
  });

  it('takes back what is half sent when consent ends, and sends no more of it', async () => {
    const caseId = await a.register(document());
    share(a, b, [caseId]);
    const cut: RelayLine = (request) =>
      request.method === 'PUT' ? Promise.reject(new Refusal('SYNC_RELAY_PORTAL')) : plainLine(relay)(request);
    await codeOf(visit(a, cut));
    const name = ofOffice(a.open, b.id).sending?.name;
    expect(name).toBeDefined();
    await a.edit(caseId, {
      consent_withdrawn: 'yes',
      withdrawal_date: { date: new Date().toISOString().slice(0, 10), precision: 'day', calendar: 'gregory' },
      withdrawal_scope: ['share'],
    });
    const withdrawn: string[] = [];
    await visit(a, (request) => {
      if (request.method === 'DELETE') withdrawn.push(request.path);
      return plainLine(relay)(request);
    });
    expect(withdrawn).toEqual([`/v1/bundles/${String(name)}?to=${b.id}`]);
    expect(ofOffice(a.open, b.id).sending).toBeUndefined();
    expect(readdirSync(join(a.dir, 'outbox'))).toEqual([]);
    expect((await visit(b)).received.flatMap(({ list }) => list.map((line) => line.caseId))).not.toContain(caseId);
  });

  it('keeps at the relay what comes from an office that it does not know yet, and takes it in later', async () => {
    const [stranger] = (await offices.take('LWN')).offices as [TestOffice];
    await stranger.trust(a, stick);
    await enrol(stranger);
    const caseId = await stranger.register(document(1));
    share(stranger, a, [caseId]);
    expect((await visit(stranger)).sent).toBe(1);
    expect((await visit(a)).received).toEqual([]);
    expect(relayState(a.open)).toMatchObject({ after: 1, acked: 0, parked: [{ seq: 1 }] });
    await a.trust(stranger, stick);
    expect((await visit(a)).received.map(({ newCases }) => newCases)).toEqual([1]);
    expect(relayState(a.open)).toMatchObject({ after: 1, acked: 1, parked: [] });
  });

  it('brings a day’s edits over 9.6 kbit/s with losses well within three minutes', async () => {
    const caseId = await a.register(document());
    share(a, b, [caseId]);
    await visit(a);
    await visit(b);
    await visit(a);
    for (let i = 0; i < 3; i++) await a.edit(caseId, { risk_reason: `Seen again, visit ${String(i)}.` });
    const pace = new TestPace(7);
    const line = slowLine(plainLine(relay), pace);
    expect((await visit(a, line.line, pace)).sent).toBe(1);
    expect(pace.time).toBeLessThan(180_000);
    expect((await visit(b)).received[0]?.newChanges).toBe(3);
  });
});
