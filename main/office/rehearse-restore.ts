import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { ErrorCode } from '#core/errors.ts';
import { Refusal } from '#core/result.ts';
import { AttachmentStore } from '../crypto/attachment-store.ts';
import { readKeyFile } from '../crypto/key-file-store.ts';
import { sealFits } from '../crypto/key-file-format.ts';
import { readSigned, signObject } from '../crypto/signed-object.ts';
import { AttachmentRepo } from '../storage/attachment.repo.ts';
import { AuditRepo } from '../storage/audit.repo.ts';
import { CaseRepo } from '../storage/case.repo.ts';
import { CommitRepo } from '../storage/commit.repo.ts';
import { NamedTexts } from '../storage/meta.repo.ts';
import type { WritableDb } from '../storage/database.ts';
import { openDatabase } from '../storage/open-database.ts';
import { attachmentsDir } from './attachment-access.ts';
import { listBackups, type Backup } from './backup-folder.ts';
import { databaseFile, valueOf } from './office-files.ts';
import type { OpenOffice } from './open-office.ts';
import { ownBackups } from './own-backups.ts';
import { breathe } from './progress.ts';
import { restoreFiles } from './restore-files.ts';
import { headsHash } from './write-backup.ts';

/** One fixed payload type per kind of object (exchange.md R14). */
const REHEARSAL_TYPE = 'application/vnd.hifadhi.rehearsal.v1+cbor';
const LIMIT = 4096;

const shape = z.strictObject({
  v: z.literal(1),
  at: z.int().min(0),
  /** Which backup, and when it was made. */
  n: z.int().min(1),
  made: z.int().min(0),
  cases: z.int().min(0),
  commits: z.int().min(0),
  files: z.int().min(0),
});
/** What was counted in the office that stood in the scratch folder. */
export type Rehearsed = z.infer<typeof shape>;

export const rehearsedIn = (body: Uint8Array): Rehearsed | undefined => readSigned(body, LIMIT, shape)?.value;

const scratchOf = (dir: string): string => join(dir, 'rehearsal');

/** A rehearsal that was stopped leaves nothing behind. */
export function sweepRehearsal(dir: string): void {
  rmSync(scratchOf(dir), { recursive: true, force: true });
}

const differs = (at: string): Refusal => new Refusal('SAFE_DAMAGED', { at });

/** Compares the office in the scratch folder with what its backup says of it, and opens each attached file. */
async function compare(open: OpenOffice, db: WritableDb, dir: string, { facts }: Backup): Promise<number> {
  const commits = new CommitRepo(db);
  if (new CaseRepo(db).count() !== facts.cases) throw differs('cases');
  if (commits.count() !== facts.commits) throw differs('commits');
  if (headsHash(commits.allHeads()) !== facts.heads) throw differs('heads');
  const audit = new AuditRepo(db);
  const { brokenAt } = audit.verify({ n: facts.audit.n, hash: Buffer.from(facts.audit.hash, 'base64url') });
  if (brokenAt !== undefined) throw differs('audit');
  const key = new NamedTexts(db, 'meta').get('attachment_key');
  const store = new AttachmentStore(attachmentsDir(dir), Buffer.from(key ?? '', 'base64url'));
  let files = 0;
  for (const hash of new AttachmentRepo(db).contents()) {
    open.backups.goesOn();
    if (!store.get(hash).ok) throw differs('files');
    files += 1;
    await breathe();
  }
  return files;
}

/**
 * Restores the newest backup into a scratch folder, opens it with the key of the office, and compares what is in it with
 * what was in the office when it was written: cases, commits, the heads of all logs, the audit chain, every attached file,
 * and that its key slots fit. The office itself is not touched. Answers the result, signed by this computer.
 * SYNC_STICK_REMOVED when there is no backup to be found, SAFE_DAMAGED { at } for what differs.
 */
export async function rehearseRestore(open: OpenOffice, root: string): Promise<Uint8Array> {
  const [backup] = listBackups(ownBackups(open, root));
  if (!backup) throw new Refusal('SYNC_STICK_REMOVED');
  const { facts } = backup;
  const scratch = scratchOf(open.dir);
  sweepRehearsal(open.dir);
  try {
    const { missing } = await restoreFiles(backup, scratch, (done) => {
      open.backups.goesOn();
      open.emit({
        type: 'progress',
        job: 'restore',
        phase: 'rehearse',
        done,
        of: Math.max(done, facts.database.bytes),
      });
    });
    if (missing.length > 0) throw differs('files');
    const [key] = open.keys.databaseKeys;
    if (!sealFits(valueOf(readKeyFile(scratch)), key)) throw differs('keys');
    const opened = valueOf(openDatabase({ file: databaseFile(scratch), key, now: open.clock.now() }));
    try {
      const files = await compare(open, opened.db, scratch, backup);
      const { number: n, at: made, cases, commits } = facts;
      const found: Rehearsed = { v: 1, at: open.clock.now(), n, made, cases, commits, files };
      return signObject(REHEARSAL_TYPE, found, [open.self.deviceKey]);
    } finally {
      opened.close();
    }
  } finally {
    sweepRehearsal(open.dir);
  }
}

/** A result that has nothing to say but why: signed all the same, so that nobody adds a better one later. */
export const failedRehearsal = (open: OpenOffice, code: ErrorCode): Uint8Array =>
  signObject(REHEARSAL_TYPE, { v: 1, at: open.clock.now(), code }, [open.self.deviceKey]);
