const KIB = 1024;
const MIB = 1024 * KIB;
const SECOND = 1000;
const DAY = 86_400 * SECOND;

/** What a relay takes and gives; both sides hold to it (docs/relay.md). Sizes in bytes, times in milliseconds. */
export const RELAY_LIMITS = {
  /** One request of an upload; proxies that allow less answer 413, and the sender halves its chunks. */
  chunk: MIB,
  /** As large as a bundle file may be (docs/bundle-format.md §4). */
  bundle: 260 * MIB,
  /** Everything else that is sent to a relay. */
  message: 4 * KIB,
  page: 200,
  /** Names of one request to drop pieces of backups. */
  drop: 100,
  trustObject: MIB,
  /** Hashes of certificates that a relay asks for at once. */
  missing: 1000,
  /** Bodies of trust objects in one answer, beyond the first of them: a cut of a bad line loses no more. */
  trustPage: 256 * 1024,
  /** A request may wait so long for something to arrive. */
  wait: 30 * SECOND,
  challenge: 60 * SECOND,
  session: 900 * SECOND,
  /** A bundle stays so long after every active device of its office has taken it. */
  keptAfterTaken: 30 * DAY,
  /** A part of a bundle that nobody goes on with. */
  keptPart: 7 * DAY,
} as const;

/**
 * What is carried first: trust objects, then cases, then attachments (exchange.md §7.1); last of all pieces of a backup
 * and what a backup consists of, which lie apart from the mailbox, for the office itself.
 */
export const LANES = { trust: 0, structured: 1, attachments: 2, backup: 3, backupTop: 4 } as const;
export type Lane = (typeof LANES)[keyof typeof LANES];
export const isBackupLane = (lane: Lane): boolean => lane >= LANES.backup;

/** Every refusal of a relay, with the status it comes under. */
export const RELAY_REFUSALS = {
  RELAY_BAD_REQUEST: 400,
  /** No session, or one that is over: log in again. */
  RELAY_LOGIN_NEEDED: 401,
  /** The challenge is too old, of another relay, or was answered before. */
  RELAY_CHALLENGE_OVER: 401,
  RELAY_NOT_PERMITTED: 403,
  RELAY_REVOKED: 403,
  RELAY_NOT_FOUND: 404,
  /** No device of the office that a bundle is for was enrolled here. */
  RELAY_UNKNOWN_OFFICE: 404,
  RELAY_WRONG_METHOD: 405,
  /** `Upload-Offset` of the answer says where to go on. */
  RELAY_WRONG_OFFSET: 409,
  RELAY_LENGTH_NEEDED: 411,
  RELAY_TOO_LARGE: 413,
  RELAY_ENCODED: 415,
  /** A chunk is not what its digest says; nothing of it was kept. */
  RELAY_DAMAGED_CHUNK: 422,
  /** All bytes are there and are not what the name says; the upload was dropped. */
  RELAY_WRONG_HASH: 422,
  /** Rests on other keys of a programme than this relay's operator compared, or on none that it knows. */
  RELAY_FOREIGN_TRUST: 422,
  /** Too many requests, or no room: `Retry-After` says when. */
  RELAY_SLOW_DOWN: 429,
  RELAY_QUOTA: 429,
  RELAY_FAULT: 500,
  RELAY_BUSY: 503,
} as const;
export type RelayCode = keyof typeof RELAY_REFUSALS;

/** Every answer of a relay carries it, so that a captive portal or a proxy is never taken for one. */
export const RELAY_MARK = { name: 'hifadhi-relay', value: '1' } as const;
export const MESSAGE_TYPE = 'application/cbor';
export const BUNDLE_TYPE = 'application/octet-stream';
