import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CaseDocument } from '#core/forms/types.ts';
import { Refusal } from '#core/result.ts';
import { demoCases } from '../../scripts/demo/demo-cases.ts';
import { cardBytes } from '../../main/office/office-cards.ts';
import { readOfficeCard } from '../../main/crypto/office-card.ts';
import { relayKeyOf } from '../../main/crypto/relay-login.ts';
import type { RelayLine, RelayReply } from '../../main/office/relay/relay-line.ts';
import { queueForRelay } from '../../main/office/relay/queue-for-relay.ts';
import { ofOffice, relayState } from '../../main/office/relay/relay-state.ts';
import { visitRelay, type Visited } from '../../main/office/relay/visit-relay.ts';
import { blob, nothing } from '../../server/relay/store/database.ts';
import { enrolCard } from '../../server/relay/store/devices.ts';
import { Offices, RESOURCES, type TestOffice } from '../exchange/office-pair.ts';
import { contentOf, withRecordings } from '../exchange/with-files.ts';
import { wav } from '../builders/made-files.ts';
import { shareable } from '../builders/shareable.ts';
import { dataPlace, type DataPlace } from './databases.ts';
import { TestPace, plainLine, slowLine } from './lines.ts';
import { TestRelay } from './test-relay.ts';
import { exactDate, wallDay } from '../builders/calendar-days.ts';

const bundleRow = z.object({ bundle: blob });
const offices = new Offices();
let documents: CaseDocument[];
let place: DataPlace;
let relay: TestRelay;
let a: TestOffice;
let b: TestOffice;
let stick: string;

