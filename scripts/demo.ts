import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { hasDisplay } from './app/display.ts';
import { ensureBuilt } from './app/ensure-built.ts';
import { runApp } from './app/run-app.ts';
import { demoLives } from './demo/demo-cases.ts';
import { makeOutFolder } from './demo/out-folder.ts';
import { rawKeyOf } from './demo/raw-key.ts';
import { lookIn, showOnScreen } from './demo/screens.ts';
import { tell, type Told } from './demo/story.ts';
import { wallDay } from '../tests/builders/calendar-days.ts';

const root = join(import.meta.dirname, '..');
const { values: options } = parseArgs({
  options: {
    out: { type: 'string', default: 'demo-out' },
    seed: { type: 'string', default: '20260101' },
    cases: { type: 'string', default: '60' },
    'no-open': { type: 'boolean', default: false },
  },
});
const out = resolve(options.out);
const seed = Number(options.seed);
const count = Number(options.cases);
if (!Number.isSafeInteger(seed) || !Number.isSafeInteger(count) || count < 1 || count > 50_000) {
  process.stderr.write('demo: --seed takes a whole number, --cases one from 1 to 50000\n');
  process.exit(2);
}
const say = (line: string): void => void process.stdout.write(`[demo] ${line}\n`);

async function credentials(told: Told): Promise<unknown> {
  const offices = await Promise.all(
    [told.a, told.b].map(async (office) => ({
      code: office.code,
      dir: office.dir.slice(out.length + 1),
      database: join(office.dir.slice(out.length + 1), 'office.db'),
      rawKeyHex: await rawKeyOf(office),
      users: [{ ...office.administrator }],
    })),
  );
  return { note: 'Demo only. These passphrases and keys protect nothing; never use them for real data.', offices };
}

async function play(): Promise<void> {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  makeOutFolder(out);
  await ensureBuilt();
  const today = wallDay();
  const lives = demoLives(join(root, 'resources'), seed, count, today);
  const told = await tell({ out, resourcesDir: join(root, 'resources'), version, lives, say, look: lookIn(out) });
  const counts = await Promise.all([told.a, told.b].map((o) => o.caller.call('cases.counts', {})));
  const commits = [told.a, told.b].map((o) => o.caller.office.open?.repos.commits.count() ?? 0);
  writeFileSync(join(out, 'demo-credentials.json'), `${JSON.stringify(await credentials(told), undefined, 2)}\n`);
  told.a.caller.close();
  told.b.caller.close();
  say('print and take pictures in the app');
  const start = performance.now();
  const engine = await showOnScreen({ out, told });
  const timingsMs = { ...told.timingsMs, 'print and pictures': Math.round(performance.now() - start) };
  const { bundles, conflicts, identicalAfterExchange } = told;
  const offices = [told.a, told.b].map(({ code }, i) => ({
    code,
    cases: counts[i]?.all ?? 0,
    commits: commits[i] ?? 0,
  }));
  const summary = { seed, offices, bundles, conflicts, identicalAfterExchange, timingsMs, engine };
  writeFileSync(join(out, 'summary.json'), `${JSON.stringify(summary, undefined, 2)}\n`);
  process.stdout.write('\n');
  const table: [string, string][] = [
    ...offices.map(({ code, cases, commits }): [string, string] => [
      `office ${code}`,
      `${String(cases)} cases, ${String(commits)} commits`,
    ]),
    ...bundles.map((one): [string, string] => [
      `bundle ${one.from} to ${one.to}`,
      `${String(one.commits)} changes, ${String(one.bytes)} bytes`,
    ]),
    ['conflicts', `${String(conflicts.found)} found, ${String(conflicts.resolved)} decided`],
    ['both offices show the same', identicalAfterExchange ? 'yes' : 'NO'],
    ['engine', engine],
  ];
  const width = Math.max(...table.map(([what]) => what.length));
  for (const [what, value] of table) say(`${what.padEnd(width)}  ${value}`);
  const failed = !identicalAfterExchange || conflicts.found === 0 || conflicts.found !== conflicts.resolved;
  if (failed) throw new Error('the two offices do not show the same');
}

try {
  await play();
} catch (error) {
  process.stderr.write(`[demo] FAILED: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
if (!options['no-open'] && hasDisplay()) {
  say('opening the app on office A; its passphrase is in demo-credentials.json');
  const code = await runApp([], {
    HIFADHI_OFFICE_DIR: join(out, 'office-a'),
    HIFADHI_USER_DATA: join(out, 'profile'),
  });
  process.exit(code);
}
process.exit(0);
