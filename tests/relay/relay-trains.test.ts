import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CaseDocument } from '#core/forms/types.ts';
import type { CaseId } from '#core/ids.ts';
import { demoCases } from '../../scripts/demo/demo-cases.ts';
import { readOfficeCard } from '../../main/crypto/office-card.ts';
import { relayKeyOf } from '../../main/crypto/relay-login.ts';
import { cardBytes } from '../../main/office/office-cards.ts';
import { markWritten, prepareBundle, type PreparedBundle } from '../../main/office/prepare-bundle.ts';
import { RelayVisit } from '../../main/office/relay/relay-visit.ts';
import { sendByRelay } from '../../main/office/relay/send-by-relay.ts';
import { visitRelay, type Visited } from '../../main/office/relay/visit-relay.ts';
import { candidates } from '../../main/office/share-cases.ts';
import { enrolCard } from '../../server/relay/store/devices.ts';
import { Refusal } from '#core/result.ts';
import { queueForRelay } from '../../main/office/relay/queue-for-relay.ts';
import type { RelayLine } from '../../main/office/relay/relay-line.ts';
import { wallDay } from '../builders/calendar-days.ts';
import { shareable } from '../builders/shareable.ts';
import { Offices, RESOURCES, type TestOffice } from '../exchange/office-pair.ts';
import { dataPlace, type DataPlace } from './databases.ts';
import { TestPace, plainLine } from './lines.ts';
import { TestRelay } from './test-relay.ts';

const offices = new Offices();
let documents: CaseDocument[];
let place: DataPlace;
let relay: TestRelay;
let a: TestOffice;
let b: TestOffice;

beforeAll(async () => {
  documents = demoCases(RESOURCES, 20_260, 6, wallDay()).map(shareable);
  await offices.prepare(['KSM', 'BND'], ['LWN']);
}, 120_000);
beforeEach(async () => {
  place = await dataPlace('sqlite');
  relay = await new TestRelay(place).start();
  const taken = await offices.take('KSM', 'BND');
  [a, b] = taken.offices as [TestOffice, TestOffice];
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

const cardOf = () =>
  ({ name: 'R', url: 'https://relay.example.org', key: relayKeyOf(relay.key), certificate: undefined }) as const;
const visit = (office: TestOffice): Promise<Visited> => {
  const card = cardOf();
  return visitRelay({ line: plainLine(relay), card }, new TestPace(), async (work) => work(office.open));
};

/** Puts as much onto a stick as there is room for, which is about one case. */
async function onSmallStick(ids: readonly CaseId[]): Promise<PreparedBundle> {
  const office = a.open.repos.offices.officeById(b.id);
  if (!office) throw new Error('the other office is not known');
  const list = candidates(a.open, office, { cases: [...ids] });
  const first = await prepareBundle(a.open, office, list, true, { room: { packed: 2_500 } });
  markWritten(a.open, office, { ...first.row, cases: first.cases }, 'bundle.written');
  return first;
}

/** Sends as a visit does, in bundles that have room for about one case each. `cut`: the line breaks after so many bundles. */
async function sendInSmallBundles(cut = Infinity): Promise<number> {
  let whole = 0;
  const line: RelayLine = async (request) => {
    if (whole >= cut) throw new Refusal('SYNC_RELAY_UNREACHABLE');
    const reply = await plainLine(relay)(request);
    if (request.method === 'PUT' && reply.status === 201) whole += 1;
    return reply;
  };
  const { self } = a.open;
  const visitor = new RelayVisit(line, cardOf(), { device: self.deviceId, office: self.officeId, key: self.deviceKey });
  await sendByRelay(visitor, new TestPace(), async (work) => work(a.open), { packed: 4_000 }).catch(
    (error: unknown) => {
      if (whole < cut) throw error;
    },
  );
  return whole;
}

describe('a train of several bundles over the relay', () => {
  it('goes bundle by bundle, also after a cut between two, and is read in any order', async () => {
    const ids: CaseId[] = [];
    for (const document of documents) ids.push(await a.register(document));
    queueForRelay(a.open, { office: b.id, selection: { cases: ids } });
    expect(await sendInSmallBundles(2)).toBe(2);
    expect((await a.link(b)).train).toMatchObject({ done: 2 });
    const first = await visit(b);
    expect(first.received.length).toBe(2);
    const rest = await sendInSmallBundles();
    expect(rest).toBeGreaterThanOrEqual(1);
    expect((await a.link(b)).train).toBeUndefined();
    const last = await visit(b);
    expect(last.received.length).toBe(rest);
    const trains = [...first.received, ...last.received].flatMap(({ train }) => train ?? []);
    expect(trains.map(({ i }) => i)).toEqual(Array.from({ length: 2 + rest }, (_, n) => n + 1));
    expect(b.state(ids)).toBe(a.state(ids));
    await visit(a);
    expect(await a.link(b)).toMatchObject({ waitingChanges: 0 });
    for (const office of [a, b]) expect(await visit(office)).toEqual({ received: [], sent: 0 });
  });
});

describe('a train that a stick began', () => {
  it('goes on by relay, is read in the other order, and then there is nothing more to say', async () => {
    const ids: CaseId[] = [];
    for (const document of documents.slice(0, 2)) ids.push(await a.register(document));
    const first = await onSmallStick(ids);
    expect(first.left).toBeGreaterThan(0);
    expect((await a.link(b)).train).toMatchObject({ done: 1 });
    expect((await visit(a)).sent).toBe(1);
    expect((await a.link(b)).train).toBeUndefined();
    expect((await visit(b)).received).toMatchObject([{ train: { i: 2, n: 2, read: 1 } }]);
    await b.read(first.sealed.path);
    expect(b.state(ids)).toBe(a.state(ids));
    await visit(b);
    await visit(a);
    expect(await a.link(b)).toMatchObject({ waitingChanges: 0 });
    expect(await visit(a)).toEqual({ received: [], sent: 0 });
  });
});
