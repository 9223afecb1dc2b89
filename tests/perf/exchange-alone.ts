import { OfficeCaller } from '../builders/office-caller.ts';
import type { OfficeId } from '#core/ids.ts';
import { join } from 'node:path';

/**
 * An office in a process that holds nothing else, which writes a bundle or takes one in. Prints as JSON how long that
 * took, how much memory it had before, and the most that it had meanwhile. Arguments: the office's folder, a passphrase
 * of the one person it has, and either `read` and the path of a bundle, or `write`, an office and the folder of a stick.
 */
export interface Alone {
  readonly ms: number;
  readonly idle: number;
  readonly peak: number;
  /** Commits of the bundle, and those of them that were not there before. */
  readonly commits: number;
  readonly fresh: number;
  readonly fileName: string;
  readonly bytes: number;
}

const [, , dir = '', passphrase = '', mode = '', what = '', stick = ''] = process.argv;
const SETTLE_MS = 1000;
const SAMPLE_MS = 5;

const caller = new OfficeCaller(dir, join(import.meta.dirname, '../../resources'), 'bench', undefined, {
  isAwaited: () => false,
});
const { staff } = await caller.call('app.state', {});
const [person] = staff;
if (person === undefined) throw new Error('the office has nobody');
await caller.call('session.signIn', { user: person.id, passphrase });

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
await pause(SETTLE_MS);
globalThis.gc?.();
await pause(SETTLE_MS);
const idle = process.memoryUsage.rss();
let peak = idle;
const sample = (): void => {
  peak = Math.max(peak, process.memoryUsage.rss());
};
const sampling = setInterval(sample, SAMPLE_MS);
const start = performance.now();
let found: Pick<Alone, 'commits' | 'fresh' | 'fileName' | 'bytes'>;
if (mode === 'read') {
  const { place } = await caller.shell<{ place: string }>('takeBundle', { path: what });
  const report = await caller.call('exchange.apply', { place });
  found = { commits: report.changes, fresh: report.newChanges, fileName: '', bytes: 0 };
} else {
  const { place } = await caller.shell<{ place: string }>('namePlace', { path: stick });
  const office = what as OfficeId;
  const { bundle, fileName } = await caller.call('exchange.write', { office, selection: { allOpen: true }, place });
  found = { commits: bundle.changes, fresh: 0, fileName, bytes: bundle.bytes };
}
const ms = performance.now() - start;
sample();
clearInterval(sampling);
caller.close();
process.stdout.write(JSON.stringify({ ms, idle, peak, ...found } satisfies Alone));
process.exit(0);
