import { closeSync, mkdirSync, openSync, readFileSync, renameSync, unlinkSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface Greeting {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly data: unknown;
}
const GREETING = /^instance-\d+\.hello$/;

function isAlive(pid: number): boolean {
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/**
 * One running app per profile folder. The first holds a file with its process id; a later one leaves a greeting there
 * and is refused. Returns how to let go, or undefined for the later one.
 */
export function takeSingleInstance(
  dir: string,
  data: unknown,
  onSecond: (greeting: Greeting) => void,
): (() => void) | undefined {
  mkdirSync(dir, { recursive: true });
  const file = join(dir, 'instance.lock');
  try {
    const handle = openSync(file, 'wx');
    writeFileSync(handle, String(process.pid));
    closeSync(handle);
  } catch {
    const holder = Number(readFileSync(file, 'utf8'));
    if (holder !== process.pid && isAlive(holder)) {
      const part = join(dir, `instance-${String(process.pid)}.part`);
      writeFileSync(part, JSON.stringify({ argv: process.argv, cwd: process.cwd(), data } satisfies Greeting));
      renameSync(part, join(dir, `instance-${String(process.pid)}.hello`));
      return undefined;
    }
    writeFileSync(file, String(process.pid));
  }
  const watcher = watch(dir, (_kind, name) => {
    if (name === null || !GREETING.test(name)) return;
    let text: string;
    try {
      text = readFileSync(join(dir, name), 'utf8');
      unlinkSync(join(dir, name));
    } catch {
      return; // told twice about the same file
    }
    onSecond(JSON.parse(text) as Greeting);
  });
  watcher.unref();
  watcher.on('error', () => undefined);
  return () => {
    watcher.close();
    unlinkSync(file);
  };
}
