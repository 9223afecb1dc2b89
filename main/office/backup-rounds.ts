import { existsSync } from 'node:fs';
import type { ErrorCode } from '#core/errors.ts';
import { Refusal } from '#core/result.ts';
import { DAYS_BETWEEN_REHEARSALS, backupDue, daysSince } from '#core/safety/backup-due.ts';
import { NamedTexts, putText } from '../storage/meta.repo.ts';
import { snapshot } from '../storage/snapshot.ts';
import { audit } from './audit.ts';
import { renewBackupSlots } from './backup-slots.ts';
import { markDamage } from './damage-mark.ts';
import { changeKey, type Between } from './change-key.ts';
import { keyChange, keyWorkDue, putKeyChange } from './key-change.ts';
import type { Office } from './office.ts';
import type { OpenOffice } from './open-office.ts';
import { copyBesideWork, copyDue } from './good-copy.ts';
import { failedRehearsal, rehearseRestore, sweepRehearsal } from './rehearse-restore.ts';
import { asRefusal } from './unexpected.ts';
import { writeBackup } from './write-backup.ts';

const TURN_MS = 60_000;
const DAY_MS = 24 * 60 * TURN_MS;
/** When every page of the database was last looked at. */
const CHECKED = 'pages_checked';
/** Without a new commit: lines of the audit trail from which another copy is worth it. A sign-in alone is not. */
export const ENOUGH = 20;
/** The setting that holds the place which people chose. */
export const BACKUP_ROOT = 'backup_root';

export type Job = 'backup' | 'rehearsal' | 'check' | 'key' | 'relay';
/** Those that are begun here; a copy for the relay is made by its visit. */
type Own = Exclude<Job, 'relay'>;

/** Reads to the end. */
async function drained(chunks: AsyncIterable<unknown>): Promise<void> {
  const reader = chunks[Symbol.asyncIterator]();
  while ((await reader.next()).done !== true);
}

export const backupRoot = (open: OpenOffice): string | undefined => new NamedTexts(open.db, 'setting').get(BACKUP_ROOT);

/**
 * Copies of the office to the place that people chose, and the rehearsal of putting one back: by themselves when people
 * have stopped working for a moment, or when somebody asks. People go on working meanwhile; a lock ends it.
 */
export class BackupRounds {
  readonly #office: Office;
  #timer: NodeJS.Timeout | undefined;
  #running: { readonly job: Job; readonly end: Promise<void> } | undefined;
  #ended = false;
  #activeAt = 0;
  /** What the disk refused is not tried at every turn: the next day's check or the next session does. */
  #copyFailed = false;

  constructor(office: Office) {
    this.#office = office;
    this.active();
  }

