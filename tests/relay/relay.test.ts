import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readStrict } from '#core/exchange/strict-cbor.ts';
import { RELAY_LIMITS } from '#core/relay/relay-limits.ts';
import { healthShape, trustPageShape } from '#core/relay/relay-messages.ts';
import { depths } from '../../server/relay/store/mailboxes.ts';
import { nothing } from '../../server/relay/store/database.ts';
import { sweep } from '../../server/relay/sweep.ts';
import { KINDS, dataPlace, type DataPlace } from './databases.ts';
import { TestRelay, computer, sha256, type Computer, type Visitor } from './test-relay.ts';

const DAY = 86_400_000;
const bundle = (size = 3000): Buffer => randomBytes(size);

describe.each(KINDS)('a relay on %s', (kind) => {
  let place: DataPlace;
  let relay: TestRelay;
  let from: Computer;
  let to: Computer;
  let sender: Visitor;
  let reader: Visitor;

  beforeEach(async () => {
    place = await dataPlace(kind);
    relay = await new TestRelay(place).start();
    [from, to] = [computer(), computer()];
    await relay.enrol(from, to);
    [sender, reader] = [await relay.login(from), await relay.login(to)];
  });
  afterEach(async () => {
    await relay.stop();
    await place.remove();
  });

  it('carries a bundle in one piece, byte for byte, and says how it lies there', async () => {
    const one = bundle();
    expect((await sender.putWhole(to.office, one)).status).toBe(201);
    const page = await reader.list();
    expect(page.l.map(([seq, hash, size, lane]) => [seq, Buffer.from(hash), size, lane])).toEqual([
      [1, sha256(one), 3000, 1],
    ]);
    expect(page.t).toBe(relay.time);
    const got = await reader.get(one);
    expect(got.status).toBe(200);
    expect(got.bytes.equals(one)).toBe(true);
    expect((await sender.putWhole(to.office, one)).status).toBe(200);
    expect((await reader.list()).l).toHaveLength(1);
  });

  it('shows nothing of an upload before the last byte, and goes on where it stood', async () => {
    const one = bundle(5000);
    expect((await sender.head(to.office, one)).status).toBe(404);
    const first = await sender.put({ to: to.office, whole: one, from: 0, end: 2000 });
    expect([first.status, first.headers.get('upload-offset')]).toEqual([204, '2000']);
    expect((await reader.list()).l).toEqual([]);
    expect((await reader.get(one)).code).toBe('RELAY_NOT_FOUND');
    const head = await sender.head(to.office, one);
    expect([head.headers.get('upload-offset'), head.headers.get('upload-complete')]).toEqual(['2000', '?0']);
    const again = await sender.put({ to: to.office, whole: one, from: 0, end: 2000 });
    expect([again.code, again.headers.get('upload-offset')]).toEqual(['RELAY_WRONG_OFFSET', '2000']);
    const ahead = await sender.put({ to: to.office, whole: one, from: 3000, end: 5000 });
    expect([ahead.code, ahead.headers.get('upload-offset')]).toEqual(['RELAY_WRONG_OFFSET', '2000']);
    expect((await sender.put({ to: to.office, whole: one, from: 2000, end: 5000 })).status).toBe(201);
    expect((await sender.head(to.office, one)).headers.get('upload-complete')).toBe('?1');
    expect((await reader.get(one)).bytes.equals(one)).toBe(true);
  });

  it('gives any part of a bundle, across its chunks', async () => {
    const one = bundle(5000);
    for (const [start, end] of [
      [0, 1500],
      [1500, 1501],
      [1501, 5000],
    ] as const)
      await sender.put({ to: to.office, whole: one, from: start, end });
    const rest = await reader.get(one, 'bytes=1400-');
    expect([rest.status, rest.headers.get('content-range')]).toEqual([206, 'bytes 1400-4999/5000']);
    expect(rest.bytes.equals(one.subarray(1400))).toBe(true);
    expect((await reader.get(one, 'bytes=1499-1501')).bytes.equals(one.subarray(1499, 1502))).toBe(true);
    expect((await reader.get(one, 'bytes=5000-')).status).toBe(416);
    expect((await reader.get(one, 'pages=1-')).code).toBe('RELAY_BAD_REQUEST');
  });

  it('lists from a number on, page by page, and never gives one office what is for another', async () => {
    const mine = [bundle(), bundle(), bundle()];
    for (const one of mine) await sender.putWhole(to.office, one);
    const other = bundle();
    await reader.putWhole(from.office, other);
    const first = await reader.list('?limit=2');
    expect([first.l.map(([seq]) => seq), first.more]).toEqual([[1, 2], true]);
    const second = await reader.list('?after=2&limit=2');
    expect([second.l.map(([seq]) => seq), second.more]).toEqual([[3], false]);
    expect((await reader.get(other)).code).toBe('RELAY_NOT_FOUND');
    expect((await sender.get(mine[0] ?? other)).code).toBe('RELAY_NOT_FOUND');
  });

  it('answers a request that waits as soon as something comes', async () => {
    const one = bundle();
    relay.whileWaiting = async () => {
      if (relay.pauses === 3) await sender.putWhole(to.office, one);
    };
    expect((await reader.list('?wait=30')).l).toHaveLength(1);
    expect(relay.pauses).toBe(3);
    expect((await reader.list('?after=1&wait=5')).l).toEqual([]);
  });

  it('lets an acknowledgement only grow, and not beyond what there is', async () => {
    for (const one of [bundle(), bundle()]) await sender.putWhole(to.office, one);
    await reader.ack(1);
    expect((await reader.list()).acked).toBe(1);
    await reader.ack(900);
    expect((await reader.list()).acked).toBe(2);
    await reader.ack(1);
    expect((await reader.list()).acked).toBe(2);
  });

  it('keeps a bundle until every computer of the office has had it for a month', async () => {
    const second = computer(to.office);
    await relay.enrol(second);
    const one = bundle();
    await sender.putWhole(to.office, one);
    await reader.ack(1);
    relay.time += 60 * DAY;
    await sweep(relay.database, relay.time, relay.settings.keep);
    const late = await relay.login(second);
    expect((await late.get(one)).status).toBe(200);
    await late.ack(1);
    await sweep(relay.database, relay.time, relay.settings.keep);
    relay.time += RELAY_LIMITS.keptAfterTaken - 1;
    await sweep(relay.database, relay.time, relay.settings.keep);
    expect((await (await relay.login(second)).get(one)).status).toBe(200);
    relay.time += 2;
    await sweep(relay.database, relay.time, relay.settings.keep);
    expect((await (await relay.login(second)).get(one)).code).toBe('RELAY_NOT_FOUND');
    expect((await depths(relay.database)).map(({ used }) => used)).toEqual([0, 0]);
  });

  it('keeps what nobody fetched until its last day, and drops parts after a week', async () => {
    const [whole, part] = [bundle(), bundle()];
    await sender.putWhole(to.office, whole);
    await sender.put({ to: to.office, whole: part, from: 0, end: 10 });
    relay.time += RELAY_LIMITS.keptPart + 1;
    await sweep(relay.database, relay.time, relay.settings.keep);
    const again = await relay.login(from);
    expect((await again.head(to.office, part)).status).toBe(404);
    expect((await again.head(to.office, whole)).status).toBe(200);
    relay.time += relay.settings.keep;
    await sweep(relay.database, relay.time, relay.settings.keep);
    expect((await (await relay.login(from)).head(to.office, whole)).status).toBe(404);
  });

  it('gives trust objects in order, a page at a time', async () => {
    const body = randomBytes(60_000);
    for (const n of [1, 2, 3, 4, 5, 6])
      await relay.database.rows(
        nothing,
        `insert into trust_object(seq, kind, version, body, put_at) values ($1, 'device', $1, $2, $3)`,
        [n, body, relay.time],
      );
    const read = async (since: number) => {
      const page = readStrict(trustPageShape, (await reader.ask('GET', `/v1/trust?since=${String(since)}`)).bytes);
      return [page?.l.map(([seq]) => seq), page?.more];
    };
    expect(await read(0)).toEqual([[1, 2, 3, 4], true]);
    expect(await read(4)).toEqual([[5, 6], false]);
    expect(await read(6)).toEqual([[], false]);
  });

  it('says that it is there and what time it has', async () => {
    const answer = readStrict(healthShape, (await relay.ask('GET', '/v1/health')).bytes);
    expect(answer).toEqual({ v: 1, t: relay.time });
  });

  it('tells its operator what waits', async () => {
    await sender.putWhole(to.office, bundle(100));
    relay.time += 5000;
    const rows = await depths(relay.database);
    expect(rows.map(({ waiting, used }) => [waiting, used]).sort()).toEqual([
      [0, 100],
      [1, 0],
    ]);
  });

  it('writes down who asked what, and nothing of what was in it', async () => {
    const marker = Buffer.from('Amina lives at the blue gate. '.repeat(40));
    await sender.putWhole(to.office, marker);
    await reader.get(marker);
    const log = JSON.stringify(relay.log);
    expect(log).not.toContain('Amina');
    expect(log).not.toContain(sender.token);
    expect(relay.log.map(({ verb }) => verb)).toEqual(['challenge', 'login', 'challenge', 'login', 'put', 'get']);
    expect(relay.log.at(-2)).toMatchObject({ device: from.device, bytes: marker.length, status: 201 });
  });

  it('is started again anywhere without forgetting what it has acknowledged', async () => {
    const one = bundle(4000);
    for (let at = 0; at < 4000; at += 1000) {
      await relay.restart();
      const head = await sender.head(to.office, one);
      expect(head.headers.get('upload-offset') ?? '0').toBe(String(at));
      await relay.restart();
      await sender.put({ to: to.office, whole: one, from: at, end: at + 1000 });
    }
    await relay.restart();
    expect((await reader.list()).l).toHaveLength(1);
    await relay.restart();
    expect((await reader.get(one)).bytes.equals(one)).toBe(true);
    await reader.ack(1);
    await relay.restart();
    expect((await reader.list()).acked).toBe(1);
  });
});
