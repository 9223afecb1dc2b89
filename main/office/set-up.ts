import { randomBytes, randomInt } from 'node:crypto';
import { rmSync } from 'node:fs';
import { generateHybridIdentity, identityToRecipient } from 'age-encryption';
import { wordlist } from '@scure/bip39/wordlists/english.js';
import type { OfficeId, ProgrammeId, UserId } from '#core/ids.ts';
import type { NewOffice } from '#core/contracts/setup.contract.ts';
import { weakness } from '#core/people/passphrase.ts';
import { Refusal } from '#core/result.ts';
import { newId } from '../crypto/hashing.ts';
import { createKeyFile, type UnlockedKeys } from '../crypto/key-file.ts';
import { writeDuressSlot } from '../crypto/duress-slot.ts';
import { writeKeyFile } from '../crypto/key-file-store.ts';
import { newKdfParameters, tuneKdf } from '../crypto/passphrase.ts';
import { newRecoveryKit, type RecoveryKit } from '../crypto/recovery-kit.ts';
import { OfficeRepo } from '../storage/office.repo.ts';
import { putText } from '../storage/meta.repo.ts';
import type { OfficeOptions } from './office.ts';
import { cleanName } from './clean-name.ts';
import { reachedBy, tryMark } from './device-mark.ts';
import { MARK_KEY } from './erasure-marks.ts';
import { newDevice, putDevice } from './new-device.ts';
import { databaseFile, officeDatabase, type Opened } from './office-files.ts';

const CHECKED_WORDS = 3;
const SUGGESTED_WORDS = 5;

/** Recovery kits are verified before an office can exist; until then the kit lives here and nowhere else. */
export class SetUp {
  #kit: RecoveryKit | undefined;
  #check: number[] = [];
  #verified = false;

  /** A new kit, and the positions (from 1) of the words to type back. An earlier kit is void. */
  prepareKit(): { words: string[]; check: number[] } {
    this.#kit = newRecoveryKit();
    this.#verified = false;
    const positions = Array.from(this.#kit.words, (_word, i) => i + 1);
    this.#check = Array.from({ length: CHECKED_WORDS }, () => positions.splice(randomInt(positions.length), 1)[0] ?? 1);
    this.#check.sort((a, b) => a - b);
    return { words: [...this.#kit.words], check: [...this.#check] };
  }

  verifyKit(words: readonly string[]): boolean {
    const kit = this.#kit;
    if (!kit) return false;
    this.#verified = this.#check.every((position, i) => kit.words[position - 1] === words[i]?.trim().toLowerCase());
    return this.#verified;
  }

  /** The kit's words, for the printed page. KEY_KIT_WRONG before `prepareKit`. */
  words(): readonly string[] {
    if (!this.#kit) throw new Refusal('KEY_KIT_WRONG');
    return this.#kit.words;
  }

  /** The kit, once its words were typed back. It stays until `forget`, so that a refused set-up can be tried again. */
  verifiedKit(): RecoveryKit {
    if (!this.#kit || !this.#verified) throw new Refusal('KEY_KIT_WRONG');
    return this.#kit;
  }

  /** The office exists: its words are on paper and nowhere else. */
  forget(): void {
    this.#kit = undefined;
    this.#verified = false;
  }
}

/** Words drawn by chance, 11 bits each. */
export const suggestPassphrase = (words = SUGGESTED_WORDS): string[] =>
  Array.from({ length: words }, () => wordlist[randomInt(wordlist.length)] ?? 'abandon');

/** What a set-up that failed has begun: nothing of anybody is in it, and it would pass for an office. */
function removeDatabase(dir: string): void {
  for (const rest of ['', '-wal', '-shm']) rmSync(databaseFile(dir) + rest, { force: true });
}

function newDatabase(options: OfficeOptions, keys: UnlockedKeys): Opened {
  try {
    return officeDatabase(options, keys.databaseKeys);
  } catch (error) {
    // In use: then the database is that of another instance, which is setting up at this moment.
    if (!(error instanceof Refusal) || error.error.code !== 'SAFE_IN_USE') removeDatabase(options.dir);
    throw error;
  }
}

/**
 * Makes the office: key file, database, this computer's keys, the first person. Answers what is open then.
 * AUTH_PASSPHRASE_WEAK { why }, KEY_KIT_WRONG, DISK_*, SAFE_IN_USE. A set-up that fails leaves no office behind.
 */
export async function createOffice(
  options: OfficeOptions,
  asked: NewOffice,
  kit: RecoveryKit,
  demo: boolean,
): Promise<{ readonly opened: Opened; readonly keys: UnlockedKeys }> {
  const input = {
    ...asked,
    programmeName: cleanName(asked.programmeName, 'programmeName'),
    officeName: cleanName(asked.officeName, 'officeName'),
    administrator: { ...asked.administrator, name: cleanName(asked.administrator.name, 'name') },
  };
  const why = weakness(input.administrator.passphrase, [
    input.administrator.name,
    input.officeName,
    input.programmeName,
  ]);
  if (why !== undefined) throw new Refusal('AUTH_PASSPHRASE_WEAK', { why });
  const { clock, dir } = options;
  const roles = input.administrator.alsoSupervisor ? ['administrator', 'supervisor'] : ['administrator'];
  const person = { id: newId<UserId>(), name: input.administrator.name, roles };
  const office = {
    id: newId<OfficeId>(),
    code: input.officeCode,
    name: input.officeName,
    language: input.language,
    demo,
  };
  const programme = { id: newId<ProgrammeId>(), name: input.programmeName };
  const auditIdentity = await generateHybridIdentity();
  const cost = await tuneKdf(() => performance.now());
  const { file, keys } = await createKeyFile({
    office,
    programme,
    person,
    passphrase: input.administrator.passphrase,
    kitSeed: kit.seed,
    auditRecipient: await identityToRecipient(auditIdentity),
    cost,
  });
  const device = await newDevice();
  const opened = newDatabase(options, keys);
  const { db } = opened.database;
  const now = clock.now();
  try {
    db.transaction(() => {
      const offices = new OfficeRepo(db);
      const officeN = offices.putOffice({
        officeId: office.id,
        code: office.code,
        name: office.name,
        isSelf: true,
        card: null,
        confirmedAt: now,
      });
      offices.addDevice(
        { deviceId: device.id, officeN, signingKey: device.publicKey, recipient: device.recipient },
        now,
      );
      offices.putPerson({
        userId: person.id,
        name: person.name,
        roles: JSON.stringify(roles),
        officeN,
        signingKey: Buffer.from(file.users[0]?.signingKey ?? '', 'base64url'),
        active: true,
      });
      const facts: Record<string, string> = {
        audit_identity: auditIdentity,
        [MARK_KEY]: randomBytes(32).toString('base64url'),
        counters: JSON.stringify([0, 0, 0]),
        created_at: String(now),
      };
      for (const [key, value] of Object.entries(facts)) putText(db, 'meta', key, value);
      putDevice(db, device);
      const settings: Record<string, string> = {
        profile: input.profile,
        time_zone: input.timeZone,
        working_days: JSON.stringify(input.workingDays),
        language: input.language,
        idle_minutes: '5',
      };
      for (const [key, value] of Object.entries(settings)) putText(db, 'setting', key, value);
    });
    tryMark(options, reachedBy(db));
    writeDuressSlot(dir, newKdfParameters(cost));
    const written = writeKeyFile(dir, file);
    if (!written.ok) throw new Refusal(written.error.code, written.error.params);
    return { opened, keys };
  } catch (error) {
    opened.close();
    removeDatabase(dir);
    throw error;
  }
}
