import { createHash } from 'node:crypto';
import { appendFileSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Batch, BatchEnd } from './merge-batches.ts';

const root = join(import.meta.dirname, '../..');
const PLAYED_WITH = ['core/exchange', 'core/records', 'core/forms', 'tests/property', 'tests/lab'];

/** What the lives depend on: batches of other code say nothing about this one. */
function hashOfCode(): string {
  const hash = createHash('sha256');
  for (const folder of PLAYED_WITH)
    for (const name of readdirSync(join(root, folder)).sort())
      if (name.endsWith('.ts')) hash.update(name).update(readFileSync(join(root, folder, name)));
  return hash.digest('hex').slice(0, 16);
}

/**
 * Ends of batches, one a line of a file, so that the lab goes on after a stop. A line that was cut off by it counts for
 * nothing; a batch that failed is played again.
 */
export class PlayedBatches {
  readonly #file: string;
  readonly #code = hashOfCode();
  readonly #ends = new Map<string, BatchEnd>();

  constructor(file: string) {
    this.#file = file;
    mkdirSync(dirname(file), { recursive: true });
    for (const line of this.#lines()) {
      const { code, end } = parsed(line) ?? {};
      if (code === this.#code && end && 'stats' in end) this.#ends.set(nameOf(end.batch), end);
    }
  }

  #lines(): readonly string[] {
    try {
      return readFileSync(this.#file, 'utf8').split('\n');
    } catch {
      return [];
    }
  }

  endOf(batch: Batch): BatchEnd | undefined {
    return this.#ends.get(nameOf(batch));
  }
  keep(end: BatchEnd): void {
    // A line of its own, also behind one that was cut off.
    appendFileSync(this.#file, `\n${JSON.stringify({ code: this.#code, end })}`);
  }
}

const nameOf = ({ seed, runs }: Batch): string => `${String(seed)}/${String(runs)}`;

function parsed(line: string): { readonly code: string; readonly end: BatchEnd } | undefined {
  try {
    return line === '' ? undefined : (JSON.parse(line) as { readonly code: string; readonly end: BatchEnd });
  } catch {
    return undefined;
  }
}
