import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { open as openFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Input, Output } from '#core/contracts/index.ts';
import { LANES } from '#core/relay/relay-limits.ts';
import { Refusal } from '#core/result.ts';
import { sha256 } from '../../crypto/hashing.ts';
import { writeDurably } from '../../crypto/key-file-store.ts';
import { hashSoon, placeFile } from '../../crypto/sealed-file.ts';
import { once } from '../../crypto/once.ts';
import { seedFromWords } from '../../crypto/recovery-kit.ts';
import {
  fitsSize,
  kitKeys,
  openPiece,
  openTop,
  piecesOf,
  SEALED_MORE,
  type BackupTop,
  type KitKeys,
} from '../../crypto/relay-backup.ts';
import { readRelayCard } from '../../crypto/relay-card.ts';
import {
  backupsOf,
  databaseOf,
  factsOf,
  filesIn,
  keysOf,
  kitKeysOf,
  readFacts,
  type BackupFacts,
} from '../backup-folder.ts';
import { instantOf } from '../clock.ts';
import { addMarks, marksOf } from '../erasure-marks.ts';
import type { Office } from '../office.ts';
import { fetchedDir, officeExists, valueOf } from '../office-files.ts';
import { restoreBackup } from '../restore-backup.ts';
import { listed } from './backups-at-relay.ts';
import { fetchFile } from './carry-bundle.ts';
import { relayCardBytes } from './connect-relay.ts';
import { patiently, type Pace } from './patience.ts';
import { RelayVisit } from './relay-visit.ts';
import { systemWorld } from './relay-visits.ts';

const LOGIN_TRIES = 3;
/** More than the computers of one office have there; whoever put others there does not keep anybody waiting. */
const MOST_TOPS = 50;

interface Found {
  readonly name: string;
  readonly top: BackupTop;
  readonly facts: BackupFacts;
}

/** Speaks to the relay of a card as whoever holds a recovery kit, for as long as `work` takes. */
async function asKit<T>(
  office: Office,
  { place, words }: { readonly place: string; readonly words: readonly string[] },
  work: (visit: RelayVisit, pace: Pace, kit: KitKeys) => Promise<T>,
): Promise<T> {
  if (office.open || (officeExists(office.options.dir) && office.trouble !== 'SAFE_DAMAGED'))
    throw new Refusal('AUTH_ALREADY_OPEN');
  const card = valueOf(readRelayCard(relayCardBytes(office.places.path(place))));
  const seed = valueOf(seedFromWords(words));
  const kit = kitKeys(seed);
  seed.fill(0);
  const world = office.options.relay ?? systemWorld(office.options.clock);
  const { line, close } = world.openLine(card);
  try {
    const visit = new RelayVisit(line, card, { device: kit.id, office: undefined, key: kit.login });
    await patiently(world.pace, () => visit.logIn(), undefined, LOGIN_TRIES);
    return await work(visit, world.pace, kit);
  } finally {
    close();
    kit.seal.fill(0);
  }
}

/** Whatever lies there is foreign until the kit has opened it; what it does not open is of another kit. */
function readTop(name: string, bytes: Uint8Array, kit: KitKeys): Found | undefined {
  const top = openTop(kit.seal, bytes);
  const facts = top && readFacts(Buffer.from(top.f).toString('utf8'));
  return top && facts && fitsSize(top.d, facts.database.bytes) ? { name, top, facts } : undefined;
}

async function findTops(office: Office, visit: RelayVisit, pace: Pace, kit: KitKeys): Promise<Found[]> {
  const dir = join(fetchedDir(office.options.dir), 'tops');
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const found: Found[] = [];
  const tops: { readonly name: string; readonly size: number; readonly put: number }[] = [];
  for await (const { name, size, lane, put } of listed(visit, pace))
    if (lane === LANES.backupTop) tops.push({ name, size, put });
  for (const { name, size } of tops.sort((a, b) => b.put - a.put).slice(0, MOST_TOPS)) {
    const path = join(dir, name);
    if (!(await fetchFile(visit, { name, size, path }, pace))) continue;
    const top = readTop(name, readFileSync(path), kit);
    if (top) found.push(top);
  }
  return found.sort((a, b) => b.facts.at - a.facts.at);
}

/** The backups at a relay that a recovery kit opens, newest first. */
export async function lookAtRelay(
  office: Office,
  input: Input<'setup.lookAtRelay'>,
): Promise<Output<'setup.lookAtRelay'>> {
  const found = await asKit(office, input, (visit, pace, kit) => findTops(office, visit, pace, kit));
  return {
    backups: found.map(({ name, facts }) => ({
      top: name,
      officeId: facts.office.id,
      code: facts.office.code,
      name: facts.office.name,
      number: facts.number,
      atUtc: instantOf(facts.at),
      cases: facts.cases,
      files: facts.files.length,
      bytes: facts.database.bytes,
    })),
  };
}

interface Fetching {
  readonly visit: RelayVisit;
  readonly pace: Pace;
  readonly kit: KitKeys;
  readonly salt: Uint8Array;
  readonly step: (bytes: number) => void;
}

/** How many bytes of a file are there as whole pieces that are what they should be. */
async function soundBytes(
  path: string,
  { size, pieces }: { readonly size: number; readonly pieces: Uint8Array },
): Promise<number> {
  const file = await openFile(path, 'r');
  try {
    let sound = 0;
    for (const { hash, bytes } of piecesOf(pieces, size)) {
      const plain = new Uint8Array(bytes);
      const { bytesRead } = await file.read(plain, 0, bytes, sound);
      if (bytesRead !== bytes || !sha256(plain).equals(hash)) break;
      sound += bytes;
    }
    return sound;
  } finally {
    await file.close();
  }
}

