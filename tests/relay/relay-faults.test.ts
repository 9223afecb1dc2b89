import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { newId } from '../../main/crypto/hashing.ts';
import type { OfficeId } from '#core/ids.ts';
import type { RelayDatabase, Sql } from '../../server/relay/store/database.ts';
import { sweep } from '../../server/relay/sweep.ts';
import { KINDS, dataPlace, type DataPlace } from './databases.ts';
import { TestRelay, computer, sha256, type Visitor } from './test-relay.ts';

class Killed extends Error {}

/** A database that dies at the statement `left` says: it, and everything after it, is answered by nobody. */
function dyingAt(database: RelayDatabase, left: { statements: number }): RelayDatabase {
  const dying = (sql: Sql): Sql => ({
    rows: (shape, text, values) => {
      left.statements -= 1;
      if (left.statements < 0) throw new Killed();
      return sql.rows(shape, text, values);
    },
  });
  return {
    ...database,
    ...dying(database),
    transaction: (work) =>
      database.transaction(async (sql) => {
        const result = await work(dying(sql));
        // The end of a transaction is a place to die at too.
        left.statements -= 1;
        if (left.statements < 0) throw new Killed();
        return result;
      }),
  };
}

describe.each(KINDS)('a relay on %s in trouble', (kind) => {
  const places: DataPlace[] = [];
  const relays: TestRelay[] = [];
  const prepare = async (): Promise<TestRelay> => {
    const place = await dataPlace(kind);
    const relay = await new TestRelay(place).start();
    places.push(place);
    relays.push(relay);
    return relay;
  };
  afterEach(async () => {
    for (const relay of relays.splice(0)) await relay.stop();
    for (const place of places.splice(0)) await place.remove();
  });

  /** Brings a bundle as a careful sender does: asks how far it is, goes on there, asks again after any failure. */
  async function bring(
    sender: Visitor,
    to: OfficeId,
    whole: Uint8Array,
    restart: () => Promise<void>,
  ): Promise<number> {
    for (let failures = 0; ;) {
      const head = await sender.head(to, whole);
      if (head.headers.get('upload-complete') === '?1') return failures;
      const from = Number(head.headers.get('upload-offset') ?? 0);
      const reply =
        head.status >= 500 ? head : await sender.put({ to, whole, from, end: Math.min(from + 700, whole.length) });
      if (reply.status < 500) continue;
      failures += 1;
      await restart();
    }
  }

  it('loses nothing and doubles nothing, at whichever statement it is killed', async () => {
    const relay = await prepare();
    const [from, to] = [computer(), computer()];
    await relay.enrol(from, to);
    const [sender, reader] = [await relay.login(from), await relay.login(to)];
    const plain = relay.context.bind(relay);
    const left = { statements: Number.MAX_SAFE_INTEGER };
    relay.context = (database) => plain(dyingAt(database, left));
    await relay.restart();
    let [kills, count] = [0, 0];
    for (let at = 0; ; at++) {
      left.statements = at;
      const whole = randomBytes(1400);
      const failures = await bring(sender, to.office, whole, async () => {
        left.statements = Number.MAX_SAFE_INTEGER;
        await relay.restart();
      });
      left.statements = Number.MAX_SAFE_INTEGER;
      count += 1;
      kills += failures;
      const page = await reader.list(`?after=${String(count - 1)}`);
      expect(page.l.map(([, hash]) => Buffer.from(hash))).toEqual([sha256(whole)]);
      expect((await reader.get(whole)).bytes.equals(whole)).toBe(true);
      if (failures === 0) break;
    }
    expect(kills).toBeGreaterThan(20);
  });

  it('takes only what is whole, whatever a sender tries', async () => {
    const relay = await prepare();
    const to = computer();
    await relay.enrol(to);
    const step = fc.oneof(
      fc.record({ kind: fc.constant('chunk' as const), from: fc.nat(40), length: fc.nat(40) }),
      fc.record({ kind: fc.constant('next' as const), length: fc.integer({ min: 1, max: 25 }) }),
      fc.record({ kind: fc.constant('damaged' as const), length: fc.integer({ min: 1, max: 25 }) }),
      fc.record({ kind: fc.constant('other size' as const), size: fc.integer({ min: 1, max: 60 }) }),
      fc.record({ kind: fc.constant('withdraw' as const) }),
    );
    const run = async (steps: readonly (typeof step extends fc.Arbitrary<infer S> ? S : never)[]): Promise<void> => {
      const from = computer();
      await relay.enrol(from);
      const sender = await relay.login(from);
      const whole = randomBytes(40);
      const about = { to: to.office, whole };
      let stored = 0;
      for (const one of steps) {
        const complete = stored === whole.length;
        if (one.kind === 'chunk') {
          const end = Math.min(one.from + one.length, whole.length);
          const reply = await sender.put({ ...about, from: one.from, end });
          if (complete) expect(reply.status).toBe(200);
          else if (one.from !== stored) expect(reply.code).toBe('RELAY_WRONG_OFFSET');
          else stored = end;
        } else if (one.kind === 'next') {
          const end = Math.min(stored + one.length, whole.length);
          expect((await sender.put({ ...about, from: stored, end })).status).toBeLessThan(300);
          stored = end;
        } else if (one.kind === 'damaged') {
          const end = Math.min(stored + one.length, whole.length);
          const headers = { 'content-digest': `sha-256=:${sha256(randomBytes(4)).toString('base64')}:` };
          expect((await sender.put({ ...about, from: stored, end, headers })).code).toBe('RELAY_DAMAGED_CHUNK');
        } else if (one.kind === 'other size') {
          const headers = { 'upload-length': String(one.size) };
          const reply = await sender.put({ ...about, from: stored, end: stored, headers });
          if (!complete && stored > 0 && one.size !== 40) expect(reply.code).toBe('RELAY_BAD_REQUEST');
          // Nothing of it stands yet: then this is what its size was said to be, until it is taken back.
          if (stored === 0)
            await sender.ask('DELETE', `/v1/bundles/${sha256(whole).toString('base64url')}?to=${to.office}`);
        } else {
          const reply = await sender.ask(
            'DELETE',
            `/v1/bundles/${sha256(whole).toString('base64url')}?to=${to.office}`,
          );
          expect(reply.status).toBe(complete ? 200 : stored > 0 ? 204 : 404);
          if (complete) expect(reply.headers.get('upload-complete')).toBe('?1');
          if (!complete) stored = 0;
        }
      }
      const reader = await relay.login(to);
      const got = await reader.get(whole);
      expect(got.status).toBe(stored === whole.length ? 200 : 404);
      if (got.status === 200) expect(got.bytes.equals(whole)).toBe(true);
    };
    await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 12 }), run), { numRuns: 12 });
  });

  it('drops an upload whose bytes are not what its name says', async () => {
    const relay = await prepare();
    const [from, to] = [computer(), computer()];
    await relay.enrol(from, to);
    const sender = await relay.login(from);
    const [named, other] = [randomBytes(100), randomBytes(100)];
    const digest = (bytes: Uint8Array) => ({ 'content-digest': `sha-256=:${sha256(bytes).toString('base64')}:` });
    const path = `/v1/bundles/${sha256(named).toString('base64url')}?to=${to.office}`;
    const put = (at: number, bytes: Uint8Array) =>
      sender.ask('PUT', path, { 'upload-offset': String(at), 'upload-length': '100', ...digest(bytes) }, bytes);
    expect((await put(0, other)).code).toBe('RELAY_WRONG_HASH');
    expect((await put(0, other.subarray(0, 60))).status).toBe(204);
    expect((await put(60, other.subarray(60))).code).toBe('RELAY_WRONG_HASH');
    expect((await sender.head(to.office, named)).status).toBe(404);
    expect((await sender.putWhole(to.office, named)).status).toBe(201);
  });

  it('says when there is no room, by lane, and has room again afterwards', async () => {
    const relay = await prepare();
    await relay.stop();
    relay.settings = { ...relay.settings, room: { office: 800, whole: 1000 } };
    await relay.start();
    const [from, second, to] = [computer(), computer(), computer()];
    await relay.enrol(from, second, to);
    const [sender, other, reader] = [await relay.login(from), await relay.login(second), await relay.login(to)];
    expect((await sender.putWhole(to.office, randomBytes(700))).status).toBe(201);
    const refused = await sender.putWhole(to.office, randomBytes(200));
    expect([refused.code, Number(refused.headers.get('retry-after'))]).toEqual(['RELAY_QUOTA', 900]);
    const lanes = [];
    for (const lane of [2, 1, 0]) {
      const whole = randomBytes(280);
      lanes.push((await other.put({ to: to.office, whole, from: 0, end: whole.length, lane })).status);
    }
    expect(lanes).toEqual([429, 429, 201]);
    await reader.ack(2);
    await sweep(relay.database, relay.time, relay.settings.keep);
    relay.time += 31 * 86_400_000;
    await sweep(relay.database, relay.time, relay.settings.keep);
    expect((await (await relay.login(from)).putWhole(to.office, randomBytes(200))).status).toBe(201);
    expect((await (await relay.login(from)).putWhole(newId<OfficeId>(), randomBytes(9))).code).toBe(
      'RELAY_UNKNOWN_OFFICE',
    );
  });

  it('keeps two computers that bring the same bundle at once apart, and the bundle single', async () => {
    const relay = await prepare();
    // Two processes where the database can be shared.
    const twin = kind === 'postgres' ? await new TestRelay(relay.place).start() : relay;
    if (twin !== relay) relays.push(twin);
    const [from, second, to] = [computer(), computer(), computer()];
    await relay.enrol(from, second, to);
    const [one, other] = [await relay.login(from), await twin.login(second)];
    const never = (): Promise<void> => Promise.reject(new Error('the relay failed'));
    for (let round = 1; round <= 4; round++) {
      const whole = randomBytes(2000);
      await Promise.all([
        bring(one, to.office, whole, never),
        bring(other, to.office, whole, never),
        bring(one, to.office, whole, never),
      ]);
      const page = await (await relay.login(to)).list();
      expect(page.l).toHaveLength(round);
      expect((await (await twin.login(to)).get(whole)).bytes.equals(whole)).toBe(true);
    }
  });

  it('gives numbers in the order in which they can be seen, so that a cursor misses nothing', async () => {
    const relay = await prepare();
    const twin = kind === 'postgres' ? await new TestRelay(relay.place).start() : relay;
    if (twin !== relay) relays.push(twin);
    const to = computer();
    const senders = [computer(), computer(), computer(), computer()];
    await relay.enrol(to, ...senders);
    const reader = await relay.login(to);
    const seen = new Set<string>();
    let [after, writing] = [0, true];
    const follow = async (): Promise<void> => {
      for (let last = false; !last;) {
        last = !writing;
        const page = await reader.list(`?after=${String(after)}`);
        for (const [seq, hash] of page.l) {
          after = seq;
          seen.add(Buffer.from(hash).toString('hex'));
        }
      }
    };
    const following = follow();
    const sent = await Promise.all(
      senders.map(async (sender, i) => {
        const visitor = await (i % 2 === 0 ? relay : twin).login(sender);
        const bundles = Array.from({ length: 10 }, () => randomBytes(200));
        for (const bundle of bundles) expect((await visitor.putWhole(to.office, bundle)).status).toBe(201);
        return bundles;
      }),
    );
    writing = false;
    await following;
    expect(seen).toEqual(new Set(sent.flat().map((bundle) => sha256(bundle).toString('hex'))));
  });
});
