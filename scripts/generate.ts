import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { makeOutFolder } from './demo/out-folder.ts';
import { caseCount } from '../tests/builders/case-shape.ts';
import { generateCases } from '../tests/builders/cases.ts';
import { lifeOf } from '../tests/builders/life.ts';
import { oracleOf, writeOracle } from '../tests/builders/oracle.ts';
import { wallDay } from '../tests/builders/calendar-days.ts';

/**
 * npm run generate: synthetic cases, one JSON document a line, and the oracle of what they hold: tasks, true duplicates,
 * rule violations. The same seed and day give the same files.
 */
const { values: given } = parseArgs({
  options: {
    size: { type: 'string', default: 'S' },
    seed: { type: 'string', default: '20260101' },
    today: { type: 'string', default: wallDay() },
    out: { type: 'string', default: 'generated' },
  },
});
const seed = Number(given.seed);
const count = caseCount(given.size);
if (!Number.isSafeInteger(seed) || count === undefined || !/^\d{4}-\d\d-\d\d$/.test(given.today)) {
  process.stderr.write(
    'generate: --size S, M, L, XL or a number, --seed a whole number, --today a day such as 2026-11-01\n',
  );
  process.exit(2);
}
const out = resolve(given.out);
makeOutFolder(out);
const options = { seed, count, officeCode: 'KSM', today: given.today };
const file = createWriteStream(join(out, 'cases.jsonl'));
for (const one of generateCases(options)) file.write(`${JSON.stringify(lifeOf(options, one).document)}\n`);
file.end();
await once(file, 'finish');
writeOracle(join(out, 'oracle.json'), oracleOf({ ...options, lives: true }));
process.stdout.write(`[generate] ${String(count)} cases and their oracle in ${out}\n`);
