import * as fc from 'fast-check';
import type { FieldValue } from '#core/forms/types.ts';
import type { HeldWord } from '#core/exchange/late-work.ts';
import { siblingsOf } from '#core/exchange/merge.ts';
import type { Op } from '#core/exchange/op.ts';
import type { CommitId, DeviceId } from '#core/ids.ts';
import { FIELDS, life, PLAIN, type Command, type Life } from './merge-life.ts';
import { checkAgainstHistory, checkReplay, checkTakenOut, withoutCauses, type Course } from './merge-oracle.ts';
import { Replica, type ModelCommit, type TakenOut } from './merge-replica.ts';
import { noStats, type MergeStats } from './merge-stats.ts';
import { UNREADABLE } from './merge-versions.ts';

const DAY = 86_400_000;
const AHEAD = 600_000;
/** Words go to and fro until nobody says anything new: no chain of them is longer than a few. */
const MOST_ROUNDS = 50;
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
  const value = PLAIN[c.v] ?? 'x';
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
  return ['set', 'family', row, 'name', PLAIN[c.v] ?? null, shown.get(`family/${row}.name`) ?? []];
}

function setOp(replica: Replica, c: Extract<Command, { t: 'set' }>, shown: Shown): Op {
  const [field, values] = FIELDS[c.f] ?? ['name', PLAIN];
  const value: FieldValue | null = values[c.v] ?? null;
  const written = value === UNREADABLE && replica.version === 'older' ? 'x' : value;
  return ['set', 'case', 'case', field, written, shown.get(`case/case.${field}`) ?? []];
}

/** A computer with what its people and the model remember of it. */
interface Computer {
  readonly replica: Replica;
  readonly shown: Shown | undefined;
  readonly course: Course;
}

class Played {
  readonly #life: Life;
  readonly #stats: MergeStats;
  readonly #computers: Computer[];
  readonly #skew: number[];
  #now = 1.7e12;
  #state: number;
  #all: ModelCommit[] = [];
  #out: TakenOut | undefined;
  #saved: Computer | undefined;
  /** Ids of commits that were on a disk that broke, and nowhere else. */
  #lost: readonly ModelCommit[] = [];
  /** What computers said to have held, by whom and since when. */
  readonly #said = new Map<CommitId, HeldWord<DeviceId>[]>();

