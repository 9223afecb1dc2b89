import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CaseDocument } from '#core/forms/types.ts';
import { demoCases } from '../../scripts/demo/demo-cases.ts';
import { readOfficeCard } from '../../main/crypto/office-card.ts';
import { relayKeyOf } from '../../main/crypto/relay-login.ts';
import { cardBytes } from '../../main/office/office-cards.ts';
import { relayState } from '../../main/office/relay/relay-state.ts';
import { visitRelay, type Visited } from '../../main/office/relay/visit-relay.ts';
import { enrolCard } from '../../server/relay/store/devices.ts';
import { wallDay } from '../builders/calendar-days.ts';
import { shareable } from '../builders/shareable.ts';
import { Offices, RESOURCES, type TestOffice } from '../exchange/office-pair.ts';
import { dataPlace, type DataPlace } from './databases.ts';
import { TestPace, plainLine } from './lines.ts';
import { TestRelay } from './test-relay.ts';

const offices = new Offices();
let document: CaseDocument;
let place: DataPlace;
let relay: TestRelay;

beforeAll(async () => {
  const [made] = demoCases(RESOURCES, 20_260, 1, wallDay()) as [CaseDocument];
  document = shareable(made);
  await offices.prepare(['KSM', 'BND'], ['LWN']);
  place = await dataPlace('sqlite');
  relay = await new TestRelay(place).start();
}, 120_000);
afterAll(async () => {
  offices.remove();
  await relay.stop();
  await place.remove();
});

/** The relay's operator lets in one computer, and says that it is another one of an office that is known. */
async function enrol(office: TestOffice): Promise<void> {
  const bytes = cardBytes(office.open);
  const card = readOfficeCard(bytes);
  if (!card.ok) throw new Error('no card');
  await enrolCard(relay.database, card.value, bytes, relay.time, true);
}
const visit = (office: TestOffice): Promise<Visited> => {
  const card = { name: 'R', url: 'https://relay.example.org', key: relayKeyOf(relay.key), certificate: undefined };
  return visitRelay({ line: plainLine(relay), card }, new TestPace(), async (work) => work(office.open));
};

it('two computers of one office bring each other everything, and neither reads what it wrote itself', async () => {
  const [a] = (await offices.take('KSM')).offices as [TestOffice];
  await enrol(a);
  a.close();
  const dir = offices.bareFolderOf(a);
  await a.signIn();
  const twin = await offices.openAt(dir, a);
  await enrol(twin);
  // The first one learns of the second by its first bundle, wherever that comes from.
  await visit(twin);
  await visit(a);
  const caseId = await twin.register(document);
  await visit(twin);
  await visit(a);
  expect(a.open.repos.cases.byId(caseId)?.code).toBe(twin.open.repos.cases.byId(caseId)?.code);
  await visit(twin);
  expect(await twin.link(a)).toMatchObject({ own: true, waitingChanges: 0, computers: { count: 1, behind: 0 } });
  for (const office of [a, twin]) expect(relayState(office.open)).toMatchObject({ refused: [], parked: [] });
  // Nothing is told twice: a visit without news brings nothing.
  await visit(a);
  expect(await visit(twin)).toMatchObject({ sent: 0 });
  expect(await visit(a)).toMatchObject({ sent: 0 });
  // A tree of places that one bundle cannot hold comes with the next ones by itself, and only once.
  const path = join(a.dir, 'places.csv');
  const name = (i: number): string => createHash('sha256').update(String(i)).digest('base64url');
  const lines = Array.from({ length: 20_000 }, (_, i) => `A${String(i)},,1,${name(i)}`);
  writeFileSync(path, ['code,parent,level,name', ...lines].join('\n'));
  const { hash } = await a.caller.shell<{ hash: string }>('readAreas', { path });
  await a.caller.call('config.takeAreas', { hash });
  for (let round = 0; round < 2; round += 1) {
    await visit(a);
    await visit(twin);
  }
  expect(await twin.caller.call('config.areas', {})).toHaveLength(lines.length);
  await visit(a);
  expect(await visit(twin)).toMatchObject({ sent: 0 });
  expect(await visit(a)).toMatchObject({ sent: 0 });
}, 120_000);
