import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { duplicateQuality } from '../tests/perf/duplicates.ts';
import { exchangeLoad } from '../tests/perf/exchange-load.ts';
import { formsEval } from '../tests/perf/forms-eval.ts';
import { formsScreen } from '../tests/perf/forms-screen.ts';
import type { Figure } from '../tests/perf/measure.ts';
import { mutation } from '../tests/perf/mutation.ts';
import { relayLoad } from '../tests/perf/relay-load.ts';
import { saveField } from '../tests/perf/save-field.ts';
import { officeAtSize } from '../tests/perf/sizes.ts';
import { startUp } from '../tests/perf/start-up.ts';

/** Figures of the issues "The office opens" and "A caseworker's whole day", as benchmarks: never part of `npm test`. */
const out = join(import.meta.dirname, '../bench-out');
mkdirSync(out, { recursive: true });
const figures: Figure[] = [];
for (const [name, run] of Object.entries({
  formsEval,
  saveField,
  formsScreen,
  exchangeLoad,
  relayLoad,
  mutation,
  startUp,
  duplicateQuality,
  officeAtSize,
})) {
  process.stdout.write(`[bench] ${name}\n`);
  figures.push(...(await run()));
  writeFileSync(join(out, 'results.json'), `${JSON.stringify(figures, undefined, 2)}\n`);
}
for (const f of figures) {
  const ratio = f.ratio === undefined ? '' : ` = ${String(f.ratio)} x floor ${String(f.floor)}`;
  process.stdout.write(`[bench] ${f.id.padEnd(26)} ${String(f.value)} ${f.unit}${ratio}\n`);
}
process.exit(0);
