import * as fc from 'fast-check';
import { ENDINGS, VERDICTS } from '#core/safety/emergency-access.ts';
import { mergedItem, type OfficeItem } from '#core/exchange/office-state.ts';

const COMPUTERS = ['a', 'b', 'c', 'd'] as const;
const FAR_MS = 20 * 365 * 86_400_000;
const ROLES = ['caseworker', 'supervisor', 'manager'];
const PEOPLE = ['p', 'q', 'r'];

type Person = Readonly<Record<string, unknown>> & {
  readonly roles: readonly string[];
  readonly active: boolean;
  readonly suspendedAt: number | null;
  readonly leftAt: number | null;
};
type Body = string | null;

const some = (of: readonly string[]): fc.Arbitrary<string[]> => fc.subarray([...of]).map((list) => [...list].sort());
const when = fc.option(fc.nat(50));
const json = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<string> => of.map((value) => JSON.stringify(value));

const person = fc.record({
  name: fc.constantFrom('Asha', 'Asha B'),
  roles: some(ROLES),
  key: fc.constant(null),
  active: fc.boolean(),
  agency: fc.constantFrom('', 'red', 'blue'),
  position: fc.constantFrom('', 'lead'),
  from: fc.constant(null),
  until: fc.constant(null),
  suspendedAt: when,
  leftAt: when,
});
const words = { en: 'x', fr: 'x', ar: 'x' };
const role = fc.record({
  id: fc.constant('clerk'),
  label: fc.constant(words),
  description: fc.constant(words),
  rights: some(['case.list', 'case.view', 'export.cases']),
  scope: fc.constantFrom('own', 'group', 'all'),
  forms: fc.record({ otherwise: fc.constantFrom('none', 'read', 'write') }),
  maxClass: fc.constantFrom(3, 5),
});

/** What a computer may say of a thing of each kind; of a setting by its id. */
const BODIES: Readonly<Record<string, fc.Arbitrary<Body>>> = {
  person: json(
    fc.oneof(
      // Whoever does not work there any more left, or was suspended.
      {
        weight: 4,
        arbitrary: person.map((one) => ({
          ...one,
          leftAt: one.active || one.suspendedAt !== null ? one.leftAt : (one.leftAt ?? 1),
        })),
      },
      { weight: 1, arbitrary: person.map((one) => ({ ...one, suspendedAt: null, leftAt: null, active: true })) },
      // Somebody of whom a computer only heard through a partner.
      {
        weight: 1,
        arbitrary: person.map((one) => ({ ...one, roles: [], suspendedAt: null, leftAt: null, active: false })),
      },
    ),
  ),
  agency: json(
    fc.record({ name: fc.constantFrom('Red', 'Blue'), shortName: fc.constantFrom('', 'R'), active: fc.boolean() }),
  ),
  hidden: fc.option(
    json(
      fc.record({
        people: some(PEOPLE),
        roles: some(ROLES),
        why: fc.constantFrom('', 'safety'),
        by: fc.constant('u'),
        at: fc.nat(9),
      }),
    ),
  ),
  office: json(
    fc.record({
      code: fc.constant('BND'),
      name: fc.constantFrom('Bandari', 'Bandari south'),
      card: fc.constant(null),
      confirmedAt: fc.constant(null),
      devices: fc
        .tuple(fc.constantFrom('known', 'held'), fc.constantFrom('known', 'held'))
        .map((sights) => sights.map((sight, i) => ({ id: `d${String(i)}`, key: 'k', recipient: 'r', sight }))),
      successions: fc.constant([]),
    }),
  ),
  conduct: json(
    fc.record({
      text: fc.constantFrom('', 'One', 'Two'),
      by: fc.constant('u'),
      at: fc.nat(9),
      device: fc.constant('a'),
    }),
  ),
  role: fc.option(json(role.map((body) => ({ body: JSON.stringify(body), base: null })))),
  second_person: json(some(['emergency', 'own-rights'])),
  own_approvals: fc.constantFrom('', 'on'),
  opening: json(
    fc.record({
      caseId: fc.constant('c'),
      user: fc.constant('u'),
      why: fc.constant(''),
      fromAt: fc.constant(1),
      untilAt: fc.constant(9),
      device: fc.constantFrom('a', 'b'),
      ended: fc.option(fc.record({ how: fc.constantFrom(...ENDINGS), at: fc.nat(9) })),
      review: fc.option(
        fc.record({
          verdict: fc.constantFrom(...VERDICTS),
          note: fc.constant(''),
          by: fc.constant('u'),
          at: fc.nat(9),
        }),
      ),
    }),
  ),
  group: fc.option(fc.constantFrom('"one"', '"two"')),
};
const KINDS = Object.keys(BODIES);

