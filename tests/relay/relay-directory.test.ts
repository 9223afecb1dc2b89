import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readStrict } from '#core/exchange/strict-cbor.ts';
import { trustPageShape } from '#core/relay/relay-messages.ts';
import { generateHybridIdentity, identityToRecipient } from 'age-encryption';
import { hashOf, makeDeviceCertificate, makeOfficeCertificate } from '../../main/crypto/certificates.ts';
import { publicBytes } from '../../main/crypto/ed25519.ts';
import { newId } from '../../main/crypto/hashing.ts';
import { packTrust } from '../../main/crypto/trust-package.ts';
import { rootWith, takeTrust, trustStanding } from '../../server/relay/store/programme.ts';
import { enrolCard, revokeDevice } from '../../server/relay/store/devices.ts';
import type { RelayDatabase } from '../../server/relay/store/database.ts';
import { toBytes } from '../../main/crypto/cbor.ts';
import { TrustWorld, newKey, type WorldOffice } from '../builders/trust-world.ts';
import { KINDS, dataPlace, type DataPlace } from './databases.ts';
import { TestRelay, computer, type Computer } from './test-relay.ts';

/** An office of the programme whose computer can speak to a relay. */
async function listedOffice(): Promise<WorldOffice & { readonly who: Computer }> {
  const who = computer();
  const admin = newKey();
  const office = makeOfficeCertificate(
    { office: who.office, code: 'KSM', name: 'Kisimani', admins: [publicBytes(admin)] },
    admin,
  );
  const recipient = await identityToRecipient(await generateHybridIdentity());
  const device = makeDeviceCertificate(
    { office: who.office, device: who.device, signingKey: publicBytes(who.key), recipient },
    { device: who.key, admin },
  );
  return {
    id: who.office,
    admin,
    who,
    entries: [
      { kind: 'office', subject: who.office, cert: hashOf(office) },
      { kind: 'device', subject: who.device, cert: hashOf(device) },
    ],
    certs: [office, device],
  };
}
type Listed = Awaited<ReturnType<typeof listedOffice>>;

