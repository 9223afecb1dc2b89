import { hash } from 'node:crypto';
import { dotOf, encodeHead, type CommitHead, type ContextEntry } from '#core/exchange/commit.ts';
import { tick, witness, type Hlc } from '#core/exchange/hlc.ts';
import { heldSince, lateReason, type HeldWord } from '#core/exchange/late-work.ts';
import { applyOp, conflictsIn, isPresent, siblingsOf, type Author, type RecordState } from '#core/exchange/merge.ts';
import { isAnswerOp, type Op } from '#core/exchange/op.ts';
import { readiness } from '#core/exchange/readiness.ts';
import { recordFromJson, recordToJson } from '#core/exchange/record-json.ts';
import { recordKey, replay } from '#core/exchange/replay.ts';
import type { CutOff } from '#core/exchange/trust.ts';
import type { CommitId, DeviceId, ProgrammeId, SessionId, StreamId } from '#core/ids.ts';
import { asRead, PROTECTIVE, type Version } from './merge-versions.ts';

const sha = (text: string): string => hash('sha256', text, 'base64url');
export const id16 = (text: string): string => hash('sha256', text, 'buffer').subarray(0, 16).toString('base64url');
const PROGRAMME = id16('programme') as ProgrammeId;
const STREAM = id16('stream') as StreamId;
const SESSION = id16('session') as SessionId;
/** Every so manyth state goes through the texts of the database: what is not written there is lost. */
const STORED_EVERY = 4;

/** Nothing that a computer does with a commit may change it for the others, which have the very same one. */
function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(frozen);
  }
  return value;
}

/** A commit as the model passes it around. */
export interface ModelCommit {
  readonly id: CommitId;
  readonly dot: string;
  readonly head: CommitHead;
  readonly ops: readonly Op[];
  readonly owner: boolean;
}

export interface TakenOut {
  readonly device: DeviceId;
  readonly cutOff: CutOff;
}
/** A computer's word on a save of one that was taken out (decision 0072). */
export type Word = readonly [id: CommitId, by: DeviceId, at: number];

/** An office's computer: one stream, its log, its states, what waits, and what was set aside. */
export class Replica {
  #device: DeviceId;
  readonly owner: boolean;
  readonly clock: () => number;
  log = new Map<CommitId, ModelCommit>();
  waiting = new Map<CommitId, ModelCommit>();
  aside = new Map<CommitId, ModelCommit>();
  /** When each commit came here first, by the own clock. */
  #since = new Map<CommitId, number>();
  #words = new Map<CommitId, Map<DeviceId, number>>();
  #dots = new Set<string>();
  #at = new Map<DeviceId, CommitId[][]>();
  /** What waits for a commit or a dot that is not here, by that. */
  readonly #behind = new Map<string, ModelCommit[]>();
  #heads = new Map<DeviceId, ContextEntry>();
  #states = new Map<string, RecordState>();
  #version: Version;
  #takenOut: TakenOut | undefined;
  #early = false;
  #brought: HeldWord<DeviceId> | undefined;
  hlc: Hlc = { wall: 0, counter: 0 };
  /** The clone shares a device with its original and must not share its numbers' content. */
  readonly salt: string;

  constructor(device: string, salt: string, owner: boolean, clock: () => number, version: Version) {
    this.#device = id16(device) as DeviceId;
    this.salt = salt;
    this.owner = owner;
    this.clock = clock;
    this.#version = version;
  }

