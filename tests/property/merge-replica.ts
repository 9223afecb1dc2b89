import { createHash } from 'node:crypto';
import { dotOf, encodeHead, type CommitHead, type ContextEntry } from '#core/exchange/commit.ts';
import { tick, witness, type Hlc } from '#core/exchange/hlc.ts';
import {
  applyOp,
  conflictsIn,
  isPresent,
  siblingsOf,
  type Author,
  type ProtectiveOf,
  type RecordState,
} from '#core/exchange/merge.ts';
import type { Op } from '#core/exchange/op.ts';
import { readiness } from '#core/exchange/readiness.ts';
import { recordFromJson, recordToJson } from '#core/exchange/record-json.ts';
import type { CommitId, DeviceId, ProgrammeId, SessionId, StreamId } from '#core/ids.ts';

const sha = (text: string): string => createHash('sha256').update(text).digest('base64url');
const id16 = (text: string): string => createHash('sha256').update(text).digest().subarray(0, 16).toString('base64url');

/** A commit as the model passes it around. */
export interface ModelCommit {
  readonly id: CommitId;
  readonly dot: string;
  readonly head: CommitHead;
  readonly ops: readonly Op[];
  readonly owner: boolean;
}

export const protectiveOf: ProtectiveOf = (collection, field) => {
  if (field === 'risk') return { order: ['critical', 'high', 'low'] };
  if (field === 'tags' && collection === 'case') return { union: true };
  return undefined;
};

/** An office's computer: one stream, its log, its states, and what waits. */
export class Replica {
  readonly device: DeviceId;
  readonly owner: boolean;
  readonly clock: () => number;
  readonly log = new Map<CommitId, ModelCommit>();
  readonly waiting = new Map<CommitId, ModelCommit>();
  readonly states = new Map<string, RecordState>();
  readonly #dots = new Set<string>();
  readonly #at = new Map<string, CommitId[]>();
  readonly #heads = new Map<DeviceId, ContextEntry>();
  hlc: Hlc = { wall: 0, counter: 0 };
  /** The clone shares a device with its original and must not share its numbers' content. */
  readonly salt: string;

  constructor(device: string, salt: string, owner: boolean, clock: () => number) {
    this.device = id16(device) as DeviceId;
    this.salt = salt;
    this.owner = owner;
    this.clock = clock;
  }

  write(ops: readonly Op[]): ModelCommit {
    const last = this.#heads.get(this.device);
    const now = this.clock();
    const suspect = now < this.hlc.wall;
    this.hlc = tick(this.hlc, now);
    const context: Record<string, ContextEntry> = {};
    for (const [device, entry] of this.#heads) if (device !== this.device) context[device] = entry;
    const head: CommitHead = {
      programme: id16('programme') as ProgrammeId,
      stream: id16('stream') as StreamId,
      device: this.device,
      sseq: (last?.[0] ?? 0) + 1,
      prev: last?.[1],
      context,
      ...this.hlc,
      suspect,
      session: id16('session') as SessionId,
      dseq: (last?.[0] ?? 0) + 1,
      form: ['full', 1],
      payload: sha(this.salt + JSON.stringify(ops)),
    };
    const id = sha(encodeHead(head)) as CommitId;
    const commit = { id, dot: dotOf(id), head, ops, owner: this.owner };
    this.#apply(commit);
    return commit;
  }

  receive(commit: ModelCommit): void {
    this.waiting.set(commit.id, commit);
    for (let moved = true; moved;) {
      moved = false;
      for (const [id, next] of this.waiting) {
        const found = readiness(next.head, id, next.ops, {
          has: (other) => this.log.has(other),
          hasDot: (dot) => this.#dots.has(dot),
          at: (device, sseq) => this.#at.get(`${device}/${String(sseq)}`) ?? [],
        });
        if (found.state === 'waiting') continue;
        this.waiting.delete(id);
        if (found.state === 'known') continue;
        this.#apply(next);
        this.hlc = witness(this.hlc, next.head, this.clock());
        moved = true;
      }
    }
  }

  #apply(commit: ModelCommit): void {
    const { head } = commit;
    const before = [
      ...(head.prev === undefined ? [] : [head.prev]),
      ...Object.values(head.context).map(([, id]) => id),
    ];
    if (!before.every((id) => this.log.has(id))) throw new Error('applied before what its author had seen');
    this.log.set(commit.id, commit);
    this.#dots.add(commit.dot);
    const place = `${head.device}/${String(head.sseq)}`;
    this.#at.set(place, [...(this.#at.get(place) ?? []), commit.id]);
    const known = this.#heads.get(head.device);
    if (!known || known[0] < head.sseq) this.#heads.set(head.device, [head.sseq, commit.id]);
    const author: Author = {
      dot: commit.dot,
      wall: head.wall,
      counter: head.counter,
      suspect: head.suspect,
      device: head.device,
      sseq: head.sseq,
      owner: commit.owner,
    };
    for (const op of commit.ops) {
      if (op[0] === 'gen' || op[0] === 'grant') continue;
      const key = `${op[1]}/${op[2]}`;
      // Through the texts of the database: what is not written there is lost.
      const before = this.states.get(key);
      this.states.set(key, recordFromJson(recordToJson(applyOp(before, op, author, protectiveOf))));
    }
  }

  state(collection: string, record: string): RecordState | undefined {
    return this.states.get(`${collection}/${record}`);
  }

  /** Everything that this computer would show, in one order. */
  view(): string {
    const records = [...this.states].map(([key, state]) => {
      const fields = new Set([...Object.keys(state.values), ...Object.keys(state.fields)]);
      return [
        key,
        isPresent(state),
        state.live,
        state.created?.dot ?? '',
        [...fields].sort().map((field) => [field, state.values[field] ?? null, siblingsOf(state, field)]),
        conflictsIn(state).sort(),
      ];
    });
    return JSON.stringify(records.sort((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1)));
  }
}
