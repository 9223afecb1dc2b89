import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { BundleId } from '#core/ids.ts';
import { newId, sha256 } from '../crypto/hashing.ts';
import type { UnpackedCommit } from '../crypto/bundle-segment.ts';
import { DamagedDatabase, type LogRow } from '../storage/damaged-database.ts';
import { idOf } from '../storage/id-bytes.ts';
import { NamedTexts, putText } from '../storage/meta.repo.ts';
import { damagedDir } from '../storage/set-aside.ts';
import { audit } from './audit.ts';
import { keepCounters } from './author.ts';
import { checkCommits, Sessions } from './incoming-commit.ts';
import { mergeIncoming, newTally, type ImportTally } from './merge-incoming.ts';
import { retryParked } from './retry-parked.ts';
import type { OpenOffice } from './open-office.ts';
import { takeFiles } from './salvage-files.ts';
import { breathe } from './progress.ts';

/** Files in `damaged/` that were looked through, and what the last look found. */
const LOOKED = 'salvaged';
const REPORT = 'salvage';
const BATCH = 200;
/** Named one by one up to here; the number says how many there are. */
const NAMED = 100;

const shape = z.object({
  at: z.int(),
  /** Changes that were got back, and cases that they are about. */
  commits: z.int(),
  cases: z.int(),
  drafts: z.int(),
  /** Attached files that were added after the copy: taken over, and lost. */
  files: z.int().default(0),
  lostFiles: z.int().default(0),
  /** Changes on pages that cannot be read; -1 when nothing of the file can be. */
  unreadable: z.int(),
  /** Codes of cases of which a later change is known to be missing, and of cases that are missing altogether. */
  incomplete: z.array(z.string()),
  gone: z.array(z.string()),
});
export type SalvageReport = z.infer<typeof shape>;

export function salvageReport(open: OpenOffice): SalvageReport | undefined {
  const text = new NamedTexts(open.db, 'meta').get(REPORT);
  return text === undefined ? undefined : shape.parse(JSON.parse(text));
}

/** Whether a file in `damaged/` was looked through, or is older than one that was: nothing more is taken from it. */
export function isSalvaged(open: OpenOffice, name: string): boolean {
  const looked = new NamedTexts(open.db, 'meta').get(LOOKED);
  return looked !== undefined && name.slice(0, looked.length) <= looked;
}

/** The newest damaged database that was set aside and not looked through yet. */
function newestDamaged(open: OpenOffice): { readonly file: string; readonly name: string } | undefined {
  const folder = damagedDir(open.opened.database.file);
  try {
    const name = readdirSync(folder)
      .filter((one) => one.endsWith('-office.db'))
      .sort()
      .at(-1);
    return name === undefined || name === new NamedTexts(open.db, 'meta').get(LOOKED)
      ? undefined
      : { file: join(folder, name), name };
  } catch {
    return undefined;
  }
}

const unpacked = ({ id, body, list, sig }: LogRow, payload: Buffer): UnpackedCommit => ({
  head: body,
  payload,
  list: list ?? id,
  sig,
  id: sha256(body),
});

/** Applies what can be read behind the end of this log, as if a bundle of this office had brought it. */
async function takeCommits(
  open: OpenOffice,
  damaged: DamagedDatabase,
  tally: ImportTally,
): Promise<{ readonly unreadable: number }> {
  const from = { officeN: open.self.officeN, bundle: newId<BundleId>() };
  const sessions = new Sessions(open);
  const certs = damaged.rows<{ cert: Buffer }>('SELECT cert FROM session ORDER BY n').rows.map(({ cert }) => cert);
  open.db.transaction(() => {
    sessions.learn(certs);
  });
  let unreadable = 0;
  const batch: { readonly commit: UnpackedCommit; readonly at: number }[] = [];
  const apply = async (): Promise<void> => {
    const all = batch.splice(0);
    for (const { commit } of all) sessions.counts(commit.id);
    const commits = all.map(({ commit }) => commit);
    const incoming = await checkCommits(open, sessions, commits);
    open.db.transaction(() => {
      // Since when it was here stays true: others may have to know.
      for (const { commit, at } of all) open.repos.heldBefore.put(commit.id, open.self.deviceN, at);
      mergeIncoming(open, incoming, from, tally);
    });
    await breathe();
  };
  for (const row of damaged.commitsAfter(open.repos.commits.lastN())) {
    if (typeof row === 'number') unreadable += 1;
    else if (row.payload && !open.repos.commits.has(idOf(row.id)))
      batch.push({ commit: unpacked(row, row.payload), at: row.at });
    if (batch.length >= BATCH) await apply();
  }
  await apply();
  await retryParked(open, sessions, from, tally);
  return { unreadable };
}

