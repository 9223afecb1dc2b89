import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { open as openFile } from 'node:fs/promises';
import { join } from 'node:path';
import { relayBackupDue } from '#core/safety/relay-backup.ts';
import { LANES } from '#core/relay/relay-limits.ts';
import { sha256 } from '../../crypto/hashing.ts';
import { once } from '../../crypto/once.ts';
import { openTop, PIECE, sealPiece, sealTop, type BackupTop } from '../../crypto/relay-backup.ts';
import { placeFile } from '../../crypto/sealed-file.ts';
import { attachmentsDir } from '../attachment-access.ts';
import { audit } from '../audit.ts';
import type { BackupFacts } from '../backup-folder.ts';
import { ENOUGH } from '../backup-rounds.ts';
import { marksHere, marksText } from '../erasure-marks.ts';
import type { OpenOffice } from '../open-office.ts';
import { asRefusal } from '../unexpected.ts';
import {
  dropSpool,
  makeSpool,
  spooled,
  spoolDatabase,
  spoolKeys,
  spoolKitKeys,
  spoolPiece,
  spoolTop,
} from './backup-spool.ts';
import {
  clearAtRelay,
  drop,
  dropUnneeded,
  lookForKit,
  namesOf,
  ownPieces,
  renewAtRelay,
  tellKit,
} from './backups-at-relay.ts';
import { sendFile } from './carry-bundle.ts';
import { endsVisit } from './ends-visit.ts';
import { markOf } from './news-for.ts';
import type { Pace } from './patience.ts';
import type { Enter } from './receive-by-relay.ts';
import { changeRelayBackup, relayBackupState } from './relay-backup-state.ts';
import { relayState } from './relay-state.ts';
import type { RelayVisit } from './relay-visit.ts';

/** So many backups of this computer stay at the relay. */
const KEPT = 2;
const MINUTE = 60_000;
/** Cases are looked after so often, ms, while a backup is on its way. */
const SLICE = 2 * MINUTE;
const LATER = 60 * MINUTE;
const LONGEST_WAIT = 24 * 60 * MINUTE;

/** Cases go first, or come first: the backup goes on afterwards where it stood. */
class CasesFirst extends Error {}
/** The copy on its way was dropped, or nobody wants it any more. */
class Dropped extends Error {}

/** Changes whenever there is something new for another office. */
const newsHere = (open: OpenOffice): string =>
  open.repos.offices
    .offices()
    .filter(({ isSelf }) => !isSelf)
    .map((office) => markOf(open, office))
    .join('\n');

/** What a visit works with. */
interface Way {
  readonly visit: RelayVisit;
  readonly pace: Pace;
  readonly enter: Enter;
}

function mayPut(open: OpenOffice): boolean {
  const state = relayBackupState(open);
  return state?.mode === 'on' && (!relayState(open).metered || state.asked);
}

/** Whether something is to be put now: the copy that waits, or a new one of an office that has changed. */
function isDue(open: OpenOffice): boolean {
  const state = relayBackupState(open);
  if (!state) return false;
  const now = open.clock.now();
  const wait = (state.notBefore ?? 0) - now;
  if (!mayPut(open) || (!state.asked && wait > 0 && wait <= LONGEST_WAIT)) return false;
  if (spooled(open.dir)) return true;
  const { audit: trail, backups, commits } = open.repos;
  const [last] = backups.relayed();
  const changed = !last || commits.count() !== last.commits || trail.head().n >= last.auditN + ENOUGH;
  return state.asked || relayBackupDue({ now, doneAt: last?.at, changed });
}

/** One turn of putting, until cases go first. */
interface Turn {
  /** Asked before everything that leaves: throws when nothing more may, or not now. */
  readonly goesOn: () => Promise<boolean>;
  /** Called with the bytes of every piece that is there. */
  readonly step: (bytes: number) => Promise<void>;
}

/** Puts one file's pieces where they are not there yet; answers their names and hashes. */
async function putPieces(
  { visit, pace, enter }: Way,
  path: string,
  there: Set<string>,
  { goesOn, step }: Turn,
): Promise<Buffer> {
  const { state, dir, office } = await enter((open) => ({
    state: relayBackupState(open),
    dir: open.dir,
    office: open.self.officeId,
  }));
  if (!state) throw new Dropped();
  const entries: Buffer[] = [];
  const file = await openFile(path, 'r');
  try {
    const { size } = await file.stat();
    for (let at = 0; at < size; at += PIECE) {
      const plain = new Uint8Array(Math.min(PIECE, size - at));
      const { bytesRead } = await file.read(plain, 0, plain.length, at);
      if (bytesRead !== plain.length) throw new Dropped();
      const { hash, bytes } = sealPiece(state, plain);
      const digest = sha256(bytes);
      const name = digest.toString('base64url');
      entries.push(digest, hash);
      if (!there.has(name)) {
        await goesOn();
        writeFileSync(spoolPiece(dir), bytes, { mode: 0o600 });
        const out = { path: spoolPiece(dir), name, size: bytes.length, to: office, lane: LANES.backup };
        await sendFile(visit, out, pace, goesOn);
        there.add(name);
      }
      await step(plain.length);
    }
  } finally {
    await file.close();
  }
  return Buffer.concat(entries);
}

