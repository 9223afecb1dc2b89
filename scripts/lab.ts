// npm run lab: the properties of the merge, every number counted once more, an office that is killed a thousand times, and one
// of twenty people that is set up by the guide, at a scale that no test run has time for. `--runs 100000`, `--kills 1000` and
// `--seed 1` may be given, and `--only merge`, `M`, `L`, `kills` or `setUp` for one part of it; the figures go to bench-out/results.json. Ends with a code other than 0 when
// something did not hold.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { convergence } from '../tests/lab/convergence.ts';
import { DEFAULT_SEED } from '../tests/builders/case-shape.ts';
import { kills } from '../tests/lab/kills.ts';
import { numbersOnceMore } from '../tests/lab/numbers.ts';
import { figure, type Figure } from '../tests/perf/measure.ts';
import { MERGE_MUTANTS, mergeUnderTest } from '../tests/property/merge-mutants.ts';
import { findSurvivors } from '../tests/property/seeded-mutants.ts';
import { ensureBuilt } from './app/ensure-built.ts';
import { keepFigures } from './keep-figures.ts';

const RUNS = 100_000;
const KILLS = 1000;
const KILLS_TOLD_EVERY = 50;
const MUTANT_RUNS = 150;
const TOLD_EVERY = 10_000;

const PARTS = ['merge', 'M', 'L', 'kills', 'setUp'] as const;
const { values } = parseArgs({
  options: {
    runs: { type: 'string' },
    kills: { type: 'string' },
    seed: { type: 'string' },
    only: { type: 'string' },
  },
});
const runs = Number(values.runs ?? RUNS);
const most = Number(values.kills ?? KILLS);
const seed = Number(values.seed ?? 1);
const parts = PARTS.filter((part) => values.only === undefined || values.only === part);
const counts = [runs, most].every((count) => Number.isInteger(count) && count > 0);
if (!counts || !Number.isInteger(seed) || parts.length === 0)
  throw new Error(`usage: --runs N --kills N --seed N --only ${PARTS.join('|')}`);

const figures: Figure[] = [];
let wrong = 0;

async function mergeOnce(): Promise<void> {
  const started = performance.now();
  let told = 0;
  const converged = await convergence({ runs, seed }, (done) => {
    if (done < told + TOLD_EVERY) return;
    told = done;
    console.log(`[lab] ${String(done)} of ${String(runs)} lives`);
  });
  const tookMs = performance.now() - started;
  const survivors = await findSurvivors(MERGE_MUTANTS, mergeUnderTest(MUTANT_RUNS));

  for (const failure of converged.failures) console.error(`[lab] did not converge: ${failure}`);
  for (const survivor of survivors) console.error(`[lab] not found: ${survivor}`);
  const score = (100 * (MERGE_MUTANTS.length - survivors.length)) / MERGE_MUTANTS.length;
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
    figure({ id: 'lab.time', what: 'for these lives', unit: 'ms' }, tookMs),
    figure({ id: 'lab.mutants', what: 'of the seeded mistakes found, in per cent', unit: 'count' }, score, {
      runs: MERGE_MUTANTS.length,
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
  setUp: setUpOnce,
};
for (const part of parts) await PLAYED[part]();
keepFigures(figures);
for (const { id, value, unit, runs: of } of figures)
  console.log(`[lab] ${id.padEnd(18)} ${String(value)} ${unit}, ${String(of)} runs`);
process.exitCode = wrong > 0 ? 1 : 0;
