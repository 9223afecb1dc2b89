import type { Unit } from './measure.ts';

/** How many: children are counted once, entries as often as they are there. */
export interface Count {
  readonly cases: number;
  readonly entries: number;
}

export interface Days {
  /** In days; undefined when nothing ended. */
  readonly median?: number;
  readonly p90?: number;
  /** What ended, and what is going on still (censored). */
  readonly ended: number;
  readonly waiting: number;
  /** How long those have lasted by now, in the middle. */
  readonly waitingMedian?: number;
}

/** Lengths in days, of which some may be taken out again. */
class Lengths {
  size = 0;
  readonly #times = new Map<number, number>();

  add(days: number, sign: Sign): void {
    this.size += sign;
    const times = (this.#times.get(days) ?? 0) + sign;
    if (times === 0) this.#times.delete(days);
    else this.#times.set(days, times);
  }
  /** The value of rank q (nearest rank: it is one of the values, as a person would count it). */
  quantile(q: number): number | undefined {
    let rank = Math.max(1, Math.ceil(this.size * q));
    for (const [days, times] of [...this.#times].toSorted(([a], [b]) => a - b)) {
      rank -= times;
      if (rank <= 0) return days;
    }
    return undefined;
  }
}

/** Something is counted, or what was counted is taken out again. */
export type Sign = 1 | -1;

/** Numbers of one cell while cases go by, each case at once. */
export class Cell {
  cases = 0;
  entries = 0;
  readonly #took = new Lengths();
  readonly #waited = new Lengths();
  #turn = -1;

  /** @param turn the same for all units of a case, another for whatever is counted next. */
  add(turn: number, unit: Unit, sign: Sign): void {
    this.entries += sign;
    if (this.#turn !== turn) {
      this.#turn = turn;
      this.cases += sign;
    }
    if (unit.took !== undefined) (unit.waiting === true ? this.#waited : this.#took).add(unit.took, sign);
  }
  get count(): Count {
    return { cases: this.cases, entries: this.entries };
  }
  get days(): Days {
    const [median, p90] = [this.#took.quantile(0.5), this.#took.quantile(0.9)];
    const waitingMedian = this.#waited.quantile(0.5);
    return {
      ended: this.#took.size,
      waiting: this.#waited.size,
      ...(median === undefined ? {} : { median }),
      ...(p90 === undefined ? {} : { p90 }),
      ...(waitingMedian === undefined ? {} : { waitingMedian }),
    };
  }
}

/** The cells of one number: its lines, its columns, and where they meet. */
export class Sheet {
  readonly all = new Cell();
  readonly rows = new Map<string, Cell>();
  readonly columns = new Map<string, Cell>();
  readonly cells = new Map<string, Map<string, Cell>>();

  /** @param columns in which the unit counts. */
  add(turn: number, unit: Unit, columns: readonly string[], sign: Sign): void {
    this.all.add(turn, unit, sign);
    count(this.rows, unit.part, turn, unit, sign);
    if (columns.length === 0) return;
    const row = this.cells.get(unit.part) ?? new Map<string, Cell>();
    this.cells.set(unit.part, row);
    for (const value of columns) {
      count(this.columns, value, turn, unit, sign);
      count(row, value, turn, unit, sign);
    }
  }
}

function count(cells: Map<string, Cell>, key: string, turn: number, unit: Unit, sign: Sign): void {
  const cell = cells.get(key) ?? new Cell();
  cells.set(key, cell);
  cell.add(turn, unit, sign);
  // A line in which nothing counts any more is none.
  if (cell.entries === 0) cells.delete(key);
}
