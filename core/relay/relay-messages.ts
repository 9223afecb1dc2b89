import { z } from 'zod';
import { bytes16, bytes32, bytes64 } from '#core/exchange/strict-cbor.ts';
import { LANES, RELAY_LIMITS, RELAY_REFUSALS, type RelayCode } from './relay-limits.ts';

/** Messages between an office and a relay: docs/relay.md has them as CDDL, with test vectors. Read with `readStrict`. */
const v = z.literal(1);
const ms = z.int().min(0);
const seq = z.int().min(0);

export const signedShape = z.strictObject({ b: z.instanceof(Uint8Array), s: bytes64 });

export const challengeRequestShape = z.strictObject({ v, d: bytes16, c: bytes32 });
/** The relay proves its key over the client's nonce and says what time it has. */
export const challengeShape = z.strictObject({ v, k: bytes32, d: bytes16, c: bytes32, n: bytes32, t: ms });
/** exchange.md R14: relay key, both nonces, device and purpose. */
export const loginShape = z.strictObject({
  v,
  p: z.literal('relay-login'),
  k: bytes32,
  d: bytes16,
  c: bytes32,
  n: bytes32,
});
export const TOKEN_BYTES = 48;
export const grantShape = z.strictObject({
  v,
  k: bytes32,
  d: bytes16,
  c: bytes32,
  n: bytes32,
  /** The office that the relay has the device in. */
  o: bytes16,
  tok: z.instanceof(Uint8Array).refine((token) => token.length === TOKEN_BYTES),
  t: ms,
  ttl: ms,
});

const lane = z.literal([LANES.trust, LANES.structured, LANES.attachments]);
export const mailboxShape = z.strictObject({
  v,
  t: ms,
  /** What this device has acknowledged. */
  acked: seq,
  more: z.boolean(),
  /** Number in the mailbox, hash and size of the bundle, lane, when it was put there. */
  l: z.array(z.tuple([seq, bytes32, z.int().min(1), lane, ms])).max(RELAY_LIMITS.page),
});
export const ackShape = z.strictObject({ v, upto: seq });
export const ackedShape = z.strictObject({ v, acked: seq });

export const backupsShape = z.strictObject({
  v,
  t: ms,
  /** When a recovery kit of this office was last used here; 0 for never. */
  used: ms,
  more: z.boolean(),
  /** Hash and size of a piece, lane, when it was put there, whether by the device that asks. In the order of hashes. */
  l: z
    .array(z.tuple([bytes32, z.int().min(1), z.literal([LANES.backup, LANES.backupTop]), ms, z.boolean()]))
    .max(RELAY_LIMITS.page),
});
export const dropShape = z.strictObject({ v, l: z.array(bytes32).max(RELAY_LIMITS.drop) });
export const droppedShape = z.strictObject({ v, dropped: z.int().min(0) });
/** The public key that follows from a recovery kit; empty: none any more. */
export const kitKeyShape = z.strictObject({
  v,
  k: z.instanceof(Uint8Array).refine((key) => key.length === 0 || key.length === 32),
});

/** What kind of trust object it is: `root`, `directory`, `office` and `device`, certificates of these. */
export const trustKind = z.string().regex(/^[a-z][a-z-]{0,31}$/);
export const trustPageShape = z.strictObject({
  v,
  more: z.boolean(),
  l: z.array(
    z.tuple([
      /** Order of arrival at this relay: the next request asks for what is after the last of them. */
      seq,
      trustKind,
      z.int().min(0),
      z.instanceof(Uint8Array).refine((body) => body.length <= RELAY_LIMITS.trustObject),
    ]),
  ),
});
/** How far a relay is with the programme's list; all 0 and empty where its operator compared no root. */
export const trustStandingShape = z.strictObject({
  v,
  /** The number of the last trust object. */
  last: seq,
  /** The root in force. */
  root: z.int().min(0),
  /** Root and number of the list. */
  dr: z.int().min(0),
  dn: z.int().min(0),
  /** Hashes of certificates that the list names and that are not there. */
  m: z.array(bytes32).max(RELAY_LIMITS.missing),
});
export const healthShape = z.strictObject({ v, t: ms });

const isCode = (text: string): text is RelayCode => Object.hasOwn(RELAY_REFUSALS, text);
export const refusalShape = z.strictObject({ v, code: z.string().refine(isCode) });

export type BackupPage = z.infer<typeof backupsShape>;
export type MailboxPage = z.infer<typeof mailboxShape>;
export type TrustStanding = z.infer<typeof trustStandingShape>;
export type TrustPage = z.infer<typeof trustPageShape>;