const change = fc.constantFrom(...KINDS).chain((kind) =>
  fc.record({
    t: fc.constant('change' as const),
    n: fc.nat(3),
    kind: fc.constant(kind),
    body: BODIES[kind] ?? fc.constant(null),
  }),
);
type Step =
  | { readonly t: 'change'; readonly n: number; readonly kind: string; readonly body: Body }
  | { readonly t: 'clock'; readonly n: number; readonly off: number }
  | { readonly t: 'write'; readonly n: number }
  | { readonly t: 'read'; readonly n: number; readonly bundle: number };
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: change },
  { weight: 3, arbitrary: fc.record({ t: fc.constant('write' as const), n: fc.nat(3) }) },
  { weight: 5, arbitrary: fc.record({ t: fc.constant('read' as const), n: fc.nat(3), bundle: fc.nat() }) },
  {
    weight: 1,
    arbitrary: fc.record({
      t: fc.constant('clock' as const),
      n: fc.nat(3),
      off: fc.integer({ min: -FAR_MS, max: FAR_MS }),
    }),
  },
);

/** A change as the model remembers it: what its computer had heard of by then. */
interface Change {
  readonly kind: string;
  readonly device: string;
  readonly count: number;
  readonly body: Body;
  readonly seen: OfficeItem['seen'];
}
const knew = (later: Change, one: Change): boolean => later !== one && (later.seen[one.device] ?? 0) >= one.count;

function saysNothing(body: Body): boolean {
  const { active, roles, suspendedAt, leftAt } = JSON.parse(body ?? '{}') as Person;
  return !active && roles.length === 0 && suspendedAt === null && leftAt === null;
}

/** Whether a body gives nothing that one of the changes which nobody knew of took away. Shares no code with the merge. */
function protects(kind: string, body: Body, one: Body): boolean {
  if (kind === 'hidden') return one === null || body !== null;
  // One of the office alone that somebody took away is gone.
  if (kind === 'role' && one === null) return body === null;
  if (kind === 'own_approvals') return one === 'on' || body === '';
  if (body === null || one === null) return true;
  if (kind === 'person') {
    const [now, then] = [JSON.parse(body) as Person, JSON.parse(one) as Person];
    return (
      saysNothing(one) ||
      (now.roles.every((role) => then.roles.includes(role)) &&
        (then.active || !now.active) &&
        (then.suspendedAt === null || now.suspendedAt !== null) &&
        (then.leftAt === null || now.leftAt !== null))
    );
  }
  if (kind === 'agency') {
    const [now, then] = [JSON.parse(body) as { active: boolean }, JSON.parse(one) as { active: boolean }];
    return then.active || !now.active;
  }
  if (kind === 'office') {
    type Sighted = { readonly devices: readonly { readonly sight: string }[] };
    const [now, then] = [JSON.parse(body) as Sighted, JSON.parse(one) as Sighted];
    return then.devices.every(({ sight }, i) => sight !== 'held' || now.devices[i]?.sight === 'held');
  }
  if (kind === 'role') {
    const [now, then] = [body, one].map((text) => (JSON.parse(JSON.parse(text).body) as { rights: string[] }).rights);
    return (now ?? []).every((right) => then?.includes(right) === true);
  }
  if (kind === 'second_person') {
    const now = JSON.parse(body) as readonly string[];
    return (JSON.parse(one) as readonly string[]).every((act) => now.includes(act));
  }
  if (kind === 'opening') {
    type Opening = {
      readonly ended: { readonly at: number } | null;
      readonly review: { readonly verdict: string } | null;
    };
    const [now, then] = [JSON.parse(body) as Opening, JSON.parse(one) as Opening];
    const isDoubted = then.review?.verdict !== 'questioned' || now.review?.verdict === 'questioned';
    return isDoubted && (then.ended === null || (now.ended !== null && now.ended.at <= then.ended.at));
  }
  return true;
}

export interface StateStats {
  changes: number;
  read: number;
  /** Things that two computers changed apart. */
  apart: number;
  /** Rounds that it took until all said the same, at most. */
  rounds: number;
}

