import type { Random } from '../../builders/random.ts';
import type { PointWork } from './point-works.ts';
import type { Called, Thread } from './traced.ts';

/** Ends the process; fails once; fails from then on. ENOSPC is a full disk, EIO one that is broken. */
export const FAULTS = ['kill', 'ENOSPC', 'EIO', 'ENOSPC+', 'EIO+'] as const;
export type Fault = (typeof FAULTS)[number];

const WRITES = [
  ...['write', 'pwrite64', 'pwritev', 'copy_file_range', 'sendfile', 'ftruncate', 'fallocate'],
  ...['fsync', 'fdatasync', 'rename', 'renameat', 'renameat2', 'unlink', 'unlinkat', 'mkdir', 'mkdirat', 'rmdir'],
];
const READS = ['read', 'pread64'];
/** Every call that is looked at. One that opens a file counts as a write when it may make that file. */
export const CALLS: readonly string[] = [...WRITES, ...READS, 'openat'];

/** What needs no room never finds the disk full. */
const NEEDS_NO_ROOM = new Set(['unlink', 'unlinkat', 'rmdir']);
/** Calls of which the runtime makes its own without any file, which must not fail: it would end the process. */
const ALSO_ITS_OWN = new Set(['write', 'openat']);
const FULL = ['pwrite64', 'pwritev', 'copy_file_range', 'sendfile', 'ftruncate', 'fallocate', 'mkdir', 'mkdirat'];
const BROKEN = [...FULL, 'fsync', 'fdatasync', 'rename', 'renameat', 'renameat2', 'unlink', 'unlinkat', 'rmdir'];

/** One call of a piece of work, and what is done to it. */
export interface Point {
  readonly work: PointWork;
  readonly fault: Fault;
  readonly thread: Thread;
  readonly call: string;
  readonly n: number;
  /** What the call is about: the same for files that have drawn names. */
  readonly about: string;
  /** As `strace -e inject=` takes it. */
  readonly inject: readonly string[];
}

export const nameOf = ({ work, fault, thread, call, n, about }: Point): string =>
  `${work}: ${fault} at ${call} ${String(n)} of the thread of the ${thread} (${about})`;

/** Drawn names of files, and letters and digits of hashes, are the same for all runs. */
const aboutOf = (args: string, folder: string): string => {
  const start = args.indexOf(folder) + folder.length + 1;
  return (/^[^">]+/.exec(args.slice(start))?.[0] ?? '').replaceAll(/[\w-]{20,}/g, '*');
};

function faultsAt(call: string, makes: boolean): readonly Fault[] {
  if (READS.includes(call) || (call === 'openat' && !makes)) return ['EIO'];
  return FAULTS.filter((fault) => {
    if (fault.startsWith('ENOSPC') && NEEDS_NO_ROOM.has(call)) return false;
    return !fault.endsWith('+') || (fault === 'EIO+' ? BROKEN : FULL).includes(call);
  });
}

/** How the fault is told to strace: a lasting one meets every kind of call from that moment on. */
function injectOf(fault: Fault, { call, n }: Called, before: ReadonlyMap<string, number>): string[] {
  if (fault === 'kill') return [`${call}:signal=SIGKILL:when=${String(n)}`];
  if (!fault.endsWith('+')) return [`${call}:error=${fault}:when=${String(n)}`];
  const lasting = (fault === 'EIO+' ? BROKEN : FULL).filter((one) => !ALSO_ITS_OWN.has(one));
  return lasting.map((one) => `${one}:error=${fault.slice(0, -1)}:when=${String((before.get(one) ?? 0) + 1)}+`);
}

/** Every point of a piece of work that ran undisturbed in `folder`. */
export function pointsOf(work: PointWork, calls: readonly Called[], folder: string): Point[] {
  const seen: Record<Thread, Map<string, number>> = { office: new Map(), files: new Map() };
  return calls.flatMap((called) => {
    const { thread, call, n, args } = called;
    const before = new Map(seen[thread]);
    seen[thread].set(call, n);
    if (!args.includes(`${folder}/`)) return [];
    const about = aboutOf(args, folder);
    return faultsAt(call, args.includes('O_CREAT')).map((fault): Point => ({
      work,
      fault,
      thread,
      call,
      n,
      about,
      inject: injectOf(fault, called, before),
    }));
  });
}

const mixed = <T>(items: readonly T[], random: Random): T[] =>
  items
    .map((item) => [random.float(), item] as const)
    .sort(([x], [y]) => x - y)
    .map(([, item]) => item);

/** Some of the points, of as many kinds as there is room for: works, faults, calls and files take turns. */
export function someOf(points: readonly Point[], most: number, random: Random): Point[] {
  const kinds = new Map<string, Point[]>();
  for (const point of mixed(points, random)) {
    const kind = [point.work, point.fault, point.call, point.about].join(' ');
    kinds.set(kind, [...(kinds.get(kind) ?? []), point]);
  }
  const turns = mixed([...kinds.values()], random);
  const chosen: Point[] = [];
  for (let round = 0; chosen.length < Math.min(most, points.length); round += 1)
    for (const kind of turns) {
      const point = kind[round];
      if (point && chosen.length < most) chosen.push(point);
    }
  return chosen;
}
