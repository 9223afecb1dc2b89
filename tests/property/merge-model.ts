import * as fc from 'fast-check';
import type { FieldValue } from '#core/forms/types.ts';
import { siblingsOf } from '#core/exchange/merge.ts';
import type { Op } from '#core/exchange/op.ts';
import type { CutOff } from '#core/exchange/trust.ts';
import type { DeviceId } from '#core/ids.ts';
import { checkAgainstHistory, checkTakenOut } from './merge-oracle.ts';
import { Replica, UNREADABLE, type ModelCommit } from './merge-replica.ts';

const DAY = 86_400_000;
const AHEAD = 600_000;
const plain: readonly (FieldValue | null)[] = ['x', 'y', 'z', null, { missing: 'unknown' }];
const risks: readonly (FieldValue | null)[] = ['critical', 'high', 'low', null, { missing: 'refused' }];
const tags: readonly (FieldValue | null)[] = [['a'], ['b'], ['a', 'b'], ['c'], null];
const FIELDS: readonly (readonly [field: string, values: readonly (FieldValue | null)[]])[] = [
  ['name', plain],
  ['risk', risks],
  ['tags', tags],
  ['place', ['x', 'y', 'z', null, UNREADABLE]],
];

type Command =
  | { readonly t: 'set'; readonly n: number; readonly f: number; readonly v: number; readonly stale: boolean }
  | { readonly t: 'open'; readonly n: number }
  | { readonly t: 'row'; readonly n: number; readonly what: number; readonly v: number; readonly stale: boolean }
  | { readonly t: 'clock'; readonly n: number; readonly days: number }
  | { readonly t: 'sync'; readonly a: number; readonly b: number; readonly loss: number; readonly twice: boolean };

const who = fc.nat(5);
const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ t: fc.constant('set' as const), n: who, f: fc.nat(3), v: fc.nat(4), stale: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ t: fc.constant('open' as const), n: who }) },
  {
    weight: 3,
    arbitrary: fc.record({
      t: fc.constant('row' as const),
      n: who,
      what: fc.nat(4),
      v: fc.nat(4),
      stale: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      t: fc.constant('clock' as const),
      n: who,
      days: fc.oneof(fc.constant(0), fc.integer({ min: -3650, max: 3650 })),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ t: fc.constant('sync' as const), a: who, b: who, loss: fc.nat(100), twice: fc.boolean() }),
  },
);

export interface MergeStats {
  runs: number;
  writes: number;
  deliveries: number;
  conflicts: number;
  /** Commits set aside at an office because they come after a cut-off. */
  setAside: number;
  /** Computers that worked with the older version for a while and had merged something by then. */
  upgrades: number;
}

export const noStats = (): MergeStats => ({
  runs: 0,
  writes: 0,
  deliveries: 0,
  conflicts: 0,
  setAside: 0,
  upgrades: 0,
});

const ROWS = ['r0', 'r1', 'r2'];

/** What a person had before them when the form was opened: fields with dots, rows with dots (R1). */
type Shown = ReadonlyMap<string, readonly string[]>;

function shownBy(replica: Replica): Shown {
  const shown = new Map<string, readonly string[]>();
  for (const [key, state] of replica.states) {
    shown.set(`${key}/live`, state.live);
    for (const field of new Set([...Object.keys(state.values), ...Object.keys(state.fields)]))
      shown.set(
        `${key}.${field}`,
        siblingsOf(state, field).map((sibling) => sibling.dot),
      );
  }
  return shown;
}

function rowOp(replica: Replica, c: Extract<Command, { t: 'row' }>, shown: Shown): Op | undefined {
  const value = plain[c.v] ?? 'x';
  // Few ids, so that two computers make the same row now and then.
  const made = ROWS[c.v % ROWS.length] ?? 'r0';
  if (c.what === 0)
    return replica.state('family', made) ? undefined : ['doc', 'family', made, { name: value, risk: 'low' }];
  const row = [...replica.states.keys()]
    .filter((key) => key.startsWith('family/'))
    .at(c.v % ROWS.length)
    ?.slice(7);
  if (row === undefined) return undefined;
  // The older version has no removals.
  if (c.what === 1 && replica.version === 'newer') return ['del', 'family', row, shown.get(`family/${row}/live`) ?? []];
  return ['set', 'family', row, 'name', plain[c.v] ?? null, shown.get(`family/${row}.name`) ?? []];
}