/** Puts everything that the copy consists of, and seals what says so. */
async function putAll(way: Way, facts: BackupFacts, there: Set<string>): Promise<void> {
  const { enter, pace } = way;
  const dir = await enter((open) => open.dir);
  const files = facts.files.map((name) => join(attachmentsDir(dir), name)).filter((path) => existsSync(path));
  const of = files.reduce((sum, path) => sum + statSync(path).size, facts.database.bytes);
  let done = 0;
  const step = (bytes: number): Promise<void> =>
    enter((open) => {
      done += bytes;
      open.emit({ type: 'progress', job: 'relay-backup', phase: 'put', done: Math.min(done, of), of });
      // Written down now and then: what was there is shown after a restart too.
      if (done >= of || done % (16 * PIECE) < bytes) changeRelayBackup(open, { onTheWay: { done, of } });
    });
  const mark = await enter(newsHere);
  const until = pace.now() + SLICE;
  const goesOn = (): Promise<boolean> =>
    enter((open) => {
      if (!mayPut(open) || spooled(dir)?.number !== facts.number) throw new Dropped();
      if (newsHere(open) !== mark || pace.now() > until) throw new CasesFirst();
      return true;
    });
  const turn: Turn = { goesOn, step };
  const d = await putPieces(way, spoolDatabase(dir), there, turn);
  const a: BackupTop['a'] = [];
  for (const path of files) {
    // Gone meanwhile: with its case, or with a draft. The database that is put says which files it names.
    if (!existsSync(path)) continue;
    const { size } = statSync(path);
    const pieces = await putPieces(way, path, there, turn);
    a.push([new Uint8Array(Buffer.from(path.slice(-64), 'hex')), size, new Uint8Array(pieces)]);
  }
  await enter(async (open) => {
    const state = relayBackupState(open);
    if (!state || spooled(dir)?.number !== facts.number) throw new Dropped();
    const top: BackupTop = {
      v: 1,
      s: state.salt,
      f: new Uint8Array(Buffer.from(JSON.stringify(facts))),
      m: new Uint8Array(Buffer.from(marksText(marksHere(open)))),
      k: new Uint8Array(readFileSync(spoolKeys(dir))),
      b: existsSync(spoolKitKeys(dir)) ? new Uint8Array(readFileSync(spoolKitKeys(dir))) : new Uint8Array(),
      d: new Uint8Array(d),
      a,
    };
    // Sealed once, so that an upload that was cut goes on with the same bytes.
    await placeFile(spoolTop(dir), once(sealTop(state.seal, top)));
  });
}

/** The pieces of a backup, by file. */
const piecesIn = ({ d, a }: BackupTop): Uint8Array[] => [d, ...a.map(([, , pieces]) => pieces)];

/** The names among names and hashes, 32 bytes each. */
function namesIn(top: BackupTop): Buffer {
  const names: Uint8Array[] = [];
  for (const pieces of piecesIn(top))
    for (let at = 0; at < pieces.length; at += 64) names.push(pieces.subarray(at, at + 32));
  return Buffer.concat(names);
}

/** The sealed top of the copy that waits; undefined where there is none, or where it is not what was sealed. */
function sealedTop(open: OpenOffice): { readonly bytes: Buffer; readonly names: Buffer } | undefined {
  const path = spoolTop(open.dir);
  const state = relayBackupState(open);
  if (!state || !existsSync(path)) return undefined;
  const bytes = readFileSync(path);
  const top = openTop(state.seal, bytes);
  return top && { bytes, names: namesIn(top) };
}

function isThere(names: Buffer, there: ReadonlySet<string>): boolean {
  for (let at = 0; at < names.length; at += 32)
    if (!there.has(names.subarray(at, at + 32).toString('base64url'))) return false;
  return true;
}

/**
 * The top of the copy, when the relay has everything that it names: what is missing is brought first, and a top is made
 * again where it does not say what is there.
 */
async function topOf(way: Way, facts: BackupFacts): Promise<{ readonly bytes: Buffer; readonly names: Buffer }> {
  const there = await ownPieces(way.visit, way.pace);
  const known = await way.enter(sealedTop);
  if (known && isThere(known.names, there)) return known;
  await way.enter((open) => {
    rmSync(spoolTop(open.dir), { force: true });
  });
  await putAll(way, facts, there);
  const made = await way.enter(sealedTop);
  if (!made) throw new Dropped();
  return made;
}

