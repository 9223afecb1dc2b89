import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import type { PersonCertificate } from '#core/exchange/trust.ts';
import type { OfficeId, UserId } from '#core/ids.ts';
import { bytes16, bytes32, idFrom, toBytes } from './cbor.ts';
import { strictPublicKey } from './ed25519.ts';
import { sha256 } from './hashing.ts';
import { readSigned, signObject, type SignedObject } from './signed-object.ts';

/** One fixed payload type per kind of object (exchange.md R14). */
export const PERSON_TYPE = 'application/vnd.hifadhi.person.v1+cbor';
/** As any certificate in a manifest. */
const PERSON_LIMIT = 4096;
export const PERSON_NAME_LIMIT = 500;

const ms = z.int().min(0).max(Number.MAX_SAFE_INTEGER);
const body = z.strictObject({
  v: z.literal(1),
  o: bytes16,
  u: bytes16,
  nm: z.string().min(1).max(PERSON_NAME_LIMIT),
  k: bytes32,
  n: z.int().min(1).max(1_000_000),
  f: ms,
  e: ms.exactOptional(),
});

export type SignedPerson = SignedObject<PersonCertificate>;

/** The name under which one is kept: of what was signed, however the signature is spelt. */
export const personHash = ({ body: signed }: SignedPerson): Buffer => sha256(signed);

/** An office says who a person is and under which key they sign; `adminKey` is that of somebody who may answer for it. */
export const makePersonCertificate = (person: PersonCertificate, adminKey: KeyObject): Uint8Array<ArrayBuffer> =>
  signObject(
    PERSON_TYPE,
    {
      v: 1,
      o: toBytes(person.office),
      u: toBytes(person.user),
      nm: person.name,
      k: new Uint8Array(person.signingKey),
      n: person.n,
      f: person.from,
      ...(person.ended === undefined ? {} : { e: person.ended }),
    },
    [adminKey],
  );

/**
 * Reads a certificate from foreign bytes: strict CBOR in its one spelling, with a sound key and one signature, so that nobody
 * else can spell it anew. Undefined for anything else.
 * Whether the office answers for it: `answersFor` of certificates.ts.
 */
export function readPersonCertificate(bytes: Uint8Array): SignedPerson | undefined {
  const read = readSigned(bytes, PERSON_LIMIT, body);
  if (read?.signatures.length !== 1 || !strictPublicKey(read.value.k)) return undefined;
  const { o, u, nm, k, n, f, e } = read.value;
  return {
    ...read,
    value: {
      office: idFrom<OfficeId>(o),
      user: idFrom<UserId>(u),
      name: nm,
      signingKey: k,
      n,
      from: f,
      ...(e === undefined ? {} : { ended: e }),
    },
  };
}
