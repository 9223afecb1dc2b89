import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from '../../builders/random.ts';
import { bundledChild } from '../killed-office.ts';
import { checkLeft } from './point-check.ts';
import { PointOffices } from './point-offices.ts';
import { POINT_WORKS, type Said } from './point-works.ts';
import { CALLS, nameOf, pointsOf, someOf, type Point } from './points.ts';
import { traced, type Traced } from './traced.ts';

/** The answers that an office may give to whoever works with it when a disk is full or broken. */
const CODES: ReadonlySet<string> = new Set([
  'DISK_FULL',
  'DISK_FAILED',
  'DISK_READ_ONLY',
  'SYNC_WRITE_FAILED',
  'SYNC_VERIFY_FAILED',
]);
/** Counts shift by a call or two between runs: a fault that met another file than those of the office is tried again. */
const TRIES = 3;

export interface FaultPoints {
  /** Calls with a fault of some kind there are. */
  readonly all: number;
  /** Of those, tried; and tried without meeting one. */
  readonly tried: number;
  readonly missed: number;
  /** How the work ended, and how often. */
  readonly outcomes: ReadonlyMap<string, number>;
  /** What did not hold, each with its point. */
  readonly failures: readonly string[];
}

type Answer = Exclude<Said, { readonly ready: number }>;

/** In one word how the work ended. Throws where no person could have made sense of it. */
function outcomeOf({ fault }: Point, { said, killed, complaint }: Traced): string {
  if (killed) return said.some((word) => 'done' in word) ? 'done, then killed' : 'killed';
  const [first, again] = said.filter((word): word is Answer => !('ready' in word));
  if (first === undefined) throw new Error(`the process ended: ${complaint.slice(-1500)}`);
  for (const word of [first, again])
    if (word && 'refused' in word && !CODES.has(word.refused)) throw new Error(`it says ${word.refused} ${word.why}`);
  if (complaint !== '') throw new Error(`it complains: ${complaint.slice(-1500)}`);
  if ('done' in first) return 'done';
  // What failed once works when it is asked for again, without a restart.
  if (!fault.endsWith('+') && !(again && 'done' in again)) throw new Error(`${first.refused} ${first.why}, and again`);
  return first.refused;
}

async function tryPoint(offices: PointOffices, child: string, point: Point): Promise<string | undefined> {
  const { office, order, folder } = offices.begin(point.work);
  try {
    const run = await traced(child, order, { trace: CALLS, faults: point.inject, of: point.thread });
    const met = run.calls.filter(({ injected }) => injected);
    const meant =
      point.fault === 'kill' ? run.killed : met.length > 0 && met.every(({ args }) => args.includes(folder));
    const left = { office, work: point.work, folder, said: run.said };
    if (meant) {
      const outcome = outcomeOf(point, run);
      await checkLeft(left, offices);
      return outcome;
    }
    return undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Asked {
  /** Of all points; some of each kind then. */
  readonly most?: number;
  /** Draws which. */
  readonly seed: number;
  /** How many are tried at the same time. */
  readonly processes?: number;
  /** What the name of a point begins with, as a failure tells it; every one otherwise. */
  readonly at?: string;
  /** What the names of points begin with that are tried before others. */
  readonly first?: readonly string[];
}

/**
 * Lets each call to the system fail by which an office writes a bundle to a stick, reads one, or takes in what confirms
 * it: the process is killed there, the disk is full or broken there, once or from then on. Then the office is started
 * as always, and everything is looked at.
 *
 * @param told called after each one.
 */
export async function faultPoints(
  { most = Infinity, seed, processes = 1, at = '', first = [] }: Asked,
  told: (done: number, of: number) => void = () => undefined,
): Promise<FaultPoints> {
  const offices = new PointOffices();
  const child = await bundledChild(join(import.meta.dirname, 'point-child.ts'));
  const outcomes = new Map<string, number>();
  const failures: string[] = [];
  try {
    await offices.make();
    const points: Point[] = [];
    for (const work of POINT_WORKS) {
      const { order, folder } = offices.begin(work);
      const { calls, said, complaint } = await traced(child.file, order, { trace: CALLS });
      if (!said.some((word) => 'done' in word)) throw new Error(`${work} does not work undisturbed: ${complaint}`);
      points.push(...pointsOf(work, calls, folder).filter((point) => nameOf(point).startsWith(at)));
    }
    const known = first.flatMap((name) => points.find((point) => nameOf(point).startsWith(name)) ?? []);
    const others = points.filter((point) => !known.includes(point));
    const chosen = [...known, ...someOf(others, most - known.length, Random.from(seed, 'fault-points'))];
    const queue = [...chosen];
    let [done, missed] = [0, 0];
    const goOn = async (): Promise<void> => {
      for (let point = queue.pop(); point; point = queue.pop()) {
        try {
          let outcome: string | undefined;
          for (let i = 0; i < TRIES && outcome === undefined; i += 1)
            outcome = await tryPoint(offices, child.file, point);
          if (outcome === undefined) missed += 1;
          else outcomes.set(`${point.fault}: ${outcome}`, (outcomes.get(`${point.fault}: ${outcome}`) ?? 0) + 1);
        } catch (error) {
          failures.push(`${nameOf(point)}: ${error instanceof Error ? error.message : String(error)}`);
        }
        told((done += 1), chosen.length);
      }
    };
    await Promise.all(Array.from({ length: processes }, goOn));
    return { all: points.length, tried: chosen.length, missed, outcomes, failures };
  } finally {
    offices.remove();
    child.remove();
  }
}