/** When in a life something happens, in per cent of its commands. */
const moment = fc.nat(99);

/** A computer is taken out as of some of its commits ago, by number or by time, and another one hears of it at once. */
const takingOut = fc.record({ at: moment, n: who, ago: fc.nat(6), byNumber: fc.boolean() });

const life = (most: number) =>
  fc.record({
    count: fc.integer({ min: 2, max: 6 }),
    cloned: fc.boolean(),
    /** When each computer gets the newer version; null: it has it from the start. */
    upgraded: fc.array(fc.option(moment), { minLength: 6, maxLength: 6 }),
    takenOut: fc.option(takingOut),
    commands: fc.array(command, { minLength: 1, maxLength: most, size: 'max' }),
    seed: fc.nat(),
  });
type Life = ReturnType<typeof life> extends fc.Arbitrary<infer T> ? T : never;

function play({ count, cloned, upgraded, takenOut, commands, seed }: Life, stats: MergeStats): void {
  let now = 1.7e12;
  const skew = Array.from({ length: count }, () => 0);
  // A clone writes under the number and name of the computer whose disk was copied (R2).
  const replicas = skew.map((_zero, i) => {
    const name = `D${String(i)}`;
    const version = (upgraded[i] ?? null) === null ? 'newer' : 'older';
    return new Replica(cloned && i === count - 1 ? 'D0' : name, name, i < 2, () => now + (skew[i] ?? 0), version);
  });
  const shown: (Shown | undefined)[] = skew.map(() => undefined);
  const all: ModelCommit[] = [];
  let state = (seed % 0x7fffffff) + 1;
  const random = (): number => {
    state = (state * 48271) % 0x7fffffff;
    return state / 0x7fffffff;
  };
  const shuffled = (list: readonly ModelCommit[]): ModelCommit[] =>
    list
      .map((commit): [number, ModelCommit] => [random(), commit])
      .sort((a, b) => a[0] - b[0])
      .map(([, commit]) => commit);
  const pick = (n: number): [Replica, number] => {
    const replica = replicas[n % count];
    if (!replica) throw new Error('no replica');
    return [replica, n % count];
  };
  const write = (replica: Replica, ops: readonly Op[]): void => {
    const before = replica.hlc;
    all.push(replica.write(ops));
    stats.writes += 1;
    if (replica.hlc.wall < before.wall || (replica.hlc.wall === before.wall && replica.hlc.counter <= before.counter))
      throw new Error('clock went back');
  };
  const deliver = (to: Replica, commit: ModelCommit): void => {
    const most = Math.max(to.hlc.wall, to.clock() + AHEAD);
    to.receive(structuredClone(commit));
    stats.deliveries += 1;
    if (to.hlc.wall > most) throw new Error('clock poisoned');
  };

  let out: { readonly device: DeviceId; readonly cutOff: CutOff } | undefined;
  const heldBefore = new Map<Replica, ReadonlySet<string>>();
  const readByOlder = new Map<Replica, ReadonlySet<string>>();
  /** The list of the programme reaches a computer; nobody writes to one that was taken out. */
  const hear = (replica: Replica): void => {
    if (out === undefined || replica.device === out.device || replica.takenOut !== undefined) return;
    heldBefore.set(replica, new Set(replica.log.keys()));
    replica.hear(out);
  };
  const upgrade = (replica: Replica): void => {
    if (replica.version === 'older' && replica.log.size > 1) stats.upgrades += 1;
    if (replica.version === 'older') readByOlder.set(replica, new Set(replica.log.keys()));
    replica.upgrade();
    if (replica.log.size > 0) checkAgainstHistory([...replica.log.values()], replica);
  };

  const [first] = pick(0);
  write(first, [['doc', 'case', 'case', { name: 'x', risk: 'high', tags: ['a'] }]]);
  for (const [i, c] of commands.entries()) {
    // Several computers write within the same millisecond.
    if (i % 8 === 0) now += 1000;
    const isNow = (percent: number): boolean => i === Math.floor((percent * commands.length) / 100);
    for (const [n, percent] of upgraded.slice(0, count).entries())
      if (percent !== null && isNow(percent)) upgrade(pick(n)[0]);
    if (takenOut !== null && isNow(takenOut.at)) {
      const [replica, n] = pick(takenOut.n);
      const last = replica.lastOf(replica.device);
      const dseq = takenOut.byNumber ? Math.max(0, last - takenOut.ago) : 0;
      out = { device: replica.device, cutOff: { at: replica.hlc.wall - takenOut.ago * 500, dseq } };
      hear(pick(n + 1)[0]);
    }
    if (c.t === 'clock') skew[c.n % count] = c.days * DAY;
    else if (c.t === 'open') shown[c.n % count] = shownBy(pick(c.n)[0]);
    else if (c.t === 'sync') {
      const [a] = pick(c.a);
      const [b] = pick(c.b);
      if (a === b || a.takenOut?.device === b.device) continue;
      // The list travels with every bundle.
      if (a.takenOut !== undefined) hear(b);
      for (const commit of shuffled([...a.log.values()].filter(({ id }) => !b.log.has(id)))) {
        if (random() * 100 < c.loss) continue;
        deliver(b, commit);
        if (c.twice) deliver(b, commit);
      }
    } else {
      const [replica, n] = pick(c.n);
      if (!replica.state('case', 'case')) continue;
      const seen = (c.stale ? shown[n] : undefined) ?? shownBy(replica);
      if (c.t === 'set') {
        const [field, values] = FIELDS[c.f] ?? ['name', plain];
        const value = values[c.v] ?? null;
        const written = value === UNREADABLE && replica.version === 'older' ? 'x' : value;
        write(replica, [['set', 'case', 'case', field, written, seen.get(`case/case.${field}`) ?? []]]);
      } else {
        const op = rowOp(replica, c, seen);
        if (op) write(replica, [op]);
      }
    }
  }
  for (const replica of replicas) upgrade(replica);
  for (const replica of replicas) {
    hear(replica);
    for (const commit of shuffled(all)) deliver(replica, commit);
    if (out === undefined || replica.takenOut === undefined) continue;
    checkTakenOut(all, replica, out, heldBefore.get(replica) ?? new Set(), readByOlder.get(replica) ?? new Set());
    stats.setAside += replica.aside.size;
    // The programme finds that the computer was in good hands all the time: nothing may be missing then.
    replica.hear(undefined);
  }
  for (const replica of replicas) {
    if (replica.waiting.size + replica.aside.size > 0) throw new Error('stuck');
    if (replica.log.size !== all.length) throw new Error('lost commit');
    if (replica.view() !== replicas[0]?.view()) throw new Error('diverged');
  }
  checkAgainstHistory(all, first);
  for (const record of first.states.values())
    stats.conflicts += Object.values(record.fields).filter((siblings) => siblings.length > 1).length;
  stats.runs += 1;
}

/**
 * Two to six computers of three offices write, lose, repeat and reorder each other's commits under clocks that jump by
 * up to ten years, some with an older version of the program and the forms until they are upgraded; one of them may be
 * taken out in the middle. In the end all must show the same, and exactly what the whole history says. While one is
 * taken out, each shows exactly what is left without the commits that it set aside, and keeps those. Throws otherwise.
 */
export function checkMerge(options: {
  readonly runs: number;
  readonly seed: number;
  readonly commands: number;
}): MergeStats {
  const stats = noStats();
  fc.assert(
    fc.property(life(options.commands), (one) => {
      play(one, stats);
    }),
    { numRuns: options.runs, seed: options.seed, endOnFailure: true },
  );
  return stats;
}
