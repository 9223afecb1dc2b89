import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Figure } from '../tests/perf/measure.ts';

const out = join(import.meta.dirname, '../bench-out');
const file = join(out, 'results.json');

function kept(): readonly Figure[] {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as readonly Figure[];
  } catch {
    return [];
  }
}

/** Writes figures into bench-out/results.json, in place of those measured before under the same ids. */
export function keepFigures(figures: readonly Figure[]): void {
  const ids = new Set(figures.map(({ id }) => id));
  const all = [...kept().filter(({ id }) => !ids.has(id)), ...figures];
  mkdirSync(out, { recursive: true });
  writeFileSync(file, `${JSON.stringify(all, undefined, 2)}\n`);
}
