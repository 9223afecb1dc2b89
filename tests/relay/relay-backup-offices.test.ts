import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Output } from '#core/contracts/index.ts';
import type { CaseDocument } from '#core/forms/types.ts';
import type { CaseId, UserId } from '#core/ids.ts';
import { Refusal } from '#core/result.ts';
import { readOfficeCard } from '../../main/crypto/office-card.ts';
import { makeRelayCard } from '../../main/crypto/relay-card.ts';
import { signingKey } from '../../main/crypto/ed25519.ts';
import { isKeyFileName } from '../../main/crypto/key-file-store.ts';
import { newId } from '../../main/crypto/hashing.ts';
import type { Clock } from '../../main/office/clock.ts';
import { attachmentStore } from '../../main/office/attachment-access.ts';
import type { OpenOffice } from '../../main/office/open-office.ts';
import { cardBytes } from '../../main/office/office-cards.ts';
import { dropSealed } from '../../main/office/relay/send-by-relay.ts';
import { putRelayState } from '../../main/office/relay/relay-state.ts';
import type { RelayLine, RelayRequest } from '../../main/office/relay/relay-line.ts';
import type { RelayWorld } from '../../main/office/relay/relay-visits.ts';
import { demoCases } from '../../scripts/demo/demo-cases.ts';
import { enrolCard } from '../../server/relay/store/devices.ts';
import { withCheapKeys } from '../builders/cheap-keys.ts';
import { copyOffice } from '../builders/copy-office.ts';
import { OfficeCaller } from '../builders/office-caller.ts';
import { dataPlace } from './databases.ts';
import { TestPace, plainLine } from './lines.ts';
import { losePieces, missingPieces } from './lost-pieces.ts';
import { RELAY_SEED, TestRelay } from './test-relay.ts';

const RESOURCES = join(import.meta.dirname, '../../resources');
const PASSPHRASE = 'amber lantern crosses the quiet river';
const DAY = 86_400_000;
const root = mkdtempSync(join(tmpdir(), 'hifadhi-relay-backup-'));
let time = Date.UTC(2026, 10, 26, 8);
const clock: Clock = { now: () => (time += 1000) };
let words: readonly string[];
let head: UserId;
let relay: TestRelay;
let caller: OfficeCaller;
let dir: string;
let cardPath: string;
/** What is asked of the relay, and what is done in place of some of it. */
let asked: RelayRequest[];
let hinder: (request: RelayRequest) => void;
let n = 0;

const world = (): RelayWorld => {
  const line: RelayLine = (request) => {
    asked.push(request);
    hinder(request);
    return plainLine(relay)(request);
  };
  return { openLine: () => ({ line, close: () => undefined }), pace: new TestPace() };
};
const open = (): OpenOffice => {
  const { open: now } = caller.office;
  if (!now) throw new Error('closed');
  return now;
};
const state = async (): Promise<Output<'safety.state'>['backups']['relay']> =>
  (await caller.call('safety.state', {})).backups.relay;
const visit = (): Promise<void> => open().relay.now();
const pieces = (): RelayRequest[] => asked.filter(({ method }) => method === 'PUT');

async function signIn(where: string): Promise<void> {
  dir = where;
  caller = new OfficeCaller(where, RESOURCES, '0.1.0', clock, { relay: world() });
  await caller.call('session.signIn', { user: head, passphrase: PASSPHRASE });
}
async function enrol(): Promise<void> {
  const bytes = cardBytes(open());
  const card = readOfficeCard(bytes);
  if (!card.ok) throw new Error('no card');
  await enrolCard(relay.database, card.value, bytes, relay.time, true);
}

