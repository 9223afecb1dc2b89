import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fileOf } from '../main/office/configuration-file.ts';
import { checkPackage, programPackage } from '../main/office/configuration-package.ts';

/**
 * npm run configuration -- --profile full --out full-2.hifadhi-config: makes of a profile's folder the one file that an
 * administrator carries to an office. `--resources`: another folder than the program's own, with `config/<profile>` in it.
 */
const { values: given } = parseArgs({
  options: {
    profile: { type: 'string', default: 'full' },
    resources: { type: 'string', default: join(import.meta.dirname, '../resources') },
    out: { type: 'string' },
  },
});
const made = programPackage(given.resources, given.profile);
const { version } = made.configuration;
const checked = checkPackage(made.configuration, given.resources);
if (!checked.ok) throw new Error(`${checked.error.code} ${JSON.stringify(checked.error.params)}`);
const out = given.out ?? `${given.profile}-${String(version)}.hifadhi-config`;
writeFileSync(out, fileOf(made));
process.stdout.write(`${out}: ${given.profile}, version ${String(version)}, check number ${made.hash.slice(0, 32)}\n`);
