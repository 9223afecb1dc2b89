import * as fc from 'fast-check';
import type { FieldValue } from '#core/forms/types.ts';
import { UNREADABLE } from './merge-versions.ts';

/** Computers of a life at most: up to eight, of four offices. */
export const MOST_COMPUTERS = 8;
/** How far a clock is set, in days: twenty years either way. */
const FAR = 7300;

export const PLAIN: readonly (FieldValue | null)[] = ['x', 'y', 'z', null, { missing: 'unknown' }];
const risks: readonly (FieldValue | null)[] = ['critical', 'high', 'low', null, { missing: 'refused' }];
const tags: readonly (FieldValue | null)[] = [['a'], ['b'], ['a', 'b'], ['c'], null];
export const FIELDS: readonly (readonly [field: string, values: readonly (FieldValue | null)[]])[] = [
  ['name', PLAIN],
  ['risk', risks],
  ['tags', tags],
  ['place', ['x', 'y', 'z', null, UNREADABLE]],
];

export type Command =
  | { readonly t: 'set'; readonly n: number; readonly f: number; readonly v: number; readonly stale: boolean }
  | { readonly t: 'open'; readonly n: number }
  | { readonly t: 'row'; readonly n: number; readonly what: number; readonly v: number; readonly stale: boolean }
  | { readonly t: 'clock'; readonly n: number; readonly days: number }
  | { readonly t: 'sync'; readonly a: number; readonly b: number; readonly loss: number; readonly twice: boolean };

const who = fc.nat(MOST_COMPUTERS - 1);
const kind = <T extends Command['t']>(t: T): fc.Arbitrary<T> => fc.constant(t);
const row = (what: fc.Arbitrary<number>): fc.Arbitrary<Command> =>
  fc.record({ t: kind('row'), n: who, what, v: fc.nat(4), stale: fc.boolean() });
const sync = (loss: fc.Arbitrary<number>): fc.Arbitrary<Command> =>
  fc.record({ t: kind('sync'), a: who, b: who, loss, twice: fc.boolean() });
const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ t: kind('set'), n: who, f: fc.nat(3), v: fc.nat(4), stale: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ t: kind('open'), n: who }) },
  { weight: 3, arbitrary: row(fc.nat(4)) },
  {
    weight: 1,
    arbitrary: fc.record({
      t: kind('clock'),
      n: who,
      days: fc.oneof(fc.constant(0), fc.integer({ min: -FAR, max: FAR })),
    }),
  },
  { weight: 4, arbitrary: sync(fc.nat(100)) },
);

/** When in a life something happens, in per cent of its commands. */
const moment = fc.nat(99);

/** A computer is taken out as of some of its commits ago, by number or by time, and another one hears of it at once. */
const takingOut = fc.record({ at: moment, n: who, ago: fc.nat(6), byNumber: fc.boolean() });

/**
 * A computer breaks, and the folder that was saved before takes its place. It knows so, and goes on as another computer; or
 * it does not, and gives out the same numbers again until it sees its own from elsewhere.
 */
const puttingBack = fc.record({ n: who, saved: moment, at: moment, knows: fc.boolean() });

const list = <T>(of: fc.Arbitrary<T>, most: number, least = 1): fc.Arbitrary<T[]> =>
  fc.array(of, { minLength: least, maxLength: most, size: 'max' });

const anything = {
  count: fc.integer({ min: 2, max: MOST_COMPUTERS }),
  cloned: fc.boolean(),
  /** Whether a computer that is brought its own numbers with other contents goes on as another one (R2). */
  notices: fc.boolean(),
  /** When each computer gets the newer version; null: it has it from the start. */
  upgraded: fc.array(fc.option(moment, { freq: 2 }), { minLength: MOST_COMPUTERS, maxLength: MOST_COMPUTERS }),
  takenOut: fc.option(takingOut),
  putBack: fc.option(puttingBack),
  seed: fc.nat(),
};

/** Rows alone, often removed, and little of it arrives. */
const rows: fc.Arbitrary<Command> = fc.oneof(
  { weight: 3, arbitrary: row(fc.constantFrom(0, 1, 1, 2, 3)) },
  { weight: 3, arbitrary: sync(fc.integer({ min: 20, max: 70 })) },
);

/**
 * Everything that happens in the life of a few computers, of `most` commands. One of five is short and about rows that a clone
 * and its original write under the same numbers: what removes both may come to an older version before one of the two.
 */
export const life = (most: number) =>
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ ...anything, commands: list(command, most) }) },
    {
      weight: 1,
      arbitrary: fc.record({
        ...anything,
        count: fc.constant(4),
        cloned: fc.constant(true),
        notices: fc.constant(false),
        upgraded: fc.integer({ min: 50, max: 99 }).map((percent) => [null, null, percent, null]),
        takenOut: fc.constant(null),
        putBack: fc.constant(null),
        commands: list(rows, Math.min(most, 240), Math.min(most, 120)),
      }),
    },
  );
export type Life = ReturnType<typeof life> extends fc.Arbitrary<infer T> ? T : never;