beforeAll(async () => {
  const first = new OfficeCaller(join(root, 'made'), RESOURCES, '0.1.0', clock);
  const kit = await first.call('setup.prepareKit', {});
  words = kit.words;
  await first.call('setup.verifyKit', { words: kit.check.map((i) => words[i - 1] ?? '') });
  const session = await withCheapKeys(() =>
    first.call('setup.create', {
      language: 'en',
      programmeName: 'Marabia child protection',
      officeName: 'Kisimani',
      officeCode: 'KSM',
      timeZone: 'Africa/Nairobi',
      workingDays: [1, 2, 3, 4, 5],
      administrator: { name: 'Head', passphrase: PASSPHRASE, alsoSupervisor: true },
      profile: 'full',
    }),
  );
  head = session.user.id;
  first.close();
}, 120_000);
beforeEach(async () => {
  relay = await new TestRelay(await dataPlace('sqlite')).start();
  asked = [];
  hinder = () => undefined;
  const here = join(root, `office-${String(++n)}`);
  copyOffice(join(root, 'made'), here);
  await signIn(here);
  await enrol();
  cardPath = join(root, `${String(n)}.hifadhi-relay`);
  const card = makeRelayCard(
    { name: 'Marabia relay', url: 'https://relay.example.org', certificate: undefined },
    signingKey(RELAY_SEED),
  );
  writeFileSync(cardPath, card);
  putRelayState(open(), { card: card.toString('base64url'), automatic: false });
}, 60_000);
afterEach(async () => {
  caller.close();
  await relay.stop();
  await relay.place.remove();
});
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

const turnOn = (): Promise<Output<'safety.startRelay'>> => caller.call('safety.startRelay', { words: [...words] });
/** A case with an attached file of this text. */
async function attach(text: string): Promise<CaseId> {
  const [made] = demoCases(RESOURCES, 20_260, 1, '2026-11-20') as [CaseDocument];
  const { draftId, document: begun } = await caller.call('cases.startRegistration', { notSameAs: [] });
  const document = { values: { ...begun.values, ...made.values, status: 'open' }, rows: made.rows };
  await caller.call('cases.saveDraft', { draftId, document: document as never, accepted: [], notSameAs: [] });
  const { caseId } = await caller.call('cases.save', { draftId });
  const stored = attachmentStore(open()).put(Buffer.from(text));
  if (!stored.ok) throw new Error(stored.error.code);
  const about = {
    coll: 'case',
    field: 'photo',
    kind: 'document',
    mime: 'application/pdf',
    name: '',
    signed: null,
  } as const;
  const caseN = open().repos.cases.byId(caseId)?.n ?? 0;
  const one = { id: newId<string>(), caseN, ...about, bytes: text.length, userId: head, at: 0, hash: stored.value };
  open().repos.attachments.add(one, null);
  return caseId;
}
async function elsewhere(): Promise<OfficeCaller> {
  const folder = join(root, `new-${String(n)}`);
  mkdirSync(folder, { recursive: true });
  return Promise.resolve(new OfficeCaller(join(folder, 'office'), RESOURCES, '0.1.0', clock, { relay: world() }));
}
async function placeOf(there: OfficeCaller): Promise<string> {
  return (await there.shell<{ place: string }>('nameRelayCard', { path: cardPath })).place;
}

