import { app } from 'electron';
import { randomBytes } from 'node:crypto';
import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';

const MAX_BYTES = 1_000_000;

/** Only these fields are ever written: ids, codes and names of calls; never a value, a name of a person or a path. */
export interface LogLine {
  readonly event: 'refused' | 'failed' | 'started' | 'locked' | 'worker-lost' | 'page-lost' | 'key-store';
  readonly call?: string;
  readonly code?: string;
  readonly kind?: string;
}

/** Appends one JSON line and returns its reference, four characters that people can read out on the phone. */
export function log(line: LogLine): string {
  const ref = randomBytes(2).toString('hex').toUpperCase();
  try {
    const dir = app.getPath('logs');
    mkdirSync(dir, { recursive: true });
    const file = join(dir, 'hifadhi.log');
    if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > MAX_BYTES) renameSync(file, `${file}.1`);
    const { event, call, code, kind } = line;
    appendFileSync(file, `${JSON.stringify({ at: new Date().toISOString(), ref, event, call, code, kind })}\n`);
  } catch {
    // A full disk must not stop the work that the log only watches.
  }
  return ref;
}
