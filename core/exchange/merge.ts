import { CASE_RECORD, sameValue } from '#core/records/changes.ts';
import type { FieldValue, Protective, Values } from '#core/forms/types.ts';
import type { Dot, Op } from './op.ts';

/** When and by whose commit a value was written: all that the winner depends on (exchange.md §6.3). */
export interface Stamp {
  readonly dot: Dot;
  readonly wall: number;
  readonly counter: number;
  readonly suspect: boolean;
  readonly device: string;
  readonly sseq: number;
}
export interface Sibling extends Stamp {
  readonly value: FieldValue | null;
}

/**
 * A record after any number of commits. `values` are the answers in force. A field that nobody wrote after the record
 * was created stands in `values` alone, with the dot of `created`; every other field has its siblings in `fields`.
 */
export interface RecordState {
  readonly created: Stamp | undefined;
  /** What keeps a row alive; a row without any was removed. */
  readonly live: readonly Dot[];
  readonly values: Values;
  readonly fields: Readonly<Record<string, readonly Sibling[]>>;
}

/** What the merge needs to know of the commit that carries an operation. */
export interface Author extends Stamp {
  /** Written at the office that owns the stream. */
  readonly owner: boolean;
}

export type ProtectiveOf = (collection: string, field: string) => Protective | undefined;

const EMPTY: RecordState = { created: undefined, live: [], values: {}, fields: {} };
const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Place of a value in the declared order; what is not listed, missing or cleared comes last. */
function rank(value: FieldValue | null, order: readonly string[]): number {
  const place = typeof value === 'string' ? order.indexOf(value) : -1;
  return place === -1 ? order.length : place;
}
const listed = (value: FieldValue | null): readonly string[] =>
  Array.isArray(value) ? (value as readonly string[]) : [];

/**
 * Whether `next` protects at least as well as `old`. Decided for each pair of values alone, so that the result does not
 * depend on what else arrived before.
 */
export function protectsAtLeast(next: FieldValue | null, old: FieldValue | null, protective: Protective): boolean {
  if ('order' in protective) return rank(next, protective.order) <= rank(old, protective.order);
  const ticked = new Set(listed(next));
  return listed(old).every((option) => ticked.has(option));
}

/** The later, more trustworthy stamp comes first. A total order: it ends in device and number. */
function compareStamps(a: Stamp, b: Stamp): number {
  return (
    Number(a.suspect) - Number(b.suspect) ||
    b.wall - a.wall ||
    b.counter - a.counter ||
    compareText(b.device, a.device) ||
    b.sseq - a.sseq ||
    compareText(b.dot, a.dot)
  );
}

function sorted(siblings: readonly Sibling[], protective: Protective | undefined): readonly Sibling[] {
  const order = protective && 'order' in protective ? protective.order : undefined;
  return [...siblings].sort((a, b) => (order ? rank(a.value, order) - rank(b.value, order) : 0) || compareStamps(a, b));
}

const differ = (siblings: readonly Sibling[]): boolean =>
  siblings.some((sibling) => !sameValue(sibling.value, siblings[0]?.value));

/** The value in force among siblings that are sorted, winner first. */
function inForce(siblings: readonly Sibling[], protective: Protective | undefined): FieldValue | null {
  const winner = siblings[0]?.value ?? null;
  if (!protective || !('union' in protective) || !differ(siblings)) return winner;
  const all = new Set(siblings.flatMap((sibling) => listed(sibling.value)));
  return all.size === 0 ? winner : [...all].sort(compareText);
}

/** All values a field holds, the one in force first. Empty: never answered. */
export function siblingsOf(state: RecordState, field: string): readonly Sibling[] {
  const written = state.fields[field];
  if (written) return written;
  const value = state.values[field];
  return value === undefined || !state.created ? [] : [{ ...state.created, value }];
}

/** Fields that hold different values: a person has to decide. */
export const conflictsIn = (state: RecordState): string[] =>
  Object.keys(state.fields).filter((field) => differ(state.fields[field] ?? []));

