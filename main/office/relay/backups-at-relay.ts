import { randomBytes } from 'node:crypto';
import { RELAY_LIMITS } from '#core/relay/relay-limits.ts';
import { toBytes } from '../../crypto/cbor.ts';
import { readKeyFile } from '../../crypto/key-file-store.ts';
import { audit } from '../audit.ts';
import { valueOf } from '../office-files.ts';
import type { OpenOffice } from '../open-office.ts';
import { dropSpool } from './backup-spool.ts';
import { patiently, type Pace } from './patience.ts';
import type { Enter } from './receive-by-relay.ts';
import { changeRelayBackup, putRelayBackupState, relayBackupState } from './relay-backup-state.ts';
import { relayState } from './relay-state.ts';
import type { RelayVisit } from './relay-visit.ts';

const FIRST = Buffer.alloc(32).toString('base64url');

/** Everything of the office's backups that lies at the relay. */
export async function* listed(
  visit: RelayVisit,
  pace: Pace,
): AsyncGenerator<{ readonly name: string; readonly size: number; readonly lane: number; readonly own: boolean }> {
  for (let after = FIRST; ;) {
    const from = after;
    const page = await patiently(pace, () => visit.backups(from));
    for (const [bytes, size, lane, , own] of page.l) {
      after = Buffer.from(bytes).toString('base64url');
      yield { name: after, size, lane, own };
    }
    if (!page.more || after === from) return;
  }
}

/** Names of what this computer has there. */
export async function ownPieces(visit: RelayVisit, pace: Pace): Promise<Set<string>> {
  const names = new Set<string>();
  for await (const { name, own } of listed(visit, pace)) if (own) names.add(name);
  return names;
}

async function drop(visit: RelayVisit, pace: Pace, names: readonly string[]): Promise<void> {
  // Also without a name: what stays is kept for another while.
  for (let at = 0; at === 0 || at < names.length; at += RELAY_LIMITS.drop) {
    const some = names.slice(at, at + RELAY_LIMITS.drop).map((name) => new Uint8Array(toBytes(name)));
    await patiently(pace, () => visit.dropBackups(some));
  }
}

/** Has everything dropped that no backup needs which is known to be whole there. */
export async function dropUnneeded(visit: RelayVisit, pace: Pace, enter: Enter): Promise<void> {
  const needed = await enter((open) => {
    const names = new Set<string>();
    for (const { top, pieces } of open.repos.backups.relayed()) {
      names.add(top.toString('base64url'));
      for (let at = 0; at < pieces.length; at += 32) names.add(pieces.subarray(at, at + 32).toString('base64url'));
    }
    return names;
  });
  const there = await ownPieces(visit, pace);
  await drop(
    visit,
    pace,
    [...there].filter((name) => !needed.has(name)),
  );
}

/** Nothing of this office lies at the relay any more that this computer put there, and no kit opens the way to it. */
export async function clearAtRelay(visit: RelayVisit, pace: Pace, enter: Enter): Promise<void> {
  await patiently(pace, () => visit.putKitKey(undefined));
  await drop(visit, pace, [...(await ownPieces(visit, pace))]);
  await enter((open) => {
    open.db.transaction(() => {
      const state = relayBackupState(open);
      open.repos.backups.keepRelayed(0);
      // With another kit it goes on as soon as somebody types its words.
      const forgotten = { seal: new Uint8Array(), login: new Uint8Array(), told: undefined, onTheWay: undefined };
      putRelayBackupState(open, state?.mode === 'on' ? { ...state, ...forgotten, mode: 'words' } : undefined);
      audit(open, 'backup.relay-cleared', 'relay');
    });
    dropSpool(open.dir);
  });
}

const kitOf = (open: OpenOffice): string => valueOf(readKeyFile(open.dir)).recovery.recipient;

/**
 * Tells the relay with which key backups may be fetched, where it was not told. False when nobody wants backups there any
 * more, or the office has another kit since: what the old one opens has to go.
 */
export async function tellKit(visit: RelayVisit, pace: Pace, enter: Enter): Promise<boolean> {
  const { state, card } = await enter((open) => {
    const { deviceId: device } = open.self;
    const known = relayBackupState(open);
    if (known && known.device !== device) {
      // A backup that was put back, or a copy: what the computer before it has at the relay is not its own.
      open.db.transaction(() => {
        open.repos.backups.keepRelayed(0);
        changeRelayBackup(open, { device, salt: new Uint8Array(randomBytes(16)), told: undefined });
      });
      dropSpool(open.dir);
    }
    const now = relayBackupState(open);
    return { state: now?.mode === 'on' && now.kit === kitOf(open) ? now : undefined, card: relayState(open).card };
  });
  if (!state) return false;
  if (state.told !== card) {
    await patiently(pace, () => visit.putKitKey(state.login));
    await enter((open) => {
      changeRelayBackup(open, { told: card });
    });
  }
  return true;
}
