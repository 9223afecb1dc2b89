import { rmSync } from 'node:fs';
import type { Session } from '#core/contracts/app.contract.ts';
import type { SignInDelay } from '../crypto/sign-in-delay.ts';
import { NamedTexts } from '../storage/meta.repo.ts';
import { answerForDevice } from './answer-for-device.ts';
import { audit } from './audit.ts';
import { bindInBackground } from './bind-slots.ts';
import { tryRenewDuressSlot } from './duress.ts';
import { markKeyFile, reachedBy, tryMark } from './device-mark.ts';
import { watchAudit } from './audit-watch.ts';
import { endEmergencies } from './emergency-access.ts';
import { keepGoodCopy } from './good-copy.ts';
import { certifyPeople } from './certify-people.ts';
import { countAhead } from './measures/count-ahead.ts';
import { eraseWhatWasErased, finishErasures } from './finish-erasures.ts';
import type { Office } from './office.ts';
import { inboxDir, valueOf } from './office-files.ts';
import type { OpenOffice } from './open-office.ts';
import { noteInTime, retryRefusedState } from './own-state/own-state.ts';
import { sessionView } from './open-session.ts';
import { renewProjections } from './project-case.ts';
import { renewDay } from './renew-day.ts';
import { healAfterUpgrade } from './renew-states.ts';
import { salvageDamaged } from './salvage.ts';
import { countRunning } from './suspensions.ts';
import { sweepAttachments } from './sweep-attachments.ts';
import { sweepOutbox } from './sweep-outbox.ts';

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

/**
 * The office is open for this person from now on. `who`: whose wrong tries are forgotten, a user id or `kit`. Throws
 * what the disk refuses; the office is not open then.
 */
export async function beginSession(
  office: Office,
  open: OpenOffice,
  delay: SignInDelay,
  who: string,
): Promise<Session> {
  valueOf(delay.succeeded(who, open.clock.now()));
  await foldAttempts(open, delay);
  audit(open, 'session.signed-in', open.me.id);
  // Bundles that were looked at and not taken in; whoever brought them still has them.
  rmSync(inboxDir(open.dir), { recursive: true, force: true });
  // What a lock or a power cut stopped on its way to a stick is made anew when somebody asks for it again.
  sweepOutbox(open);
  eraseWhatWasErased(open);
  await finishErasures(open);
  await salvageDamaged(open);
  await healAfterUpgrade(open);
  renewProjections(open);
  renewDay(open);
  sweepAttachments(open);
  keepGoodCopy(open);
  answerForDevice(open);
  certifyPeople(open);
  retryRefusedState(open);
  noteInTime(open, 'session');
  tryMark(open, reachedBy(open.db));
  markKeyFile(open, open.keys, open.db);
  tryRenewDuressSlot(open);
  office.open = open;
  endEmergencies(open);
  open.relay.begin(open);
  countRunning(open);
  watchAudit(open, (work) => office.enter(work));
  open.backups.begin(open);
  bindInBackground(office, open);
  // Nobody waits for it: whoever opens the numbers goes on with it, and says what the disk refuses.
  countAhead(open, (work) => office.enter(work)).catch(() => undefined);
  return sessionView(open);
}
