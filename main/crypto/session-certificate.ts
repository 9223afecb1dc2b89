import { createPublicKey, type KeyObject } from 'node:crypto';
import * as cborg from 'cborg';
import { z } from 'zod';
import type { DeviceId, OfficeId, SessionId, UserId } from '#core/ids.ts';
import { STRICT_CBOR, bytes16, bytes32, bytes64, idFrom, toBytes } from './cbor.ts';
import { fits, signBytes, strictPublicKey } from './ed25519.ts';

/** One fixed payload type per kind of object (exchange.md R14). */
export const SESSION_TYPE = 'application/vnd.hifadhi.session.v1+cbor';

export interface SessionFacts {
  readonly session: SessionId;
  readonly user: UserId;
  /** Shown at the other office as who made a change. */
  readonly userName: string;
  readonly office: OfficeId;
  readonly device: DeviceId;
  readonly sessionKey: Uint8Array;
  /** The session begins with this number of the device's log and ends where its next session begins (R3). */
  readonly startDseq: number;
  /** Milliseconds, the device's clock. */
  readonly start: number;
}
export interface SessionCertificate extends SessionFacts {
  readonly userKey: Uint8Array;
}

const body = z.strictObject({
  v: z.literal(1),
  s: bytes16,
  u: bytes16,
  n: z.string().max(500),
  uk: bytes32,
  o: bytes16,
  d: bytes16,
  k: bytes32,
  q: z.int().min(1),
  t: z.int().min(0),
});
const envelope = z.strictObject({ b: z.instanceof(Uint8Array), su: bytes64, sd: bytes64 });

/** A certificate that this session key speaks for this person on this computer, signed by both. */
export function makeSessionCertificate(
  facts: SessionFacts & { readonly userKey: KeyObject; readonly deviceKey: KeyObject },
): Buffer {
  const b = cborg.encode({
    v: 1,
    s: toBytes(facts.session),
    u: toBytes(facts.user),
    n: facts.userName,
    uk: createPublicKey(facts.userKey).export({ format: 'der', type: 'spki' }).subarray(-32),
    o: toBytes(facts.office),
    d: toBytes(facts.device),
    k: facts.sessionKey,
    q: facts.startDseq,
    t: facts.start,
  });
  return Buffer.from(
    cborg.encode({
      b,
      su: signBytes(SESSION_TYPE, b, facts.userKey),
      sd: signBytes(SESSION_TYPE, b, facts.deviceKey),
    }),
  );
}

/**
 * What a certificate says, unproven: enough to find it again when its computer becomes known, and for one that is kept in the
 * log and was proven when it came. Undefined when the bytes are malformed.
 */
export function sessionSays(bytes: Uint8Array): SessionCertificate | undefined {
  try {
    const outer = envelope.safeParse(cborg.decode(bytes, STRICT_CBOR));
    const inner = outer.success ? body.safeParse(cborg.decode(outer.data.b, STRICT_CBOR)) : undefined;
    return inner?.success === true ? said(inner.data) : undefined;
  } catch {
    return undefined;
  }
}

const said = ({ s, u, n, uk, o, d, k, q, t }: z.infer<typeof body>): SessionCertificate => ({
  session: idFrom<SessionId>(s),
  user: idFrom<UserId>(u),
  userName: n,
  userKey: uk,
  office: idFrom<OfficeId>(o),
  device: idFrom<DeviceId>(d),
  sessionKey: k,
  startDseq: q,
  start: t,
});

/**
 * Reads a certificate from foreign bytes. Undefined when the bytes are malformed, a key is not acceptable, or one of
 * the two signatures does not fit. `deviceKey`: the key that this office trusts for the device it names.
 */
export function readSessionCertificate(
  bytes: Uint8Array,
  deviceKey: (device: DeviceId) => KeyObject | undefined,
): SessionCertificate | undefined {
  try {
    const outer = envelope.safeParse(cborg.decode(bytes, STRICT_CBOR));
    if (!outer.success) return undefined;
    const inner = body.safeParse(cborg.decode(outer.data.b, STRICT_CBOR));
    if (!inner.success) return undefined;
    const { d, uk, k } = inner.data;
    const known = deviceKey(idFrom<DeviceId>(d));
    const user = strictPublicKey(uk);
    if (!known || !user || !strictPublicKey(k)) return undefined;
    if (!fits(SESSION_TYPE, outer.data.b, user, outer.data.su)) return undefined;
    if (!fits(SESSION_TYPE, outer.data.b, known, outer.data.sd)) return undefined;
    return said(inner.data);
  } catch {
    return undefined;
  }
}
