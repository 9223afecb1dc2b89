import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { demoLives } from './demo/demo-cases.ts';

/** Writes resources/demo/cases.json, the generated cases behind "Try with demo data". Run after a change of the forms. */
const SEED = 20260101;
const CASES = 60;
/** Fixed, so that the same seed gives the same file on any day. */
const TODAY = '2026-11-01';

const root = join(import.meta.dirname, '..');
mkdirSync(join(root, 'resources/demo'), { recursive: true });
const cases = demoLives(join(root, 'resources'), SEED, CASES, TODAY).map(({ document }) => document);
writeFileSync(join(root, 'resources/demo/cases.json'), `${JSON.stringify({ day: TODAY, cases })}\n`);
