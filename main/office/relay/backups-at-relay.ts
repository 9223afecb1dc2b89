import { randomBytes } from 'node:crypto';
import { Refusal } from '#core/result.ts';
import { RELAY_LIMITS } from '#core/relay/relay-limits.ts';
import { toBytes } from '../../crypto/cbor.ts';
import { readKeyFile } from '../../crypto/key-file-store.ts';
import type { RelayBackupRow } from '../../storage/backup.repo.ts';
import { audit } from '../audit.ts';
import { valueOf } from '../office-files.ts';
import type { OpenOffice } from '../open-office.ts';
import { dropSpool } from './backup-spool.ts';
import { patiently, type Pace } from './patience.ts';
import type { Enter } from './receive-by-relay.ts';
import { changeRelayBackup, endRelayBackup, relayBackupState } from './relay-backup-state.ts';
import { relayState } from './relay-state.ts';
import type { RelayVisit } from './relay-visit.ts';

const DAY = 86_400_000;
const FIRST = Buffer.alloc(32).toString('base64url');
/** More than an office has there; a relay that lists without an end keeps nobody waiting. */
const MOST = 500_000;

interface Listed {
  readonly name: string;
  readonly size: number;
  readonly lane: number;
  readonly put: number;
  readonly own: boolean;
}

/** Everything of the office's backups that lies at the relay. SYNC_RELAY_FAULT for names that do not rise. */
export async function* listed(visit: RelayVisit, pace: Pace): AsyncGenerator<Listed> {
  let count = 0;
  for (let after = FIRST; ;) {
    const from = after;
    const page = await patiently(pace, () => visit.backups(from));
    for (const [bytes, size, lane, put, own] of page.l) {
      const rises = Buffer.compare(bytes, toBytes(after)) > 0;
      if (!rises || ++count > MOST) throw new Refusal('SYNC_RELAY_FAULT', { at: '/v1/backups' });
      after = Buffer.from(bytes).toString('base64url');
      yield { name: after, size, lane, put, own };
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

/** Has these dropped; whatever else this computer has there is kept for another while, also without any name. */
export async function drop(visit: RelayVisit, pace: Pace, names: readonly string[]): Promise<void> {
  for (let at = 0; at === 0 || at < names.length; at += RELAY_LIMITS.drop) {
    const some = names.slice(at, at + RELAY_LIMITS.drop).map((name) => new Uint8Array(toBytes(name)));
    await patiently(pace, () => visit.dropBackups(some));
  }
}

/** Names of tops and pieces of backups that are known to be whole there. */
export function namesOf(rows: readonly RelayBackupRow[]): Set<string> {
  const names = new Set<string>();
  for (const { top, pieces } of rows) {
    names.add(top.toString('base64url'));
    for (let at = 0; at < pieces.length; at += 32) names.add(pieces.subarray(at, at + 32).toString('base64url'));
  }
  return names;
}

/** Has everything dropped that no backup needs which is known to be whole there. */
export async function dropUnneeded(visit: RelayVisit, pace: Pace, enter: Enter): Promise<void> {
  const needed = await enter((open) => namesOf(open.repos.backups.relayed()));
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
      const forgotten = { seal: new Uint8Array(), login: new Uint8Array(), at: undefined, onTheWay: undefined };
      if (state?.mode === 'on') changeRelayBackup(open, { ...forgotten, mode: 'words' });
      else endRelayBackup(open);
      audit(open, 'backup.relay-cleared', 'relay');
    });
    dropSpool(open.dir);
  });
}

const kitOf = (open: OpenOffice): string => valueOf(readKeyFile(open.dir)).recovery.recipient;

/** What is written down is of another computer or of another relay: nothing of it counts here. */
function startAnew(open: OpenOffice): void {
  const known = relayBackupState(open);
  if (!known) return;
  const { deviceId: device } = open.self;
  const { card: at } = relayState(open);
  // A backup that was put back, or a copy: what the computer before it has at the relay is not its own.
  const moved = known.device !== device;
  if (!moved && known.at === at) return;
  open.db.transaction(() => {
    open.repos.backups.keepRelayed(0);
    const change = { at, renewed: undefined, onTheWay: undefined, notBefore: undefined, trouble: undefined };
    changeRelayBackup(open, { ...change, ...(moved && { device, salt: new Uint8Array(randomBytes(16)) }) });
  });
  dropSpool(open.dir);
}

/**
 * Tells the relay with which key backups may be fetched, every time: it may have been told to forget it. False when nobody
 * wants backups there any more, or the office has another kit since: what the old one opens has to go.
 */
export async function tellKit(visit: RelayVisit, pace: Pace, enter: Enter): Promise<boolean> {
  const state = await enter((open) => {
    startAnew(open);
    const now = relayBackupState(open);
    return now?.mode === 'on' && now.kit === kitOf(open) ? now : undefined;
  });
  if (!state) return false;
  await patiently(pace, () => visit.putKitKey(state.login));
  return true;
}

/** The name right before this one, so that a list behind it begins with this one. */
function nameBefore(name: Uint8Array): string {
  const before = BigInt(`0x${Buffer.from(name).toString('hex')}`) - 1n;
  return Buffer.from(before.toString(16).padStart(64, '0'), 'hex').toString('base64url');
}

/** Once a day: asks whether the newest backup is still there, and has what is there kept for another while. */
export async function renewAtRelay(visit: RelayVisit, pace: Pace, enter: Enter): Promise<void> {
  const due = await enter((open) => {
    const since = open.clock.now() - (relayBackupState(open)?.renewed ?? -Infinity);
    return since < 0 || since >= DAY ? { top: open.repos.backups.relayed()[0]?.top } : undefined;
  });
  if (!due) return;
  const { top } = due;
  if (top) {
    const { l } = await patiently(pace, () => visit.backups(nameBefore(top)));
    const [first] = l;
    if (!first || Buffer.compare(first[0], top) !== 0 || !first[4])
      await enter((open) => {
        open.db.transaction(() => {
          open.repos.backups.keepRelayed(0);
          changeRelayBackup(open, { notBefore: undefined });
          audit(open, 'backup.relay-lost', 'relay');
        });
      });
  }
  await drop(visit, pace, []);
  await enter((open) => {
    changeRelayBackup(open, { renewed: open.clock.now() });
  });
}

/** Tells of a kit that somebody used at the relay: it may have been whoever found the paper. */
export async function lookForKit(visit: RelayVisit, pace: Pace, enter: Enter): Promise<void> {
  const last = Buffer.alloc(32, 255).toString('base64url');
  const { used } = await patiently(pace, () => visit.backups(last));
  await enter((open) => {
    const state = relayBackupState(open);
    if (!state || used === state.kitSaid) return;
    // A moment far ahead would hide every later use.
    const kitUsed = Math.min(used, open.clock.now() + DAY);
    const isNew = kitUsed > state.kitUsed;
    open.db.transaction(() => {
      changeRelayBackup(open, { kitSaid: used, ...(isNew && { kitUsed }) });
      if (isNew) audit(open, 'backup.kit-used', 'relay');
    });
  });
}