beforeAll(async () => {
  documents = demoCases(RESOURCES, 20_260, 2, wallDay())
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
/** The same line, and which bundles were fetched over it. `stop`: what is done in place of fetching one. */
function watching(stop: (nth: number) => Promise<RelayReply> | undefined = () => undefined): {
  readonly fetched: string[];
  readonly line: RelayLine;
} {
  const fetched: string[] = [];
  const line: RelayLine = (request) => {
    const name = /^GET .v1.bundles.(.*)$/.exec(`${request.method} ${request.path}`)?.[1];
    const other = name === undefined ? undefined : stop(fetched.length);
    if (other) return other;
    if (name !== undefined) fetched.push(name);
    return plainLine(relay)(request);
  };
  return { fetched, line };
}
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
    expect(relayState(a.open)).toMatchObject({ acked: 1 });
    expect(relayState(a.open).trouble).toBeUndefined();
    expect(readdirSync(join(a.dir, 'outbox'))).toEqual([]);
    expect(readdirSync(join(b.dir, 'arrivals'))).toEqual([]);
  });

  it('bring attachments after the cases, which go in between when something is new', async () => {
    const caseId = await a.register(document());
    const [id = ''] = await withRecordings(a, caseId, [wav(40)]);
    share(a, b, [caseId]);
    const lanes: string[] = [];
    const line: RelayLine = async (request) => {
      const lane = request.method === 'PUT' ? /lane=(\d)/.exec(request.path)?.[1] : undefined;
      if (lane === '2' && !lanes.includes('2')) await a.edit(caseId, { risk_reason: 'Told meanwhile.' });
      if (lane !== undefined && lane !== lanes.at(-1)) lanes.push(lane);
      return plainLine(relay)(request);
    };
    expect([(await visit(a, line)).sent, lanes]).toEqual([3, ['1', '2', '1', '2']]);
    for (const office of [b, a]) await visit(office);
    expect((await b.values(caseId))['risk_reason']).toBe('Told meanwhile.');
    expect((await contentOf(b, caseId, id)).equals(wav(40))).toBe(true);
    const states = (await a.caller.call('exchange.journal', {})).map(({ state }) => state);
    expect(states).toEqual(['received', 'delivered', 'delivered', 'delivered']);
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
      withdrawal_date: exactDate(wallDay()),
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
    expect(relayState(a.open)).toMatchObject({ acked: 0, parked: [{ code: 'SYNC_UNKNOWN_SENDER' }] });
    // It was fetched once: neither while it waits nor when it is taken in does it cross the line again.
    const { fetched, line } = watching();
    writeFileSync(join(a.dir, 'arrivals', 'of-another-day.hifadhi.part'), 'half');
    expect((await visit(a, line)).received).toEqual([]);
    expect(readdirSync(join(a.dir, 'arrivals'))).toHaveLength(1);
    await a.trust(stranger, stick);
    expect((await visit(a, line)).received.map(({ newCases }) => newCases)).toEqual([1]);
    expect(fetched).toEqual([]);
    expect(relayState(a.open)).toMatchObject({ acked: 1, parked: [] });
    expect(readdirSync(join(a.dir, 'arrivals'))).toEqual([]);
  });

  it('fetches nothing twice that was read before a cut', async () => {
    for (const n of [0, 1]) {
      share(a, b, [await a.register(document(n))]);
      await visit(a);
    }
    const cut = watching((nth) => (nth === 1 ? Promise.reject(new Refusal('SYNC_RELAY_PORTAL')) : undefined));
    expect(await codeOf(visit(b, cut.line))).toBe('SYNC_RELAY_PORTAL');
    const rest = watching();
    expect((await visit(b, rest.line)).received.map(({ newCases }) => newCases)).toEqual([1]);
    expect(new Set([...cut.fetched, ...rest.fetched]).size).toBe(2);
    expect([cut.fetched.length, rest.fetched.length, relayState(b.open).acked]).toEqual([1, 1, 2]);
  });

  it('reads what a relay gives a number that an older copy of it had given before', async () => {
    const [stranger] = (await offices.take('LWN')).offices as [TestOffice];
    await stranger.trust(b, stick);
    await enrol(stranger);
    share(stranger, b, [await stranger.register(document(1))]);
    await visit(stranger);
    const caseId = await a.register(document(0));
    share(a, b, [caseId]);
    await visit(a);
    expect((await visit(b)).received).toHaveLength(1);
    for (const text of ['delete from mailbox where seq = 2', 'update office set next_seq = 1 where next_seq = 2'])
      await relay.database.rows(nothing, text);
    await a.edit(caseId, { risk_reason: 'Seen after the relay was put back.' });
    await visit(a);
    expect((await visit(b)).received.map(({ newChanges }) => newChanges)).toEqual([1]);
    expect(b.state([caseId])).toBe(a.state([caseId]));
  });

  it('takes in and sends what it can when one bundle cannot be fetched', async () => {
    for (const n of [0, 1]) {
      share(a, b, [await a.register(document(n))]);
      await visit(a);
    }
    const first = (await relay.database.rows(bundleRow, 'select bundle from mailbox where seq = 1'))[0]?.bundle;
    const bad = Buffer.from(first ?? []).toString('base64url');
    let asked = 0;
    const line: RelayLine = (request) => {
      if (!request.path.endsWith(bad)) return plainLine(relay)(request);
      asked += 1;
      return Promise.resolve({ status: 500, headers: { 'hifadhi-relay': '1' }, body: Buffer.alloc(0) });
    };
    const there = await visit(b, line);
    expect([there.received.map(({ newCases }) => newCases), there.sent]).toEqual([[2], 1]);
    expect(relayState(b.open)).toMatchObject({ acked: 0, trouble: 'SYNC_RELAY_FAULT', parked: [{ name: bad }] });
    const before = asked;
    await visit(b, line);
    expect(asked).toBe(before);
  });

  it('sends although nothing can be received', async () => {
    share(a, b, [await a.register(document())]);
    const line: RelayLine = (request) =>
      request.path.startsWith('/v1/mailbox')
        ? Promise.resolve({ status: 500, headers: { 'hifadhi-relay': '1' }, body: Buffer.alloc(0) })
        : plainLine(relay)(request);
    expect((await visit(a, line)).sent).toBe(1);
    expect(relayState(a.open).trouble).toBe('SYNC_RELAY_FAULT');
  });

  it('seals another bundle when the one that waits was damaged on the disk', async () => {
    share(a, b, [await a.register(document())]);
    const cut: RelayLine = (request) =>
      request.method === 'PUT' ? Promise.reject(new Refusal('SYNC_RELAY_PORTAL')) : plainLine(relay)(request);
    await codeOf(visit(a, cut));
    const [file = ''] = readdirSync(join(a.dir, 'outbox'));
    const path = join(a.dir, 'outbox', file);
    const bytes = readFileSync(path);
    bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
    writeFileSync(path, bytes);
    let puts = 0;
    const counting: RelayLine = (request) => {
      if (request.method === 'PUT') puts += 1;
      return plainLine(relay)(request);
    };
    expect((await visit(a, counting)).sent).toBe(0);
    expect([puts, ofOffice(a.open, b.id).trouble]).toEqual([1, 'DISK_FAILED']);
    expect((await visit(a, counting)).sent).toBe(1);
    expect((await visit(b)).received[0]?.newCases).toBe(1);
    expect(ofOffice(a.open, b.id).trouble).toBeUndefined();
  });

  it('writes down as sent what had arrived when consent ended', async () => {
    const caseId = await a.register(document());
    share(a, b, [caseId]);
    const lost: RelayLine = async (request) => {
      const reply = await plainLine(relay)(request);
      if (request.method === 'PUT') throw new Refusal('SYNC_RELAY_PORTAL');
      return reply;
    };
    await codeOf(visit(a, lost));
    const bundleId = ofOffice(a.open, b.id).sending?.bundleId;
    if (!bundleId) throw new Error('nothing was sealed');
    await a.edit(caseId, {
      consent_withdrawn: 'yes',
      withdrawal_date: exactDate(wallDay()),
      withdrawal_scope: ['share'],
    });
    await visit(a);
    expect(a.open.repos.links.bundle(bundleId, 'out')?.state).toBe('written');
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
