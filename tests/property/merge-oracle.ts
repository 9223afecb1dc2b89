import { sameValue } from '#core/records/changes.ts';
import { conflictsIn, isPresent, siblingsOf, type RecordState } from '#core/exchange/merge.ts';
import type { FieldValue } from '#core/forms/types.ts';
import type { HeldWord } from '#core/exchange/late-work.ts';
import type { CommitId, DeviceId } from '#core/ids.ts';
import { replay } from '#core/exchange/replay.ts';
import { authorOf, viewOf, type ModelCommit, type Replica, type TakenOut } from './merge-replica.ts';
import { PROTECTIVE } from './merge-versions.ts';

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

/** Compares what a computer shows that has every commit with the whole history. Throws what is wrong. */
export function checkAgainstHistory(all: readonly ModelCommit[], replica: Pick<Replica, 'state'>): void {
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

const shownIn = (ops: ModelCommit['ops']): readonly string[] =>
  ops.flatMap((op) => (op[0] === 'set' ? op[5] : op[0] === 'del' ? op[3] : []));

/** Ids and dots of all that a commit says its author had; an older version does not know what a removal names. */
function causesOf({ id, head, ops }: ModelCommit, readByOlder: ReadonlySet<string>): readonly string[] {
  const shown = shownIn(readByOlder.has(id) ? ops.filter((op) => op[0] !== 'del') : ops);
  return [
    ...(head.prev === undefined ? [] : [head.prev]),
    ...Object.values(head.context).map(([, id]) => id),
    ...shown,
  ];
}

/** Of some commits those whose changes can be made, in such an order, by an older version: it waits for nothing that a removal names. */
function readByAnOlder(some: readonly ModelCommit[]): readonly ModelCommit[] {
  const have = new Set<string>();
  const order: ModelCommit[] = [];
  for (let left = some, before = Infinity; left.length < before;) {
    before = left.length;
    left = left.filter((commit) => {
      const shown = shownIn(commit.ops.filter((op) => op[0] !== 'del'));
      if (!shown.every((dot) => have.has(dot))) return true;
      have.add(commit.dot);
      order.push(commit);
      return false;
    });
  }
  return order;
}

/**
 * A log replayed in whatever order shows what the computers show that merged it. A part of it, as an older version had
 * applied it, shows what that part says, and tells when it names writes that are not in it.
 */
export function checkReplay(log: readonly ModelCommit[], view: string): void {
  const half = readByAnOlder(log.slice(0, Math.ceil((3 * log.length) / 4)));
  for (const part of [log, half]) {
    const { states, early } = replay(
      part.map((commit) => ({ author: authorOf(commit), ops: commit.ops })),
      PROTECTIVE.newer,
    );
    const dots = new Set(part.map(({ dot }) => dot));
    const isEarly = part.some(({ ops }) => shownIn(ops).some((dot) => !dots.has(dot)));
    expect(early === isEarly, 'early, or not told to be');
    if (part === log) expect(viewOf(states) === view, 'shows something else when it is replayed');
    checkAgainstHistory(part, { state: (collection, record) => states.get(`${collection}/${record}`) });
  }
}

/** What the model saw happen to one computer, beside what the computer itself keeps. */
export interface Course {
  /** When each commit came there first, by its clock. */
  readonly arrived: Map<CommitId, number>;
  /** What it had applied when it heard that a computer was taken out. */
  heldBefore: ReadonlySet<string>;
  /** What it had applied with the older version. */
  readByOlder: ReadonlySet<string>;
}
interface Judged {
  readonly replica: Replica;
  readonly course: Course;
}
interface WhileTakenOut {
  readonly all: readonly ModelCommit[];
  readonly lost: readonly ModelCommit[];
  readonly out: TakenOut;
  /** Every word that could have been said: who held a commit, and since when. */
  readonly said: ReadonlyMap<CommitId, readonly HeldWord<DeviceId>[]>;
  /** Computers that were not taken out, all of which heard of it. */
  readonly others: readonly Judged[];
}

/** Of all commits those that can be applied without the missing ones, and those that rest on them. */
export function withoutCauses(
  all: readonly ModelCommit[],
  gone: readonly ModelCommit[],
  readByOlder: ReadonlySet<string>,
): { readonly applied: readonly ModelCommit[]; readonly waits: readonly ModelCommit[] } {
  const missing = new Set(gone.flatMap(({ id, dot }) => [id, dot] as string[]));
  if (missing.size === 0) return { applied: all, waits: [] };
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
  return { applied: all.filter(({ id }) => !missing.has(id)), waits };
}

/**
 * What an office has that every commit and every word was brought to while a computer is taken out: what came after the
 * cut-off and was not there before it heard of it is set aside; so is what nobody but that computer had by then; what rests on
 * that waits, and everything else is applied. Nothing is dropped, and what it shows is what its part of the history says.
 */
export function checkTakenOut(course: WhileTakenOut, { replica, course: own }: Judged): void {
  const { all, lost, out, said, others } = course;
  const { device, cutOff } = out;
  const isAfter = ({ head }: ModelCommit): boolean =>
    cutOff.dseq === 0 ? head.wall > cutOff.at : head.dseq > cutOff.dseq;
  const inTime = (at: number | undefined): boolean => at !== undefined && at <= cutOff.at;
  // Somebody who has it had it in time, and says so; or it lay here.
  const isProven = ({ id }: ModelCommit): boolean =>
    others.some((one) => inTime(one.course.arrived.get(id)) && (one.replica === replica || one.replica.log.has(id)));
  // Nobody can have said so who was not asked in this life.
  const canBeProven = ({ id }: ModelCommit): boolean =>
    others.some((one) => inTime(one.course.arrived.get(id))) ||
    (said.get(id) ?? []).some(({ by, at }) => by !== device && inTime(at));
  for (const commit of all) {
    if (commit.head.device !== device || own.heldBefore.has(commit.id)) {
      expect(!replica.aside.has(commit.id), 'set aside what is good');
      continue;
    }
    if (replica.aside.has(commit.id)) expect(isAfter(commit) || !isProven(commit), 'set aside what somebody held');
    else expect(!isAfter(commit) && canBeProven(commit), 'took what comes late and nobody held');
  }
  const same = (found: ReadonlyMap<string, ModelCommit>, expected: readonly ModelCommit[]): boolean =>
    found.size === expected.length && expected.every(({ id }) => found.has(id));
  const kept = all.filter(({ id }) => !replica.aside.has(id));
  const { applied, waits } = withoutCauses(kept, [...replica.aside.values(), ...lost], own.readByOlder);
  expect(same(replica.waiting, waits), 'waits for nothing, or lost what waits');
  expect(same(replica.log, applied), 'lost or took too much while a computer is taken out');
  checkAgainstHistory(applied, replica);
}
