import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { toBytes } from '../../main/crypto/cbor.ts';
import { nothing, type RelayDatabase } from '../../server/relay/store/database.ts';
import { enrolCard, listDevices } from '../../server/relay/store/devices.ts';
import { sweep } from '../../server/relay/sweep.ts';
import { KINDS, dataPlace, type DataPlace } from './databases.ts';
import { computer } from './test-relay.ts';

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
