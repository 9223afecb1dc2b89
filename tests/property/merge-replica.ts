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
import { isAnswerOp, type Op, type UnknownOp } from '#core/exchange/op.ts';
import { readiness } from '#core/exchange/readiness.ts';
import { recordFromJson, recordToJson } from '#core/exchange/record-json.ts';
import { recordKey, replay } from '#core/exchange/replay.ts';
import { isAfterCutOff, type CutOff } from '#core/exchange/trust.ts';
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

/**
 * Two versions of program and forms. The older one does not know removals, has other answers that protect, and cannot
 * read a kind of value that the newer one has.
 */
export type Version = 'older' | 'newer';

const NEWER: ProtectiveOf = (collection, field) => {
  if (field === 'risk') return { order: ['critical', 'high', 'low'] };
  if (field === 'tags' && collection === 'case') return { union: true };
  return undefined;
};
const PROTECTIVE: Readonly<Record<Version, ProtectiveOf>> = {
  newer: NEWER,
  older: (collection, field) => (collection === 'case' && field === 'risk' ? { order: ['low', 'high'] } : undefined),
};

/** What only the newer version can read. */
export const UNREADABLE = 'of a newer kind';

/** The operations as a version understands them; undefined: it cannot read the commit. */
function asRead(ops: readonly Op[], version: Version): readonly (Op | UnknownOp)[] | undefined {
  if (version === 'newer') return ops;
  if (ops.some((op) => op[0] === 'set' && op[4] === UNREADABLE)) return undefined;
  return ops.map((op) => (op[0] === 'del' ? { unknown: 'del' } : op));
}

interface TakenOut {
  readonly device: DeviceId;
  readonly cutOff: CutOff;
}

/** An office's computer: one stream, its log, its states, what waits, and what was set aside. */
export class Replica {
  readonly device: DeviceId;
  readonly owner: boolean;
  readonly clock: () => number;
  readonly log = new Map<CommitId, ModelCommit>();
  readonly waiting = new Map<CommitId, ModelCommit>();
  readonly aside = new Map<CommitId, ModelCommit>();
  readonly #dots = new Set<string>();
  readonly #at = new Map<string, CommitId[]>();
  readonly #heads = new Map<DeviceId, ContextEntry>();
  #states = new Map<string, RecordState>();
  #version: Version;
  #takenOut: TakenOut | undefined;
  #early = false;
  hlc: Hlc = { wall: 0, counter: 0 };
  /** The clone shares a device with its original and must not share its numbers' content. */
  readonly salt: string;

  constructor(device: string, salt: string, owner: boolean, clock: () => number, version: Version) {
    this.device = id16(device) as DeviceId;
    this.salt = salt;
    this.owner = owner;
    this.clock = clock;
    this.#version = version;
  }

  get states(): ReadonlyMap<string, RecordState> {
    return this.#states;
  }
  get version(): Version {
    return this.#version;
  }
  get takenOut(): TakenOut | undefined {
    return this.#takenOut;
  }
  /** Number of the last commit of this computer, as far as it is known here. */
  lastOf(device: DeviceId): number {
    return this.#heads.get(device)?.[0] ?? 0;
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
      form: ['full', this.#version === 'newer' ? 2 : 1],
      payload: sha(this.salt + JSON.stringify(ops)),
    };
    const id = sha(encodeHead(head)) as CommitId;
    const commit = { id, dot: dotOf(id), head, ops, owner: this.owner };
    this.#apply(commit);
    return commit;
  }

  receive(commit: ModelCommit): void {
    if (!this.aside.has(commit.id)) this.waiting.set(commit.id, commit);
    this.#retry();
  }

  /** The programme says that a computer was taken out, or was not after all: what was set aside for it is judged anew. */
  hear(takenOut: TakenOut | undefined): void {
    this.#takenOut = takenOut;
    this.#release();
  }

  /** The same computer with the newer version: what the older one merged is made again, what it could not read is read. */
  upgrade(): void {
    if (this.#version === 'newer') return;
    this.#version = 'newer';
    this.#replay();
    this.#release();
  }

  #replay(): void {
    const log = [...this.log.values()].map((commit) => ({ author: authorOf(commit), ops: commit.ops }));
    const { states, early } = replay(log, PROTECTIVE.newer);
    this.#states = states;
    this.#early = early;
  }

  #release(): void {
    for (const [id, commit] of this.aside) this.waiting.set(id, commit);
    this.aside.clear();
    this.#retry();
  }

  #isRefused({ head, ops }: ModelCommit): boolean {
    const out = this.#takenOut;
    if (out?.device === head.device && isAfterCutOff(out.cutOff, head)) return true;
    return asRead(ops, this.#version) === undefined;
  }

  #retry(): void {
    for (let moved = true; moved;) {
      moved = false;
      for (const [id, next] of this.waiting) {
        if (!this.log.has(id) && this.#isRefused(next)) {
          this.waiting.delete(id);
          this.aside.set(id, next);
          continue;
        }
        const found = readiness(next.head, id, asRead(next.ops, this.#version) ?? [], {
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
    for (const op of asRead(commit.ops, this.#version) ?? []) {
      if (!isAnswerOp(op)) continue;
      const key = recordKey(op[1], op[2]);
      // Through the texts of the database: what is not written there is lost.
      const before = this.#states.get(key);
      const state = applyOp(before, op, authorOf(commit), PROTECTIVE[this.#version]);
      this.#states.set(key, recordFromJson(recordToJson(state)));
    }
    if (this.#early) this.#replay();
  }

  state(collection: string, record: string): RecordState | undefined {
    return this.#states.get(recordKey(collection, record));
  }

  /** Everything that this computer would show, in one order. */
  view(): string {
    const records = [...this.#states].map(([key, state]) => {
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

const authorOf = ({ dot, head, owner }: ModelCommit): Author => ({
  dot,
  wall: head.wall,
  counter: head.counter,
  suspect: head.suspect,
  device: head.device,
  sseq: head.sseq,
  owner,
});
