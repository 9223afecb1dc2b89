import { randomBytes } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { LANES } from '#core/relay/relay-limits.ts';
import { toBytes } from '../../main/crypto/cbor.ts';
import { signingKey } from '../../main/crypto/ed25519.ts';
import { nothing, type RelayDatabase } from '../../server/relay/store/database.ts';
import { deviceById, enrolCard, listDevices } from '../../server/relay/store/devices.ts';
import { sweep } from '../../server/relay/sweep.ts';
import { putChunk } from '../../server/relay/bundle-routes.ts';
import { DEFAULT_SETTINGS, type RelayContext } from '../../server/relay/relay-context.ts';
import { KINDS, dataPlace, type DataPlace } from './databases.ts';
import { RELAY_SEED, computer, sha256, type Computer } from './test-relay.ts';

const RELAY_KEY = signingKey(RELAY_SEED);
const count = z.object({ n: z.int() });

describe.each(KINDS)('what a relay keeps on %s', (kind) => {
  let place: DataPlace;
  let database: RelayDatabase;
  beforeEach(async () => {
    place = await dataPlace(kind);
    database = await place.open();
  });
  afterEach(async () => {
    await database.close();
    await place.remove();
  });

  it('lets another computer into a known office only when the operator says so, and gives it no other name', async () => {
    const first = computer();
    const second = computer(first.office);
    const strange = { ...second.card, code: 'BND', name: 'Bandari' };
    const card = Buffer.from('card');
    expect(await enrolCard(database, first.card, card, 1)).toBe('enrolled');
    expect(await enrolCard(database, strange, card, 2)).toBe('another');
    expect((await listDevices(database)).map(({ name }) => name)).toEqual(['Kisimani']);
    expect(await enrolCard(database, first.card, card, 3)).toBe('enrolled');
    expect(await enrolCard(database, strange, card, 4, true)).toBe('enrolled');
    expect((await listDevices(database)).map(({ code, name }) => [code, name])).toEqual([
      ['KSM', 'Kisimani'],
      ['KSM', 'Kisimani'],
    ]);
  });

  it('holds two offices in one order, whichever of them brings the other a bundle', async () => {
    const [one, other] = [computer(), computer()];
    for (const { card } of [one, other]) await enrolCard(database, card, Buffer.from('card'), 1);
    /** Offices in the order in which a transaction first touched them. */
    const held: Set<string>[] = [];
    const watched: RelayDatabase = {
      ...database,
      transaction: (work) =>
        database.transaction((sql) => {
          const first = new Set<string>();
          held.push(first);
          return work({
            rows: (shape, text, values) => {
              const id = text.startsWith('update office') ? values?.[0] : undefined;
              if (id instanceof Uint8Array) first.add(Buffer.from(id).toString('hex'));
              return sql.rows(shape, text, values);
            },
          });
        }),
    };
    const context: RelayContext = {
      database: watched,
      key: RELAY_KEY,
      settings: DEFAULT_SETTINGS,
      now: () => 1,
      random: () => 0.5,
      pause: () => Promise.resolve(),
      log: () => undefined,
    };
    const put = async (from: Computer, to: Computer, whole: Uint8Array, parts: number): Promise<void> => {
      const device = await deviceById(database, toBytes(from.device));
      if (!device) throw new Error('nobody');
      const size = whole.length / parts;
      for (let at = 0; at < whole.length; at += size) {
        const piece = whole.subarray(at, at + size);
        const about = { sha256: sha256(whole), to: toBytes(to.office), lane: LANES.structured, size: whole.length };
        await putChunk(context, device, { ...about, at, digest: sha256(piece) }, piece);
      }
    };
    const both = async (parts: number): Promise<void> => {
      const ways = [[one, other] as const, [other, one] as const];
      await Promise.all(
        Array.from({ length: 10 }, () => ways)
          .flat()
          .map(([from, to]) => put(from, to, randomBytes(64), parts)),
      );
    };
    await both(1);
    await both(2);
    const order = [one, other].map(({ office }) => Buffer.from(toBytes(office)).toString('hex')).sort();
    const touching = held.map((first) => [...first]).filter(({ length }) => length === 2);
    expect(touching.length).toBeGreaterThanOrEqual(40);
    expect(touching.filter((first) => first.join() !== order.join())).toEqual([]);
    expect(await database.rows(count, 'select count(*) as n from mailbox')).toEqual([{ n: 40 }]);
  });

  it('lets requests in between while it sweeps', async () => {
    let came = false;
    const request = turn().then(() => (came = true));
    await sweep(database, 1, 1000);
    expect(came).toBe(true);
    await request;
  });

  it.runIf(kind === 'sqlite')('gives much room back at once', async () => {
    const { device } = computer();
    const big = Buffer.alloc(400_000);
    for (let at = 0; at < 5; at++)
      await database.rows(nothing, 'insert into chunk(upload, at, bytes) values ($1, $2, $3)', [
        toBytes(device),
        at,
        big,
      ]);
    await database.rows(nothing, 'delete from chunk');
    const free = async (): Promise<number> =>
      (await database.rows(count, 'select freelist_count as n from pragma_freelist_count()'))[0]?.n ?? 0;
    expect(await free()).toBeGreaterThan(400);
    await database.shrink();
    expect(await free()).toBe(0);
  });

  it.runIf(kind === 'postgres')('lives on when a connection breaks in the middle of a transaction', async () => {
    const broken = database.transaction(async (sql) => {
      const [row] = await sql.rows(count, 'select pg_backend_pid() as n');
      await database.rows(nothing, 'select pg_terminate_backend($1)', [row?.n ?? 0]);
      // Until the server is rid of it, the line to it stays silent.
      for (let there = 1; there > 0;) {
        const text = 'select count(*) as n from pg_stat_activity where pid = $1';
        there = (await database.rows(count, text, [row?.n ?? 0]))[0]?.n ?? 0;
      }
      await turn();
      return sql.rows(count, 'select 1 as n');
    });
    await expect(broken).rejects.toThrow();
    expect(await database.rows(count, 'select 1 as n')).toEqual([{ n: 1 }]);
  });
});