describe('backups at a relay', () => {
  it('are put once the words of the kit were typed, and not again while nothing changed', async () => {
    await visit();
    expect([await state(), pieces().length]).toMatchObject([{ mode: 'off', kept: 0 }, 0]);
    const wrong = [...words.slice(1), words[0] ?? ''];
    expect(await caller.refused('safety.startRelay', { words: wrong })).toBe('KEY_KIT_WRONG');
    await turnOn();
    await visit();
    expect(await state()).toMatchObject({ relay: 'Marabia relay', mode: 'on', kept: 1, last: {} });
    expect((await state()).trouble).toBeUndefined();
    expect(existsSync(join(dir, 'relay-backup'))).toBe(false);
    const first = pieces().length;
    expect(first).toBeGreaterThan(1);
    await visit();
    time += 2 * DAY;
    await visit();
    expect(pieces().length).toBe(first);
    // What did not change is not brought again; what only an older one needs goes.
    for (let i = 0; i < 2; i++) {
      await caller.call('safety.putRelay', {});
      await visit();
    }
    expect((await state()).kept).toBe(2);
    const rows = open().repos.backups.relayed();
    expect(rows.map(({ number }) => number)).toEqual([3, 2]);
  }, 60_000);

  it('come back on a new computer with the relay card and the words alone', async () => {
    const caseId = await attach('A letter from the school');
    const [file = ''] = readdirSync(join(dir, 'attachments'));
    await turnOn();
    await visit();
    caller.close();
    const there = await elsewhere();
    const place = await placeOf(there);
    // Words whose checksum is wrong; one word changed at random would be the kit of nobody once in 256 times.
    const other = words.map(() => 'abandon');
    expect(await there.refused('setup.lookAtRelay', { place, words: other })).toBe('KEY_KIT_WRONG');
    const { backups } = await there.call('setup.lookAtRelay', { place, words: [...words] });
    expect(backups).toMatchObject([{ code: 'KSM', name: 'Kisimani', number: 1, cases: 1, files: 1 }]);
    const top = backups[0]?.top ?? '';
    // Cut in the middle, with half a piece written: what was whole is not fetched again.
    let fetched = 0;
    hinder = ({ method, path }) => {
      if (method === 'GET' && path.startsWith('/v1/bundles/') && ++fetched === 8) throw new Refusal('AUTH_LOCKED');
    };
    await there.refused('setup.restoreFromRelay', { place, words: [...words], top });
    hinder = () => undefined;
    expect(existsSync(join(root, `new-${String(n)}`, 'office'))).toBe(false);
    expect(await there.call('setup.restoreFromRelay', { place, words: [...words], top })).toEqual({ missingFiles: 0 });
    expect(readdirSync(join(root, `new-${String(n)}`))).toEqual(['office']);
    there.close();
    // The office goes on as a new computer, whose backups are its own from the first on.
    await signIn(join(root, `new-${String(n)}`, 'office'));
    expect((await caller.call('cases.open', { caseId })).caseId).toBe(caseId);
    expect(readdirSync(join(dir, 'attachments'))).toEqual([file]);
    await enrol();
    await caller.call('safety.putRelay', {});
    await visit();
    expect(await state()).toMatchObject({ mode: 'on', kept: 1 });
    expect((await state()).kitUsedUtc).toBeDefined();
  }, 90_000);

  it('go on where a cut or a kill left them, and not at all when the copy was dropped', async () => {
    await turnOn();
    let puts = 0;
    hinder = ({ method }) => {
      if (method === 'PUT' && ++puts > 3) throw new Refusal('AUTH_LOCKED');
    };
    await visit();
    expect(existsSync(join(dir, 'relay-backup', 'facts.json'))).toBe(true);
    // Killed: the folder as it lies there is all that is left.
    const after = join(root, `killed-${String(n)}`);
    cpSync(dir, after, { recursive: true });
    caller.close();
    hinder = () => undefined;
    asked = [];
    await signIn(after);
    await enrol();
    await visit();
    expect(await state()).toMatchObject({ mode: 'on', kept: 1 });
    await caller.call('safety.putRelay', {});
    hinder = ({ method }) => {
      if (method === 'PUT') {
        dropSealed(open());
        hinder = () => undefined;
      }
    };
    await visit();
    expect((await state()).kept).toBe(1);
    expect(existsSync(join(after, 'relay-backup'))).toBe(false);
  }, 60_000);

  it('wait on a connection that costs money until somebody asks, and say when the relay is full', async () => {
    await turnOn();
    putRelayState(open(), { metered: true });
    await visit();
    expect(await state()).toMatchObject({ kept: 0, metered: true });
    await caller.call('safety.putRelay', {});
    await visit();
    expect((await state()).kept).toBe(1);
    putRelayState(open(), { metered: false });
    relay.settings = { ...relay.settings, room: { office: 1, whole: 1 } };
    await relay.restart();
    await caller.call('safety.putRelay', {});
    await visit();
    expect(await state()).toMatchObject({ kept: 1, trouble: 'SYNC_RELAY_FULL' });
    const before = asked.length;
    await visit();
    expect(asked.slice(before).some(({ method }) => method === 'PUT')).toBe(false);
  }, 60_000);

  it('count only when all of their pieces are there: what the relay lost meanwhile is brought again', async () => {
    await turnOn();
    hinder = ({ method }) => {
      // The top is sealed by now, and does not get through.
      if (method === 'PUT' && existsSync(join(dir, 'relay-backup', 'top'))) throw new Refusal('AUTH_LOCKED');
    };
    await visit();
    expect(existsSync(join(dir, 'relay-backup', 'top'))).toBe(true);
    const key = readdirSync(join(dir, 'relay-backup')).filter(isKeyFileName);
    expect(key).toEqual(['office.keys.spool.json']);
    hinder = () => undefined;
    await losePieces(relay.database);
    await visit();
    expect(await state()).toMatchObject({ mode: 'on', kept: 1 });
    const [row] = open().repos.backups.relayed();
    expect(await missingPieces(relay.database, row?.pieces ?? Buffer.alloc(0))).toBe(0);
    expect(row?.pieces.length).toBeGreaterThan(0);
    // A top that a power cut tore is made again.
    await caller.call('safety.putRelay', {});
    hinder = ({ method }) => {
      if (method === 'PUT' && existsSync(join(dir, 'relay-backup', 'top'))) throw new Refusal('AUTH_LOCKED');
    };
    await visit();
    hinder = () => undefined;
    writeFileSync(join(dir, 'relay-backup', 'top'), '');
    await visit();
    expect(await state()).toMatchObject({ mode: 'on', kept: 2 });
  }, 60_000);

  it('are put again when the relay has lost them, and are kept there as long as the computer comes', async () => {
    await turnOn();
    await visit();
    const drops = (): number => asked.filter(({ path }) => path === '/v1/backups/drop').length;
    const before = drops();
    await visit();
    expect(drops()).toBe(before);
    time += DAY;
    await visit();
    expect(drops()).toBe(before + 1);
    await losePieces(relay.database);
    time += DAY;
    await visit();
    expect(await state()).toMatchObject({ mode: 'on', kept: 1 });
    const [row] = open().repos.backups.relayed();
    expect(await missingPieces(relay.database, row?.pieces ?? Buffer.alloc(0))).toBe(0);
    // Another relay has none of them: what was written down says nothing about it.
    putRelayState(open(), {
      card: makeRelayCard(
        { name: 'Other relay', url: 'https://relay.example.org', certificate: undefined },
        signingKey(RELAY_SEED),
      ).toString('base64url'),
    });
    const count = pieces().length;
    await losePieces(relay.database);
    await visit();
    expect(pieces().length).toBeGreaterThan(count);
    expect(await state()).toMatchObject({ kept: 1 });
  }, 60_000);

  it('say that a kit was used also when it is found in the visit that drops everything', async () => {
    await turnOn();
    await visit();
    const there = await elsewhere();
    await there.call('setup.lookAtRelay', { place: await placeOf(there), words: [...words] });
    there.close();
    await caller.call('safety.stopRelay', {});
    await visit();
    expect((await state()).kitUsedUtc).toBeDefined();
    expect(await state()).toMatchObject({ mode: 'off', kept: 0 });
  }, 60_000);

  it('go from the relay when nobody wants them any more', async () => {
    await turnOn();
    await visit();
    await caller.call('safety.stopRelay', {});
    await visit();
    expect(await state()).toMatchObject({ mode: 'off', kept: 0 });
    const there = await elsewhere();
    const code = await there.refused('setup.lookAtRelay', { place: await placeOf(there), words: [...words] });
    expect(code).toBe('SYNC_RELAY_NOT_PERMITTED');
    there.close();
  }, 60_000);
});
