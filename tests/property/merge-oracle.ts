import { sameValue } from '#core/records/changes.ts';
import { conflictsIn, isPresent, siblingsOf, type RecordState } from '#core/exchange/merge.ts';
import type { FieldValue } from '#core/forms/types.ts';
import type { CutOff } from '#core/exchange/trust.ts';
import type { ModelCommit, Replica } from './merge-replica.ts';

/** A second opinion, worked out from the whole log at once and sharing no code with the merge. */
interface Write {
  readonly commit: ModelCommit;
  readonly value: FieldValue | null;
  readonly shown: readonly string[];
}

const RISK = ['critical', 'high', 'low'];
const rank = (value: FieldValue | null): number => {
  const at = RISK.indexOf(typeof value === 'string' ? value : '');
  return at < 0 ? RISK.length : at;
};
const options = (value: FieldValue | null): readonly string[] =>
  Array.isArray(value) ? value.map((option) => String(option)) : [];

function lowers(field: string, next: FieldValue | null, old: FieldValue | null): boolean {
  if (field === 'risk') return rank(next) > rank(old);
  return field === 'tags' && options(old).some((option) => !options(next).includes(option));
}

/** Later and more trusted first. */
function order(a: Write, b: Write): number {
  const [x, y] = [a.commit.head, b.commit.head];
  if (x.suspect !== y.suspect) return x.suspect ? 1 : -1;
  if (x.wall !== y.wall) return y.wall - x.wall;
  if (x.counter !== y.counter) return y.counter - x.counter;
  if (x.device !== y.device) return x.device < y.device ? 1 : -1;
  if (x.sseq !== y.sseq) return y.sseq - x.sseq;
  return a.commit.dot < b.commit.dot ? 1 : -1;
}

function expect(condition: boolean, what: string): void {
  if (!condition) throw new Error(what);
}

function checkField(field: string, writes: readonly Write[], state: RecordState): void {
  const removed = (write: Write): boolean =>
    writes.some(
      (later) =>
        later.shown.includes(write.commit.dot) && (later.commit.owner || !lowers(field, later.value, write.value)),
    );
  const alive = writes.filter((write) => !removed(write)).sort(order);
  const found = siblingsOf(state, field);
  expect(alive.length === found.length, `lost or zombie: ${field}`);
  for (const write of alive) {
    const twin = found.find((sibling) => sibling.dot === write.commit.dot);
    expect(twin !== undefined && sameValue(twin.value, write.value), `lost or zombie: ${field}`);
  }
  if (field === 'risk') alive.sort((a, b) => rank(a.value) - rank(b.value));
  let inForce = alive[0]?.value ?? null;
  const differ = alive.some((write) => !sameValue(write.value, alive[0]?.value));
  const union = [...new Set(alive.flatMap((write) => options(write.value)))].sort();
  if (field === 'tags' && differ && union.length > 0) inForce = union;
  expect(sameValue(state.values[field] ?? null, inForce), `wrong value in force: ${field}`);
  expect(conflictsIn(state).includes(field) === differ, `conflict not shown: ${field}`);
}

/** Compares a replica that has every commit with the whole history. Throws what is wrong. */
export function checkAgainstHistory(all: readonly ModelCommit[], replica: Replica): void {
  const writes = new Map<string, Map<string, Write[]>>();
  const adds = new Map<string, Set<string>>();
  const dels = new Map<string, Set<string>>();
  const into = <T>(map: Map<string, Set<T>>, key: string, items: readonly T[]): void => {
    map.set(key, new Set([...(map.get(key) ?? []), ...items]));
  };
  for (const commit of all) {
    for (const op of commit.ops) {
      if (op[0] === 'gen' || op[0] === 'grant') continue;
      const key = `${op[1]}/${op[2]}`;
      const fields = writes.get(key) ?? new Map<string, Write[]>();
      writes.set(key, fields);
      const put = (field: string, value: FieldValue | null, shown: readonly string[]): void => {
        fields.set(field, [...(fields.get(field) ?? []), { commit, value, shown }]);
      };
      if (op[0] === 'doc') for (const [field, value] of Object.entries(op[3])) put(field, value, []);
      if (op[0] === 'set') put(op[3], op[4], op[5]);
      if (op[0] === 'del') into(dels, key, op[3]);
      else if (op[0] === 'doc' || op[1] !== 'case') into(adds, key, [commit.dot]);
    }
  }
  for (const [key, fields] of writes) {
    const [collection = '', record = ''] = key.split('/');
    const state = replica.state(collection, record);
    if (!state) throw new Error(`missing record ${key}`);
    for (const [field, list] of fields) checkField(field, list, state);
    const alive = [...(adds.get(key) ?? [])].some((dot) => !dels.get(key)?.has(dot));
    expect(isPresent(state) === alive, `row gone or back: ${key}`);
  }
}

/** Ids and dots of all that a commit says its author had; an older version does not know what a removal names. */
function causesOf({ id, head, ops }: ModelCommit, readByOlder: ReadonlySet<string>): readonly string[] {
  const shown = (readByOlder.has(id) ? ops.filter((op) => op[0] !== 'del') : ops).flatMap((op) =>
    op[0] === 'set' ? op[5] : op[0] === 'del' ? op[3] : [],
  );
  return [
    ...(head.prev === undefined ? [] : [head.prev]),
    ...Object.values(head.context).map(([, id]) => id),
    ...shown,
  ];
}

/**
 * What an office has that every commit was brought to while a computer is taken out: what came after the cut-off and was
 * not there before it heard of it is set aside, what rests on that waits, and everything else is applied. Nothing is
 * dropped, and what it shows is what its part of the history says.
 */
export function checkTakenOut(
  all: readonly ModelCommit[],
  replica: Replica,
  { device, cutOff }: { readonly device: string; readonly cutOff: CutOff },
  heldBefore: ReadonlySet<string>,
  readByOlder: ReadonlySet<string>,
): void {
  const isLate = ({ head }: ModelCommit): boolean =>
    head.device === device && (cutOff.dseq === 0 ? head.wall > cutOff.at : head.dseq > cutOff.dseq);
  const aside = all.filter((commit) => isLate(commit) && !heldBefore.has(commit.id));
  const missing = new Set(aside.flatMap(({ id, dot }) => [id, dot] as string[]));
  const waits: ModelCommit[] = [];
  for (let more = true; more;) {
    more = false;
    for (const commit of all) {
      if (missing.has(commit.id) || !causesOf(commit, readByOlder).some((cause) => missing.has(cause))) continue;
      missing.add(commit.id).add(commit.dot);
      waits.push(commit);
      more = true;
    }
  }
  const same = (found: ReadonlyMap<string, ModelCommit>, expected: readonly ModelCommit[]): boolean =>
    found.size === expected.length && expected.every(({ id }) => found.has(id));
  expect(same(replica.aside, aside), 'set aside what is good, or took what comes after a cut-off');
  expect(same(replica.waiting, waits), 'waits for nothing, or lost what waits');
  const applied = all.filter(({ id }) => !missing.has(id));
  expect(same(replica.log, applied), 'lost or took too much while a computer is taken out');
  checkAgainstHistory(applied, replica);
}