/** Whether the record is there: the case always is, a row until it was removed by somebody who saw all its edits. */
export const isPresent = (state: RecordState): boolean => state.live.length > 0;

function withField(
  state: RecordState,
  field: string,
  siblings: readonly Sibling[],
  protective: Protective | undefined,
): RecordState {
  const list = sorted(siblings, protective);
  const { [field]: _replaced, ...rest } = state.values;
  const value = inForce(list, protective);
  return {
    ...state,
    values: value === null ? rest : { ...rest, [field]: value },
    fields: { ...state.fields, [field]: list },
  };
}

const stampOf = ({ dot, wall, counter, suspect, device, sseq }: Author): Stamp => ({
  dot,
  wall,
  counter,
  suspect,
  device,
  sseq,
});

/** In one order everywhere, whatever came first. */
const withDot = (live: readonly Dot[], dot: Dot): readonly Dot[] =>
  live.includes(dot) ? live : [...live, dot].sort(compareText);

/**
 * A record made twice (by a cloned computer, or in bad faith), or made where an edit of it came first. Both are kept,
 * field by field. The earlier of two is the one that counts as its creation, so that every office names the same.
 */
function createdAgain(
  before: RecordState,
  collection: string,
  values: Values,
  stamp: Stamp,
  protectiveOf: ProtectiveOf,
): RecordState {
  const first = before.created === undefined || compareStamps(before.created, stamp) < 0;
  let next: RecordState = { ...before, live: withDot(before.live, stamp.dot) };
  if (first) {
    const fields: Record<string, readonly Sibling[]> = { ...before.fields };
    for (const field of Object.keys(before.values)) fields[field] ??= siblingsOf(before, field);
    next = { ...next, created: stamp, fields };
  }
  for (const [field, value] of Object.entries(values)) {
    if (first && next.fields[field] === undefined) next = { ...next, values: { ...next.values, [field]: value } };
    else {
      const siblings = [...siblingsOf(next, field), { ...stamp, value }];
      next = withField(next, field, siblings, protectiveOf(collection, field));
    }
  }
  return next;
}

/**
 * A record after one more operation. Pure, and total for every operation that `readOp` lets through. The order in
 * which concurrent commits arrive makes no difference; each commit is applied once, after those it names as seen.
 *
 * A set removes exactly the values its editor was shown (R1). On a protective field, an office that does not own the
 * case never removes a value that protects better: its own stands beside it as a proposal (R11). Every edit of a row
 * keeps the row alive against a removal that had not seen it (R11).
 */
export function applyOp(
  state: RecordState | undefined,
  op: Op,
  author: Author,
  protectiveOf: ProtectiveOf,
): RecordState {
  const before = state ?? EMPTY;
  const stamp = stampOf(author);
  switch (op[0]) {
    case 'doc':
      if (before === EMPTY) return { created: stamp, live: [author.dot], values: op[3], fields: {} };
      return createdAgain(before, op[1], op[3], stamp, protectiveOf);
    case 'set': {
      const [, collection, , field, value, shown] = op;
      const protective = protectiveOf(collection, field);
      const superseded = new Set(shown);
      const kept = siblingsOf(before, field).filter(
        (old) =>
          !superseded.has(old.dot) || (protective && !author.owner && !protectsAtLeast(value, old.value, protective)),
      );
      const next = [...kept, { ...stamp, value }];
      const alive = collection === CASE_RECORD ? before : { ...before, live: withDot(before.live, author.dot) };
      return withField(alive, field, next, protective);
    }
    case 'del': {
      const gone = new Set(op[3]);
      return { ...before, live: before.live.filter((dot) => !gone.has(dot)) };
    }
    case 'gen':
    case 'grant':
    case 'hand':
    case 'refer':
    case 'file':
    case 'restrict':
    case 'keep':
    case 'pass':
    case 'erase':
      return before;
  }
}
