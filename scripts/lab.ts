// npm run lab: the properties of the merge, every number counted once more, an office that is killed a thousand times, and one
// of twenty people that is set up by the guide, and each system call of an exchange failing once, at a scale that no test run
// has time for. `--runs 100000`, `--kills 1000` and `--seed 1` may be given, and `--only merge`, `M`, `L`, `kills`, `faults` or
// `setUp` for one part of it; `--points 200` for some of the calls that fail, `--at "import: kill"` for those whose name begins
// so; `--processes 1` where others need the computer, too. Lives that were played with the same code before a stop are not played again. The figures go to
// bench-out/results.json. Ends with a code other than 0 when something did not hold.
import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { convergence } from '../tests/lab/convergence.ts';
import { DEFAULT_SEED } from '../tests/builders/case-shape.ts';
import { kills } from '../tests/lab/kills.ts';
import { faultPoints } from '../tests/lab/points/fault-points.ts';
import { cannotTrace } from '../tests/lab/points/traced.ts';
import { numbersOnceMore } from '../tests/lab/numbers.ts';
import { PlayedBatches } from '../tests/lab/played-batches.ts';
import { figure, type Figure } from '../tests/perf/measure.ts';
import { MERGE_MUTANTS, mergeUnderTest, STATE_MUTANTS, stateUnderTest } from '../tests/property/merge-mutants.ts';
import { findSurvivors } from '../tests/property/seeded-mutants.ts';
import { ensureBuilt } from './app/ensure-built.ts';
import { keepFigures } from './keep-figures.ts';

const RUNS = 100_000;
const KILLS = 1000;
const KILLS_TOLD_EVERY = 50;
const POINTS_TOLD_EVERY = 50;
const MUTANT_RUNS = 150;
const STATE_RUNS = 1000;
const TOLD_EVERY = 5000;

const PARTS = ['merge', 'M', 'L', 'kills', 'faults', 'setUp'] as const;
const { values } = parseArgs({
  options: {
    runs: { type: 'string' },
    kills: { type: 'string' },
    points: { type: 'string' },
    at: { type: 'string' },
    seed: { type: 'string' },
    processes: { type: 'string' },
    only: { type: 'string' },
  },
});
const runs = Number(values.runs ?? RUNS);
const most = Number(values.kills ?? KILLS);
const points = Number(values.points ?? Infinity);
const seed = Number(values.seed ?? 1);
const processes = Number(values.processes ?? availableParallelism());
const parts = PARTS.filter((part) => values.only === undefined || values.only === part);
const counts = [runs, most, processes].every((count) => Number.isInteger(count) && count > 0);
if (!counts || !(points > 0) || !Number.isInteger(seed) || parts.length === 0)
  throw new Error(`usage: --runs N --kills N --points N --at NAME --seed N --processes N --only ${PARTS.join('|')}`);

const figures: Figure[] = [];
let wrong = 0;

async function mergeOnce(): Promise<void> {
  const started = performance.now();
  const played = new PlayedBatches(join(import.meta.dirname, '../bench-out/lab-lives.jsonl'));
  let told = 0;
  const converged = await convergence({ runs, seed, processes }, played, (done, end) => {
    if ('failure' in end) {
      const { seed: of, runs: many } = end.batch;
      console.error(`[lab] did not converge: ${end.failure}`);
      console.error(`[lab] again: npm run lab -- --only merge --seed ${String(of)} --runs ${String(many)}`);
    }
    if (done < told + TOLD_EVERY && done < runs) return;
    told = done;
    console.log(`[lab] ${String(done)} of ${String(runs)} lives`);
  });
  const tookMs = performance.now() - started;
  const survivors = [
    ...(await findSurvivors(MERGE_MUTANTS, mergeUnderTest(MUTANT_RUNS))),
    ...(await findSurvivors(STATE_MUTANTS, stateUnderTest(STATE_RUNS))),
  ];

  for (const survivor of survivors) console.error(`[lab] not found: ${survivor}`);
  const mutants = MERGE_MUTANTS.length + STATE_MUTANTS.length;
  const score = (100 * (mutants - survivors.length)) / mutants;
  figures.push(
    figure({ id: 'lab.convergence', what: 'batches that did not converge', unit: 'count' }, converged.failures.length, {
      runs: converged.runs,
    }),
    figure({ id: 'lab.deliveries', what: 'commits delivered in these lives', unit: 'count' }, converged.deliveries),
    figure(
      { id: 'lab.conflicts', what: 'questions with several answers at their end', unit: 'count' },
      converged.conflicts,
    ),
    figure(
      { id: 'lab.setAside', what: 'commits set aside behind a cut-off, and there again in the end', unit: 'count' },
      converged.setAside,
    ),
    figure(
      { id: 'lab.upgrades', what: 'computers that worked with an older version for a while', unit: 'count' },
      converged.upgrades,
    ),
    figure(
      { id: 'lab.unwitnessed', what: 'of these, saves that nobody held before the cut-off', unit: 'count' },
      converged.unwitnessed,
    ),
    figure(
      { id: 'lab.witnessed', what: 'late saves that count since somebody held them', unit: 'count' },
      converged.witnessed,
    ),
    figure({ id: 'lab.putBack', what: 'computers put back from an older copy', unit: 'count' }, converged.putBack),
    figure({ id: 'lab.renewed', what: 'computers that went on as other ones', unit: 'count' }, converged.renewed),
    figure({ id: 'lab.siblings', what: 'answers of one question at most', unit: 'count' }, converged.mostSiblings),
    figure({ id: 'lab.time', what: 'for these lives, those of before a stop left out', unit: 'ms' }, tookMs),
    figure(
      { id: 'lab.rate', what: 'lives in a second of the processor', unit: 'count' },
      (1000 * converged.runs) / Math.max(1, converged.cpuMs),
    ),
    figure({ id: 'lab.mutants', what: 'of the seeded mistakes found, in per cent', unit: 'count' }, score, {
      runs: mutants,
    }),
  );
  wrong += converged.failures.length + survivors.length;
}

