import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { Refusal } from '#core/result.ts';
import { relayKeyOf } from '../../main/crypto/relay-login.ts';
import { readTrust } from '../../main/crypto/trust-package.ts';
import { momentAt } from '../../main/office/moment-here.ts';
import { visitRelay } from '../../main/office/relay/visit-relay.ts';
import type { RelayLine } from '../../main/office/relay/relay-line.ts';
import { putRelayState, relayState } from '../../main/office/relay/relay-state.ts';
import { toBytes } from '../../main/crypto/cbor.ts';
import { signingKey } from '../../main/crypto/ed25519.ts';
import { makeRelayCard } from '../../main/crypto/relay-card.ts';
import { nothing } from '../../server/relay/store/database.ts';
import { takeTrust, trustStanding } from '../../server/relay/store/programme.ts';
import { Offices, type TestOffice } from '../exchange/office-pair.ts';
import { becomeAuthority, joinProgramme, trustFileOf } from '../exchange/trust-steps.ts';
import { KINDS, dataPlace, type DataPlace } from './databases.ts';
import { TestPace, plainLine } from './lines.ts';
import { RELAY_SEED, TestRelay } from './test-relay.ts';

const offices = new Offices();
let place: DataPlace;
let relay: TestRelay;
/** The authority, an office that joined, and one that is about to. */
let a: TestOffice;
let b: TestOffice;
let c: TestOffice;
let stick: string;

beforeAll(async () => {
  await offices.prepare(['KSM', 'BND', 'LWN']);
}, 240_000);
beforeEach(async () => {
  const taken = await offices.take('KSM', 'BND', 'LWN');
  stick = taken.stick;
  [a, b, c] = taken.offices as [TestOffice, TestOffice, TestOffice];
  await becomeAuthority(a, stick);
  await joinProgramme(b, a, stick);
});
afterEach(async () => {
  offices.closeAll();
  await relay.stop();
  await place.remove();
});
afterAll(() => {
  offices.remove();
});

async function visit(office: TestOffice, line: RelayLine = plainLine(relay)): Promise<string> {
  const card = { name: 'R', url: 'https://relay.example.org', key: relayKeyOf(relay.key), certificate: undefined };
  try {
    await visitRelay({ line, card }, new TestPace(), async (work) => work(office.open));
    return 'well';
  } catch (error) {
    return error instanceof Refusal ? error.error.code : String(error);
  }
}
/** The office has the relay's card, as if people had compared its words. */
function connect(office: TestOffice): void {
  const about = { name: 'R', url: 'https://relay.example.org', certificate: undefined };
  putRelayState(office.open, { card: makeRelayCard(about, signingKey(RELAY_SEED)).toString('base64url') });
}
/** The list that an office goes by, and what it says of the computers of another one. */
async function seen(at: TestOffice, of: TestOffice): Promise<unknown[]> {
  const { directory, offices: all } = await at.caller.call('trust.state', {});
  const computers = all.find(({ officeId }) => officeId === of.id)?.computers ?? [];
  return [directory?.version, ...computers.map(({ standing }) => standing)];
}

