import type { OfficeItem } from '#core/exchange/office-state.ts';
import type { WritableDb } from './database.ts';

export interface OfficeItemRow extends OfficeItem {
  /** Counts up with every change here, so that what a computer has not confirmed can be told apart. */
  readonly rev: number;
  /** Whether it counts here already: what is about a case that has not come waits for it. */
  readonly applied: boolean;
}
/** The kind of the pieces that larger contents travel in. */
export const PIECE_KIND = 'piece';
type Raw = Omit<OfficeItemRow, 'seen' | 'applied'> & { readonly seen: string; readonly applied: number };
const SELECT = `SELECT kind, id, body, seen, at, rev, applied FROM office_item`;
const item = ({ seen, applied, ...rest }: Raw): OfficeItemRow => ({
  ...rest,
  seen: JSON.parse(seen) as OfficeItem['seen'],
  applied: applied === 1,
});

/** What the computers of this office tell each other beside the cases (decision 0061). */
export class OfficeItemRepo {
  readonly #db: WritableDb;
  constructor(db: WritableDb) {
    this.#db = db;
  }

  /** All but the pieces that larger contents travel in: those are many bytes, and are only looked for by their id. */
  all(): OfficeItemRow[] {
    return this.#db.read<[string], Raw>(`${SELECT} WHERE kind <> ? ORDER BY kind, id`).all(PIECE_KIND).map(item);
  }
  /** Those of a kind that do not count here yet. */
  waiting(kind: string): OfficeItemRow[] {
    return this.#db.read<[string], Raw>(`${SELECT} WHERE kind = ? AND applied = 0 ORDER BY id`).all(kind).map(item);
  }
  /** In the order in which they changed here. */
  after(rev: number): OfficeItemRow[] {
    return this.#db.read<[number], Raw>(`${SELECT} WHERE rev > ? ORDER BY rev`).all(rev).map(item);
  }
  lastRev(): number {
    return this.#db.read<[], { rev: number | null }>(`SELECT max(rev) AS rev FROM office_item`).get()?.rev ?? 0;
  }
  get(kind: string, id: string): OfficeItemRow | undefined {
    const found = this.#db.read<[string, string], Raw>(`${SELECT} WHERE kind = ? AND id = ?`).get(kind, id);
    return found && item(found);
  }
  has(kind: string, id: string): boolean {
    const text = `SELECT 1 AS there FROM office_item WHERE kind = ? AND id = ?`;
    return this.#db.read<[string, string], { there: number }>(text).get(kind, id) !== undefined;
  }
  /** Whether something that was told does not count here yet. */
  someWait(): boolean {
    return (
      this.#db.read<[], object>(`SELECT 1 AS waits FROM office_item WHERE applied = 0 LIMIT 1`).get() !== undefined
    );
  }
  put({ kind, id, body, seen, at }: OfficeItem, applied: boolean): void {
    this.#db
      .write<[string, string, string | null, string, number, number, number]>(
        `INSERT INTO office_item(kind, id, body, seen, at, rev, applied) VALUES(?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET body = excluded.body, seen = excluded.seen, at = excluded.at, rev = excluded.rev,
           applied = excluded.applied`,
      )
      .run(kind, id, body, JSON.stringify(seen), at, this.lastRev() + 1, Number(applied));
  }
  setApplied(kind: string, id: string): void {
    this.#db.write<[string, string]>(`UPDATE office_item SET applied = 1 WHERE kind = ? AND id = ?`).run(kind, id);
  }
}
