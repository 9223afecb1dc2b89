import { encode } from 'cborg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readStrict } from '#core/exchange/strict-cbor.ts';
import { LANES } from '#core/relay/relay-limits.ts';
import { backupsShape, type BackupPage } from '#core/relay/relay-messages.ts';
import { forgetBackupsOf } from '../../server/relay/store/backups.ts';
import { listDevices, revokeDevice } from '../../server/relay/store/devices.ts';
import { sweep } from '../../server/relay/sweep.ts';
import { toBytes } from '../../main/crypto/cbor.ts';
import { KINDS, dataPlace } from './databases.ts';
import { TestRelay, base64url, computer, sha256, type Computer, type Visitor } from './test-relay.ts';

const DAY = 86_400_000;
const bytes = (fill: number, length = 1000): Buffer => Buffer.alloc(length, fill);

describe.each(KINDS)('backups at a relay on %s', (kind) => {
  let relay: TestRelay;
  let one: Computer;
  let other: Computer;
  let kit: Computer;
  let visitor: Visitor;

  beforeEach(async () => {
    relay = await new TestRelay(await dataPlace(kind)).start();
    one = computer();
    other = computer(one.office);
    // A recovery kit is to a relay a key of the office that is no computer's.
    kit = computer(one.office);
    await relay.enrol(one, other);
    visitor = await relay.login(one);
  });
  afterEach(async () => {
    await relay.stop();
    await relay.place.remove();
  });

  const put = (who: Visitor, whole: Buffer, lane: number = LANES.backup, to = one.office) =>
    who.put({ to, whole, from: 0, end: whole.length, lane });
  async function list(who: Visitor, query = ''): Promise<BackupPage> {
    const page = readStrict(backupsShape, (await who.ask('GET', `/v1/backups${query}`)).bytes);
    if (!page) throw new Error('no list');
    return page;
  }
  const names = async (who: Visitor): Promise<string[]> => (await list(who)).l.map(([name]) => base64url(name));
  const drop = (who: Visitor, ...some: Buffer[]) =>
    who.ask('POST', '/v1/backups/drop', {}, encode({ v: 1, l: some.map((whole) => new Uint8Array(sha256(whole))) }));
  const tell = (who: Visitor, key: Uint8Array) => who.ask('POST', '/v1/backups/key', {}, encode({ v: 1, k: key }));
  /** Of whichever office keeps most: no other one puts anything. */
  const used = async (): Promise<number> =>
    Math.max(...(await listDevices(relay.database)).map((device) => device.used));

  it('lie apart from the mailbox, for the own office only, and go when their computer says so', async () => {
    expect((await put(visitor, bytes(1))).status).toBe(201);
    expect((await put(visitor, bytes(2), LANES.backupTop)).status).toBe(201);
    expect((await put(visitor, bytes(2), LANES.backupTop)).status).toBe(200);
    const stranger = computer();
    await relay.enrol(stranger);
    expect((await put(visitor, bytes(3), LANES.backup, stranger.office)).code).toBe('RELAY_BAD_REQUEST');
    expect((await visitor.list()).l).toEqual([]);
    expect(await names(await relay.login(stranger))).toEqual([]);
    const here = await list(visitor);
    expect(here.l.map(([, size, lane, , own]) => [size, lane, own]).sort()).toEqual([
      [1000, LANES.backup, true],
      [1000, LANES.backupTop, true],
    ]);
    // Another computer of the office sees them and cannot take them away.
    const second = await relay.login(other);
    expect((await list(second)).l.map(([, , , , own]) => own)).toEqual([false, false]);
    await drop(second, bytes(1));
    expect(await names(visitor)).toHaveLength(2);
    await drop(visitor, bytes(1));
    expect(await names(visitor)).toEqual([base64url(sha256(bytes(2)))]);
    expect((await visitor.get(bytes(1))).code).toBe('RELAY_NOT_FOUND');
    expect((await visitor.get(bytes(2))).bytes.equals(bytes(2))).toBe(true);
    expect(await used()).toBe(1000);
  });

  it('are listed page by page, and behind a name', async () => {
    for (let i = 0; i < 203; i++) await put(visitor, bytes(i, 10 + i));
    const first = await list(visitor);
    const last = first.l.at(-1)?.[0] ?? new Uint8Array();
    const second = await list(visitor, `?after=${base64url(last)}`);
    expect([first.l.length, first.more, second.l.length, second.more]).toEqual([200, true, 3, false]);
    expect((await visitor.ask('GET', '/v1/backups?after=x')).code).toBe('RELAY_BAD_REQUEST');
  });

  it('can be fetched with the key of the recovery kit, and nothing else can be done with it', async () => {
    await put(visitor, bytes(1));
    await put(visitor, bytes(9), LANES.structured);
    await expect(relay.login(kit)).rejects.toThrow('RELAY_NOT_PERMITTED');
    expect((await tell(visitor, kit.card.signingKey)).status).toBe(204);
    relay.time += 5;
    const restorer = await relay.login(kit);
    expect(await names(restorer)).toEqual([base64url(sha256(bytes(1)))]);
    expect((await restorer.get(bytes(1))).bytes.equals(bytes(1))).toBe(true);
    const refused = [
      restorer.get(bytes(9)),
      restorer.ask('GET', '/v1/mailbox'),
      put(restorer, bytes(4)),
      drop(restorer, bytes(1)),
      tell(restorer, other.card.signingKey),
      restorer.ack(1),
    ];
    expect((await Promise.all(refused)).map(({ code }) => code)).toEqual([
      'RELAY_NOT_FOUND',
      ...Array.from({ length: 5 }, () => 'RELAY_NOT_PERMITTED'),
    ]);
    // The office learns of it; the log of the relay says it too.
    expect((await list(visitor)).used).toBe(relay.time);
    expect(relay.log.filter(({ verb, status }) => verb === 'kit-login' && status === 200)).toHaveLength(1);
    expect(relay.log.some(({ verb }) => verb === 'restore')).toBe(true);
  });

  it('are still there for the kit when the computer is shut out, and no longer when the kit is another one', async () => {
    await put(visitor, bytes(1));
    await tell(visitor, kit.card.signingKey);
    await revokeDevice(relay.database, toBytes(one.device), relay.time);
    expect((await (await relay.login(kit)).get(bytes(1))).status).toBe(200);
    await relay.enrol(one);
    const again = await relay.login(one);
    const restorer = await relay.login(kit);
    await tell(again, computer().card.signingKey);
    expect((await restorer.get(bytes(1))).code).toBe('RELAY_LOGIN_NEEDED');
    await expect(relay.login(kit)).rejects.toThrow('RELAY_NOT_PERMITTED');
    expect((await tell(again, Buffer.alloc(32))).code).toBe('RELAY_BAD_REQUEST');
  });

  it('open for a kit that two computers made known, also when the one that is shut out is forgotten', async () => {
    await put(visitor, bytes(1));
    await tell(visitor, kit.card.signingKey);
    const second = await relay.login(other);
    await put(second, bytes(2));
    await tell(second, kit.card.signingKey);
    relay.time += 5;
    await relay.login(kit);
    const at = relay.time;
    const id = toBytes(one.device);
    await revokeDevice(relay.database, id, relay.time);
    await relay.database.transaction((sql) => forgetBackupsOf(sql, id));
    relay.time += 1000;
    // Nor does telling another one hide that the first was used.
    await tell(second, computer().card.signingKey);
    expect((await list(second)).used).toBe(at);
    await tell(second, kit.card.signingKey);
    expect(await names(await relay.login(kit))).toEqual([base64url(sha256(bytes(2)))]);
    await tell(second, new Uint8Array());
    await expect(relay.login(kit)).rejects.toThrow('RELAY_NOT_PERMITTED');
  });

  it('leave the kit of another office alone', async () => {
    const stranger = computer();
    await relay.enrol(stranger);
    await tell(visitor, kit.card.signingKey);
    expect((await tell(await relay.login(stranger), kit.card.signingKey)).code).toBe('RELAY_NOT_PERMITTED');
    await put(visitor, bytes(1));
    expect(await names(await relay.login(kit))).toHaveLength(1);
  });

  it('let a kit log in a few times only', async () => {
    relay.settings = { ...relay.settings, perSecond: { ...relay.settings.perSecond, kit: 0.5 } };
    await relay.restart();
    await tell(await relay.login(one), kit.card.signingKey);
    await relay.login(kit);
    await relay.login(kit);
    await expect(relay.login(kit)).rejects.toThrow('RELAY_SLOW_DOWN');
    relay.time += 2000;
    await relay.login(kit);
  });

  it('leave room for what the office sends, and stay as long as their computer speaks of them', async () => {
    relay.settings = { ...relay.settings, room: { office: 4000, whole: 1_000_000 }, keep: 10 * DAY };
    await relay.restart();
    const writer = await relay.login(one);
    const writes = [1, 2, 3, 4].map((fill) => async () => (await put(writer, bytes(fill))).code);
    const codes = [];
    for (const write of writes) codes.push(await write());
    expect(codes).toEqual([undefined, undefined, undefined, 'RELAY_QUOTA']);
    expect((await put(writer, bytes(5), LANES.structured)).status).toBe(201);
    relay.time += 9 * DAY;
    const late = await relay.login(one);
    await drop(late, bytes(1));
    relay.time += 9 * DAY;
    await sweep(relay.database, relay.time, relay.settings.keep);
    expect(await names(await relay.login(one))).toHaveLength(2);
    relay.time += 2 * DAY;
    await sweep(relay.database, relay.time, relay.settings.keep);
    expect(await names(await relay.login(one))).toEqual([]);
    expect(await used()).toBe(0);
  });

  it('of a computer that is shut out go when the operator says so', async () => {
    await put(visitor, bytes(1));
    const id = toBytes(one.device);
    expect(await relay.database.transaction((sql) => forgetBackupsOf(sql, id))).toBe(0);
    await revokeDevice(relay.database, id, relay.time);
    expect(await relay.database.transaction((sql) => forgetBackupsOf(sql, id))).toBe(1);
    expect(await used()).toBe(0);
  });
});
