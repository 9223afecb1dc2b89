import { existsSync, rmSync } from 'node:fs';
import type { Input, Output } from '#core/contracts/index.ts';
import { Refusal } from '#core/result.ts';
import { changePassphrase, shouldRaiseCost, unlock, type UnlockedKeys } from '../crypto/key-file.ts';
import { readKeyFile, writeKeyFile } from '../crypto/key-file-store.ts';
import { tuneKdf } from '../crypto/passphrase.ts';
import { SignInDelay } from '../crypto/sign-in-delay.ts';
import { NamedTexts } from '../storage/meta.repo.ts';
import { audit } from './audit.ts';
import { keepGoodCopy } from './good-copy.ts';
import type { Office } from './office.ts';
import { databaseFile, officeDatabase, valueOf, type Opened, inboxDir } from './office-files.ts';
import { openSession, sessionView } from './open-session.ts';
import type { OpenOffice } from './open-office.ts';

/** Wrong tries happened while the database was closed; they go into the chain now (security.md, Sign-in). */
async function foldAttempts(open: OpenOffice, delay: SignInDelay): Promise<void> {
  const identity = new NamedTexts(open.db, 'meta').get('audit_identity') ?? '';
  const { attempts, unreadable } = await delay.sealedAttempts(identity);
  if (attempts.length === 0 && unreadable === 0) return;
  open.db.transaction(() => {
    for (const attempt of attempts) {
      audit(
        open,
        'session.failed',
        attempt.who,
        'refused',
        `${new Date(attempt.at).toISOString()} ${String(attempt.failures)}`,
      );
    }
    if (unreadable > 0) audit(open, 'session.failed', 'unreadable', 'refused', String(unreadable));
  });
  delay.forgetSealed(open.clock.now());
}

/** Opens the database for a passphrase that was right; what stands in the way is remembered for `app.state`. */
function openProved(office: Office, keys: UnlockedKeys): Opened {
  office.provedKey = undefined;
  office.trouble = undefined;
  try {
    // Opening makes a database where there is none: an empty office must not take the place of one that is gone.
    if (!existsSync(databaseFile(office.options.dir))) throw new Refusal('SAFE_DAMAGED');
    return officeDatabase(office.options, keys.databaseKeys);
  } catch (error) {
    if (error instanceof Refusal) office.trouble = error.error.code;
    if (office.trouble === 'SAFE_DAMAGED') office.provedKey = keys.databaseKeys[0];
    throw error;
  }
}

/**
 * Opens the office with a person's passphrase. AUTH_WRONG_PASSPHRASE { triesLeft } for a wrong person or passphrase
 * alike, AUTH_WAIT { seconds }, AUTH_ALREADY_OPEN, and everything that can be wrong with the files.
 */
export async function signIn(office: Office, input: Input<'session.signIn'>): Promise<Output<'session.signIn'>> {
  if (office.open) throw new Refusal('AUTH_ALREADY_OPEN');
  const { dir, clock } = office.options;
  const file = valueOf(readKeyFile(dir));
  const delay = new SignInDelay(dir, file.audit.recipient);
  valueOf(delay.check(input.user, clock.now()));
  const result = await unlock(file, input.user, input.passphrase);
  if (!result.ok) {
    if (result.error.code !== 'AUTH_WRONG_PASSPHRASE') throw new Refusal(result.error.code, result.error.params);
    const { triesLeft, waitSeconds } = valueOf(await delay.failed(input.user, clock.now()));
    if (waitSeconds > 0) throw new Refusal('AUTH_WAIT', { seconds: waitSeconds });
    throw new Refusal('AUTH_WRONG_PASSPHRASE', { triesLeft });
  }
  const keys = result.value;
  const opened = openProved(office, keys);
  try {
    const open = openSession(office, opened, keys);
    valueOf(delay.succeeded(input.user, clock.now()));
    await foldAttempts(open, delay);
    audit(open, 'session.signed-in', open.me.id);
    if (shouldRaiseCost(file, input.user)) {
      const cost = await tuneKdf(() => performance.now());
      valueOf(writeKeyFile(dir, await changePassphrase(file, keys, input.passphrase, cost)));
    }
    // Bundles that were looked at and not taken in; whoever brought them still has them.
    rmSync(inboxDir(dir), { recursive: true, force: true });
    keepGoodCopy(open, opened.key);
    office.open = open;
    return sessionView(open);
  } catch (error) {
    opened.close();
    throw error;
  }
}
