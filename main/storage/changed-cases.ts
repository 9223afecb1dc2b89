/** What a case was written in. `list`: its line; `merged`: under which code it goes on; `search`: what it is found by. */
export type ChangedPart = 'list' | 'marks' | 'tasks' | 'merged' | 'search' | 'past';

/** Beyond so many a reader that was not there for long makes what it keeps anew rather than follow each. */
const MOST_KEPT = 4000;

/**
 * Which cases were written on a connection, for what is kept in memory beside the database. A change that was undone
 * stays noted: whoever reads the case again finds it as it is.
 */
export class ChangedCases {
  #numbers: number[] = [];
  #forgotten = 0;

  note(caseN: number): void {
    if (this.#numbers.length >= MOST_KEPT) this.noteAll();
    this.#numbers.push(caseN);
  }
  /** Something was written that any case may show, such as the name of a person. */
  noteAll(): void {
    // One more than there were, so that somebody who has read all of them hears of it too.
    this.#forgotten += this.#numbers.length + 1;
    this.#numbers = [];
  }
  /** Where a reader stands that has heard of everything so far. */
  get position(): number {
    return this.#forgotten + this.#numbers.length;
  }
  /** The cases written since a position, each once; undefined: too many, or all of them. */
  since(position: number): readonly number[] | undefined {
    if (position < this.#forgotten) return undefined;
    if (position === this.position) return NONE;
    return [...new Set(this.#numbers.slice(position - this.#forgotten))];
  }
}
const NONE: readonly number[] = [];

/** The changes of each part. */
export type Changes = Readonly<Record<ChangedPart, ChangedCases>>;
export const noChanges = (): Changes => ({
  list: new ChangedCases(),
  marks: new ChangedCases(),
  tasks: new ChangedCases(),
  merged: new ChangedCases(),
  search: new ChangedCases(),
  past: new ChangedCases(),
});

/**
 * A reader of the changes of one part. What it heard of inside a transaction it hears of again after it, since the
 * transaction may have been undone meanwhile.
 */
export class ChangeReader {
  readonly #changes: ChangedCases;
  readonly #inTransaction: () => boolean;
  #position = -1;
  constructor(db: { readonly changes: Changes; readonly inTransaction: () => boolean }, part: ChangedPart) {
    this.#changes = db.changes[part];
    this.#inTransaction = db.inTransaction;
  }
  /** What was written since the last time; undefined: anything may have been, as at first. */
  next(): readonly number[] | undefined {
    const since = this.#changes.since(this.#position);
    if (!this.#inTransaction()) this.#position = this.#changes.position;
    return since;
  }
}
