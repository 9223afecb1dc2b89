import { isPresent, siblingsOf, type RecordState } from '../exchange/merge.ts';
import type { Dot, Op } from '../exchange/op.ts';
import type { FieldValue, Values } from '../forms/types.ts';
import { CASE_RECORD, sameValue, type Change } from '../records/changes.ts';

/** One operation of a merge, with the name of the write it became in its stream. */
export interface ActOp {
  readonly sid: number;
  readonly dot: Dot;
  readonly op: Extract<Op, readonly ['doc' | 'set', ...unknown[]]>;
}
interface Stored {
  readonly sid: number;
  readonly coll: string;
  readonly rec: string;
  readonly state: RecordState;
}

/** An answer that a merge wrote. `changed`: somebody wrote it again since, so that nothing but a person decides. */
export interface FieldSince {
  readonly field: string;
  readonly before: FieldValue | null;
  readonly now: FieldValue | null;
  readonly changed: boolean;
}
/** A row that came along in a merge and is still there. */
export interface RowSince {
  readonly collection: string;
  readonly row: string;
  readonly changed: boolean;
  /** As it came, and as it is. */
  readonly came: Values;
  readonly now: Values;
}

const MERGES = 'merges';

const stateAt = (records: readonly Stored[], sid: number, coll: string, rec: string): RecordState | undefined =>
  records.find((one) => one.sid === sid && one.coll === coll && one.rec === rec)?.state;

/**
 * The case's own answers that a merge wrote, as they stand.
 *
 * @param before what the answer was when the merge was made, from the log.
 */
export function fieldsSince(
  act: readonly ActOp[],
  records: readonly Stored[],
  before: (one: ActOp) => FieldValue | null,
): readonly FieldSince[] {
  return act.flatMap((one): FieldSince[] => {
    const { sid, dot, op } = one;
    if (op[0] !== 'set' || op[1] !== CASE_RECORD) return [];
    const field = op[3];
    const state = stateAt(records, sid, CASE_RECORD, CASE_RECORD);
    const siblings = state === undefined ? [] : siblingsOf(state, field);
    const changed = siblings.length === 0 || siblings.some((sibling) => sibling.dot !== dot);
    return [{ field, before: before(one), now: state?.values[field] ?? null, changed }];
  });
}

/** The rows that a merge brought and that are still there; the merge's own record is none of them. */
export function rowsSince(act: readonly ActOp[], records: readonly Stored[]): readonly RowSince[] {
  const came = new Map<string, { collection: string; row: string; dots: Map<number, Dot>; values: Values }>();
  for (const { sid, dot, op } of act) {
    const [, collection, row] = op;
    if (collection === CASE_RECORD || collection === MERGES) continue;
    const key = `${collection}/${row}`;
    const known = came.get(key) ?? { collection, row, dots: new Map<number, Dot>(), values: {} };
    known.dots.set(sid, dot);
    const written: Values = op[0] === 'doc' ? op[3] : op[4] === null ? {} : { [op[3]]: op[4] };
    came.set(key, { ...known, values: { ...known.values, ...written } });
  }
  return [...came.values()].flatMap(({ collection, row, dots, values }): RowSince[] => {
    const parts = records.filter(({ coll, rec, state }) => coll === collection && rec === row && isPresent(state));
    if (parts.length === 0) return [];
    const changed = parts.some(({ sid, state }) => {
      const mine = (dot: Dot): boolean => dot === dots.get(sid);
      return !state.live.every(mine) || !Object.values(state.fields).every((list) => list.every((s) => mine(s.dot)));
    });
    const now = Object.assign({}, ...parts.map(({ state }) => state.values)) as Values;
    return [{ collection, row, changed, came: values, now }];
  });
}

/** Ids of the rows that a row names. */
export type LinksOf = (collection: string, values: Values) => readonly string[];
interface Linking {
  readonly collection: string;
  readonly row: string;
  readonly values: Values;
}

/**
 * The rows that leave again: those that nobody changed, and the changed ones that were asked for. A row stays as long
 * as one that stays names it.
 *
 * @param all every row of the case as it is now.
 */
export function leavingRows(
  since: readonly RowSince[],
  goesBack: (row: string) => boolean,
  all: readonly Linking[],
  linksOf: LinksOf,
): readonly RowSince[] {
  let leaving = since.filter(({ changed, row }) => !changed || goesBack(row));
  for (;;) {
    const ids = new Set(leaving.map(({ row }) => row));
    const named = new Set(
      all.filter(({ row }) => !ids.has(row)).flatMap(({ collection, values }) => linksOf(collection, values)),
    );
    const next = leaving.filter(({ row }) => !named.has(row));
    if (next.length === leaving.length) return leaving;
    leaving = next;
  }
}

/** What was changed in a row since it came, as changes to the row it came from. */
export const changesSince = ({ collection, row, came, now }: RowSince): readonly Change[] =>
  [...new Set([...Object.keys(came), ...Object.keys(now)])]
    .filter((field) => !sameValue(came[field], now[field]))
    .map((field) => ({ kind: 'set', collection, row, field, value: now[field] ?? null }));