  get running(): Job | undefined {
    return this.#running?.job;
  }
  /** Somebody did something. */
  active(): void {
    this.#activeAt = this.#office.options.clock.now();
  }
  /** Called between two pieces of the work: AUTH_LOCKED once the office is closed. */
  goesOn(): void {
    if (this.#ended) throw new Refusal('AUTH_LOCKED');
  }
  /** The same between two chunks. */
  async *whileOpen<T>(chunks: AsyncIterable<T>): AsyncGenerator<T> {
    for await (const chunk of chunks) {
      this.goesOn();
      yield chunk;
    }
  }
  begin(open: OpenOffice): void {
    sweepRehearsal(open.dir);
    this.#timer = setInterval(() => void this.turn(open), TURN_MS).unref();
    // A change of the key that a stop interrupted: the office has two keys until it is through.
    if (keyWorkDue(open)) void this.start(open, 'key');
  }
  end(): void {
    this.#ended = true;
    clearInterval(this.#timer);
  }

  /** Does what is due. Answers when it is over. */
  async turn(open: OpenOffice): Promise<void> {
    if (this.#ended || this.#running) return;
    if (keyWorkDue(open)) await this.start(open, 'key');
    if (!this.#ended && this.#checkDue(open)) await this.start(open, 'check');
    if (this.#ended || backupRoot(open) === undefined) return;
    const { backups } = open.repos;
    const [done, failed] = [backups.last('done'), backups.last('failed')];
    const now = open.clock.now();
    const facts = { now, activeAt: this.#activeAt, doneAt: done?.at, failedAt: failed?.at };
    const { audit: trail, commits } = open.repos;
    const changed = commits.count() !== (done?.commits ?? 0) || trail.head().n >= (done?.auditN ?? 0) + ENOUGH;
    if (backupDue({ ...facts, changed })) await this.start(open, 'backup');
    else if (done && this.#rehearsalDue(open, now)) await this.start(open, 'rehearsal');
  }

  /**
   * Runs work that no other job may meet. Undefined when one is on its way: it is tried again later. Faults leave as they
   * come.
   */
  async alone<T>(job: Job, work: () => Promise<T>): Promise<T | undefined> {
    if (this.#ended || this.#running) return undefined;
    const result = work();
    const running = { job, end: result.then(Boolean, Boolean).then(() => undefined) };
    this.#running = running;
    try {
      return await result;
    } finally {
      this.#running = undefined;
    }
  }

  /** Begins a job unless one is on its way; answers when it is over, however it ended. */
  start(open: OpenOffice, job: Own): Promise<void> {
    this.#running ??= {
      job,
      end: this.#run(open, job)
        // What cannot even be written down, on a disk that is full to the last byte, is met by the next save.
        .catch(() => undefined)
        .finally(() => {
          this.#running = undefined;
          if (!this.#ended) open.emit({ type: 'changed', cases: [], all: false });
        }),
    };
    return this.#running.end;
  }

  #rehearsalDue(open: OpenOffice, now: number): boolean {
    const [last] = open.repos.backups.rehearsals(1);
    if (!last) return true;
    // One that failed is told about and tried again the next day.
    return daysSince(last.at, now) >= (last.code === null ? DAYS_BETWEEN_REHEARSALS : 1) || last.at > now;
  }

  #checkDue(open: OpenOffice): boolean {
    const last = Number(new NamedTexts(open.db, 'meta').get(CHECKED) ?? '0');
    return Math.abs(open.clock.now() - last) >= DAY_MS || (!this.#copyFailed && copyDue(open));
  }

  /**
   * Looks at the seal of every page, and keeps them as a good copy when one is due. What is broken is said at once, and
   * stands in the way of the next sign-in.
   */
  async #check(open: OpenOffice): Promise<void> {
    const { database, key } = open.opened;
    const copying = copyDue(open);
    let failed: ErrorCode | undefined;
    try {
      if (copying) await copyBesideWork(open);
      else await drained(this.whileOpen(snapshot(database, key, () => undefined)));
    } catch (error) {
      if (this.#ended) return;
      this.#noteDamage(open, error);
      failed = asRefusal(error).error.code;
    }
    this.#copyFailed = copying && failed !== undefined;
    await this.#note(open, () => {
      putText(open.db, 'meta', CHECKED, String(open.clock.now()));
      if (copying) audit(open, 'backup.made', 'copy', failed === undefined ? 'done' : 'failed', failed ?? '');
    });
  }

  async #changeKey(open: OpenOffice): Promise<void> {
    const between: Between = (work) =>
      this.#office.enter(() => {
        this.goesOn();
        return work();
      });
    try {
      await changeKey(open, between);
      const root = backupRoot(open);
      if (root === undefined || !existsSync(root)) return;
      // Whoever left is in older backups too.
      const keep = await this.#renewSlots(open, root);
      if (keep) await this.#note(open, keep);
    } catch (error) {
      if (this.#ended) return;
      this.#noteDamage(open, error);
      const { code } = asRefusal(error).error;
      await this.#note(open, () => {
        putKeyChange(open, { ...keyChange(open), failed: code });
        audit(open, 'office.key', open.self.code, 'failed', code);
      });
    }
  }

  #noteDamage(open: OpenOffice, error: unknown): void {
    const { code, params } = asRefusal(error).error;
    if (code === 'SAFE_DAMAGED' && typeof params['page'] === 'number') markDamage(open.dir, params['page']);
  }

