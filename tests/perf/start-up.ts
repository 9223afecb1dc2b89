import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBuilt } from '../../scripts/app/ensure-built.ts';
import { electronKind, launch } from '../e2e/launch.ts';
import { figure, quantile, type Figure } from './measure.ts';

const RUNS = 5;

/** From starting the program to the screen on which somebody can set up or sign in. */
export async function startUp(): Promise<Figure[]> {
  await ensureBuilt();
  const times: number[] = [];
  for (let i = 0; i < RUNS; i += 1) {
    const dir = mkdtempSync(join(tmpdir(), 'hifadhi-start-'));
    const start = performance.now();
    const app = await launch(dir);
    const page = await app.firstWindow();
    await page.waitForSelector('h1');
    times.push(performance.now() - start);
    await app.close();
    rmSync(dir, { recursive: true, force: true });
  }
  const p50 = quantile(times, 0.5);
  return [
    figure({ id: 'start.signin', what: 'start of the program to its first screen', unit: 'ms' }, p50, {
      p50,
      p95: quantile(times, 0.95),
      runs: RUNS,
      engine: electronKind,
    }),
  ];
}
