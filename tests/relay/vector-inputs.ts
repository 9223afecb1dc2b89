import { encode } from 'cborg';
import type { DeviceId } from '#core/ids.ts';
import { idFrom } from '../../main/crypto/cbor.ts';
import { publicBytes, signingKey } from '../../main/crypto/ed25519.ts';
import { makeRelayCard } from '../../main/crypto/relay-card.ts';
import {
  CHALLENGE_TYPE,
  GRANT_TYPE,
  answerChallenge,
  askForChallenge,
  relayKeyOf,
  sealMessage,
} from '../../main/crypto/relay-login.ts';
import { deviceIdOf } from '../../main/crypto/office-card.ts';

/** Inputs of the relay's test vectors: docs/relay.md says the same in words. Fixed for ever. */
export const relayKey = signingKey(Buffer.alloc(32, 1));
export const deviceKey = signingKey(Buffer.alloc(32, 2));
const fill = (length: number, byte: number): Uint8Array<ArrayBuffer> => new Uint8Array(length).fill(byte);
const k = relayKeyOf(relayKey);
export const device: DeviceId = deviceIdOf(new Uint8Array(publicBytes(deviceKey)));
export const clientNonce = fill(32, 3);
export const office = fill(16, 4);
const d = new Uint8Array(Buffer.from(device, 'base64url'));
const t = Date.UTC(2026, 0, 2, 3, 4, 5);
export const challenge = { v: 1 as const, k, d, c: clientNonce, n: fill(32, 5), t };
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** Every message of the relay, as this version writes it. */
export const computed = (): Record<string, string> => ({
  device: idFrom(d),
  card: hex(
    makeRelayCard({ name: 'Marabia relay', url: 'https://relay.example.org', certificate: undefined }, relayKey),
  ),
  challengeRequest: hex(askForChallenge(device, clientNonce).bytes),
  challenge: hex(sealMessage(CHALLENGE_TYPE, challenge, relayKey)),
  login: hex(answerChallenge(challenge, deviceKey)),
  grant: hex(
    sealMessage(
      GRANT_TYPE,
      { v: 1, k, d, c: clientNonce, n: challenge.n, o: office, tok: fill(48, 6), t, ttl: 900_000 },
      relayKey,
    ),
  ),
  mailbox: hex(encode({ v: 1, t, acked: 6, more: false, l: [[7, fill(32, 7), 4096, 1, t]] })),
  ack: hex(encode({ v: 1, upto: 7 })),
  acked: hex(encode({ v: 1, acked: 7 })),
  trust: hex(encode({ v: 1, more: false, l: [[1, 'directory', 3, fill(4, 8)]] })),
  standing: hex(encode({ v: 1, last: 9, root: 2, dr: 2, dn: 3, m: [fill(32, 9)] })),
  health: hex(encode({ v: 1, t })),
  refusal: hex(encode({ v: 1, code: 'RELAY_QUOTA' })),
});
