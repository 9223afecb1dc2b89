import { timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Input, Output } from '#core/contracts/index.ts';
import { resembles } from '#core/people/duress.ts';
import { weakness } from '#core/people/passphrase.ts';
import { DAYS_WITHOUT_BACKUP, daysSince } from '#core/safety/backup-due.ts';
import { Refusal } from '#core/result.ts';
import { DURESS_NAME, duressKdf, duressSlotText, opensDuressSlot, writeDuressSlot } from '../crypto/duress-slot.ts';
import { hollowKeyFile } from '../crypto/hollow-key-file.ts';
import { keyFileText, kdf as kdfShape, type KeyFile } from '../crypto/key-file-format.ts';
import { keyFilesIn, readKeyFile } from '../crypto/key-file-store.ts';
import { openSlot } from '../crypto/key-slot.ts';
import type { MachineSecret } from '../crypto/machine-layer.ts';
import { deriveKey, newKdfParameters, LEAST_COST, type KdfCost, type KdfParameters } from '../crypto/passphrase.ts';
import type { ReadableDb } from '../storage/database.ts';
import { NamedTexts, putText } from '../storage/meta.repo.ts';
import { audit } from './audit.ts';
import { permit } from './authorise-call.ts';
import { wayIn } from './bind-slots.ts';
import { instantOf } from './clock.ts';
import { destroyQuietly } from './erase-office.ts';
import type { Office } from './office.ts';
import { valueOf } from './office-files.ts';
import type { OpenOffice } from './open-office.ts';
import { maySignIn, provePerson, secondPerson } from './second-person.ts';

const NAME = 'duress';

/** Kept in the database alone: what opens the slot, so that its bytes are made anew without the passphrase. */
const shape = z.strictObject({ kdf: kdfShape, key: z.string().length(43), by: z.string(), at: z.int() });
type Duress = z.infer<typeof shape>;

function duressOf(db: ReadableDb): Duress | undefined {
  const text = new NamedTexts(db, 'meta').get(NAME);
  return text === undefined || text === '' ? undefined : shape.parse(JSON.parse(text));
}

/** What a guess costs here: the slot is locked as dearly as the passphrases of people. */
const costOf = ({ users }: Pick<KeyFile, 'users'>): KdfCost => users[0]?.slot.kdf ?? LEAST_COST;

function kdfOf({ dir }: Pick<OpenOffice, 'dir'>): KdfParameters {
  const { memoryKib, passes } = costOf(valueOf(readKeyFile(dir)));
  return duressKdf(dir) ?? newKdfParameters({ memoryKib, passes });
}

/**
 * Writes the slot that every office has, anew: at each sign-in, whether a duress passphrase is set or not. So two copies of
 * a folder differ in it in either case. Faults of the disk are thrown.
 */
export function renewDuressSlot(open: Pick<OpenOffice, 'dir' | 'db'>): void {
  const set = duressOf(open.db);
  writeDuressSlot(open.dir, set?.kdf ?? kdfOf(open), set && Buffer.from(set.key, 'base64url'));
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
 * is that of a wrong passphrase. `machine`: the secret of this computer that the slot was tried with. Never throws.
 */
export async function eraseUnderDuress(
  office: Office,
  file: KeyFile,
  passphrase: string,
  machine: MachineSecret | undefined,
): Promise<void> {
  const { dir, clock } = office.options;
  const right = await opensDuressSlot(dir, passphrase, costOf(file));
  // Made whether they are needed or not, so that it takes as long.
  const hollow = keyFilesIn(dir).map(({ name, file: one }) => ({
    name,
    text: keyFileText(hollowKeyFile(one, machine ? [machine] : [])),
  }));
  const kdf = duressKdf(dir) ?? newKdfParameters(costOf(file));
  if (!right) return;
  office.proved = undefined;
  destroyQuietly(dir, clock.now(), [...hollow, { name: DURESS_NAME, text: duressSlotText(kdf) }]);
}

/**
 * Nobody's own passphrase is the one that erases. AUTH_PASSPHRASE_WEAK as for one that is easy to guess: who chooses a
 * passphrase does not learn another one by it.
 */
export async function refuseDuress(open: Pick<OpenOffice, 'dir' | 'db'>, passphrase: string): Promise<void> {
  const set = duressOf(open.db);
  if (!set) return;
  const key = await deriveKey(passphrase, set.kdf);
  if (timingSafeEqual(key, Buffer.from(set.key, 'base64url')))
    throw new Refusal('AUTH_PASSPHRASE_WEAK', { why: 'guessable' });
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

/** Whether this passphrase opens the slot of anybody here. Whose, nobody learns. */
async function isSomebodys(open: OpenOffice, passphrase: string): Promise<boolean> {
  for (const user of valueOf(readKeyFile(open.dir)).users) {
    // A slot that is bound elsewhere opens with nothing here.
    const way = await wayIn(open.machine, open.dir, user).catch(() => undefined);
    if (!way) continue;
    const opened = await openSlot(way.slot ? { ...user, slot: way.slot } : user, passphrase, way.machine);
    if (opened.ok) return true;
  }
  return false;
}

/**
 * Sets the passphrase that erases, in the place of an earlier one. What is refused, and in which order, says the contract;
 * nothing has changed then.
 */
export async function setDuress(
  open: OpenOffice,
  { passphrase, own, second }: Input<'emergency.setDuress'>,
): Promise<Output<'emergency.setDuress'>> {
  permit(open, 'emergency.erase', 'emergency.setDuress');
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
  const key = await deriveKey(passphrase, kdf);
  const set: Duress = { kdf, key: Buffer.from(key).toString('base64url'), by: open.me.id, at: open.clock.now() };
  open.db.transaction(() => {
    putText(open.db, 'meta', NAME, JSON.stringify(set));
    audit(open, 'emergency.duress-on', open.self.code, 'done', second?.user ?? 'alone');
    // Last in the transaction: a slot that cannot be written undoes the rest.
    renewDuressSlot(open);
  });
  open.emit({ type: 'changed', cases: [], all: false });
  return duressState(open);
}

/** Takes it away. What `provePerson` refuses. */
export async function endDuress(
  open: OpenOffice,
  { own }: Input<'emergency.endDuress'>,
): Promise<Output<'emergency.endDuress'>> {
  await provePerson(open, open.me.id, own);
  open.db.transaction(() => {
    putText(open.db, 'meta', NAME, '');
    audit(open, 'emergency.duress-off', open.self.code);
    renewDuressSlot(open);
  });
  open.emit({ type: 'changed', cases: [], all: false });
  return duressState(open);
}

/** Whether somebody still knows it. Nothing is erased; each try is in the log. */
export async function tryDuress(
  open: OpenOffice,
  { passphrase }: Input<'emergency.tryDuress'>,
): Promise<Output<'emergency.tryDuress'>> {
  const set = duressOf(open.db);
  if (!set) throw new Refusal('FORM_STALE');
  const key = await deriveKey(passphrase, set.kdf);
  const right = timingSafeEqual(key, Buffer.from(set.key, 'base64url'));
  audit(open, 'emergency.duress-tried', open.self.code, right ? 'done' : 'refused');
  return { right };
}
