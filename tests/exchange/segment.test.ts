import { randomBytes } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeHead, type CommitHead, type ContextEntry } from '#core/exchange/commit.ts';
import type { CommitId, DeviceId, ProgrammeId, SessionId, StreamId } from '#core/ids.ts';
import { Refusal } from '#core/result.ts';
import { SEGMENT_COMMITS, packSegment, unpackSegment, type PackedCommit } from '../../main/crypto/bundle-segment.ts';
import { sha256 } from '../../main/crypto/hashing.ts';
import { someCommits } from './bundle-maker.ts';

const SEED = 20_260;
const idOf = (text: string): string => sha256(Buffer.from(text)).subarray(0, 16).toString('base64url');

/** What one commit of a segment is like; the rest follows from the commits before it. */
const shape = fc.record({
  stream: fc.nat(3),
  device: fc.nat(2),
  session: fc.nat(2),
  /** Goes on where the device stopped, begins anew (a clone), leaves a gap, or names a predecessor elsewhere. */
  chain: fc.constantFrom('next', 'next', 'next', 'first', 'gap', 'elsewhere'),
  seen: fc.array(fc.nat(2), { maxLength: 3 }),
  wall: fc.oneof(fc.integer({ min: 1_600_000_000_000, max: 1_800_000_000_000 }), fc.constantFrom(0, 0xffff_ffff_ffff)),
  counter: fc.oneof(fc.nat(3), fc.constant(0xffff_ffff)),
  suspect: fc.boolean(),
  form: fc.constantFrom<readonly [string, number]>(['full', 1], ['rapid-onset', 2], ['', 0]),
  content: fc.oneof(
    fc.uint8Array({ maxLength: 60 }),
    fc.string({ unit: 'grapheme', maxLength: 60 }).map((t) => Buffer.from(t)),
  ),
  alone: fc.boolean(),
  /** Bytes that the usual writer would not make: they must come back as they are all the same. */
  odd: fc.constantFrom('no', 'no', 'no', 'no', 'space', 'noise', 'hash', 'empty'),
});
type Shape = typeof shape extends fc.Arbitrary<infer T> ? T : never;

function oddly(kind: string, head: Buffer, noise: Uint8Array): Buffer {
  if (kind === 'space') return Buffer.from(head.toString('utf8').replace('{', '{ '));
  if (kind === 'noise') return Buffer.from(noise);
  return kind === 'empty' ? Buffer.alloc(0) : head;
}

function commitsOf(shapes: readonly Shape[]): PackedCommit[] {
  const last = new Map<string, { sseq: number; id: CommitId }>();
  const ids: Buffer[] = [];
  const made: { head: Buffer; payload: Uint8Array; id: Buffer; alone: boolean }[] = [];
  for (const [i, one] of [...shapes].sort((a, b) => a.stream - b.stream).entries()) {
    const key = `${String(one.stream)}/${String(one.device)}`;
    const before = one.chain === 'first' ? undefined : last.get(key);
    const elsewhere =
      one.chain === 'elsewhere' ? (sha256(Buffer.from([i])).toString('base64url') as CommitId) : undefined;
    const sseq = (before?.sseq ?? 0) + (one.chain === 'gap' ? 5 : 1) + (elsewhere && !before ? 1 : 0);
    const seen = new Map<string, ContextEntry>();
    for (const device of one.seen) {
      const inSegment = ids[(i * 7) % (ids.length + 1)];
      const known = (inSegment ?? sha256(Buffer.from([device]))).toString('base64url') as CommitId;
      if (device !== one.device) seen.set(idOf(`d${String(device)}`), [device + 1, known]);
    }
    const prev = elsewhere ?? before?.id;
    const head: CommitHead = {
      programme: idOf('programme') as ProgrammeId,
      stream: idOf(`s${String(one.stream)}`) as StreamId,
      device: idOf(`d${String(one.device)}`) as DeviceId,
      sseq: prev === undefined ? 1 : sseq,
      prev,
      context: Object.fromEntries(seen),
      wall: one.wall,
      counter: one.counter,
      suspect: one.suspect,
      session: idOf(`e${String(one.session)}`) as SessionId,
      dseq: i + 1,
      form: one.form,
      payload: sha256(one.odd === 'hash' ? Buffer.alloc(1) : one.content).toString('base64url'),
    };
    const bytes = oddly(one.odd, Buffer.from(encodeHead(head)), one.content);
    const id = sha256(bytes);
    ids.push(id);
    last.set(key, { sseq: head.sseq, id: id.toString('base64url') as CommitId });
    made.push({ head: bytes, payload: one.content, id, alone: one.alone });
  }
  return made.map(({ head, payload, id, alone }, i) => {
    const outside = sha256(Buffer.from('a commit of a stream that stays at home'));
    const before = made[i - 1]?.id;
    const list = Buffer.concat(alone ? [id] : [outside, ...(before ? [before] : []), id]);
    return { head, payload, list, sig: Buffer.concat([sha256(list), sha256(list)]) };
  });
}