interface DraftRow {
  readonly id: Buffer;
  readonly user_id: Buffer;
  readonly case_id: Buffer | null;
  readonly form: string;
  readonly body: string;
  readonly started_at: number;
  readonly updated_at: number;
}

/** What people had typed and not saved yet. */
function takeDrafts(open: OpenOffice, damaged: DamagedDatabase): number {
  const put = open.db.write<[Buffer, Buffer, Buffer | null, string, string, number, number]>(
    `INSERT INTO draft(id, user_id, case_id, form, body, started_at, updated_at) VALUES(?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT(id) DO UPDATE SET body = excluded.body, updated_at = excluded.updated_at
     WHERE excluded.updated_at > draft.updated_at`,
  );
  let taken = 0;
  for (const one of damaged.rows<DraftRow>('SELECT * FROM draft').rows) {
    if (one.case_id !== null && open.repos.erasures.has(idOf(one.case_id))) continue;
    taken += put.run(one.id, one.user_id, one.case_id, one.form, one.body, one.started_at, one.updated_at).changes;
  }
  return taken;
}

/** Which cases the damaged database had that are not here, and which of those here it knew a later change of. */
function missingFrom(open: OpenOffice, damaged: DamagedDatabase): Pick<SalvageReport, 'gone' | 'incomplete'> {
  const { cases, commits, erasures } = open.repos;
  const gone = damaged
    .rows<{ id: Buffer; code: string }>('SELECT case_id AS id, code FROM case_ ORDER BY code')
    .rows.filter(({ id }) => cases.byId(idOf(id)) === undefined && !erasures.has(idOf(id)));
  const heads = damaged.rows<{ id: Buffer; code: string }>(
    'SELECT h.id, c.code FROM head h JOIN stream s ON s.sid = h.sid JOIN case_ c ON c.n = s.case_n',
  ).rows;
  const left = new Set(gone.map(({ code }) => code));
  const incomplete = new Set(heads.filter(({ id }) => !commits.has(idOf(id))).map(({ code }) => code));
  return { gone: [...left], incomplete: [...incomplete].filter((code) => !left.has(code)).sort() };
}

/**
 * After a damaged database was replaced by a copy: takes over from it every change behind the copy that can still be read
 * and is proven, drafts, and what it named of attached files, and writes down exactly what is missing. Each damaged file is looked through once; it stays.
 */
export async function salvageDamaged(open: OpenOffice): Promise<void> {
  const found = newestDamaged(open);
  if (!found) return;
  const damaged = DamagedDatabase.open(found.file, open.opened.key);
  const tally = newTally();
  let report: Omit<SalvageReport, 'at'> = {
    commits: 0,
    cases: 0,
    drafts: 0,
    files: 0,
    lostFiles: 0,
    unreadable: -1,
    incomplete: [],
    gone: [],
  };
  if (damaged) {
    try {
      const { unreadable } = await takeCommits(open, damaged, tally);
      const drafts = open.db.transaction(() => takeDrafts(open, damaged));
      const taken = open.db.transaction(() => takeFiles(open, damaged));
      const { fresh: commits, touched } = tally;
      report = { commits, cases: touched.size, drafts, ...taken, unreadable, ...missingFrom(open, damaged) };
    } finally {
      damaged.close();
    }
  }
  const { incomplete, gone } = report;
  open.db.transaction(() => {
    keepCounters(open);
    putText(open.db, 'meta', LOOKED, found.name);
    const named = { ...report, incomplete: incomplete.slice(0, NAMED), gone: gone.slice(0, NAMED) };
    putText(open.db, 'meta', REPORT, JSON.stringify({ ...named, at: open.clock.now() }));
    const { commits, unreadable, lostFiles } = report;
    const counts = [commits, unreadable, incomplete.length, gone.length, report.files, lostFiles].map(String).join(' ');
    audit(open, 'backup.salvaged', 'office', unreadable === 0 && lostFiles === 0 ? 'done' : 'failed', counts);
  });
}