type State = Map<string, OfficeItem>;
const isSetting = (thing: string): boolean => thing.includes('_');
const kindOf = (thing: string): string => (isSetting(thing) ? 'setting' : thing);
const idOf = (thing: string): string => (isSetting(thing) ? thing : 'x');
const thingOf = ({ kind, id }: OfficeItem): string => (kind === 'setting' ? id : kind);

function take(state: State, item: OfficeItem): boolean {
  const known = state.get(thingOf(item));
  const next = known ? mergedItem(known, item) : item;
  if (next === known) return false;
  state.set(thingOf(item), next);
  return true;
}

/** All of a thing in one order. */
const wordsOf = (item: OfficeItem | undefined): string =>
  JSON.stringify([item?.body, item?.at, Object.entries(item?.seen ?? {}).sort()]);

function play(steps: readonly Step[], stats: StateStats): void {
  const states = COMPUTERS.map((): State => new Map());
  const off = COMPUTERS.map(() => 0);
  const bundles: OfficeItem[][] = [];
  const changes: Change[] = [];
  for (const [i, one] of steps.entries()) {
    const [state, device] = [states[one.n], COMPUTERS[one.n]];
    if (!state || device === undefined) throw new Error('no computer');
    if (one.t === 'clock') off[one.n] = one.off;
    if (one.t === 'write') bundles.push([...state.values()]);
    if (one.t === 'read')
      for (const item of bundles[one.bundle % Math.max(1, bundles.length)] ?? []) {
        take(state, item);
        stats.read += 1;
      }
    if (one.t !== 'change') continue;
    const { kind, body } = one;
    const known = state.get(kind);
    if (known?.body === body) continue;
    // Nobody who was known becomes somebody who was only heard of.
    if (kind === 'person' && saysNothing(body) && known && !saysNothing(known.body)) continue;
    const count = (known?.seen[device] ?? 0) + 1;
    const seen = { ...known?.seen, [device]: count };
    // Several in the same millisecond.
    const at = Math.max(1, 1.7e12 + Math.floor(i / 4) * 1000 + (off[one.n] ?? 0));
    state.set(kind, { kind: kindOf(kind), id: idOf(kind), body, seen, at });
    changes.push({ kind, device, count, body, seen });
    stats.changes += 1;
  }
  let rounds = 0;
  for (let moved = true; moved; rounds += 1) {
    if (rounds > 30) throw new Error('never says the same');
    moved = false;
    const told = states.map((state) => [...state.values()]);
    for (const [to, state] of states.entries())
      for (const [from, items] of told.entries())
        if (from !== to) for (const item of items) moved = take(state, item) || moved;
  }
  stats.rounds = Math.max(stats.rounds, rounds);
  for (const kind of KINDS) {
    const last = changes.filter((one) => one.kind === kind);
    const end = states[0]?.get(kind);
    for (const state of states) if (wordsOf(state.get(kind)) !== wordsOf(end)) throw new Error(`diverged: ${kind}`);
    if (last.length === 0 || !end) continue;
    const open = last.filter((one) => !last.some((later) => knew(later, one)));
    if (open.length > 1) stats.apart += 1;
    for (const { device, count } of last)
      if ((end.seen[device] ?? 0) < count) throw new Error(`forgot a change: ${kind}`);
    for (const { body } of open) if (!protects(kind, end.body, body)) throw new Error(`does not protect: ${kind}`);
    // What knew of all the others is what was decided.
    const [only] = open;
    if (open.length === 1 && only && end.body !== only.body) throw new Error(`not what was said: ${kind}`);
    const isKnown = kind === 'person' && last.some(({ body }) => !saysNothing(body));
    if (isKnown && saysNothing(end.body)) throw new Error('somebody is gone');
    if (kind === 'group' && !last.some(({ body }) => body === end.body)) throw new Error('what nobody said');
  }
}

/**
 * Four computers of one office change things of it, write what they have into bundles, and read any of these late, twice or
 * never, under clocks that jump by up to twenty years. When all have told each other everything they say the same of each
 * thing, and nothing that any of them took away without another one knowing of it is back. Throws otherwise.
 */
export function checkOfficeState(options: {
  readonly runs: number;
  readonly seed: number;
  readonly steps: number;
}): StateStats {
  const stats: StateStats = { changes: 0, read: 0, apart: 0, rounds: 0 };
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: options.steps, size: 'max' }), (steps) => {
      play(steps, stats);
    }),
    { numRuns: options.runs, seed: options.seed, endOnFailure: true },
  );
  return stats;
}
