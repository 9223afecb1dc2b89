import type { Input, Output } from '#core/contracts/index.ts';
import { resembles } from '#core/people/duress.ts';
import { weakness } from '#core/people/passphrase.ts';
import { DAYS_WITHOUT_BACKUP, daysSince } from '#core/safety/backup-due.ts';
import { Refusal } from '#core/result.ts';
import { duressKdf, opensDuressSlot, writeDuressSlot } from '../crypto/duress-slot.ts';
import type { KeyFile, KeyUser } from '../crypto/key-file-format.ts';
import { keyFilesIn, readKeyFile } from '../crypto/key-file-store.ts';
import { openSlot } from '../crypto/key-slot.ts';
import { newKdfParameters, LEAST_COST, type KdfCost, type KdfParameters } from '../crypto/passphrase.ts';
import { audit, type AuditAction } from './audit.ts';
import { wayIn } from './bind-slots.ts';
import { instantOf } from './clock.ts';
import { duressKeys, duressOf, isDuress, isNearDuress, putDuress, type Duress } from './duress-setting.ts';
import { destroyQuietly } from './erase-office.ts';
import { hollowSlots } from './hollow-slots.ts';
import type { Office } from './office.ts';
import { valueOf } from './office-files.ts';
import type { OpenOffice } from './open-office.ts';
import { maySignIn, provePerson, secondPerson } from './second-person.ts';

/** What a guess costs here: the slot is locked as dearly as the passphrases of people. */
const costOf = ({ users }: Pick<KeyFile, 'users'>): KdfCost => users[0]?.slot.kdf ?? LEAST_COST;

function kdfOf({ dir }: Pick<OpenOffice, 'dir'>): KdfParameters {
  const { memoryKib, passes } = costOf(valueOf(readKeyFile(dir)));
  return duressKdf(dir) ?? newKdfParameters({ memoryKib, passes });
}

/**
 * Writes the slot that every office has, anew: at each sign-in, whether a duress passphrase is set or not. So two copies of
 * a folder differ in it in either case. `asOld`: between two sign-ins, where its age would tell that something was set.
 * Faults of the disk are thrown.
 */
export function renewDuressSlot(open: Pick<OpenOffice, 'dir' | 'db'>, asOld = false): void {
  const set = duressOf(open.db);
  writeDuressSlot(open.dir, set?.kdf ?? kdfOf(open), set && Buffer.from(set.key, 'base64url'), asOld);
}

/** The same; what the disk refuses keeps nobody from the work, and the next sign-in tries again. */
export function tryRenewDuressSlot(open: Pick<OpenOffice, 'dir' | 'db'>): void {
  try {
    renewDuressSlot(open);
  } catch {
    // The slot of before still stands.
  }
}

/**
 * To be asked after a passphrase was wrong, always: it costs the same whatever was typed. Where it is the one that erases,
 * the key slots of this computer are gone when this returns, and slots that nothing opens stand in their place. The answer
 * is that of a wrong passphrase. Never throws.
 */
export async function eraseUnderDuress(office: Office, file: KeyFile, passphrase: string): Promise<void> {
  const { dir, clock } = office.options;
  const right = await opensDuressSlot(dir, passphrase, costOf(file));
  // Made whether it is needed or not, so that it takes as long.
  const hollow = await hollowSlots(dir, office.machine).catch(() => []);
  if (!right) return;
  office.proved = undefined;
  destroyQuietly(dir, clock.now(), hollow);
}

/**
 * Nobody's own passphrase is the one that erases, or differs from it by capitals, spaces and signs alone. AUTH_PASSPHRASE_WEAK as for one that is easy to guess: who chooses a
 * passphrase does not learn another one by it.
 */
export async function refuseDuress(open: Pick<OpenOffice, 'dir' | 'db'>, passphrase: string): Promise<void> {
  const set = duressOf(open.db);
  if (!set) return;
  if (await isNearDuress(set, passphrase)) throw new Refusal('AUTH_PASSPHRASE_WEAK', { why: 'guessable' });
}

const backupFits = (open: OpenOffice, at: number | undefined): boolean =>
  at !== undefined && at <= open.clock.now() && daysSince(at, open.clock.now()) < DAYS_WITHOUT_BACKUP;

/** What an administrator sees: whether it is on, since when, and whether it could be turned on. */
export function duressState(open: OpenOffice): Output<'emergency.duress'> {
  const set = duressOf(open.db);
  const copy = open.repos.backups.last('done');
  const people = open.repos.offices.people();
  const { users } = valueOf(readKeyFile(open.dir));
  return {
    on: set !== undefined,
    ...(set && {
      since: { atUtc: instantOf(set.at), by: people.find(({ userId }) => userId === set.by)?.name ?? set.by },
    }),
    ...(copy && { lastBackupUtc: instantOf(copy.at) }),
    backupFits: backupFits(open, copy?.at),
    seconds: users
      .filter(({ id }) => id !== open.me.id && maySignIn(open, id))
      .map(({ id, name }) => ({ user: id, name })),
  };
}

