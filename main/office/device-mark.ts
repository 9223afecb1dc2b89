import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { doubtAbout, type Doubt, type Reached } from '#core/exchange/high-water.ts';
import { isId32, type DeviceId } from '#core/ids.ts';
import { fileFault } from '../crypto/file-fault.ts';
import { refreshKeyFile, readKeyFile, writeDurably } from '../crypto/key-file-store.ts';
import { setHighWater, type DatabaseKeys } from '../crypto/key-file.ts';
import { AuditRepo } from '../storage/audit.repo.ts';
import type { WritableDb } from '../storage/database.ts';
import { NamedTexts } from '../storage/meta.repo.ts';
import type { OfficeOptions } from './office.ts';
import { thisMachine } from './this-machine.ts';

const count = z.int().min(0);
const shape = z.strictObject({
  v: z.literal(1),
  machine: z.string().refine(isId32),
  dseq: count,
  auditN: count,
  auditHash: z.string().refine(isId32),
  /** Milliseconds, for whoever looks into the file; nothing is judged by it. */
  at: count,
});

type Here = Pick<OfficeOptions, 'dir' | 'marks' | 'clock'>;

/** Where the marks of this computer lie: never in the office's folder, since that is what people copy and put back. */
export const marksDir = ({ dir, marks }: Pick<OfficeOptions, 'dir' | 'marks'>): string => marks ?? `${dir}.marks`;

const markFile = (options: Here, device: DeviceId): string => join(marksDir(options), `${device}.json`);

/** How far the database says that it has come. */
export function reachedBy(db: WritableDb): Reached & { readonly device: DeviceId } {
  const meta = new NamedTexts(db, 'meta');
  const [dseq = 0] = JSON.parse(meta.get('counters') ?? '[]') as number[];
  const { n, hash } = new AuditRepo(db).head();
  return { device: meta.get('device_id') as DeviceId, dseq, auditN: n, auditHash: hash.toString('base64url') };
}

/**
 * Remembers on this computer how far a device has come. Where the disk refuses that, the office works all the same: what is
 * remembered less of is taken for a copy sooner, never later.
 */
export function tryMark(options: Here, { device, ...reached }: Reached & { readonly device: DeviceId }): void {
  const mark = { v: 1, machine: thisMachine(), ...reached, at: options.clock.now() };
  try {
    mkdirSync(marksDir(options), { recursive: true, mode: 0o700 });
    writeDurably(markFile(options, device), `${JSON.stringify(mark)}\n`);
  } catch (error) {
    fileFault(error);
  }
}

function readMark(options: Here, device: DeviceId): z.infer<typeof shape> | undefined {
  try {
    const parsed = shape.safeParse(JSON.parse(readFileSync(markFile(options, device), 'utf8')));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Remembers in the key file as well: it lies beside the database, so that a database that is put back alone is known even
 * on a computer that remembers nothing. A key file that cannot be written is met at the next sign-in.
 */
export function markKeyFile(options: Here, keys: DatabaseKeys, db: WritableDb): void {
  const file = readKeyFile(options.dir);
  if (file.ok)
    refreshKeyFile(options.dir, setHighWater(file.value, keys, { ...reachedBy(db), at: options.clock.now() }));
}

/** Whether this database may go on as the computer that it says it is; if not, why (exchange.md R2). */
export function doubtAboutDevice(options: Here, db: WritableDb): Doubt | undefined {
  const { device, dseq } = reachedBy(db);
  const chain = new AuditRepo(db);
  const hashAt = (n: number): string | undefined => chain.hashAt(n)?.toString('base64url');
  const inKeyFile = readKeyFile(options.dir);
  const beside = inKeyFile.ok ? inKeyFile.value.highWater : undefined;
  const mark = readMark(options, device);
  for (const remembered of [mark, beside?.device === device ? beside : undefined]) {
    const doubt = remembered && doubtAbout(dseq, hashAt, remembered);
    if (doubt !== undefined) return doubt;
  }
  return mark?.machine === thisMachine() ? undefined : 'elsewhere';
}
