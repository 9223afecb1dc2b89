import type { LoadedConfiguration } from '#core/forms/config-schema.ts';
import type { CasePast } from '#core/measures/past.ts';
import { RunningTally, type Tally, type TallyOrder } from '#core/measures/tally.ts';
import { ChangeReader } from '../../storage/changed-cases.ts';
import type { OpenOffice } from '../open-office.ts';
import type { Counting } from './counting.ts';
import type { Patience } from './patience.ts';

/** So many orders are kept. At 50,000 cases each takes about half a megabyte. */
const MOST_KEPT = 24;

/** How far numbers are that somebody waits for. */
export interface Making {
  readonly done: number;
  readonly of: number;
}

/** The numbers of one order, and where counting has come to. */
class KeptTally {
  readonly #open: OpenOffice;
  readonly #holds: Counting['holds'];
  readonly #order: TallyOrder;
  readonly #changes: ChangeReader;
  #tally: RunningTally;
  #left: Iterator<readonly [number, CasePast]> | undefined;
  #counted = 0;
  constructor(open: OpenOffice, order: TallyOrder, holds: Counting['holds']) {
    this.#open = open;
    this.#holds = holds;
    this.#order = order;
    this.#changes = new ChangeReader(open.db, 'past');
    this.#tally = new RunningTally(order);
  }

  get counted(): number {
    return this.#counted;
  }
  /** Goes on counting until somebody would wait too long; answers whether all is counted as it stands now. */
  goOn(patience: Patience): boolean {
    const all = this.#open.repos.past.all();
    const changed = this.#changes.next();
    if (changed === undefined) {
      this.#tally = new RunningTally(this.#order);
      this.#left = all.entries();
      this.#counted = 0;
    } else for (const n of changed) this.#put(n, all.get(n));
    while (this.#left !== undefined) {
      const next = this.#left.next();
      if (next.done === true) this.#left = undefined;
      else {
        this.#put(...next.value);
        this.#counted += 1;
        if (patience.over()) return false;
      }
    }
    return true;
  }
  get result(): readonly Tally[] {
    return this.#tally.result();
  }
  #put(n: number, past: CasePast | undefined): void {
    this.#tally.put(n, past !== undefined && this.#holds(n, past) ? past : undefined);
  }
}

interface Kept {
  /** Another configuration counts otherwise. */
  readonly configuration: LoadedConfiguration;
  /** The one that was asked for longest ago comes first. */
  readonly tallies: Map<string, KeptTally>;
}
const kept = new WeakMap<OpenOffice, Kept>();

function keptIn(open: OpenOffice): Kept['tallies'] {
  const { configuration } = open;
  const known = kept.get(open);
  if (known?.configuration === configuration) return known.tallies;
  const tallies: Kept['tallies'] = new Map();
  kept.set(open, { configuration, tallies });
  return tallies;
}

const keyOf = ({ scope }: Counting, { measures, split, setting }: TallyOrder): string =>
  JSON.stringify([scope, setting.period, split?.id, measures.map(({ id }) => id)]);

function tallyFor(open: OpenOffice, counting: Counting, order: TallyOrder): KeptTally {
  const tallies = keptIn(open);
  const key = keyOf(counting, order);
  const one = tallies.get(key) ?? new KeptTally(open, order, counting.holds);
  tallies.delete(key);
  tallies.set(key, one);
  const [oldest] = tallies.keys();
  if (tallies.size > MOST_KEPT && oldest !== undefined) tallies.delete(oldest);
  return one;
}

/**
 * The numbers of some orders over the cases of a person's lists. They are counted once for each scope that decides what
 * somebody may count, and follow each case that is written. Answers how far they are when it would take too long to wait
 * for them: asking again goes on from there.
 */
export function countedFor(
  open: OpenOffice,
  counting: Counting,
  orders: readonly TallyOrder[],
  patience: Patience,
): Making | readonly (readonly Tally[])[] {
  const { past } = open.repos;
  const read = past.read((size) => patience.over(size));
  const tallies = orders.map((order) => tallyFor(open, counting, order));
  if (read && tallies.every((one) => one.goOn(patience))) return tallies.map(({ result }) => result);
  const all = past.count();
  const done = Math.min(past.size, all) + tallies.reduce((sum, { counted }) => sum + Math.min(counted, all), 0);
  return { done, of: Math.max(1, all * (1 + orders.length)) };
}
