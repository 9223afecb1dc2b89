import { encodeHead, readHead, type CommitHead } from '#core/exchange/commit.ts';
import { toBytes } from './cbor.ts';
import { sha256 } from './hashing.ts';
import type { PackedCommit } from './bundle-segment.ts';
import {
  CONTEXT,
  NEW_STREAM,
  PREV_WRITTEN,
  SALT,
  SUSPECT,
  VERBATIM,
  joinColumns,
  newColumns,
  nothingExpected,
  type ColumnsOut,
} from './segment-columns.ts';
import type { BytesOut } from './segment-bytes.ts';

/** Gives each different thing the next number, and remembers in which order they came. */
class Table {
  readonly #numbers = new Map<string, number>();
  numberOf(key: string): number {
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    this.#numbers.set(key, this.#numbers.size);
    return this.#numbers.size - 1;
  }
  get keys(): string[] {
    return [...this.#numbers.keys()];
  }
}

/** The head, where writing it again from its parts gives the signed bytes and its content is the one that it names. */
function rebuildable({ head, payload }: PackedCommit): CommitHead | undefined {
  const text = Buffer.from(head).toString('utf8');
  const parsed = readHead(text);
  if (!parsed || encodeHead(parsed) !== text) return undefined;
  return sha256(payload).toString('base64url') === parsed.payload ? parsed : undefined;
}

class SegmentWriter {
  readonly #columns: ColumnsOut = newColumns();
  readonly #ids = new Table();
  readonly #forms = new Table();
  readonly #authors = new Table();
  readonly #signed: { readonly list: Uint8Array; readonly sig: Uint8Array }[] = [];
  /** Where they stand in it, by signature: a list of hundreds of ids would be made into text for each of its commits. */
  readonly #signatures = new Map<string, number[]>();
  /** Where a commit of this segment stands. */
  readonly #place: ReadonlyMap<string, number>;
  readonly #idOf: readonly Buffer[];
  readonly #expected = nothingExpected();
  #stream = '';
  /** Per device: number and id of its last commit in the running stream. */
  readonly #last = new Map<string, { sseq: number; id: string }>();

  constructor(commits: readonly PackedCommit[]) {
    this.#idOf = commits.map((commit) => sha256(commit.head));
    this.#place = new Map(this.#idOf.map((id, i) => [id.toString('base64url'), i]));
  }

  #payload(payload: Uint8Array): void {
    const { lengths, fixed, text } = this.#columns;
    const salt = Math.min(SALT, payload.length);
    lengths.number(payload.length);
    fixed.bytes(payload.subarray(0, salt));
    text.bytes(payload.subarray(salt));
  }

  #listOf(commit: PackedCommit): number {
    const sig = Buffer.from(commit.sig).toString('base64');
    const places = this.#signatures.get(sig) ?? [];
    const known = places.find((at) => Buffer.compare(this.#signed[at]?.list ?? commit.sig, commit.list) === 0);
    if (known !== undefined) return known;
    this.#signatures.set(sig, [...places, this.#signed.length]);
    return this.#signed.push(commit) - 1;
  }

  /** A second first commit of a device (after a clone) has no predecessor where one would be supposed. */
  startsAgain(head: CommitHead): boolean {
    return head.prev === undefined && head.stream === this.#stream && this.#last.has(head.device);
  }

  verbatim(commit: PackedCommit): void {
    const { flags, lengths, text, listOf } = this.#columns;
    flags.number(VERBATIM);
    lengths.number(commit.head.length);
    text.bytes(commit.head);
    this.#payload(commit.payload);
    listOf.difference(this.#listOf(commit));
  }

  compact(commit: PackedCommit, head: CommitHead, at: number): void {
    const { flags, streams, authors, sseq, wall, counter, dseq, fixed, listOf } = this.#columns;
    const fresh = head.stream !== this.#stream;
    if (fresh) {
      this.#stream = head.stream;
      this.#last.clear();
      streams.bytes(toBytes(head.stream));
    }
    const last = this.#last.get(head.device);
    const prevWritten = head.prev !== undefined && head.prev !== last?.id;
    const context = Object.entries(head.context);
    flags.number(
      (head.suspect ? SUSPECT : 0) |
        (prevWritten ? PREV_WRITTEN : 0) |
        (context.length > 0 ? CONTEXT : 0) |
        (fresh ? NEW_STREAM : 0),
    );
    if (prevWritten) fixed.bytes(toBytes(head.prev));
    const form = this.#forms.numberOf(JSON.stringify(head.form));
    const ids = [head.programme, head.device, head.session].map((id) => this.#ids.numberOf(id));
    authors.number(this.#authors.numberOf(JSON.stringify([...ids, form])));
    sseq.difference(head.sseq - ((last?.sseq ?? 0) + 1));
    const expected = this.#expected[fresh ? 0 : 1];
    wall.difference(head.wall - expected.wall);
    counter.difference(head.counter - expected.counter);
    dseq.difference(head.dseq - expected.dseq);
    const list = this.#listOf(commit);
    listOf.difference(list - expected.list);
    Object.assign(expected, { wall: head.wall, counter: head.counter, dseq: head.dseq, list });
    if (context.length > 0) this.#context(context, at);
    this.#payload(commit.payload);
    this.#last.set(head.device, { sseq: head.sseq, id: this.#idOf[at]?.toString('base64url') ?? '' });
  }

  #context(context: readonly [string, CommitHead['context'][string]][], at: number): void {
    const { context: out, fixed } = this.#columns;
    out.number(context.length);
    for (const [device, [seen, id]] of context) {
      out.number(this.#ids.numberOf(device));
      out.number(seen);
      const place = this.#place.get(id);
      if (place !== undefined && place < at) out.number(at - place);
      else {
        out.number(0);
        fixed.bytes(toBytes(id));
      }
    }
  }

  finish(count: number): Buffer {
    const { tables, lists, fixed } = this.#columns;
    const ids = this.#ids.keys;
    tables.number(ids.length);
    for (const id of ids) tables.bytes(toBytes(id));
    this.#texts(tables, this.#forms.keys);
    this.#texts(tables, this.#authors.keys);
    lists.number(this.#signed.length);
    for (const { list, sig } of this.#signed) {
      lists.number(list.length / 32);
      let next = 0;
      for (let i = 0; i < list.length; i += 32) {
        const id = list.subarray(i, i + 32);
        const place = this.#place.get(Buffer.from(id).toString('base64url'));
        if (place === undefined) {
          lists.number(0);
          fixed.bytes(id);
        } else {
          const step = place - next;
          lists.number(1 + (step >= 0 ? step * 2 : -step * 2 - 1));
          next = place + 1;
        }
      }
      fixed.bytes(sig);
    }
    return joinColumns(count, this.#columns);
  }

  #texts(out: BytesOut, texts: readonly string[]): void {
    out.number(texts.length);
    for (const text of texts) {
      const bytes = Buffer.from(text);
      out.number(bytes.length);
      out.bytes(bytes);
    }
  }
}

/** The columns of these commits; `allVerbatim`: nothing is left out that has to be rebuilt. */
export function writeSegment(commits: readonly PackedCommit[], allVerbatim: boolean): Buffer {
  const writer = new SegmentWriter(commits);
  for (const [at, commit] of commits.entries()) {
    const head = allVerbatim ? undefined : rebuildable(commit);
    if (head && !writer.startsAgain(head)) writer.compact(commit, head, at);
    else writer.verbatim(commit);
  }
  return writer.finish(commits.length);
}