/** Brings the copy that waits, from where the relay says it is, and writes down that all of it is there. */
async function putSpool(way: Way, facts: BackupFacts): Promise<void> {
  const { visit, pace, enter } = way;
  const { path, office } = await enter((open) => ({ path: spoolTop(open.dir), office: open.self.officeId }));
  const { bytes, names: pieces } = await topOf(way, facts);
  const top = sha256(bytes);
  const out = { path, name: top.toString('base64url'), size: bytes.length, to: office, lane: LANES.backupTop };
  await sendFile(visit, out, pace, () =>
    enter((open) => {
      if (!mayPut(open) || !existsSync(path)) throw new Dropped();
      return true;
    }),
  );
  const counts = await enter((open) => {
    // Something that it holds was erased when the last of it was on its way: nobody needs it any more.
    if (spooled(open.dir)?.number !== facts.number) return false;
    const { number, at, database, commits, audit: head } = facts;
    open.db.transaction(() => {
      open.repos.backups.addRelayed({ top, number, at, bytes: database.bytes, commits, auditN: head.n, pieces }, KEPT);
      changeRelayBackup(open, { asked: false, trouble: undefined, notBefore: undefined, onTheWay: undefined });
      audit(open, 'backup.relayed', 'relay', 'done', String(number));
    });
    dropSpool(open.dir);
    return true;
  });
  await dropUnneeded(visit, pace, enter);
  if (!counts) throw new Dropped();
}

/** Makes the copy where none waits. Undefined while another copy of the office is being made. */
async function spoolFor({ enter }: Way): Promise<BackupFacts | undefined> {
  const { open, waiting } = await enter((now) => ({ open: now, waiting: spooled(now.dir) }));
  if (waiting) return waiting;
  const number = (open.repos.backups.relayed()[0]?.number ?? 0) + 1;
  return open.backups.alone('relay', () => makeSpool(open, number));
}

async function work(way: Way): Promise<'over' | 'later'> {
  const { visit, pace, enter } = way;
  const state = await enter((open) => relayBackupState(open));
  if (!state || state.mode === 'off') return 'over';
  // Before anything is told or cleared: with the key that opened the way, the relay forgets that it was used.
  await lookForKit(visit, pace, enter);
  if (state.mode === 'words') return 'over';
  if (!(await tellKit(visit, pace, enter))) {
    await clearAtRelay(visit, pace, enter);
    return 'over';
  }
  await renewAtRelay(visit, pace, enter);
  if (!(await enter(isDue))) return 'over';
  const facts = await spoolFor(way);
  if (!facts) return 'over';
  try {
    await putSpool(way, facts);
    return 'over';
  } catch (error) {
    if (error instanceof CasesFirst) return 'later';
    if (!(error instanceof Dropped)) throw error;
    return 'over';
  }
}

/**
 * Brings a backup of the office to the relay, for the office itself, where somebody wanted that: only what is not there
 * yet, after everything else. `later`: cases go first, and it goes on after them. Trouble of its own keeps nothing else of
 * the visit, and is written down to be shown; that of the connection leaves as it comes.
 */
export async function putBackup(visit: RelayVisit, pace: Pace, enter: Enter): Promise<'over' | 'later'> {
  try {
    return await work({ visit, pace, enter });
  } catch (error) {
    const refusal = asRefusal(error);
    const { code, params } = refusal.error;
    if (endsVisit(code)) throw refusal;
    // The relay has no room for what is there and this one too: the newest has to do meanwhile.
    if (code === 'SYNC_RELAY_FULL') await makeRoom(visit, pace, enter);
    await enter((open) => {
      const after = Math.min(LONGEST_WAIT, Math.max(LATER, Number(params['after'] ?? 0) * 1000));
      changeRelayBackup(open, { asked: false, trouble: code, notBefore: open.clock.now() + after });
    });
    return 'over';
  }
}

/** Older ones go, but for what the newest and the copy on its way need: that was brought for nothing otherwise. */
async function makeRoom(visit: RelayVisit, pace: Pace, enter: Enter): Promise<void> {
  const gone = await enter((open) => {
    const [newest, ...older] = open.repos.backups.relayed();
    const names = namesOf(older);
    for (const name of namesOf(newest ? [newest] : [])) names.delete(name);
    const waiting = sealedTop(open)?.names ?? Buffer.alloc(0);
    for (let at = 0; at < waiting.length; at += 32) names.delete(waiting.subarray(at, at + 32).toString('base64url'));
    open.repos.backups.keepRelayed(1);
    return [...names];
  });
  if (gone.length > 0) await drop(visit, pace, gone);
}