/** Whether a file that was fetched before is there as it should be. One that is not goes. */
async function isWhole(path: string, size: number, pieces: Uint8Array): Promise<boolean> {
  if (!existsSync(path)) return false;
  if (statSync(path).size === size && (await soundBytes(path, { size, pieces })) === size) return true;
  rmSync(path, { force: true });
  return false;
}

/**
 * Fetches a file piece by piece behind what is there of it. False when the relay has a piece no more. SYNC_RELAY_FAULT for
 * one that is not what it should be.
 */
async function fetchWhole(
  { visit, pace, kit, salt, step }: Fetching,
  to: { readonly path: string; readonly size: number; readonly pieces: Uint8Array },
): Promise<boolean> {
  const part = `${to.path}.part`;
  const file = await openFile(part, 'a', 0o600);
  try {
    // The last one may have been cut while it was written, and a disk may give back what nobody wrote.
    const kept = await soundBytes(part, to);
    await file.truncate(kept);
    let at = 0;
    for (const { name, hash, bytes } of piecesOf(to.pieces, to.size)) {
      at += bytes;
      if (at > kept) {
        const path = `${part}.piece`;
        if (!(await fetchFile(visit, { name, size: bytes + SEALED_MORE, path }, pace))) return false;
        const plain = openPiece({ seal: kit.seal, salt }, hash, readFileSync(path));
        if (plain?.length !== bytes) throw new Refusal('SYNC_RELAY_FAULT', { at: 'piece' });
        await file.appendFile(plain);
        rmSync(path, { force: true });
      }
      step(bytes);
    }
    await file.sync();
    return true;
  } finally {
    await file.close();
  }
}

/** Each backup is fetched into a folder of its own: another one of the same number is no part of it. */
const rootOf = (office: Office, top: string): string =>
  join(fetchedDir(office.options.dir), Buffer.from(top, 'base64url').toString('hex').slice(0, 16));

/** Lays a backup down as it would lie on a stick. */
async function layDown(office: Office, fetching: Fetching, { name, top, facts }: Found): Promise<void> {
  const dir = backupsOf(rootOf(office, name), facts.office.code, facts.office.id);
  mkdirSync(filesIn(dir), { recursive: true, mode: 0o700 });
  const database = databaseOf(dir, facts.number);
  if (!(await isWhole(database, facts.database.bytes, top.d))) {
    const whole = await fetchWhole(fetching, { path: database, size: facts.database.bytes, pieces: top.d });
    if (!whole) throw new Refusal('SYNC_RELAY_BACKUP_GONE');
    const hash = await hashSoon(`${database}.part`);
    if (hash.toString('base64url') !== facts.database.sha256) {
      // It was damaged while it lay here: it is fetched anew.
      rmSync(`${database}.part`, { force: true });
      throw new Refusal('SYNC_RELAY_FAULT', { at: 'database' });
    }
    renameSync(`${database}.part`, database);
  }
  for (const [bytes, size, pieces] of top.a) {
    const path = join(filesIn(dir), Buffer.from(bytes).toString('hex'));
    if (!fitsSize(pieces, size) || (await isWhole(path, size, pieces))) continue;
    // A file that is gone is a normal state with a placeholder, here as in any backup.
    if (await fetchWhole(fetching, { path, size, pieces })) renameSync(`${path}.part`, path);
  }
  await placeFile(keysOf(dir, facts.number), once(top.k));
  if (top.b.length > 0) await placeFile(kitKeysOf(dir, facts.number), once(top.b));
  writeDurably(factsOf(dir, facts.number), `${JSON.stringify(facts)}\n`);
}

/**
 * Fetches a backup from a relay and puts it into the place of the office, as from a stick. What was fetched before a cut is
 * not fetched again; it is removed when the office stands. SYNC_RELAY_BACKUP_GONE when it is no more at the relay, and what
 * `setup.restoreBackup` says.
 */
export async function restoreFromRelay(
  office: Office,
  input: Input<'setup.restoreFromRelay'>,
): Promise<Output<'setup.restoreFromRelay'>> {
  const { emit } = office.options;
  const facts = await asKit(office, input, async (visit, pace, kit) => {
    const all = await findTops(office, visit, pace, kit);
    const chosen = all.find(({ name }) => name === input.top);
    if (!chosen) throw new Refusal('SYNC_RELAY_BACKUP_GONE');
    const of = chosen.top.a.reduce((sum, [, size]) => sum + size, chosen.facts.database.bytes);
    let done = 0;
    const step = (bytes: number): void => {
      done += bytes;
      emit({ type: 'progress', job: 'restore', phase: 'fetch', done: Math.min(done, of), of });
    };
    await layDown(office, { visit, pace, kit, salt: chosen.top.s, step }, chosen);
    // What a later backup knows to be erased does not come back with an earlier one.
    const dir = backupsOf(rootOf(office, chosen.name), chosen.facts.office.code, chosen.facts.office.id);
    for (const { top, facts: its } of all)
      if (its.office.id === chosen.facts.office.id) addMarks(dir, marksOf(Buffer.from(top.m).toString('utf8')).marks);
    return chosen.facts;
  });
  const place = office.places.name(rootOf(office, input.top));
  return restoreBackup(office, { place, officeId: facts.office.id, number: facts.number });
}
