import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const root = join(import.meta.dirname, '../..');
const AT_ONCE = 2;

/** A mistake that a property must find: what is broken, in which file, the words before and after. */
export type Mutant = readonly [what: string, file: string, from: string, to: string];

/** What a property needs to run on a copy of its own. */
export interface Subject {
  /** Files below tests/. */
  readonly tests: readonly string[];
  /** Imports of those files, then the property itself: it throws where it does not hold. */
  readonly check: string;
}

function copyFor({ tests, check }: Subject, dir: string): void {
  // The whole of core/, so that no new import leaves a copy that does not run.
  cpSync(join(root, 'core'), join(dir, 'core'), { recursive: true });
  for (const file of tests) {
    mkdirSync(join(dir, 'tests', dirname(file)), { recursive: true });
    cpSync(join(root, 'tests', file), join(dir, 'tests', file));
  }
  writeFileSync(join(dir, 'package.json'), '{ "type": "module", "imports": { "#core/*": "./core/*" } }');
  symlinkSync(join(root, 'node_modules'), join(dir, 'node_modules'), 'junction');
  writeFileSync(join(dir, 'run.ts'), check);
}

/** Whether the property holds, or what it found; a copy that does not even run is neither. */
function run(dir: string): Promise<'holds' | 'found' | `broken: ${string}`> {
  return new Promise((resolve) => {
    execFile(process.execPath, [join(dir, 'run.ts')], { timeout: 60_000 }, (error, _out, said) => {
      if (!error) resolve('holds');
      else if (/^Error: /m.test(said)) resolve('found');
      else resolve(`broken: ${said.slice(0, 2000)}`);
    });
  });
}

/**
 * Plants each mistake alone into a copy, and answers those that the property did not find. Throws when it does not
 * hold on a copy that was not changed, or the words to change do not stand there exactly once.
 */
export async function findSurvivors(mutants: readonly Mutant[], subject: Subject): Promise<readonly string[]> {
  const place = mkdtempSync(join(tmpdir(), 'hifadhi-mutants-'));
  const survivors: string[] = [];
  try {
    const whole = join(place, 'whole');
    copyFor(subject, whole);
    const unchanged = await run(whole);
    if (unchanged !== 'holds') throw new Error(`without a mistake: ${unchanged}`);
    const work = mutants.entries();
    const worker = async (_: unknown, n: number): Promise<void> => {
      // One copy for many mistakes: what is the same under the same name is compiled once.
      const dir = join(place, String(n));
      copyFor(subject, dir);
      for (const [, [what, file, from, to]] of work) {
        const path = join(dir, file);
        const source = readFileSync(path, 'utf8');
        if (source.split(from).length !== 2) throw new Error(`${what}: the words to change do not stand there once`);
        writeFileSync(path, source.replace(from, to));
        const end = await run(dir);
        writeFileSync(path, source);
        if (end !== 'found') survivors.push(`${what}: ${end}`);
      }
      // Nothing of a mistake was left behind, for which the next one would have been found.
      const restored = await run(dir);
      if (restored !== 'holds') throw new Error(`after all mistakes: ${restored}`);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
  return survivors;
}