  get device(): DeviceId {
    return this.#device;
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

  /** A copy of its folder as it is now, which writes other contents than the original from now on. */
  copy(salt: string): Replica {
    const copy = new Replica('', salt, this.owner, this.clock, this.#version);
    copy.#device = this.#device;
    copy.log = new Map(this.log);
    copy.waiting = new Map(this.waiting);
    copy.aside = new Map(this.aside);
    copy.#since = new Map(this.#since);
    copy.#words = new Map([...this.#words].map(([id, words]) => [id, new Map(words)]));
    copy.#dots = new Set(this.#dots);
    copy.#at = new Map([...this.#at].map(([device, places]) => [device, places.map((ids) => [...ids])]));
    copy.#heads = new Map(this.#heads);
    copy.#states = new Map(this.#states);
    copy.#takenOut = this.#takenOut;
    copy.#early = this.#early;
    copy.hlc = this.hlc;
    copy.#retry([...copy.waiting.values()]);
    return copy;
  }

  /** In doubt it goes on as another computer, counted from one (decision 0037). */
  renew(device: string): void {
    this.#device = id16(device) as DeviceId;
  }

  write(ops: readonly Op[]): ModelCommit {
    const last = this.#heads.get(this.device);
    const now = this.clock();
    const suspect = now < this.hlc.wall;
    this.hlc = tick(this.hlc, now);
    const context: Record<string, ContextEntry> = {};
    for (const [device, entry] of this.#heads) if (device !== this.device) context[device] = entry;
    const head: CommitHead = {
      programme: PROGRAMME,
      stream: STREAM,
      device: this.device,
      sseq: (last?.[0] ?? 0) + 1,
      prev: last?.[1],
      context,
      ...this.hlc,
      suspect,
      session: SESSION,
      dseq: (last?.[0] ?? 0) + 1,
      form: ['full', this.#version === 'newer' ? 2 : 1],
      payload: sha(this.salt + JSON.stringify(ops)),
    };
    const id = sha(encodeHead(head)) as CommitId;
    const commit = frozen({ id, dot: dotOf(id), head, ops, owner: this.owner });
    this.#apply(commit);
    this.#since.set(id, now);
    return commit;
  }

  /** @param holder who brings it in a bundle, written then; undefined where nobody says. */
  receive(commit: ModelCommit, holder?: HeldWord<DeviceId>): void {
    const { id, head } = commit;
    if (!this.waiting.has(id)) {
      this.aside.delete(id);
      this.waiting.set(id, commit);
      this.#brought = holder;
      this.#retry([commit]);
      this.#brought = undefined;
    }
    const isKept = this.aside.has(id) || this.waiting.has(id) || this.#takenOut?.device === head.device;
    if (holder && isKept) this.#note([id, holder.by, holder.at]);
    // Judged before it was put away: it says nothing for itself the first time.
    if (!this.#since.has(id)) this.#since.set(id, this.clock());
  }

  #note([id, by, at]: Word): boolean {
    const words = this.#words.get(id) ?? new Map<DeviceId, number>();
    this.#words.set(id, words);
    if ((words.get(by) ?? Infinity) <= at) return false;
    words.set(by, at);
    return true;
  }
  #wordsOn(id: CommitId): HeldWord<DeviceId>[] {
    return [...(this.#words.get(id) ?? [])].map(([by, at]) => ({ by, at }));
  }

  /**
   * What it says to another one on saves of the computer that was taken out. Where it knows of no cut-off it answers whoever
   * asks with its own word alone.
   */
  wordsFor(out: TakenOut, asked: (id: CommitId) => boolean): Word[] {
    if (this.#device === out.device) return [];
    const cutOff = this.#takenOut?.cutOff;
    return [...this.log.values()].flatMap(({ id, head }): Word[] => {
      if (head.device !== out.device || (!cutOff && !asked(id))) return [];
      const words = cutOff ? this.#wordsOn(id).filter(({ by }) => by !== out.device) : [];
      const at = heldSince(this.#since.get(id) ?? Infinity, words, cutOff);
      return at === undefined ? [] : [[id, this.#device, at]];
    });
  }

  /** Answers whether anything was new: what was set aside is judged anew then. */
  hearWords(words: readonly Word[]): boolean {
    const fresh = words.filter((word) => this.#note(word));
    if (fresh.length > 0) this.#release();
    return fresh.length > 0;
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
    this.#behind.clear();
    this.#retry([...this.waiting.values()]);
  }

  #isRefused({ id, head, ops }: ModelCommit): boolean {
    if (asRead(ops, this.#version) === undefined) return true;
    const out = this.#takenOut;
    if (out?.device !== head.device) return false;
    const late = lateReason(head, out.cutOff, undefined, {
      isHeld: () => this.log.has(id),
      here: () => this.#since.get(id),
      words: () => [...(this.#brought ? [this.#brought] : []), ...this.#wordsOn(id)],
      counts: (by) => by !== out.device,
    });
    return late !== undefined;
  }

  #retry(now: ModelCommit[]): void {
    for (let next = now.pop(); next; next = now.pop()) {
      const { id, dot, head, ops } = next;
      if (!this.waiting.has(id)) continue;
      if (!this.log.has(id) && this.#isRefused(next)) {
        this.waiting.delete(id);
        this.aside.set(id, next);
        continue;
      }
      const found = readiness(head, id, asRead(ops, this.#version) ?? [], {
        has: (other) => this.log.has(other),
        hasDot: (other) => this.#dots.has(other),
        at: (device, sseq) => this.#at.get(device)?.[sseq] ?? [],
      });
      if (found.state === 'waiting') {
        const behind = this.#behind.get(found.id);
        if (behind) behind.push(next);
        else this.#behind.set(found.id, [next]);
        continue;
      }
      this.waiting.delete(id);
      if (found.state === 'known') continue;
      this.#apply(next);
      this.hlc = witness(this.hlc, head, this.clock());
      for (const key of [id, dot]) {
        now.push(...(this.#behind.get(key) ?? []));
        this.#behind.delete(key);
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
    const places = this.#at.get(head.device) ?? [];
    this.#at.set(head.device, places);
    (places[head.sseq] ??= []).push(commit.id);
    const known = this.#heads.get(head.device);
    if (!known || known[0] < head.sseq) this.#heads.set(head.device, [head.sseq, commit.id]);
    for (const op of asRead(commit.ops, this.#version) ?? []) {
      if (!isAnswerOp(op)) continue;
      const key = recordKey(op[1], op[2]);
      const state = applyOp(this.#states.get(key), op, authorOf(commit), PROTECTIVE[this.#version]);
      const isStored = this.log.size % STORED_EVERY === 0;
      this.#states.set(key, isStored ? recordFromJson(recordToJson(state)) : state);
    }
    if (this.#early) this.#replay();
  }

  state(collection: string, record: string): RecordState | undefined {
    return this.#states.get(recordKey(collection, record));
  }

  /** Everything that this computer would show, in one order. */
  view(): string {
    return viewOf(this.#states);
  }
}

/** Everything that is shown of such states, in one order. */
export function viewOf(states: ReadonlyMap<string, RecordState>): string {
  const records = [...states].map(([key, state]) => {
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

export const authorOf = ({ dot, head, owner }: ModelCommit): Author => ({
  dot,
  wall: head.wall,
  counter: head.counter,
  suspect: head.suspect,
  device: head.device,
  sseq: head.sseq,
  owner,
});