/** The slots of people here, those of before the last change too: any of them may be put in force. Each once. */
function slotsIn(dir: string): readonly KeyUser[] {
  const users = keyFilesIn(dir).flatMap(({ file }) => file.users);
  return [...new Map(users.map((user) => [`${user.id} ${JSON.stringify(user.slot)}`, user])).values()];
}

/**
 * Whether this passphrase opens the slot of anybody here. Whose, nobody learns. A slot of another computer opens with nothing
 * here; where the store for keys does not answer, or a file cannot be read, nobody knows, and what that refuses is thrown.
 */
async function isSomebodys(open: OpenOffice, passphrase: string): Promise<boolean> {
  for (const user of slotsIn(open.dir)) {
    const way = await wayIn(open.machine, open.dir, user).catch((error: unknown) => {
      if (error instanceof Refusal && error.error.code === 'AUTH_OTHER_COMPUTER') return undefined;
      throw error;
    });
    if (!way) continue;
    const opened = await openSlot(way.slot ? { ...user, slot: way.slot } : user, passphrase, way.machine);
    if (opened.ok) return true;
  }
  return false;
}

/**
 * Says in the database what is set now, and in the log, and then makes the slot anew. A slot that cannot be written puts
 * back what was set, so that nobody relies on what is not there, and the fault is thrown.
 */
function change(open: OpenOffice, set: Duress | undefined, action: AuditAction, extra = ''): void {
  const before = duressOf(open.db);
  open.db.transaction(() => {
    putDuress(open.db, set);
    audit(open, action, open.self.code, 'done', extra);
  });
  try {
    renewDuressSlot(open, true);
  } catch (error) {
    open.db.transaction(() => {
      putDuress(open.db, before);
      audit(open, action, open.self.code, 'failed', 'slot');
    });
    tryRenewDuressSlot(open);
    throw error;
  }
  open.emit({ type: 'changed', cases: [], all: false });
}

/**
 * Sets the passphrase that erases, in the place of an earlier one. What is refused, and in which order, says the contract;
 * nothing has changed then.
 */
export async function setDuress(
  open: OpenOffice,
  { passphrase, own, second }: Input<'emergency.setDuress'>,
): Promise<Output<'emergency.setDuress'>> {
  const state = duressState(open);
  if (!state.backupFits) throw new Refusal('EMERGENCY_DURESS_BACKUP');
  if (second === undefined && state.seconds.length > 0) throw new Refusal('EMERGENCY_SECOND_NEEDED');
  const names = [open.self.name, open.self.programme, ...open.repos.offices.people().map(({ name }) => name)];
  const why = weakness(passphrase, names);
  if (why !== undefined) throw new Refusal('AUTH_PASSPHRASE_WEAK', { why });
  await provePerson(open, open.me.id, own);
  if (second !== undefined) await secondPerson(open, second.user, second);
  const typed = [own.passphrase, ...(second ? [second.passphrase] : [])];
  if (typed.some((one) => resembles(passphrase, one)) || (await isSomebodys(open, passphrase))) {
    // Written down: it says a little about somebody's passphrase.
    audit(open, 'emergency.duress-on', open.self.code, 'refused');
    throw new Refusal('AUTH_PASSPHRASE_WEAK', { why: 'alike' });
  }
  const kdf = kdfOf(open);
  const keys = await duressKeys(passphrase, kdf);
  change(open, { ...keys, by: open.me.id, at: open.clock.now() }, 'emergency.duress-on', second?.user ?? 'alone');
  return duressState(open);
}

/** Takes it away. What `provePerson` refuses. */
export async function endDuress(
  open: OpenOffice,
  { own }: Input<'emergency.endDuress'>,
): Promise<Output<'emergency.endDuress'>> {
  await provePerson(open, open.me.id, own);
  change(open, undefined, 'emergency.duress-off');
  return duressState(open);
}

/** Whether somebody still knows it. Nothing is erased; each try is in the log. */
export async function tryDuress(
  open: OpenOffice,
  { passphrase }: Input<'emergency.tryDuress'>,
): Promise<Output<'emergency.tryDuress'>> {
  const set = duressOf(open.db);
  if (!set) throw new Refusal('FORM_STALE');
  const right = await isDuress(set, passphrase);
  audit(open, 'emergency.duress-tried', open.self.code, right ? 'done' : 'refused');
  return { right };
}
