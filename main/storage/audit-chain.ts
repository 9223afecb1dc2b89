import { createHash } from 'node:crypto';

/** One thing that happened. Names and ids only, never values of fields. */
export interface AuditEntry {
  /** The computer's clock. */
  readonly at: number;
  /** The office's own clock, which never goes back. */
  readonly clock: number;
  readonly who: string;
  readonly device: string;
  readonly action: string;
  readonly object: string;
  readonly result: 'done' | 'refused' | 'failed';
  readonly extra: string;
}
export interface AuditRow extends AuditEntry {
  readonly n: number;
  readonly hash: Buffer;
}
export interface ChainRow extends AuditRow {
  readonly prev: Buffer;
}
/** Number and hash of a line that was remembered outside of the chain. */
export interface AuditMark {
  readonly n: number;
  readonly hash: Uint8Array;
}

export const CHAIN_START = Buffer.alloc(32);

/** JSON of a list is unambiguous: no value can pass as the end of another (docs/audit-format.md). */
export const lineHash = (prev: Uint8Array, n: number, e: AuditEntry): Buffer =>
  createHash('sha256')
    .update(prev)
    .update(JSON.stringify([n, e.at, e.clock, e.who, e.device, e.action, e.object, e.result, e.extra]))
    .digest();

/** Follows the chain line by line, and remembers the first that does not fit. */
export class ChainCheck {
  #prev: Uint8Array = CHAIN_START;
  /** What is remembered elsewhere, by the number of its line. */
  readonly #marks: ReadonlyMap<number, Uint8Array>;
  readonly #furthest: number;
  lines = 0;
  /** The number of the last line that was followed. */
  reached = 0;
  brokenAt: number | undefined;

  /** @param marks heads that were signed, or that another file keeps: each must be met on the way. */
  constructor(marks: readonly AuditMark[] = []) {
    this.#marks = new Map(marks.map(({ n, hash }) => [n, hash]));
    this.#furthest = Math.max(0, ...this.#marks.keys());
  }
  add(row: ChainRow): void {
    this.lines += 1;
    this.reached = row.n;
    if (this.brokenAt !== undefined) return;
    const marked = this.#marks.get(row.n);
    const fits =
      row.n === this.lines &&
      row.prev.equals(this.#prev) &&
      row.hash.equals(lineHash(this.#prev, row.n, row)) &&
      (marked === undefined || row.hash.equals(marked));
    if (!fits) this.brokenAt = this.lines;
    this.#prev = row.hash;
  }
  /** After the last line: a chain that is shorter than what is remembered of it was cut off. */
  end(): void {
    if (this.brokenAt === undefined && this.lines < this.#furthest) this.brokenAt = this.lines + 1;
  }
}
