import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { isId16, isId32, type DeviceId, type OfficeId } from '#core/ids.ts';
import { keptCopies } from '#core/safety/rotation.ts';
import { flushFolder } from '../crypto/flush-folder.ts';
import { sha256 } from '../crypto/hashing.ts';
import { keyFileText, parseKeyFile, type KeyFile } from '../crypto/key-file-format.ts';
import { once } from '../crypto/once.ts';
import { placeFile } from '../crypto/sealed-file.ts';

/** Where backups lie on a stick or in a second folder. */
export const BACKUPS = 'HIFADHI-BACKUP';
const FACTS = /^(\d{1,9})\.json$/;
const FILE = /^[0-9a-f]{64}$/;
/** Facts name each attached file by 64 letters; a hundred thousand of them fit. */
const FACTS_LIMIT = 8 * 1024 * 1024;

const count = z.int().min(0);
const hash = z.string().refine(isId32);
const shape = z.strictObject({
  v: z.literal(1),
  office: z.strictObject({
    id: z.custom<OfficeId>((v) => typeof v === 'string' && isId16(v)),
    code: z.string().regex(/^[A-Z]{2,5}$/),
    name: z.string().max(500),
  }),
  number: z.int().min(1),
  at: count,
  version: z.string().max(32),
  database: z.strictObject({ bytes: count, sha256: hash }),
  keys: z.strictObject({ sha256: hash }),
  cases: count,
  commits: count,
  /** SHA-256 over the ids of all heads in their order. */
  heads: hash,
  audit: z.strictObject({ n: count, hash }),
  /** Names of the attached files, which lie together for all backups of the folder. */
  files: z.array(z.string().regex(FILE)),
});

/** What lies beside the database of a backup and says what it holds. It is written last: without it there is none. */
export type BackupFacts = z.infer<typeof shape>;

/** A backup where it lies. */
export interface Backup {
  readonly dir: string;
  readonly facts: BackupFacts;
}

const short = (id: string): string => Buffer.from(id, 'base64url').toString('hex').slice(0, 8);

/**
 * The folder of an office's backups below the place that people chose. A further computer of the office has one of its own:
 * otherwise its backups would take the place of those that hold what was written on the first.
 */
export const backupsOf = (root: string, code: string, id: OfficeId, further?: DeviceId): string =>
  join(root, BACKUPS, [code, short(id), ...(further === undefined ? [] : [short(further)])].join('-'));

export const databaseOf = (dir: string, number: number): string => join(dir, `${String(number)}.hifadhi-db`);
export const keysOf = (dir: string, number: number): string => join(dir, `${String(number)}.keys.json`);
/** Slots that are to take the place of those; a stop leaves both, and the facts name one by its hash. */
const nextKeysOf = (dir: string, number: number): string => join(dir, `${String(number)}.keys.next.json`);
/** The same slots without the layers of computers, which only the recovery kit opens. */
export const kitKeysOf = (dir: string, number: number): string => join(dir, `${String(number)}.keys.kit.age`);
export const factsOf = (dir: string, number: number): string => join(dir, `${String(number)}.json`);
export const filesIn = (dir: string): string => join(dir, 'files');

