import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as cborg from 'cborg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { makeRelayCard } from '../../main/crypto/relay-card.ts';
import { readOfficeCard } from '../../main/crypto/office-card.ts';
import { cardBytes } from '../../main/office/office-cards.ts';
import type { RelayLine } from '../../main/office/relay/relay-line.ts';
import { demoCases } from '../../scripts/demo/demo-cases.ts';
import { enrolCard } from '../../server/relay/store/devices.ts';
import { OfficeCaller } from '../builders/office-caller.ts';
import { shareable } from '../builders/shareable.ts';
import { Offices, PASSPHRASE, RESOURCES, VERSION, type TestOffice } from '../exchange/office-pair.ts';
import { dataPlace, type DataPlace } from './databases.ts';
import { TestPace, plainLine } from './lines.ts';
import { TestRelay } from './test-relay.ts';
import { wallDay } from '../builders/calendar-days.ts';

// What a person does with a relay, through the calls that the screen makes.
const offices = new Offices();
let place: DataPlace;
let relay: TestRelay;
/** A network appears. */
let appear: () => void;
let line: RelayLine;
let caller: OfficeCaller;
let [a, b]: TestOffice[] = [];
let stick: string;

beforeAll(() => offices.prepare(['KSM', 'BND']), 120_000);
beforeEach(async () => {
  place = await dataPlace('sqlite');
  relay = await new TestRelay(place).start();
  line = plainLine(relay);
  const taken = await offices.take('KSM', 'BND');
  [a, b] = taken.offices;
  stick = taken.stick;
  if (!a || !b) throw new Error('no offices');
  for (const { open } of [a, b]) {
    const bytes = cardBytes(open);
    const card = readOfficeCard(bytes);
    if (card.ok) await enrolCard(relay.database, card.value, bytes, relay.time);
  }
  a.close();
  const world = {
    watchNetwork: (connected: () => void) => {
      appear = connected;
      return () => undefined;
    },
    openLine: () => ({ line: (request: Parameters<RelayLine>[0]) => line(request), close: () => undefined }),
    pace: new TestPace(),
  };
  caller = new OfficeCaller(a.dir, RESOURCES, VERSION, undefined, { relay: world });
  await caller.call('session.signIn', { user: a.user, passphrase: PASSPHRASE });
});
afterEach(async () => {
  caller.close();
  offices.closeAll();
  await relay.stop();
  await place.remove();
});
afterAll(() => {
  offices.remove();
});

function cardFile(): string {
  const path = join(stick, 'marabia.hifadhi-relay');
  const card = { name: 'Marabia relay', url: 'https://relay.example.org', certificate: undefined };
  writeFileSync(path, makeRelayCard(card, relay.key));
  return path;
}
async function connect(): Promise<void> {
  const read = await caller.shell<{ place: string; card: { words: string[] } }>('readRelayCard', { path: cardFile() });
  await caller.call('relay.connect', { place: read.place, words: read.card.words });
}
/** Registers a child and chooses the case for the other office. */
async function queueOne(): Promise<void> {
  if (!a || !b) throw new Error('no offices');
  const [document] = demoCases(RESOURCES, 20_260, 1, wallDay()).map(shareable);
  const { draftId } = await caller.call('cases.startRegistration', { notSameAs: [] });
  const full = { values: { ...document?.values, status: 'open' }, rows: document?.rows };
  await caller.call('cases.saveDraft', { draftId, document: full as never, accepted: [], notSameAs: [] });
  const { caseId } = await caller.call('cases.save', { draftId });
  expect(await caller.call('relay.queue', { office: b.id, selection: { cases: [caseId] } })).toEqual({ cases: 1 });
}
/** Begins a visit as a person does, and waits until it is over. */
async function visit(): Promise<void> {
  expect((await caller.call('relay.visit', {})).visiting).toBe(true);
  await caller.office.open?.relay.now();
}

