import { parseArgs } from 'node:util';
import { auditTrail } from '../tests/perf/audit-trail.ts';
import { duplicateQuality } from '../tests/perf/duplicates.ts';
import { conflictList, exchangeEdits } from '../tests/perf/exchange-edits.ts';
import { exchangeBootstrap, exchangeImport } from '../tests/perf/exchange-import.ts';
import { exchangeLoad } from '../tests/perf/exchange-load.ts';
import { exportCases } from '../tests/perf/export-cases.ts';
import { find50k, rights50k } from '../tests/perf/find-50k.ts';
import { formsEval } from '../tests/perf/forms-eval.ts';
import { formsScreen } from '../tests/perf/forms-screen.ts';
import { importRows } from '../tests/perf/import-rows.ts';
import type { Figure } from '../tests/perf/measure.ts';
import { mutation } from '../tests/perf/mutation.ts';
import { printSummaries } from '../tests/perf/papers.ts';
import { relayLoad } from '../tests/perf/relay-load.ts';
import { saveField } from '../tests/perf/save-field.ts';
import { officeAtSize } from '../tests/perf/sizes.ts';
import { wipe } from '../tests/perf/wipe.ts';
import { startUp } from '../tests/perf/start-up.ts';
import { keepFigures } from './keep-figures.ts';

const { values } = parseArgs({ options: { only: { type: 'string' }, small: { type: 'boolean' } } });
/** Only to try the way: `--small` runs the import and the new computer with few cases. */
const few = values.small === true ? { cases: 100, commits: 2000 } : undefined;

/** The figures that the issues name, as benchmarks: never part of `npm test`. `--only NAME` measures one of them. */
const BENCHES = {
  formsEval,
  saveField,
  formsScreen,
  exchangeLoad,
  exchangeEdits: () => exchangeEdits(),
  conflictList: () => conflictList(),
  exchangeImport: () => exchangeImport(few),
  exchangeBootstrap: () => exchangeBootstrap(few?.cases),
  relayLoad,
  mutation,
  auditTrail,
  wipe,
  printSummaries,
  importRows: () => importRows(),
  exportCases,
  startUp,
  duplicateQuality,
  find50k,
  rights50k,
  officeAtSize,
};
const chosen = Object.entries(BENCHES).filter(([name]) => values.only === undefined || values.only === name);
if (chosen.length === 0) throw new Error(`usage: [--small] --only ${Object.keys(BENCHES).join('|')}`);

const figures: Figure[] = [];
for (const [name, run] of chosen) {
  process.stdout.write(`[bench] ${name}\n`);
  const found = await run();
  figures.push(...found);
  keepFigures(found);
}
for (const f of figures) {
  const ratio = f.ratio === undefined ? '' : ` = ${String(f.ratio)} x floor ${String(f.floor)}`;
  process.stdout.write(`[bench] ${f.id.padEnd(26)} ${String(f.value)} ${f.unit}${ratio}\n`);
}
process.exit(0);