describe.each(KINDS)('the list of the programme at a relay, on %s', (kind) => {
  let place: DataPlace;
  let relay: TestRelay;
  let world: TrustWorld;
  let [first, second]: Listed[] = [];
  beforeEach(async () => {
    place = await dataPlace(kind);
    relay = await new TestRelay(place).start();
    world = new TrustWorld();
    [first, second] = [await listedOffice(), await listedOffice()];
    world.enrol(first);
  });
  afterEach(async () => {
    await relay.stop();
    await place.remove();
  });
  const known = (one: Listed | undefined): Listed => {
    if (!one) throw new Error('nobody');
    return one;
  };
  const take = (n = world.directories.length - 1, pin = false): Promise<string> =>
    takeTrust(relay.database, world.packageAt(n), relay.time, { pin });
  const codeOf = async (one: Listed): Promise<string> => {
    const { login } = await relay.challenged(one.who);
    return (await relay.ask('POST', '/v1/auth/session', { body: login })).code ?? 'in';
  };

  it('lets in whom the list names, shuts out whom it takes out at once, and never goes back', async () => {
    const [a, b] = [known(first), known(second)];
    expect(await take()).toBe('unpinned');
    expect(await codeOf(a)).toBe('RELAY_NOT_PERMITTED');
    expect(await take(undefined, true)).toBe('taken');
    const visitor = await relay.login(a.who);

    // An office brings a later list: another office comes in without the operator.
    world.enrol(b);
    const bring = (): Promise<{ status: number; code: string | undefined }> =>
      visitor.ask('PUT', '/v1/trust', {}, packTrust(world.newest));
    expect((await bring()).status).toBe(200);
    const other = await relay.login(b.who);
    expect(await trustStanding(relay.database)).toMatchObject({ root: 1, dr: 1, dn: 3, m: [] });

    // Its session ends with the list that takes it out.
    world.revoke(b, { at: 5, dseq: 0 });
    expect((await bring()).status).toBe(200);
    expect((await other.list().catch((error: unknown) => String(error))) as string).toContain('RELAY_REVOKED');
    expect(await codeOf(b)).toBe('RELAY_REVOKED');
    expect(await take(2)).toBe('older');
    expect(await codeOf(b)).toBe('RELAY_REVOKED');
    await relay.enrol(b.who);
    expect(await codeOf(b)).toBe('RELAY_REVOKED');
    await relay.restart();
    expect(await codeOf(b)).toBe('RELAY_REVOKED');
    expect(await codeOf(a)).toBe('in');
  });

  it('follows new keys of the programme and no others, and takes no certificate for which the office did not sign', async () => {
    const [a, b] = [known(first), known(second)];
    await take(undefined, true);
    const visitor = await relay.login(a.who);
    const stranger = new TrustWorld();
    stranger.enrol(b);
    const bring = async (bytes: Uint8Array): Promise<string> =>
      (await visitor.ask('PUT', '/v1/trust', {}, bytes)).code ?? 'taken';
    expect(await bring(packTrust(stranger.newest))).toBe('RELAY_FOREIGN_TRUST');
    expect(await bring(Buffer.from('none'))).toBe('RELAY_BAD_REQUEST');
    expect(await codeOf(b)).toBe('RELAY_NOT_PERMITTED');

    // New keys count at once, before they have signed a list.
    world.rotate();
    expect(await bring(packTrust({ ...world.newest, roots: world.roots }))).toBe('taken');
    expect(await trustStanding(relay.database)).toMatchObject({ root: 2, dr: 1, dn: 2 });
    world.enrol(b);
    expect(await bring(packTrust(world.newest))).toBe('taken');
    expect(await codeOf(b)).toBe('in');
    expect(await trustStanding(relay.database)).toMatchObject({ root: 2, dr: 2, dn: 1 });

    // A thief of the authority's key lists a computer of his own under people of his own: exchange.md R4.
    const ghost = await listedOffice();
    const false_ = makeOfficeCertificate(
      { office: a.id, code: 'KSM', name: 'Kisimani', admins: [publicBytes(ghost.admin)] },
      ghost.admin,
    );
    const recipient = await identityToRecipient(await generateHybridIdentity());
    const device = makeDeviceCertificate(
      { office: a.id, device: ghost.who.device, signingKey: publicBytes(ghost.who.key), recipient },
      { device: ghost.who.key, admin: ghost.admin },
    );
    world.entries.set(a.id, { kind: 'office', subject: a.id, cert: hashOf(false_) });
    world.entries.set(ghost.who.device, { kind: 'device', subject: ghost.who.device, cert: hashOf(device) });
    world.certs.push(false_, device);
    world.sign();
    expect(await bring(packTrust(world.newest))).toBe('taken');
    expect(await codeOf({ ...ghost, id: a.id })).toBe('RELAY_NOT_PERMITTED');
  });

  it('has people compare the root that would be pinned, not another that lies in the package', async () => {
    const thief = new TrustWorld();
    const forged = { ...thief.newest, roots: [...thief.roots, ...world.roots] };
    expect((await rootWith(relay.database, forged))?.value.programme).toBe(thief.programme);
    expect((await rootWith(relay.database, world.newest))?.value.programme).toBe(world.programme);
    await take(undefined, true);
    expect(await rootWith(relay.database, thief.newest)).toBeUndefined();
  });

  it('looks up nothing for certificates that no list names, however many are sent', async () => {
    await take(undefined, true);
    let asked = 0;
    const counting: RelayDatabase = {
      ...relay.database,
      transaction: (work) =>
        relay.database.transaction((sql) =>
          work({
            rows: (shape, text, values) => {
              asked++;
              return sql.rows(shape, text, values);
            },
          }),
        ),
    };
    const strange = Array.from({ length: 60 }, () => {
      const admin = newKey();
      return makeOfficeCertificate({ office: newId(), code: 'XXX', name: 'X', admins: [publicBytes(admin)] }, admin);
    });
    world.enrol(known(second));
    const offered = { ...world.newest, certs: [...world.newest.certs, ...strange] };
    expect(await takeTrust(counting, offered, relay.time)).toBe('taken');
    expect(asked).toBeLessThan(60);
    expect(await codeOf(known(second))).toBe('in');
  });

  it('shuts out an office that left the list until its card is enrolled, or the list names it again', async () => {
    const [a, b] = [known(first), known(second)];
    world.enrol(b);
    await take(undefined, true);
    for (const { subject } of b.entries) world.entries.delete(subject);
    world.sign();
    await take();
    expect([await codeOf(a), await codeOf(b)]).toEqual(['in', 'RELAY_REVOKED']);
    await enrolCard(relay.database, b.who.card, Buffer.from('card'), relay.time);
    expect(await codeOf(b)).toBe('in');
    // What the operator shut out no list lets in.
    await revokeDevice(relay.database, toBytes(b.who.device), relay.time);
    const reader = await relay.login(a.who);
    const { last } = await trustStanding(relay.database);
    world.enrol(b);
    await take();
    expect(await codeOf(b)).toBe('RELAY_REVOKED');
    // Certificates that count again are told again to whoever was here before.
    const page = readStrict(trustPageShape, (await reader.ask('GET', `/v1/trust?since=${String(last)}`)).bytes);
    expect(page?.l.map(([, what]) => what).sort()).toEqual(['device', 'directory', 'office']);
  });
});