/** Sizes of reference.md §10: a district of five years, and merged offices. */
async function numbersOnce(size: 'M' | 'L'): Promise<void> {
  const began = performance.now();
  const { lines, differences, cases, saves } = await numbersOnceMore(size, DEFAULT_SEED - 1 + seed);
  for (const difference of differences) console.error(`[lab] ${size}: ${difference}`);
  wrong += differences.length;
  const id = `lab.numbers${size}`;
  figures.push(
    figure(
      { id, what: 'lines of numbers and reports that a recount finds otherwise', unit: 'count' },
      differences.length,
      {
        runs: lines,
      },
    ),
    figure(
      { id: `${id}.time`, what: `${String(cases)} cases in ${String(saves)} saves`, unit: 'ms' },
      performance.now() - began,
    ),
  );
}

async function killedOnce(): Promise<void> {
  const killed = await kills({ runs: most, seed }, (done) => {
    if (done % KILLS_TOLD_EVERY === 0) console.log(`[lab] ${String(done)} of ${String(most)} kills`);
  });
  for (const loss of killed.lost) console.error(`[lab] lost: ${loss}`);
  wrong += killed.lost.length;
  figures.push(
    figure({ id: 'faults.kills', what: 'kills of an office at work', unit: 'count' }, killed.kills),
    figure(
      { id: 'faults.lost', what: 'offices that lost something of what they had acknowledged', unit: 'count' },
      killed.lost.length,
      { runs: killed.acknowledged },
    ),
  );
}

/** Passes by, and says so, where processes cannot be traced: as on Windows and macOS. */
async function faultsOnce(): Promise<void> {
  const why = cannotTrace();
  if (why !== undefined) {
    console.error(`[lab] no faults: ${why}`);
    return;
  }
  const began = performance.now();
  const found = await faultPoints({ most: points, seed, processes, at: values.at ?? '' }, (done, of) => {
    if (done % POINTS_TOLD_EVERY === 0) console.log(`[lab] ${String(done)} of ${String(of)} calls that fail`);
  });
  for (const failure of found.failures) console.error(`[lab] ${failure}`);
  for (const [outcome, times] of found.outcomes) console.log(`[lab] ${outcome}: ${String(times)}`);
  console.log(
    `[lab] ${String(found.missed)} of ${String(found.tried)} met no file of the office; ${String(found.all)} there are`,
  );
  wrong += found.failures.length;
  const met = found.tried - found.missed;
  figures.push(
    figure(
      { id: 'lab.faultPoints', what: 'system calls of an exchange that failed, or ended it', unit: 'count' },
      met,
      {
        runs: found.all,
      },
    ),
    figure(
      { id: 'lab.faultFailures', what: 'of these, after which something did not hold', unit: 'count' },
      found.failures.length,
      { runs: met },
    ),
    figure({ id: 'lab.faultTime', what: 'for these', unit: 'ms' }, performance.now() - began),
  );
}

/** On the built program, with the keyboard; the walk keeps its figures itself, as it ends in a process of its own. */
function setUpOnce(): Promise<void> {
  ensureBuilt();
  const cli = 'node_modules/@playwright/test/cli.js';
  const args = [cli, 'test', '--config', 'playwright.lab.config.ts'];
  const { status } = spawnSync(process.execPath, args, { cwd: join(import.meta.dirname, '..'), stdio: 'inherit' });
  wrong += status === 0 ? 0 : 1;
  return Promise.resolve();
}

const PLAYED = {
  merge: mergeOnce,
  M: () => numbersOnce('M'),
  L: () => numbersOnce('L'),
  kills: killedOnce,
  faults: faultsOnce,
  setUp: setUpOnce,
};
for (const part of parts) await PLAYED[part]();
keepFigures(figures);
for (const { id, value, unit, runs: of } of figures)
  console.log(`[lab] ${id.padEnd(18)} ${String(value)} ${unit}, ${String(of)} runs`);
process.exitCode = wrong > 0 ? 1 : 0;
