import { isId16, isId32 } from '#core/ids.ts';
import type { CommitId, DeviceId, ProgrammeId, SessionId, StreamId } from '#core/ids.ts';
import { readOp, type Op, type UnknownOp } from './op.ts';
import { parseStrictJson } from './strict-json.ts';

/** exchange.md §6.7, limits. */
export const COMMIT_LIMITS = { headBytes: 16_384, payloadBytes: 2_000_000, ops: 2_000, context: 256 } as const;

/** `id` of the commit at the head of a device's chain, and its number there. */
export type ContextEntry = readonly [sseq: number, head: CommitId];

/** The signed header of a commit, without its content (exchange.md §6.2). */
export interface CommitHead {
  readonly programme: ProgrammeId;
  readonly stream: StreamId;
  readonly device: DeviceId;
  /** Number in the device's own chain of this stream, from 1. */
  readonly sseq: number;
  /** Own predecessor in this stream; absent for the first. */
  readonly prev: CommitId | undefined;
  /** Other devices' heads that the author had. */
  readonly context: Readonly<Record<string, ContextEntry>>;
  readonly wall: number;
  readonly counter: number;
  /** The author's own clock was not to be trusted. */
  readonly suspect: boolean;
  readonly session: SessionId;
  /** Number in the device's whole log. */
  readonly dseq: number;
  /** Configuration profile and version that the answers were given with. */
  readonly form: readonly [string, number];
  /** SHA-256 of the payload (salt and operations), base64url. */
  readonly payload: string;
}

const KEYS = ['v', 'p', 's', 'd', 'q', 'h', 'x', 'c', 'e', 'n', 'f', 'o'] as const;
/** A header as it is written, before its values are looked at. */
type Wire = Readonly<Record<(typeof KEYS)[number], unknown>>;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isWire = (value: unknown): value is Wire =>
  isObject(value) && Object.keys(value).length === KEYS.length && KEYS.every((key) => Object.hasOwn(value, key));
const whole = (value: unknown, least: number, most: number): value is number =>
  Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most;
const isCount = (value: unknown): value is number => whole(value, 1, 0x1_0000_0000_0000);
const id16 = <T extends string>(value: unknown): value is T => typeof value === 'string' && isId16(value);
const id32 = <T extends string>(value: unknown): value is T => typeof value === 'string' && isId32(value);
const isContext = (value: unknown): value is Readonly<Record<string, ContextEntry>> =>
  isObject(value) &&
  Object.entries(value).every(
    ([device, entry]) =>
      isId16(device) && Array.isArray(entry) && entry.length === 2 && isCount(entry[0]) && id32(entry[1]),
  );
const isTime = (value: unknown): value is readonly [number, number, 0 | 1] =>
  Array.isArray(value) &&
  value.length === 3 &&
  whole(value[0], 0, 0xffff_ffff_ffff) &&
  whole(value[1], 0, 0xffff_ffff) &&
  whole(value[2], 0, 1);
const isForm = (value: unknown): value is readonly [string, number] =>
  Array.isArray(value) &&
  value.length === 2 &&
  typeof value[0] === 'string' &&
  value[0].length <= 40 &&
  whole(value[1], 0, Number.MAX_SAFE_INTEGER);

/** The header's bytes, written once by the author and kept verbatim ever after. */
export function encodeHead(head: CommitHead): string {
  return JSON.stringify({
    v: 1,
    p: head.programme,
    s: head.stream,
    d: head.device,
    q: head.sseq,
    h: head.prev ?? '',
    x: head.context,
    c: [head.wall, head.counter, head.suspect ? 1 : 0],
    e: head.session,
    n: head.dseq,
    f: head.form,
    o: head.payload,
  });
}

/**
 * Reads a header from foreign text; undefined when anything about it is wrong. Looked at by hand: a first load reads
 * hundreds of thousands.
 */
export function readHead(text: string): CommitHead | undefined {
  if (text.length > COMMIT_LIMITS.headBytes) return undefined;
  const raw = parseStrictJson(text);
  if (!isWire(raw)) return undefined;
  const { v, p, s, d, q, h, x, c, e, n, f, o } = raw;
  if (v !== 1 || !id16<ProgrammeId>(p) || !id16<StreamId>(s) || !id16<DeviceId>(d) || !id16<SessionId>(e))
    return undefined;
  if (!isCount(q) || !isCount(n) || !isContext(x) || !isTime(c) || !isForm(f) || !id32<string>(o)) return undefined;
  if (h !== '' && !id32<CommitId>(h)) return undefined;
  if (Object.keys(x).length > COMMIT_LIMITS.context || (h === '') !== (q === 1) || Object.hasOwn(x, d))
    return undefined;
  return {
    programme: p,
    stream: s,
    device: d,
    sseq: q,
    prev: h === '' ? undefined : h,
    context: x,
    wall: c[0],
    counter: c[1],
    suspect: c[2] === 1,
    session: e,
    dseq: n,
    form: f,
    payload: o,
  };
}

export const encodeOps = (ops: readonly Op[]): string => JSON.stringify(ops);

/** Reads the operations of a payload (without its salt); undefined when anything about them is wrong. */
export function readOps(text: string): readonly (Op | UnknownOp)[] | undefined {
  const raw = parseStrictJson(text, { depth: 16, characters: COMMIT_LIMITS.payloadBytes });
  if (!Array.isArray(raw) || raw.length > COMMIT_LIMITS.ops) return undefined;
  const ops: (Op | UnknownOp)[] = [];
  for (const item of raw) {
    const op = readOp(item);
    if (op === undefined) return undefined;
    ops.push(op);
  }
  return ops;
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** The dot of a commit: the first 16 bytes of its id, as base64url. The 22nd character keeps two of its six bits. */
export function dotOf(id: CommitId): string {
  const last = ALPHABET.indexOf(id.charAt(21));
  return id.slice(0, 21) + ALPHABET.charAt(last & 0b110000);
}
