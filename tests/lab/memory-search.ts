import { closeSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';

/** A process of Linux and what it is, as far as its command line says. */
export interface Found {
  readonly pid: number;
  /** `renderer`, `gpu-process`, `utility` and so on as Chromium names its processes; `main` for one without a type. */
  readonly kind: string;
  /** How often each of the texts stands in its memory, in UTF-8 or UTF-16, by text. */
  readonly hits: ReadonlyMap<string, number>;
}

const CHUNK = 8 * 1024 * 1024;

const parentOf = (pid: number): number => {
  try {
    // The name in brackets may hold anything.
    return Number(
      readFileSync(`/proc/${String(pid)}/stat`, 'utf8')
        .split(') ')
        .at(-1)
        ?.split(' ')[1] ?? 0,
    );
  } catch {
    return 0;
  }
};

/** A process and everything that it started, and those started. */
export function processesBelow(root: number): number[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
  const children = new Map<number, number[]>();
  for (const pid of all) children.set(parentOf(pid), [...(children.get(parentOf(pid)) ?? []), pid]);
  const found = [root];
  for (const pid of found) found.push(...(children.get(pid) ?? []));
  return found;
}

export function kindOf(pid: number): string {
  const line = readFileSync(`/proc/${String(pid)}/cmdline`, 'utf8');
  return /--type=([a-z-]+)/.exec(line)?.[1] ?? (line.includes('chrom') ? 'browser' : 'main');
}

function regionsOf(pid: number): { from: number; to: number }[] {
  return readFileSync(`/proc/${String(pid)}/maps`, 'utf8')
    .split('\n')
    .flatMap((line) => {
      const [, from, to, rights, name] = /^([0-9a-f]+)-([0-9a-f]+) (\S+) \S+ \S+ \S+\s*(.*)$/.exec(line) ?? [];
      // What cannot be written is the programs themselves.
      if (from === undefined || to === undefined || rights?.startsWith('rw') !== true || name?.startsWith('[v'))
        return [];
      return [{ from: parseInt(from, 16), to: parseInt(to, 16) }];
    });
}

function count(bytes: Buffer, wanted: Buffer): number {
  let found = 0;
  for (let at = bytes.indexOf(wanted); at !== -1; at = bytes.indexOf(wanted, at + 1)) found += 1;
  return found;
}

/**
 * Searches all memory of a process that it can write to, pages that the system moved to the disk included. Undefined when the
 * process is gone, or may not be looked into.
 */
export function searchMemory(pid: number, texts: readonly string[]): Found | undefined {
  let handle: number;
  try {
    handle = openSync(`/proc/${String(pid)}/mem`, 'r');
  } catch {
    return undefined;
  }
  const wanted = texts.map((text) => ({ text, forms: [Buffer.from(text), Buffer.from(text, 'utf16le')] }));
  const overlap = Math.max(...wanted.flatMap(({ forms }) => forms.map((form) => form.length))) - 1;
  const hits = new Map<string, number>();
  const buffer = Buffer.alloc(CHUNK);
  try {
    for (const { from, to } of regionsOf(pid)) {
      for (let at = from; at < to; at += CHUNK - overlap) {
        let read = 0;
        try {
          read = readSync(handle, buffer, 0, Math.min(CHUNK, to - at), at);
        } catch {
          break;
        }
        const bytes = buffer.subarray(0, read);
        for (const { text, forms } of wanted) {
          const more = forms.reduce((sum, form) => sum + count(bytes, form), 0);
          if (more > 0) hits.set(text, (hits.get(text) ?? 0) + more);
        }
        if (at + CHUNK >= to) break;
      }
    }
    return { pid, kind: kindOf(pid), hits };
  } catch {
    return undefined;
  } finally {
    closeSync(handle);
  }
}
