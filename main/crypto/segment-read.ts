import { z } from 'zod';
import { encodeHead, type ContextEntry } from '#core/exchange/commit.ts';
import { parseStrictJson } from '#core/exchange/strict-json.ts';
import { Refusal } from '#core/result.ts';
import type { CommitId, DeviceId, ProgrammeId, SessionId, StreamId } from '#core/ids.ts';
import type { UnpackedCommit } from './bundle-segment.ts';
import { idFrom } from './cbor.ts';
import { sha256 } from './hashing.ts';
import {
  CONTEXT,
  NEW_STREAM,
  PREV_WRITTEN,
  SALT,
  SUSPECT,
  VERBATIM,
  nothingExpected,
  splitColumns,
  type ColumnsIn,
} from './segment-columns.ts';

const LISTED = 256;
const damaged = (): Refusal => new Refusal('SYNC_DAMAGED', { at: 'segment' });

function at<T>(list: readonly T[], n: number): T {
  const found = list[n];
  if (found === undefined) throw damaged();
  return found;
}

const formShape = z.tuple([z.string(), z.int()]);
const authorShape = z.tuple([z.int(), z.int(), z.int(), z.int()]);

interface AuthorEntry {
  readonly programme: ProgrammeId;
  readonly device: DeviceId;
  readonly session: SessionId;
  readonly form: readonly [string, number];
}
interface Item {
  readonly head: Buffer;
  readonly payload: Buffer;
  readonly id: Buffer;
  readonly list: number;
}

class SegmentReader {
  readonly #columns: ColumnsIn;
  readonly #ids: string[] = [];
  readonly #authors: AuthorEntry[] = [];
  readonly #items: Item[] = [];
  readonly #expected = nothingExpected();
  readonly #last = new Map<string, { sseq: number; id: CommitId }>();
  #stream: StreamId | undefined;

  constructor(columns: ColumnsIn, count: number) {
    this.#columns = columns;
    const { tables } = columns;
    for (let n = tables.count(count * 300); n > 0; n -= 1) this.#ids.push(idFrom(tables.bytes(16)));
    const forms = this.#texts(count, formShape);
    for (const [programme, device, session, form] of this.#texts(count, authorShape)) {
      this.#authors.push({
        programme: at(this.#ids, programme) as ProgrammeId,
        device: at(this.#ids, device) as DeviceId,
        session: at(this.#ids, session) as SessionId,
        form: at(forms, form),
      });
    }
  }

  #texts<T>(most: number, shape: z.ZodType<T>): T[] {
    const { tables } = this.#columns;
    return Array.from({ length: tables.count(most) }, () => {
      const text = tables.bytes(tables.count(256)).toString('utf8');
      const parsed = shape.safeParse(parseStrictJson(text));
      if (!parsed.success) throw damaged();
      return parsed.data;
    });
  }

  #payload(): Buffer {
    const { lengths, fixed, text } = this.#columns;
    const length = lengths.number();
    const salt = fixed.bytes(Math.min(SALT, length));
    return Buffer.concat([salt, text.bytes(length - salt.length)]);
  }

  next(): void {
    const { flags, lengths, text, listOf } = this.#columns;
    const flag = flags.number();
    if (flag === VERBATIM) {
      const head = text.bytes(lengths.number());
      const payload = this.#payload();
      this.#items.push({ head, payload, id: sha256(head), list: listOf.difference() });
      return;
    }
    if (flag > 31 || (flag & VERBATIM) !== 0) throw damaged();
    this.#items.push(this.#compact(flag));
  }

  #compact(flag: number): Item {
    const { streams, authors, sseq, wall, counter, dseq, listOf, fixed } = this.#columns;
    const fresh = (flag & NEW_STREAM) !== 0;
    if (fresh) {
      this.#stream = idFrom(streams.bytes(16));
      this.#last.clear();
    }
    if (this.#stream === undefined) throw damaged();
    const prevWritten = (flag & PREV_WRITTEN) === 0 ? undefined : idFrom<CommitId>(fixed.bytes(32));
    const author = at(this.#authors, authors.number());
    const last = this.#last.get(author.device);
    const expected = this.#expected[fresh ? 0 : 1];
    const number = (last?.sseq ?? 0) + 1 + sseq.difference();
    expected.wall += wall.difference();
    expected.counter += counter.difference();
    expected.dseq += dseq.difference();
    expected.list += listOf.difference();
    const context = (flag & CONTEXT) === 0 ? {} : this.#context();
    const payload = this.#payload();
    const head = Buffer.from(
      encodeHead({
        ...author,
        stream: this.#stream,
        sseq: number,
        prev: prevWritten ?? last?.id,
        context,
        wall: expected.wall,
        counter: expected.counter,
        suspect: (flag & SUSPECT) !== 0,
        dseq: expected.dseq,
        payload: sha256(payload).toString('base64url'),
      }),
    );
    const id = sha256(head);
    this.#last.set(author.device, { sseq: number, id: idFrom(id) });
    return { head, payload, id, list: expected.list };
  }

  #context(): Record<string, ContextEntry> {
    const { context, fixed } = this.#columns;
    const entries = Array.from({ length: context.count(LISTED) }, (): [string, ContextEntry] => {
      const device = at(this.#ids, context.number());
      const seen = context.number();
      const back = context.number();
      const id = back === 0 ? fixed.bytes(32) : at(this.#items, this.#items.length - back).id;
      return [device, [seen, idFrom(id)]];
    });
    return Object.fromEntries(entries);
  }

  finish(): UnpackedCommit[] {
    const { lists, fixed } = this.#columns;
    const signed = Array.from({ length: lists.count(this.#items.length) }, () => {
      let next = 0;
      const ids = Array.from({ length: lists.count(LISTED) }, () => {
        const n = lists.number();
        if (n === 0) return fixed.bytes(32);
        const step = (n - 1) % 2 === 0 ? (n - 1) / 2 : -n / 2;
        const place = next + step;
        next = place + 1;
        return at(this.#items, place).id;
      });
      return { list: Buffer.concat(ids), sig: fixed.bytes(64) };
    });
    for (const column of Object.values(this.#columns)) column.end();
    return this.#items.map(({ head, payload, id, list }) => ({ head, payload, id, ...at(signed, list) }));
  }
}

/** The commits of a segment's bytes. SYNC_DAMAGED, SYNC_TOO_LARGE or SYNC_NEWER_VERSION. */
export function readSegment(raw: Buffer, most: number): UnpackedCommit[] {
  const { count, columns } = splitColumns(raw, most);
  const reader = new SegmentReader(columns, count);
  for (let n = count; n > 0; n -= 1) reader.next();
  return reader.finish();
}