const plain = (commits: readonly PackedCommit[]): string[][] =>
  commits.map(({ head, payload, list, sig }) => [head, payload, list, sig].map((b) => Buffer.from(b).toString('hex')));

/** The commits, or the code of the refusal; anything else that is thrown fails the test. */
function tryUnpack(raw: Buffer): PackedCommit[] | string {
  try {
    return unpackSegment(raw);
  } catch (error) {
    if (error instanceof Refusal) return error.error.code;
    throw error;
  }
}

describe('a segment', () => {
  it('gives back every commit bit for bit, whatever was left out', () => {
    fc.assert(
      fc.property(fc.array(shape, { maxLength: 30 }), (shapes) => {
        const commits = commitsOf(shapes);
        const back = unpackSegment(packSegment(commits));
        expect(plain(back)).toEqual(plain(commits));
        for (const commit of back) expect(commit.id.equals(sha256(commit.head))).toBe(true);
      }),
      { numRuns: 1500, seed: SEED },
    );
  });

  it('is much smaller than its commits written out', () => {
    const commits = someCommits(100, 4, randomBytes(16));
    const written = commits.reduce(
      (sum, c) => sum + c.head.length + c.payload.length + c.list.length + c.sig.length,
      0,
    );
    expect(packSegment(commits).length).toBeLessThan(written / 3);
  });

  it('holds as many commits as a writer puts in, and a signature over as many as one save makes', () => {
    const commits = someCommits(SEGMENT_COMMITS / 2, 2, randomBytes(16));
    expect(unpackSegment(packSegment(commits))).toHaveLength(SEGMENT_COMMITS);
    // Cases are shared under one signature until it covers 240 streams, and the last case may have several.
    const list = randomBytes(32 * 255);
    const [first] = commits;
    const shared = first && { ...first, list: Buffer.concat([list, sha256(first.head)]) };
    expect(shared && plain(unpackSegment(packSegment([shared])))).toEqual(shared && plain([shared]));
  });

  it('is taken or refused, and nothing else, when it was tampered with', () => {
    const packed = packSegment(commitsOf(fc.sample(shape, { numRuns: 25, seed: SEED })));
    const found = new Map<string, number>();
    const note = (raw: Buffer): void => {
      const answer = tryUnpack(raw);
      const what = typeof answer === 'string' ? answer : 'taken';
      found.set(what, (found.get(what) ?? 0) + 1);
    };
    for (let i = 0; i < packed.length; i += 1) {
      for (const bit of [1, 16, 128]) {
        const copy = Buffer.from(packed);
        copy[i] = (copy[i] ?? 0) ^ bit;
        note(copy);
      }
      expect(tryUnpack(packed.subarray(0, i))).toMatch(/^SYNC_/);
    }
    expect(tryUnpack(Buffer.concat([packed, Buffer.alloc(1)]))).toBe('SYNC_DAMAGED');
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (bytes, version) => {
        note(Buffer.concat([Buffer.from(version ? [1] : []), bytes]));
      }),
      { numRuns: 5000, seed: SEED },
    );
    expect([...found.keys()].sort()).toEqual(['SYNC_DAMAGED', 'SYNC_NEWER_VERSION', 'SYNC_TOO_LARGE', 'taken']);
  });

  it('cannot promise more than it holds', () => {
    const packed = packSegment(someCommits(1, 2, randomBytes(16)));
    const count = Buffer.from(packed);
    count[1] = 3;
    expect(tryUnpack(count)).toBe('SYNC_DAMAGED');
    const huge = Buffer.from([1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]);
    expect(tryUnpack(huge)).toBe('SYNC_TOO_LARGE');
    expect(tryUnpack(Buffer.from([1, 1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]))).toBe('SYNC_DAMAGED');
  });
});