  constructor(one: Life, stats: MergeStats) {
    this.#life = one;
    this.#stats = stats;
    this.#state = (one.seed % 0x7fffffff) + 1;
    this.#skew = Array.from({ length: one.count }, () => 0);
    // A clone writes under the number and name of the computer whose disk was copied (R2).
    this.#computers = this.#skew.map((_zero, i) => {
      const name = `D${String(i)}`;
      const device = one.cloned && i === one.count - 1 ? 'D0' : name;
      const version = (one.upgraded[i] ?? null) === null ? 'newer' : 'older';
      const replica = new Replica(device, name, i < 2, () => this.#now + (this.#skew[i] ?? 0), version);
      return {
        replica,
        shown: undefined,
        course: { arrived: new Map(), heldBefore: new Set(), readByOlder: new Set() },
      };
    });
  }

  #random(): number {
    this.#state = (this.#state * 48271) % 0x7fffffff;
    return this.#state / 0x7fffffff;
  }
  #shuffled(list: readonly ModelCommit[]): ModelCommit[] {
    return list
      .map((commit): [number, ModelCommit] => [this.#random(), commit])
      .sort((a, b) => a[0] - b[0])
      .map(([, commit]) => commit);
  }
  #pick(n: number): Computer {
    const computer = this.#computers[n % this.#life.count];
    if (!computer) throw new Error('no computer');
    return computer;
  }

  #write({ replica, course }: Computer, ops: readonly Op[]): void {
    const before = replica.hlc;
    const commit = replica.write(ops);
    course.arrived.set(commit.id, replica.clock());
    this.#all.push(commit);
    this.#stats.writes += 1;
    if (replica.hlc.wall < before.wall || (replica.hlc.wall === before.wall && replica.hlc.counter <= before.counter))
      throw new Error('clock went back');
  }

  #deliver({ replica: to, course }: Computer, commit: ModelCommit, holder?: HeldWord<DeviceId>): void {
    const most = Math.max(to.hlc.wall, to.clock() + AHEAD);
    const said = this.#said.get(commit.id) ?? [];
    this.#said.set(commit.id, said);
    if (!course.arrived.has(commit.id)) {
      if (commit.head.device === to.device && this.#life.notices) this.#renew(to);
      course.arrived.set(commit.id, to.clock());
      said.push({ by: to.device, at: to.clock() });
    }
    if (holder) said.push(holder);
    to.receive(commit, holder);
    this.#stats.deliveries += 1;
    if (to.hlc.wall > most) throw new Error('clock poisoned');
  }

  /** Whoever took a computer out took out what goes on in its place: it may go on as it is. */
  #renew(replica: Replica): void {
    if (replica.device === this.#out?.device) return;
    this.#stats.renewed += 1;
    replica.renew(`N${String(this.#stats.renewed)}`);
  }

  /** The list of the programme reaches a computer; nobody writes to one that was taken out. */
  #hear({ replica, course }: Computer): void {
    if (this.#out === undefined || replica.device === this.#out.device || replica.takenOut !== undefined) return;
    course.heldBefore = new Set(replica.log.keys());
    replica.hear(this.#out);
  }

  #upgrade({ replica, course }: Computer): void {
    if (replica.version === 'older') {
      if (replica.log.size > 1) this.#stats.upgrades += 1;
      course.readByOlder = new Set(replica.log.keys());
    }
    replica.upgrade();
    if (replica.log.size > 0) checkAgainstHistory([...replica.log.values()], replica);
  }

  #takeOut(): void {
    const { takenOut } = this.#life;
    if (takenOut === null) return;
    const { replica } = this.#pick(takenOut.n);
    const last = replica.lastOf(replica.device);
    const dseq = takenOut.byNumber ? Math.max(0, last - takenOut.ago) : 0;
    this.#out = { device: replica.device, cutOff: { at: replica.hlc.wall - takenOut.ago * 500, dseq } };
    this.#hear(this.#pick(takenOut.n + 1));
  }

  #copyOf({ replica, shown, course }: Computer): Computer {
    const { arrived, heldBefore, readByOlder } = course;
    return { replica: replica.copy('put back'), shown, course: { arrived: new Map(arrived), heldBefore, readByOlder } };
  }

  #putBack(n: number, saved: Computer, knows: boolean): void {
    this.#computers[n] = saved;
    if (knows) this.#renew(saved.replica);
    const there = new Set(
      this.#computers.flatMap(({ replica: { log, waiting, aside } }) => [
        ...log.keys(),
        ...waiting.keys(),
        ...aside.keys(),
      ]),
    );
    this.#lost = this.#all.filter(({ id }) => !there.has(id));
    this.#all = this.#all.filter(({ id }) => there.has(id));
    this.#stats.putBack += 1;
    this.#stats.lost += this.#lost.length;
  }

  #happens(i: number): void {
    const { commands, upgraded, takenOut, putBack, count } = this.#life;
    const isNow = (percent: number): boolean => i === Math.floor((percent * commands.length) / 100);
    for (const [n, percent] of upgraded.slice(0, count).entries())
      if (percent !== null && isNow(percent)) this.#upgrade(this.#pick(n));
    if (takenOut !== null && isNow(takenOut.at)) this.#takeOut();
    if (putBack === null) return;
    if (isNow(putBack.saved)) this.#saved = this.#copyOf(this.#pick(putBack.n));
    else if (isNow(putBack.at) && this.#saved) this.#putBack(putBack.n % count, this.#saved, putBack.knows);
  }

  #sync(c: Extract<Command, { t: 'sync' }>): void {
    const [a, b] = [this.#pick(c.a), this.#pick(c.b)];
    if (a === b || a.replica.takenOut?.device === b.replica.device) return;
    // The list travels with every bundle, and words on who held what.
    if (a.replica.takenOut !== undefined) this.#hear(b);
    if (this.#out && this.#random() * 100 >= c.loss)
      b.replica.hearWords(a.replica.wordsFor(this.#out, (id) => b.replica.aside.has(id)));
    const holder = { by: a.replica.device, at: a.replica.clock() };
    for (const commit of this.#shuffled([...a.replica.log.values()].filter(({ id }) => !b.replica.log.has(id)))) {
      if (this.#random() * 100 < c.loss) continue;
      this.#deliver(b, commit, holder);
      if (c.twice) this.#deliver(b, commit, holder);
    }
  }

  #command(c: Command): void {
    if (c.t === 'clock') {
      this.#skew[c.n % this.#life.count] = c.days * DAY;
      return;
    }
    if (c.t === 'sync') {
      this.#sync(c);
      return;
    }
    const computer = this.#pick(c.n);
    const { replica } = computer;
    if (c.t === 'open') {
      this.#computers[c.n % this.#life.count] = { ...computer, shown: shownBy(replica) };
      return;
    }
    if (!replica.state('case', 'case')) return;
    const seen = (c.stale ? computer.shown : undefined) ?? shownBy(replica);
    const op = c.t === 'set' ? setOp(replica, c, seen) : rowOp(replica, c, seen);
    if (op) this.#write(computer, [op]);
  }

  /** While it is taken out, everything and every word is brought to all. */
  #bringAll(): void {
    for (const computer of this.#computers) {
      this.#hear(computer);
      for (const commit of this.#shuffled(this.#all)) this.#deliver(computer, commit);
    }
    const out = this.#out;
    if (out === undefined) return;
    for (let round = 0, isNews = true; isNews; round += 1) {
      if (round > MOST_ROUNDS) throw new Error('words without an end');
      isNews = false;
      // What lies there and was there in time counts when it is judged again.
      for (const { replica } of this.#computers) if (replica.takenOut) replica.hear(out);
      for (const { replica: a } of this.#computers)
        for (const { replica: b } of this.#computers)
          if (a !== b && b.hearWords(a.wordsFor(out, () => true))) isNews = true;
    }
  }

  #checkTakenOut(out: TakenOut): void {
    const others = this.#computers.filter(({ replica }) => replica.device !== out.device);
    for (const { replica, course } of others) {
      checkTakenOut({ all: this.#all, lost: this.#lost, out, said: this.#said, others }, { replica, course });
      this.#stats.setAside += replica.aside.size;
      const { at, dseq } = out.cutOff;
      for (const { head } of replica.aside.values())
        if (dseq === 0 ? head.wall <= at : head.dseq <= dseq) this.#stats.unwitnessed += 1;
      for (const { id, head } of replica.log.values())
        if (head.device === out.device && !course.heldBefore.has(id)) this.#stats.witnessed += 1;
    }
    // The programme finds that the computer was in good hands all the time: nothing may be missing then.
    for (const { replica } of others) replica.hear(undefined);
  }

  #checkEnd(): void {
    const [first] = this.#computers;
    for (const { replica, course } of this.#computers) {
      // What rests on what broke with a disk waits for ever; nothing else does.
      const { applied, waits } = withoutCauses(this.#all, this.#lost, course.readByOlder);
      if (replica.aside.size > 0 || replica.waiting.size !== waits.length) throw new Error('stuck');
      if (replica.log.size !== applied.length) throw new Error('lost commit');
      if (replica.view() !== first?.replica.view()) throw new Error('diverged');
      if (replica !== first.replica) continue;
      checkAgainstHistory(applied, replica);
      checkReplay(this.#shuffled(applied), replica.view());
      for (const record of replica.states.values())
        for (const { length } of Object.values(record.fields)) {
          if (length > 1) this.#stats.conflicts += 1;
          this.#stats.mostSiblings = Math.max(this.#stats.mostSiblings, length);
        }
    }
  }

  play(): void {
    this.#write(this.#pick(0), [['doc', 'case', 'case', { name: 'x', risk: 'high', tags: ['a'] }]]);
    for (const [i, command] of this.#life.commands.entries()) {
      // Several computers write within the same millisecond.
      if (i % 8 === 0) this.#now += 1000;
      this.#happens(i);
      this.#command(command);
    }
    for (const computer of this.#computers) this.#upgrade(computer);
    this.#bringAll();
    if (this.#out) this.#checkTakenOut(this.#out);
    this.#checkEnd();
    this.#stats.runs += 1;
  }
}

/**
 * Two to eight computers of a few offices write, lose, repeat and reorder each other's commits under clocks that jump by
 * up to twenty years, some with an older version of the program and the forms until they are upgraded; one of them may be
 * taken out in the middle, another one put back from an older copy, and one may be a clone. In the end all must show the
 * same, and exactly what the whole history says. While one is taken out, each shows exactly what is left without the commits
 * that it set aside, keeps those, and sets aside what nobody held in time, and nothing else. Throws otherwise.
 */
export function checkMerge(options: {
  readonly runs: number;
  readonly seed: number;
  readonly commands: number;
}): MergeStats {
  const stats = noStats();
  fc.assert(
    fc.property(life(options.commands), (one) => {
      new Played(one, stats).play();
    }),
    { numRuns: options.runs, seed: options.seed, endOnFailure: true },
  );
  return stats;
}
