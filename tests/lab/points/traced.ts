import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Writable } from 'node:stream';
import { said, type PointOrder, type Said } from './point-works.ts';

/** Whose calls: the thread of the office, or the one that works for it on files. Each counts its own. */
export type Thread = 'office' | 'files';

/** One call to the system in the log of a process. */
export interface Called {
  readonly thread: Thread;
  readonly call: string;
  /** Which call of its name and thread it was, from 1 on. */
  readonly n: number;
  /** The arguments, files by their paths. */
  readonly args: string;
  readonly injected: boolean;
}

export interface Traced {
  readonly said: readonly Said[];
  readonly calls: readonly Called[];
  readonly killed: boolean;
  /** What the process wrote to its error output, for a failure that nobody foresaw. */
  readonly complaint: string;
}

const LONGEST = 60_000;
/** Starts the process as a child of the shell that becomes the tracer: a kernel may let only a parent trace. */
const SHELL = 'set -f; "$@" 4<&- & read -r tracing <&4; exec strace $tracing 3>&-';

/** Whether this computer has strace and lets it trace; otherwise why not. */
export function cannotTrace(): string | undefined {
  const { status, error } = spawnSync('strace', ['-o', '/dev/null', 'true'], { stdio: 'ignore' });
  if (error) return 'this computer has no strace';
  return status === 0 ? undefined : 'this computer does not let processes be traced';
}

function threadsOf(pid: number): Record<Thread, number> {
  const tasks = readdirSync(`/proc/${String(pid)}/task`);
  const comm = (task: string): string => readFileSync(`/proc/${String(pid)}/task/${task}/comm`, 'utf8').trim();
  const files = tasks.filter((task) => comm(task) === 'libuv-worker');
  if (files.length !== 1) throw new Error(`${String(files.length)} threads work on files`);
  return { office: pid, files: Number(files[0]) };
}

const LINE = /^(\d+) +(\w+)\((.*)$/;
function* callsIn(log: string, threads: Record<Thread, number>): Generator<Called> {
  const counts = new Map<string, number>();
  for (const line of log.split('\n')) {
    const [, tid, call = '', args = ''] = LINE.exec(line) ?? [];
    if (tid === undefined) continue;
    const thread = Number(tid) === threads.office ? 'office' : 'files';
    const n = (counts.get(`${thread} ${call}`) ?? 0) + 1;
    counts.set(`${thread} ${call}`, n);
    yield { thread, call, n, args, injected: line.includes('(INJECTED)') };
  }
}

/**
 * Runs the process from its sign-in on under strace.
 *
 * @param trace which calls are in the log.
 * @param faults what is made to fail, as `strace -e inject=` takes it; without, nothing.
 * @param of the thread that is traced; both where nothing is said.
 */
export async function traced(
  child: string,
  order: PointOrder,
  { trace, faults = [], of }: { trace: readonly string[]; faults?: readonly string[]; of?: Thread },
): Promise<Traced> {
  const log = join(dirname(order.dir), 'calls.log');
  const running = spawn('sh', ['-c', SHELL, 'sh', process.execPath, child, JSON.stringify(order)], {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'],
    env: { ...process.env, UV_THREADPOOL_SIZE: '1', NODE_COMPILE_CACHE: join(dirname(child), 'cache') },
  });
  const [, out, err, begin, tracing] = running.stdio as unknown as [
    null,
    NodeJS.ReadableStream,
    NodeJS.ReadableStream,
    Writable,
    Writable,
  ];
  const ended = once(running, 'exit');
  const lines: Said[] = [];
  let complaint = '';
  let threads: Record<Thread, number> | undefined;
  let attached = 0;
  const timer = setTimeout(() => {
    complaint += 'it did not come to an end';
    if (threads) process.kill(threads.office, 'SIGKILL');
    running.kill('SIGKILL');
  }, LONGEST);
  const wanted: readonly Thread[] = of === undefined ? ['office', 'files'] : [of];
  createInterface({ input: err }).on('line', (line) => {
    if (!/^strace: Process \d+ (attached|detached)/.test(line)) complaint += `${line}\n`;
    else if (line.endsWith('attached') && (attached += 1) === wanted.length) begin.end('.');
  });
  for (const pipe of [begin, tracing]) pipe.on('error', () => undefined);
  for await (const line of createInterface({ input: out })) {
    const word = said.parse(JSON.parse(line));
    lines.push(word);
    if (!('ready' in word)) continue;
    const found = (threads = threadsOf(word.ready));
    const which = wanted.flatMap((one) => ['-p', String(found[one])]);
    // A lone traced thread is not named in the log otherwise.
    const about = ['-y', '-s', '0', '-o', log, '-e', `trace=${trace.join(',')}`];
    tracing.end(`${[...about, ...faults.flatMap((one) => ['-e', `inject=${one}`]), ...which].join(' ')}\n`);
  }
  await ended;
  clearTimeout(timer);
  if (!threads) throw new Error(`the process did not begin: ${complaint}`);
  const text = readFileSync(log, 'utf8');
  const named =
    wanted.length > 1 ? text : text.replaceAll(/^(?=\w|\+)/gm, `${String(threads[wanted[0] ?? 'office'])} `);
  return {
    said: lines,
    calls: [...callsIn(named, threads)],
    killed: text.includes('+++ killed by SIGKILL +++'),
    complaint,
  };
}
