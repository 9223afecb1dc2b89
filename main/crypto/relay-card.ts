import { X509Certificate, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import { bytes32, readStrict } from '#core/exchange/strict-cbor.ts';
import { signedShape } from '#core/relay/relay-messages.ts';
import { fail, ok, type Result } from '#core/result.ts';
import { fits, strictPublicKey } from './ed25519.ts';
import { relayKeyOf, sealMessage } from './relay-login.ts';

/** One fixed payload type per kind of object (exchange.md R14). */
export const RELAY_CARD_TYPE = 'application/vnd.hifadhi.relay-card.v1+cbor';
export const RELAY_CARD_LIMIT = 8192;

/** What an office opens to connect with a relay; its words are compared as an office card's are. */
export interface RelayCard {
  readonly name: string;
  /** `https://host[:port]`, nothing behind it. */
  readonly url: string;
  readonly key: Uint8Array;
  /** The certificate (DER) that the relay made itself; undefined where it has one of a public authority. */
  readonly certificate: Uint8Array | undefined;
}

/** An address of a relay: https, a host, maybe a port, and nothing else. */
export function isRelayUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, origin } = new URL(text);
  return protocol === 'https:' && origin === text;
}
function isCertificate(der: Uint8Array): boolean {
  try {
    return new X509Certificate(der).raw.equals(der);
  } catch {
    return false;
  }
}

const body = z.strictObject({
  v: z.literal(1),
  n: z.string().min(1).max(200),
  u: z.string().max(300).refine(isRelayUrl),
  k: bytes32,
  /** Empty: the certificate is of a public authority. */
  c: z.instanceof(Uint8Array).refine((der) => der.length === 0 || (der.length <= 4096 && isCertificate(der))),
});

export const makeRelayCard = (card: Omit<RelayCard, 'key'>, relayKey: KeyObject): Buffer =>
  sealMessage(
    RELAY_CARD_TYPE,
    { v: 1, n: card.name, u: card.url, k: relayKeyOf(relayKey), c: card.certificate ?? new Uint8Array() },
    relayKey,
  );

/** Reads a card from foreign bytes. SYNC_RELAY_CARD_INVALID for anything but a whole, correctly signed card. */
export function readRelayCard(bytes: Uint8Array): Result<RelayCard> {
  const outer = bytes.length <= RELAY_CARD_LIMIT ? readStrict(signedShape, bytes) : undefined;
  const inner = outer && readStrict(body, outer.b);
  const key = inner && strictPublicKey(inner.k);
  if (!outer || !inner || !key || !fits(RELAY_CARD_TYPE, outer.b, key, outer.s)) return fail('SYNC_RELAY_CARD_INVALID');
  return ok({
    name: inner.n,
    url: inner.u,
    key: inner.k,
    certificate: inner.c.length === 0 ? undefined : inner.c,
  });
}
