import { networkInterfaces } from 'node:os';
import { Refusal } from '#core/result.ts';
import { steadyNow, type Clock } from '../clock.ts';
import type { OpenOffice } from '../open-office.ts';
import { asRefusal } from '../unexpected.ts';
import { backOff, type Pace } from './patience.ts';
import type { Enter } from './receive-by-relay.ts';
import { openLine } from './relay-line.ts';
import { relayState } from './relay-state.ts';
import { connectedRelay, visitRelay } from './visit-relay.ts';

const MINUTE = 60_000;
const EVERY = 5 * MINUTE;
const SLOWEST = 60 * MINUTE;
const SOON = 5000;

/** What visits need of the world. */
export interface RelayWorld {
  readonly openLine: typeof openLine;
  readonly pace: Omit<Pace, 'cap'>;
  /** Tells when this computer is connected in another way than before; answers how to stop that. */
  readonly watchNetwork?: (connected: () => void) => () => void;
}

/** Looking at the system's own list of addresses costs nothing; Node has no event for it. */
const LOOK_EVERY = 10_000;

/** The addresses under which this computer can be reached from outside of itself; empty without a connection. */
const addressesNow = (): string =>
  Object.values(networkInterfaces())
    .flatMap((all) => (all ?? []).filter(({ internal }) => !internal).map(({ address }) => address))
    .sort()
    .join(' ');

function watchNetwork(connected: () => void): () => void {
  let known = addressesNow();
  const timer = setInterval(() => {
    const now = addressesNow();
    if (now !== known && now !== '') connected();
    known = now;
  }, LOOK_EVERY).unref();
  return () => {
    clearInterval(timer);
  };
}

export const systemWorld = (clock: Clock): RelayWorld => ({
  openLine,
  watchNetwork,
  pace: {
    now: () => steadyNow(clock),
    random: Math.random,
    pause: (ms) =>
      new Promise((resolve) => {
        setTimeout(resolve, ms).unref();
      }),
  },
});

/**
 * The visits of an open office to its relay, one at a time: by themselves where that is switched on, and whenever a
 * person asks. After trouble the next one comes later and later. They end with the thread, when the office is locked.
 */
export class RelayVisits {
  readonly #enter: Enter;
  readonly #world: RelayWorld;
  #timer: NodeJS.Timeout | undefined;
  #visit: Promise<void> | undefined;
  #failures = 0;
  /** Ms that the relay asked for before the next visit. */
  #asked = 0;
  #ended = false;
  #stopWatching: (() => void) | undefined;

  constructor(enter: Enter, world: RelayWorld) {
    // Another person may have opened the office meanwhile: this visit was not theirs.
    this.#enter = (work) =>
      enter((open) => {
        if (this.#ended) throw new Refusal('AUTH_LOCKED');
        return work(open);
      });
    this.#world = world;
  }

  get visiting(): boolean {
    return this.#visit !== undefined;
  }

  /** Begins a visit unless one is on its way; answers when it is over, however it ended. */
  now(): Promise<void> {
    this.#visit ??= this.#run().finally(() => {
      this.#visit = undefined;
    });
    return this.#visit;
  }

  /** The office was opened, or somebody changed how it exchanges: the next visit comes soon, if it comes by itself. */
  begin(open: OpenOffice): void {
    this.#stopWatching ??= this.#world.watchNetwork?.(() => void this.#connected());
    this.#plan(relayState(open), SOON);
  }
  end(): void {
    this.#ended = true;
    this.#stopWatching?.();
    clearTimeout(this.#timer);
  }

  /** A connection appeared or is another one: what stood in the way of the last visit may be gone. */
  async #connected(): Promise<void> {
    this.#failures = 0;
    await this.#enter((open) => {
      if (this.#visit === undefined) this.#plan(relayState(open), Math.max(SOON, this.#asked));
    }).catch(() => undefined);
  }

  #plan({ card, automatic, metered }: ReturnType<typeof relayState>, ms: number): void {
    clearTimeout(this.#timer);
    if (card === undefined || !automatic || metered || this.#ended) return;
    this.#timer = setTimeout(() => void this.now(), ms).unref();
  }

  async #run(): Promise<void> {
    const { pace } = this.#world;
    let left = false;
    try {
      const { relay, state } = await this.#enter((open) => ({ relay: connectedRelay(open), state: relayState(open) }));
      if (!relay) return;
      // Another relay, or none, is used meanwhile: what this visit did is none of its business. It ends as by a lock.
      const enter: Enter = (work) =>
        this.#enter((open) => {
          left = relayState(open).card !== state.card;
          if (left) throw new Refusal('AUTH_LOCKED');
          return work(open);
        });
      const { line, close } = this.#world.openLine(relay);
      try {
        await visitRelay({ line, card: relay }, { ...pace, cap: state.cap }, enter);
        this.#failures = 0;
        this.#asked = 0;
      } finally {
        close();
      }
    } catch (error) {
      // What it was is kept with the state of the relay, where people see it.
      this.#failures = left ? 0 : this.#failures + 1;
      this.#asked = left ? 0 : Math.min(SLOWEST, Number(asRefusal(error).error.params['after'] ?? 0) * 1000);
    }
    await this.#enter((open) => {
      open.emit({ type: 'changed', cases: [], all: false });
      const next = this.#failures === 0 ? EVERY : EVERY + backOff(this.#failures + 6, pace, SLOWEST);
      this.#plan(relayState(open), left ? SOON : Math.max(next, this.#asked));
    }).catch(() => undefined);
  }
}