  async #run(open: OpenOffice, job: Own): Promise<void> {
    if (job === 'check') return this.#check(open);
    if (job === 'key') return this.#changeKey(open);
    const root = backupRoot(open);
    if (root === undefined) return;
    let keep: () => void;
    try {
      keep = job === 'backup' ? await this.#backUp(open, root) : await this.#rehearse(open, root);
    } catch (error) {
      if (this.#ended) return;
      if (job === 'backup') this.#noteDamage(open, error);
      keep = () => this.#keepFailure(open, job, existsSync(root) ? asRefusal(error).error.code : 'SYNC_STICK_REMOVED');
    }
    await this.#note(open, keep);
  }

  /** Each answers what is to be written down about it. */
  async #backUp(open: OpenOffice, root: string): Promise<() => void> {
    const { number, at, database, files, commits, audit: head } = await writeBackup(open, root);
    const row = { number, at, bytes: database.bytes, files: files.length, commits, auditN: head.n, code: null };
    const renewed = await this.#renewSlots(open, root);
    return () => {
      open.repos.backups.add(row);
      audit(open, 'backup.made', 'elsewhere', 'done', String(number));
      renewed?.();
    };
  }
  /**
   * Older backups take the slots of today. Answers what is to be written down, if anything; what could not be changed now is
   * changed with the next backup.
   */
  async #renewSlots(open: OpenOffice, root: string): Promise<(() => void) | undefined> {
    try {
      const changed = await renewBackupSlots(open, root);
      return changed === 0
        ? undefined
        : () => {
            audit(open, 'backup.slots', 'elsewhere', 'done', String(changed));
          };
    } catch (error) {
      this.goesOn();
      const { code } = asRefusal(error).error;
      return () => {
        audit(open, 'backup.slots', 'elsewhere', 'failed', code);
      };
    }
  }
  async #rehearse(open: OpenOffice, root: string): Promise<() => void> {
    const body = Buffer.from(await rehearseRestore(open, root));
    return () => {
      open.repos.backups.addRehearsal({ at: open.clock.now(), code: null, body });
      audit(open, 'backup.rehearsed', 'elsewhere');
    };
  }
  #keepFailure(open: OpenOffice, job: Own, code: ErrorCode): void {
    const at = open.clock.now();
    if (job === 'backup') {
      open.repos.backups.add({ number: 0, at, bytes: 0, files: 0, commits: 0, auditN: 0, code });
      audit(open, 'backup.made', 'elsewhere', 'failed', code);
    } else {
      open.repos.backups.addRehearsal({ at, code, body: Buffer.from(failedRehearsal(open, code)) });
      audit(open, 'backup.rehearsed', 'elsewhere', 'failed', code);
    }
  }

  /**
   * A backup before something large, in the middle of a call, which goes on whatever comes of it. None where there is no
   * place for it now, or one is on its way anyway.
   */
  async before(open: OpenOffice): Promise<void> {
    const root = backupRoot(open);
    if (root === undefined || this.#running || !existsSync(root)) return;
    let keep: () => void;
    try {
      // People go on meanwhile, and may ask for a backup themselves: this is the one.
      keep = (await this.alone('backup', () => this.#backUp(open, root))) ?? (() => undefined);
    } catch (error) {
      this.goesOn();
      this.#noteDamage(open, error);
      keep = () => this.#keepFailure(open, 'backup', asRefusal(error).error.code);
    }
    this.goesOn();
    open.db.transaction(keep);
  }

  /** Writes down what came of it, between people's calls; nothing once the office is closed. */
  async #note(open: OpenOffice, write: () => void): Promise<void> {
    await this.#office
      .enter(() => {
        this.goesOn();
        open.db.transaction(write);
      })
      .catch((error: unknown) => {
        if (!this.#ended) throw error;
      });
  }
}