/** The facts of a backup as they lie beside it; undefined for anything else. */
export function readFacts(text: string): BackupFacts | undefined {
  try {
    return shape.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

function read(dir: string, name: string): Backup | undefined {
  try {
    const path = join(dir, name);
    const stat = lstatSync(path);
    if (!stat.isFile() || stat.size > FACTS_LIMIT) return undefined;
    const facts = readFacts(readFileSync(path, 'utf8'));
    if (!facts || basename(factsOf(dir, facts.number)) !== name) return undefined;
    if (lstatSync(databaseOf(dir, facts.number)).size !== facts.database.bytes) return undefined;
    return lstatSync(keysOf(dir, facts.number)).isFile() ? { dir, facts } : undefined;
  } catch {
    return undefined;
  }
}

/** Where the key slots of a backup lie that its facts name. */
export function keysIn({ dir, facts }: Backup): string {
  const next = nextKeysOf(dir, facts.number);
  const named = existsSync(next) && lstatSync(next).isFile() && lstatSync(next).size <= FACTS_LIMIT;
  return named && sha256(readFileSync(next)).toString('base64url') === facts.keys.sha256
    ? next
    : keysOf(dir, facts.number);
}

/** The key slots of a backup; undefined when they are not what its facts say. */
export function slotsIn(backup: Backup): KeyFile | undefined {
  const path = keysIn(backup);
  if (lstatSync(path).size > FACTS_LIMIT) return undefined;
  const bytes = readFileSync(path);
  return sha256(bytes).toString('base64url') === backup.facts.keys.sha256 ? parseKeyFile(bytes) : undefined;
}

/**
 * Other key slots for a backup. Whatever moment a stop hits, its facts name slots that are there whole. Faults of the disk
 * leave as they come.
 */
export async function exchangeSlots({ dir, facts }: Backup, file: KeyFile): Promise<void> {
  const bytes = Buffer.from(keyFileText(file));
  const next = nextKeysOf(dir, facts.number);
  await placeFile(next, once(bytes));
  await putFacts(dir, { ...facts, keys: { sha256: sha256(bytes).toString('base64url') } });
  renameSync(next, keysOf(dir, facts.number));
  flushFolder(dir);
}

/** Ends what a stop left of an exchange: one file of slots is left, the one that the facts name. */
export function endExchange(backup: Backup): void {
  const { dir, facts } = backup;
  const next = nextKeysOf(dir, facts.number);
  if (!existsSync(next)) return;
  if (keysIn(backup) === next) renameSync(next, keysOf(dir, facts.number));
  else rmSync(next, { force: true });
  flushFolder(dir);
}

/** Writes what a backup holds: from then on there is one. */
export async function putFacts(dir: string, facts: BackupFacts): Promise<void> {
  await placeFile(factsOf(dir, facts.number), once(Buffer.from(`${JSON.stringify(facts)}\n`)));
}

/** The backups in the folder of an office that look whole, newest first. An unreadable folder has none. */
export function listBackups(dir: string): Backup[] {
  try {
    return readdirSync(dir)
      .filter((name) => FACTS.test(name))
      .flatMap((name) => read(dir, name) ?? [])
      .sort((a, b) => b.facts.number - a.facts.number);
  } catch {
    return [];
  }
}

/** The backups that a person can mean by a folder: those in it, and those of any office below it. */
export function findBackups(root: string): Backup[] {
  const below = [root, join(root, BACKUPS)].flatMap((place) => {
    try {
      return readdirSync(place, { withFileTypes: true }).flatMap((one) =>
        one.isDirectory() ? [join(place, one.name)] : [],
      );
    } catch {
      return [];
    }
  });
  return [root, ...below].flatMap(listBackups);
}

/** The next number; also behind one whose facts were never written. */
export function nextNumber(dir: string): number {
  const numbers = existsSync(dir)
    ? readdirSync(dir).flatMap((name) => Number(/^(\d{1,9})\./.exec(name)?.[1] ?? 0))
    : [];
  return Math.max(0, ...numbers) + 1;
}

/** Lets go of backups whose time is over, of what was never finished, and of files that none of the others names. */
export function rotate(dir: string): void {
  const all = listBackups(dir);
  const kept = keptCopies(all.map((one) => ({ number: one.facts.number, at: one.facts.at, one })));
  const numbers = new Set([...kept].map(({ number }) => number));
  for (const name of readdirSync(dir)) {
    const number = Number(/^(\d{1,9})\./.exec(name)?.[1] ?? 0);
    if (number > 0 && !numbers.has(number)) rmSync(join(dir, name), { force: true });
  }
  const named = new Set([...kept].flatMap(({ one }) => one.facts.files));
  for (const name of existsSync(filesIn(dir)) ? readdirSync(filesIn(dir)) : [])
    if (!named.has(name)) rmSync(join(filesIn(dir), name), { force: true });
  flushFolder(dir);
}

export function prepareFolder(dir: string): void {
  mkdirSync(filesIn(dir), { recursive: true, mode: 0o700 });
}
