import { generateHybridIdentity, identityToRecipient } from 'age-encryption';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { DirectoryEntry } from '#core/exchange/trust.ts';
import type { OfficeId } from '#core/ids.ts';
import { hashOf, makeDeviceCertificate, makeOfficeCertificate } from '../../main/crypto/certificates.ts';
import { publicBytes } from '../../main/crypto/ed25519.ts';
import { newId } from '../../main/crypto/hashing.ts';
import { deviceIdOf } from '../../main/crypto/office-card.ts';
import { relayKeyOf } from '../../main/crypto/relay-login.ts';
import { readTrust } from '../../main/crypto/trust-package.ts';
import { signDirectory } from '../../main/office/authority.ts';
import { relayState } from '../../main/office/relay/relay-state.ts';
import { visitRelay } from '../../main/office/relay/visit-relay.ts';
import type { RelayLine } from '../../main/office/relay/relay-line.ts';
import { packageBytes } from '../../main/office/trust-file.ts';
import { takeTrust, trustStanding } from '../../server/relay/store/programme.ts';
import { newKey } from '../builders/trust-world.ts';
import { Offices, type TestOffice } from '../exchange/office-pair.ts';
import { becomeAuthority, joinProgramme } from '../exchange/trust-steps.ts';
import { dataPlace, type DataPlace } from './databases.ts';
import { TestPace, plainLine } from './lines.ts';
import { TestRelay } from './test-relay.ts';

/** More certificates than one answer of a relay names. */
const OFFICES = 20;
const COMPUTERS = 52;
const offices = new Offices();
let place: DataPlace;
let relay: TestRelay;
let a: TestOffice;
let b: TestOffice;

beforeAll(async () => {
  await offices.prepare(['KSM', 'BND', 'LWN']);
}, 240_000);
beforeEach(async () => {
  const taken = await offices.take('KSM', 'BND');
  [a, b] = taken.offices as [TestOffice, TestOffice];
  await becomeAuthority(a, taken.stick);
  await joinProgramme(b, a, taken.stick);
  place = await dataPlace('sqlite');
  relay = await new TestRelay(place).start();
}, 60_000);
afterEach(async () => {
  offices.closeAll();
  await relay.stop();
  await place.remove();
});
afterAll(() => {
  offices.remove();
});

/** Certificates of an office with many computers, and their entries in a list. */
function manyComputers(recipient: string, computers: number): { entries: DirectoryEntry[]; certs: Uint8Array[] } {
  const [id, admin] = [newId<OfficeId>(), newKey()];
  const admins = [publicBytes(admin)];
  const office = makeOfficeCertificate({ office: id, code: 'FAR', name: 'Far away', admins }, admin);
  const made = Array.from({ length: computers }, () => {
    const key = newKey();
    const device = deviceIdOf(publicBytes(key));
    const facts = { office: id, device, signingKey: publicBytes(key), recipient };
    const bytes = makeDeviceCertificate(facts, { device: key, admin });
    return { bytes, entry: { kind: 'device', subject: device, cert: hashOf(bytes) } as const };
  });
  return {
    entries: [{ kind: 'office', subject: id, cert: hashOf(office) }, ...made.map(({ entry }) => entry)],
    certs: [office, ...made.map(({ bytes }) => bytes)],
  };
}

/** A visit, and how many requests and bytes of the programme's list it took each way. */
async function visit(office: TestOffice): Promise<{ puts: number; gets: number; up: number; down: number }> {
  const moved = { puts: 0, gets: 0, up: 0, down: 0 };
  const line: RelayLine = async (request) => {
    const reply = await plainLine(relay)(request);
    if (!request.path.startsWith('/v1/trust')) return reply;
    moved[request.method === 'PUT' ? 'puts' : 'gets'] += 1;
    moved.up += request.body?.length ?? 0;
    moved.down += reply.body.length;
    return reply;
  };
  const card = { name: 'R', url: 'https://relay.example.org', key: relayKeyOf(relay.key), certificate: undefined };
  await visitRelay({ line, card }, new TestPace(), async (work) => work(office.open));
  return moved;
}

it('goes over a relay with more than a thousand computers, in a bounded number of requests, and then not again', async () => {
  const offered = readTrust(packageBytes(a.open));
  if (!offered) throw new Error('no list');
  await takeTrust(relay.database, offered, relay.time, { pin: true });
  const recipient = await identityToRecipient(await generateHybridIdentity());
  const all = Array.from({ length: OFFICES }, () => manyComputers(recipient, COMPUTERS));
  const entries = all.flatMap((one) => one.entries);
  const certs = all.flatMap((one) => one.certs);
  a.open.db.transaction(() => {
    signDirectory(a.open, entries, certs, undefined);
  });
  const size = certs.reduce((sum, { length }) => sum + length, 0);

  const brought = await visit(a);
  expect(await trustStanding(relay.database)).toMatchObject({ dn: 3, m: [] });
  // The list goes along with each package, and is no more of it than half.
  expect(brought.up).toBeLessThan(2.5 * size);
  expect(brought.puts).toBeLessThan(OFFICES + 2);

  const fetched = await visit(b);
  expect(fetched.puts).toBe(0);
  expect(fetched.down).toBeLessThan(1.2 * size);
  const { directory, offices: known } = await b.caller.call('trust.state', {});
  expect(directory?.version).toBe(3);
  const standings = known.flatMap(({ computers }) => computers.map(({ standing }) => standing));
  expect(standings.filter((standing) => standing === 'listed').length).toBe(OFFICES * COMPUTERS + 2);
  expect(relayState(b.open)).toMatchObject({ list: { version: 3 }, news: { version: 3 } });

  // Whoever has seen it asks one short question.
  await visit(a);
  for (const office of [a, b]) expect(await visit(office)).toMatchObject({ puts: 0, gets: 1, up: 0 });
}, 240_000);
