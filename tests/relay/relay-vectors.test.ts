import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { readStrict } from '#core/exchange/strict-cbor.ts';
import {
  ackShape,
  ackedShape,
  challengeRequestShape,
  healthShape,
  mailboxShape,
  refusalShape,
  trustPageShape,
  trustStandingShape,
} from '#core/relay/relay-messages.ts';
import type { OfficeId } from '#core/ids.ts';
import { idFrom } from '../../main/crypto/cbor.ts';
import { publicBytes } from '../../main/crypto/ed25519.ts';
import { readRelayCard } from '../../main/crypto/relay-card.ts';
import { loginFits, readChallenge, readGrant, readLogin, relayKeyOf } from '../../main/crypto/relay-login.ts';
import { challenge, clientNonce, computed, device, deviceKey, office, relayKey } from './vector-inputs.ts';

const file = join(import.meta.dirname, '../../docs/relay.vectors.json');
const vectors = z.record(z.string(), z.string()).parse(JSON.parse(readFileSync(file, 'utf8')));
const bytesOf = (name: string): Buffer => Buffer.from(vectors[name] ?? '', 'hex');

it('writes every message as published', () => {
  expect(computed()).toEqual(vectors);
});

it('reads every published message', () => {
  expect(readRelayCard(bytesOf('card'))).toMatchObject({ ok: true, value: { url: 'https://relay.example.org' } });
  expect(readChallenge(bytesOf('challenge'), relayKeyOf(relayKey), device, clientNonce)).toEqual(challenge);
  expect(readLogin(bytesOf('login'))?.n).toEqual(challenge.n);
  expect(loginFits(bytesOf('login'), publicBytes(deviceKey))).toBe(true);
  expect(readGrant(bytesOf('grant'), challenge, idFrom<OfficeId>(office))?.ttl).toBe(900_000);
  for (const [name, shape] of Object.entries({
    challengeRequest: challengeRequestShape,
    mailbox: mailboxShape,
    ack: ackShape,
    acked: ackedShape,
    trust: trustPageShape,
    standing: trustStandingShape,
    health: healthShape,
    refusal: refusalShape,
  }))
    expect(readStrict(shape, bytesOf(name)), name).toBeDefined();
});

it('reads no message that was cut, lengthened or changed', () => {
  for (const name of ['card', 'login', 'challenge', 'grant']) {
    const whole = bytesOf(name);
    const read = (bytes: Uint8Array): unknown =>
      name === 'card'
        ? readRelayCard(bytes).ok || undefined
        : name === 'login'
          ? loginFits(bytes, publicBytes(deviceKey)) || undefined
          : name === 'challenge'
            ? readChallenge(bytes, relayKeyOf(relayKey), device, clientNonce)
            : readGrant(bytes, challenge, idFrom<OfficeId>(office));
    expect(read(whole), name).toBeDefined();
    for (let at = 0; at < whole.length; at += 7) {
      const changed = Buffer.from(whole);
      changed[at] = (changed[at] ?? 0) ^ 0x10;
      expect(read(changed), `${name} ${String(at)}`).toBeUndefined();
      expect(read(whole.subarray(0, at))).toBeUndefined();
    }
    expect(read(Buffer.concat([whole, Buffer.alloc(1)]))).toBeUndefined();
  }
});
