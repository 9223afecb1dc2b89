import { randomBytes } from 'node:crypto';
import type { Input, Output } from '#core/contracts/index.ts';
import { Refusal } from '#core/result.ts';
import { unlockWithKit } from '../../crypto/key-file.ts';
import { readKeyFile } from '../../crypto/key-file-store.ts';
import { seedFromWords } from '../../crypto/recovery-kit.ts';
import { kitKeys } from '../../crypto/relay-backup.ts';
import { readRelayCard } from '../../crypto/relay-card.ts';
import { SignInDelay } from '../../crypto/sign-in-delay.ts';
import { audit } from '../audit.ts';
import { instantOf } from '../clock.ts';
import { valueOf } from '../office-files.ts';
import type { OpenOffice } from '../open-office.ts';
import { KIT } from '../recover-office.ts';
import { safetyState } from '../safety-state.ts';
import { changeRelayBackup, endRelayBackup, putRelayBackupState, relayBackupState } from './relay-backup-state.ts';
import { dropSpool } from './backup-spool.ts';
import { relayState } from './relay-state.ts';

type AtRelay = Output<'safety.state'>['backups']['relay'];

/** How the office's backups at its relay stand. */
export function relayBackups(open: OpenOffice): AtRelay {
  const { card, metered } = relayState(open);
  const state = relayBackupState(open);
  const all = open.repos.backups.relayed();
  const [last] = all;
  return {
    ...(card === undefined ? {} : { relay: valueOf(readRelayCard(Buffer.from(card, 'base64url'))).name }),
    mode: state?.mode ?? 'off',
    metered,
    kept: all.length,
    ...(last ? { last: { atUtc: instantOf(last.at), bytes: last.bytes } } : {}),
    ...(state?.onTheWay ? { onTheWay: state.onTheWay } : {}),
    ...(state?.trouble === undefined ? {} : { trouble: state.trouble }),
    ...(state && state.kitUsed > 0 ? { kitUsedUtc: instantOf(state.kitUsed) } : {}),
  };
}

/** The words are counted as those of a recovery are: whoever tries words finds no second place to try them. */
async function seedOf(open: OpenOffice, words: readonly string[]): Promise<Uint8Array> {
  const file = valueOf(readKeyFile(open.dir));
  const delay = new SignInDelay(open.dir, file.audit.recipient);
  valueOf(delay.check(KIT, open.clock.now()));
  const kit = await unlockWithKit(file, words);
  if (kit.ok) {
    for (const key of kit.value.databaseKeys) key.fill(0);
    return valueOf(seedFromWords(words));
  }
  if (kit.error.code !== 'KEY_KIT_WRONG') throw new Refusal(kit.error.code, kit.error.params);
  const { waitSeconds } = valueOf(await delay.failed(KIT, open.clock.now()));
  throw waitSeconds > 0 ? new Refusal('AUTH_WAIT', { seconds: waitSeconds }) : new Refusal('KEY_KIT_WRONG');
}

/** Puts backups to the relay from the next visit on. BACKUP_NO_RELAY, KEY_KIT_WRONG, AUTH_WAIT { seconds }. */
export async function startRelayBackups(
  open: OpenOffice,
  { words }: Input<'safety.startRelay'>,
): Promise<Output<'safety.startRelay'>> {
  if (relayState(open).card === undefined) throw new Refusal('BACKUP_NO_RELAY');
  const seed = await seedOf(open, words);
  const { seal, publicKey } = kitKeys(seed);
  seed.fill(0);
  open.db.transaction(() => {
    putRelayBackupState(open, {
      mode: 'on',
      kit: valueOf(readKeyFile(open.dir)).recovery.recipient,
      seal,
      login: publicKey,
      salt: new Uint8Array(randomBytes(16)),
      device: open.self.deviceId,
      asked: false,
      kitUsed: relayBackupState(open)?.kitUsed ?? 0,
      kitSaid: relayBackupState(open)?.kitSaid ?? 0,
    });
    // What an earlier kit or an earlier try has left there is sealed otherwise.
    open.repos.backups.keepRelayed(0);
    audit(open, 'backup.relay', 'relay', 'done', 'on');
  });
  dropSpool(open.dir);
  open.relay.begin(open);
  return safetyState(open);
}

/** Puts none any more; those that lie there go with the next visit. */
export function stopRelayBackups(open: OpenOffice): Output<'safety.stopRelay'> {
  if ((relayBackupState(open)?.mode ?? 'off') !== 'off') {
    const reached = relayState(open).card !== undefined;
    open.db.transaction(() => {
      // Without a relay there is nobody who could be asked: what lies there goes when its time is over.
      if (reached) changeRelayBackup(open, { mode: 'clearing', asked: false, trouble: undefined, onTheWay: undefined });
      else endRelayBackup(open);
      audit(open, 'backup.relay', 'relay', 'done', 'off');
    });
    dropSpool(open.dir);
    void open.relay.now();
  }
  return safetyState(open);
}

/** Puts one with the next visit, and begins it. BACKUP_NO_RELAY. */
export function putRelayBackup(open: OpenOffice): Output<'safety.putRelay'> {
  if (relayState(open).card === undefined) throw new Refusal('BACKUP_NO_RELAY');
  changeRelayBackup(open, { asked: true, notBefore: undefined });
  void open.relay.now();
  return safetyState(open);
}
