import { accessSync, constants, statfsSync } from 'node:fs';
import { basename, isAbsolute, relative, resolve } from 'node:path';
import type { Output } from '#core/contracts/index.ts';
import { Refusal } from '#core/result.ts';
import { DAYS_BETWEEN_REHEARSALS, DAYS_WITHOUT_BACKUP, daysSince } from '#core/safety/backup-due.ts';
import { putText } from '../storage/meta.repo.ts';
import { audit } from './audit.ts';
import { listBackups, prepareFolder } from './backup-folder.ts';
import { BACKUP_ROOT, backupRoot } from './backup-rounds.ts';
import { instantOf } from './clock.ts';
import { isMarkedDamaged } from './damage-mark.ts';
import { lastGoodCopy } from './office-files.ts';
import type { OpenOffice } from './open-office.ts';
import { ownBackups } from './own-backups.ts';
import { rehearsedIn } from './rehearse-restore.ts';
import { relayBackups } from './relay/relay-backups.ts';

/** Below this much room a day's work with photos may not fit any more. */
const LITTLE_ROOM = 1_000_000_000;
/** The last few rehearsals are shown. */
const SHOWN = 5;

const lies = (inside: string, dir: string): boolean => {
  const way = relative(resolve(dir), resolve(inside));
  return way === '' || (!way.startsWith('..') && !isAbsolute(way));
};

/**
 * Remembers where backups go, and tries at once whether one can write there. BACKUP_SAME_PLACE for the office's own folder:
 * what it is to protect against takes both; faults of the disk leave as they come.
 */
export function chooseBackupPlace(open: OpenOffice, path: string): { label: string } {
  if (lies(path, open.dir) || lies(open.dir, path)) throw new Refusal('BACKUP_SAME_PLACE');
  prepareFolder(ownBackups(open, path));
  open.db.transaction(() => {
    putText(open.db, 'setting', BACKUP_ROOT, path);
    audit(open, 'backup.place', 'elsewhere');
  });
  return { label: labelOf(path) };
}

/** The last part of a path: a folder or a stick as people call it. */
const labelOf = (path: string): string => basename(path) || path;

function reachable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function freeBytes(path: string): number | undefined {
  try {
    const { bavail, bsize } = statfsSync(path);
    return bavail * bsize;
  } catch {
    return undefined;
  }
}

type Backups = Output<'safety.state'>['backups'];

function roomLeft(open: OpenOffice, root: string | undefined): Backups['littleRoom'] {
  const places = [
    { where: 'here', path: open.dir },
    ...(root === undefined ? [] : [{ where: 'there', path: root } as const]),
  ] as const;
  return places.flatMap(({ where, path }) => {
    const free = freeBytes(path);
    return free !== undefined && free < LITTLE_ROOM ? [{ where, free }] : [];
  });
}

/** What is true about copies of this office: where the last one lies that was read back, what failed, and what is due. */
export function backupState(open: OpenOffice): Backups {
  const { backups, cases } = open.repos;
  const root = backupRoot(open);
  const [done, failed] = [backups.last('done'), backups.last('failed')];
  const now = open.clock.now();
  const here = lastGoodCopy(open.dir);
  const there = root !== undefined && reachable(root);
  const rehearsals = backups.rehearsals(SHOWN);
  const days = done ? daysSince(done.at, now) : undefined;
  const proven = rehearsals.find(({ code }) => code === null);
  return {
    ...(root === undefined ? {} : { place: { label: labelOf(root), reachable: there } }),
    kept: there ? listBackups(ownBackups(open, root)).length : 0,
    ...(done ? { last: { atUtc: instantOf(done.at), bytes: done.bytes, files: done.files } } : {}),
    ...(failed && failed.at >= (done?.at ?? 0)
      ? { failed: { atUtc: instantOf(failed.at), code: failed.code ?? '' } }
      : {}),
    ...(here === undefined ? {} : { hereUtc: instantOf(here) }),
    // An office without a case has nothing to lose yet.
    damaged: isMarkedDamaged(open.dir),
    overdue: cases.count() > 0 && (days === undefined || days >= DAYS_WITHOUT_BACKUP),
    ...(open.backups.running === undefined ? {} : { running: open.backups.running }),
    rehearsals: rehearsals.map(({ at, code, body }) => {
      const found = rehearsedIn(body);
      return {
        atUtc: instantOf(at),
        ...(code === null ? {} : { code }),
        ...(found
          ? {
              found: { madeUtc: instantOf(found.made), cases: found.cases, commits: found.commits, files: found.files },
            }
          : {}),
      };
    }),
    rehearsalOverdue: done !== undefined && (!proven || daysSince(proven.at, now) >= 2 * DAYS_BETWEEN_REHEARSALS),
    littleRoom: roomLeft(open, root),
    relay: relayBackups(open),
  };
}