it.each(KINDS)(
  'carries the list of the programme between offices by itself, and never an older one, on %s',
  async (kind) => {
    place = await dataPlace(kind);
    relay = await new TestRelay(place).start();
    const offered = readTrust(readFileSync(await trustFileOf(a, stick)));
    if (!offered) throw new Error('no list');
    expect(await visit(a)).toBe('SYNC_RELAY_NOT_PERMITTED');
    expect(await takeTrust(relay.database, offered, relay.time, { pin: true })).toBe('taken');
    expect([await visit(a), await visit(b)]).toEqual(['well', 'well']);
    connect(b);

    // A third office is enrolled by stick; no card goes to the operator, and no stick to the second office.
    await joinProgramme(c, a, stick);
    expect(await visit(c)).toBe('SYNC_RELAY_NOT_PERMITTED');
    expect(await visit(a)).toBe('well');
    expect(await visit(c)).toBe('well');
    expect(await seen(b, c)).toEqual([2, 'known']);
    // A relay that was put back has given numbers again that the second office had seen of others.
    await relay.database.rows(nothing, `update trust_object set seq = seq + 1000 where kind <> 'directory'`);
    const [list] = await relay.database.rows(
      z.object({ seq: z.int() }),
      `select seq from trust_object where kind = 'directory'`,
    );
    putRelayState(b.open, { trustSeq: list?.seq });
    expect(await visit(b)).toBe('well');
    expect(await seen(b, c)).toEqual([3, 'listed']);
    // It is news of that visit, told beside what the relay has.
    const status = await b.caller.call('relay.status', {});
    expect(status.list).toMatchObject({ here: { version: 3 }, there: { version: 3 }, state: 'same' });
    expect(status.list?.there?.issuedAtUtc).toBe(status.list?.here.issuedAtUtc);
    expect(status.list?.cameAtUtc).toBeDefined();
    expect(await trustStanding(relay.database)).toMatchObject({ dn: 3, m: [] });

    // The third is taken out: refused at the relay at once, and known at the second office with its next visit.
    const { trustSeq } = relayState(b.open);
    const goodUntil = momentAt(Date.now() - 120_000, 'UTC');
    await a.caller.call('trust.revoke', { deviceId: c.open.self.deviceId, goodUntil, why: 'stolen from the car' });
    expect(await visit(a)).toBe('well');
    expect(await visit(c)).toBe('SYNC_RELAY_REVOKED');
    expect(await visit(b)).toBe('well');
    expect(await seen(b, c)).toEqual([4, 'revoked']);
    expect(relayState(b.open).trustSeq).toBeGreaterThan(trustSeq ?? 0);

    // A relay put back to before: the office does not go back with it, and brings it what it has lost.
    await relay.database.rows(nothing, 'delete from trust_object');
    await takeTrust(relay.database, offered, relay.time, { pin: true });
    expect(await visit(b)).toBe('well');
    expect(await seen(b, c)).toEqual([4, 'revoked']);
    expect(await trustStanding(relay.database)).toMatchObject({ dn: 4 });
    expect(await visit(c)).toBe('SYNC_RELAY_REVOKED');

    // A certificate that the relay cannot prove is brought to it once for a list, and not at each visit.
    a.open.db
      .write<[string, Uint8Array]>('DELETE FROM trust_certificate WHERE kind = ? AND subject = ?')
      .run('office', toBytes(c.id));
    await relay.database.rows(
      nothing,
      `delete from trust_object where kind in ('office', 'device') and subject in ($1, $2)`,
      [toBytes(c.id), toBytes(c.open.self.deviceId)],
    );
    let puts = 0;
    const counting: RelayLine = (request) => {
      if (request.method === 'PUT' && request.path === '/v1/trust') puts += 1;
      return plainLine(relay)(request);
    };
    expect([await visit(a, counting), puts]).toEqual(['well', 1]);
    expect((await trustStanding(relay.database)).m.length).toBe(2);
    expect([await visit(a, counting), puts]).toEqual(['well', 1]);
    // Another list may name another certificate, and whoever has what is needed to prove it brings that.
    await a.caller.call('trust.reinstate', { deviceId: c.open.self.deviceId, why: 'the car was found' });
    expect([await visit(a, counting), puts]).toEqual(['well', 3]);
    expect([await visit(a, counting), puts]).toEqual(['well', 3]);
    expect(await visit(b)).toBe('well');
    expect(await trustStanding(relay.database)).toMatchObject({ dn: 5, m: [] });

    // A relay that was left is no witness of the list, nor of the time.
    await b.caller.call('relay.disconnect', {});
    expect(relayState(b.open)).not.toHaveProperty('list');

    // A line that carries no list goes on to the cases, and says so afterwards.
    const bad: RelayLine = (request) =>
      request.path.startsWith('/v1/trust')
        ? Promise.reject(new Refusal('SYNC_RELAY_UNREACHABLE'))
        : plainLine(relay)(request);
    expect(await visit(b, bad)).toBe('well');
    expect(relayState(b.open).trouble).toBe('SYNC_RELAY_UNREACHABLE');
  },
  120_000,
);