it('connects with a card after its words were compared, and with nothing else', async () => {
  expect(await caller.call('relay.status', {})).toMatchObject({ relay: null, automatic: true, metered: false });
  const { place: named, card } = await caller.shell<{ place: string; card: { words: string[] } }>('readRelayCard', {
    path: cardFile(),
  });
  const other = [...card.words].reverse();
  expect(await caller.refused('relay.connect', { place: named, words: other })).toBe('SYNC_CARD_MISMATCH');
  writeFileSync(join(stick, 'no.hifadhi-relay'), 'no card');
  const reply = await caller.office.shell('readRelayCard', { path: join(stick, 'no.hifadhi-relay') });
  expect(reply).toMatchObject({ ok: false, error: { code: 'SYNC_RELAY_CARD_INVALID' } });
  const status = await caller.call('relay.connect', { place: named, words: card.words });
  expect(status.relay).toMatchObject({ name: 'Marabia relay', url: 'https://relay.example.org', words: card.words });
  const settings = { automatic: false, metered: true, cap: 10_000 };
  expect(await caller.call('relay.settings', settings)).toMatchObject(settings);
  caller.close();
  await caller.call('session.signIn', { user: a?.user ?? ('' as never), passphrase: PASSPHRASE });
  expect(await caller.call('relay.status', {})).toMatchObject(settings);
  expect((await caller.call('relay.settings', { ...settings, cap: null })).cap).toBeNull();
  expect((await caller.call('relay.disconnect', {})).relay).toBeNull();
});

it('brings what a person chose, and says what stood in the way until it did not', async () => {
  await connect();
  await queueOne();
  line = () => Promise.resolve({ status: 200, headers: { 'content-type': 'text/html' }, body: Buffer.from('<html>') });
  await visit();
  expect((await caller.call('relay.status', {})).trouble).toBe('SYNC_RELAY_PORTAL');
  line = plainLine(relay);
  await visit();
  const status = await caller.call('relay.status', {});
  expect(status.trouble).toBeUndefined();
  expect(status.lastContactAtUtc).toBeDefined();
  expect(status.offices.map(({ onTheWay }) => onTheWay)).toEqual([0]);
  expect((await caller.call('exchange.journal', {}))[0]).toMatchObject({ direction: 'out', state: 'written' });
});

it('keeps nobody waiting: people’s calls are answered while a visit waits for the network', async () => {
  await connect();
  let letGo: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (letGo = resolve));
  line = async (request) => {
    await held;
    return plainLine(relay)(request);
  };
  const status = await caller.call('relay.visit', {});
  const visiting = caller.office.open?.relay.now();
  expect(status.visiting).toBe(true);
  expect((await caller.call('exchange.offices', {})).length).toBe(1);
  letGo();
  await visiting;
  expect((await caller.call('relay.status', {})).trouble).toBeUndefined();
});

it('ends a visit to a relay that is left meanwhile, and writes nothing of it down', async () => {
  await connect();
  const asked: string[] = [];
  line = async (request) => {
    asked.push(`${request.method} ${request.path}`);
    if (request.path.startsWith('/v1/mailbox')) await caller.call('relay.disconnect', {});
    return plainLine(relay)(request);
  };
  await visit();
  expect(asked.at(-1)).toBe('GET /v1/mailbox?after=0');
  const status = await caller.call('relay.status', {});
  expect([status.relay, status.trouble, status.lastContactAtUtc]).toEqual([null, undefined, undefined]);
});

it('visits the relay soon when a connection appears, and not while it costs money', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    await connect();
    await visit();
    appear();
    // Asked behind what the news of the connection asks the office for.
    expect((await caller.call('relay.status', {})).visiting).toBe(false);
    await vi.advanceTimersByTimeAsync(5000);
    expect((await caller.call('relay.status', {})).visiting).toBe(true);
    await caller.office.open?.relay.now();

    await caller.call('relay.settings', { automatic: true, metered: true });
    appear();
    await caller.call('relay.status', {});
    await vi.advanceTimersByTimeAsync(600_000);
    expect((await caller.call('relay.status', {})).visiting).toBe(false);
  } finally {
    vi.useRealTimers();
  }
});

it('does not try again for an office before the relay said that there may be room', async () => {
  await connect();
  await queueOne();
  let puts = 0;
  line = (request) => {
    if (request.method !== 'PUT') return plainLine(relay)(request);
    puts += 1;
    const headers = { 'hifadhi-relay': '1', 'retry-after': '3600' };
    return Promise.resolve({ status: 429, headers, body: cborg.encode({ v: 1, code: 'RELAY_QUOTA' }) });
  };
  await visit();
  expect((await caller.call('relay.status', {})).offices).toMatchObject([{ trouble: 'SYNC_RELAY_FULL' }]);
  const tried = puts;
  await visit();
  expect([tried > 0, puts]).toEqual([true, tried]);
});
