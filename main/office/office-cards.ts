import { existsSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { OfficeCardView, OfficeLink } from '#core/contracts/exchange.contract.ts';
import type { Input } from '#core/contracts/index.ts';
import type { ProgrammeId } from '#core/ids.ts';
import { Refusal } from '#core/result.ts';
import { publicBytes } from '../crypto/ed25519.ts';
import { setProgramme } from '../crypto/key-file.ts';
import { readKeyFile, writeKeyFile } from '../crypto/key-file-store.ts';
import { CARD_LIMIT, fingerprintOf, makeOfficeCard, readOfficeCard, type OfficeCard } from '../crypto/office-card.ts';
import { audit } from './audit.ts';
import { keepCounters } from './author.ts';
import { heldDirectory } from './held-trust.ts';
import { renewStandings } from './keep-trust.ts';
import { linkHealth } from './link-health.ts';
import { valueOf } from './office-files.ts';
import { Sessions } from './incoming-commit.ts';
import { newTally } from './merge-incoming.ts';
import { retryParked } from './retry-parked.ts';
import { officeOfDevice } from './office-of-device.ts';
import { passOn } from './offer-changes.ts';
import type { OpenOffice } from './open-office.ts';
import { tellChanged } from './project-case.ts';
import { readStickFile } from './stick-file.ts';
import { renewSubject } from './roles-in-force.ts';

/** The card is made once and kept: its words must not change from one look to the next. */
export function cardBytes(open: OpenOffice): Buffer {
  const self = open.repos.offices.self();
  if (self?.card) return self.card;
  const card = makeOfficeCard(
    {
      programme: open.self.programmeId,
      programmeName: open.self.programme,
      office: open.self.officeId,
      code: open.self.code,
      name: open.self.name,
      device: open.self.deviceId,
      signingKey: publicBytes(open.self.deviceKey),
      recipient: open.self.recipient,
      directoryVersion: 0,
    },
    open.self.deviceKey,
  );
  if (self) open.repos.offices.putOffice({ ...self, card });
  return card;
}

function viewOf(open: OpenOffice, card: OfficeCard, bytes: Uint8Array): OfficeCardView {
  const { words, groups } = fingerprintOf(bytes);
  const known = open.repos.offices.officeById(card.office);
  const device = open.repos.offices.deviceById(card.device);
  // The programme may vouch for an office before anybody saw its card.
  const ofOffice = device !== undefined && device.officeN === known?.n;
  const renewed = ofOffice && open.repos.successions.of(card.device) !== undefined;
  const listed = ofOffice && (device.standing === 'listed' || (renewed && device.standing === 'known'));
  const same = listed || known?.card?.equals(bytes) === true;
  // A computer belongs to one office, whatever else it signs.
  const moved = officeOfDevice(open, device);
  const elsewhere = moved !== undefined && moved.officeId !== card.office;
  return {
    officeId: card.office,
    code: card.code,
    name: card.name,
    programme: card.programmeName,
    sameProgramme: card.programme === open.self.programmeId,
    words: [...words],
    groups: [...groups],
    known:
      card.office === open.self.officeId ? 'self' : elsewhere ? 'changed' : !known ? 'new' : same ? 'same' : 'changed',
  };
}

export function ownCard(open: OpenOffice): OfficeCardView {
  const bytes = cardBytes(open);
  return viewOf(open, valueOf(readOfficeCard(bytes)), bytes);
}

/** SYNC_STICK_REMOVED when the folder is no longer there, DISK_*. */
export function writeCard(open: OpenOffice, path: string): void {
  if (!existsSync(dirname(path))) throw new Refusal('SYNC_STICK_REMOVED');
  writeFileSync(path, cardBytes(open));
}

function readFrom(path: string): { card: OfficeCard; bytes: Buffer } {
  const bytes = readStickFile(path, CARD_LIMIT, 'SYNC_CARD_INVALID');
  return { card: valueOf(readOfficeCard(bytes)), bytes };
}

/** Reads a card that a person chose. Nothing is stored. */
export function readCard(open: OpenOffice, path: string): { place: string; card: OfficeCardView } {
  const { card, bytes } = readFrom(path);
  return { place: open.places.name(path), card: viewOf(open, card, bytes) };
}

/**
 * The programme's id was made with its first office. A new office joins it by the first card or root it trusts, while it has
 * written nothing and knows nobody; later the two programmes stay apart (SYNC_OTHER_PROGRAMME).
 */
export function joinProgramme(open: OpenOffice, programme: { readonly id: ProgrammeId; readonly name: string }): void {
  const { offices, commits } = open.repos;
  if (commits.count() > 0 || offices.offices().length > 1) throw new Refusal('SYNC_OTHER_PROGRAMME');
  const file = valueOf(readKeyFile(open.dir));
  valueOf(writeKeyFile(open.dir, setProgramme(file, open.keys, programme)));
  open.self.programmeId = programme.id;
  open.self.programme = programme.name;
  const self = offices.self();
  if (self) offices.putOffice({ ...self, card: null });
}

/**
 * Trusts an office after its words were compared. SYNC_CARD_MISMATCH when the words are not those of the file, or when
 * an office that is known comes with another key: that is decided with the programme, not here. SYNC_REVOKED for a
 * computer that the programme took out.
 */
export async function confirmCard(open: OpenOffice, input: Input<'exchange.confirmCard'>): Promise<OfficeLink> {
  const { card, bytes } = readFrom(open.places.path(input.place));
  const view = viewOf(open, card, bytes);
  if (view.words.join(' ') !== input.words.join(' ') || view.known === 'changed')
    throw new Refusal('SYNC_CARD_MISMATCH');
  if (view.known === 'self') throw new Refusal('SYNC_CARD_INVALID', { at: 'self' });
  if (!view.sameProgramme) joinProgramme(open, { id: card.programme, name: card.programmeName });
  const cutOff = heldDirectory(open)?.value.entries.some(
    ({ kind, subject, cutOff: out }) => kind === 'device' && subject === card.device && out !== undefined,
  );
  if (cutOff === true) throw new Refusal('SYNC_REVOKED');
  const now = open.clock.now();
  open.db.transaction(() => {
    const officeN = open.repos.offices.putOffice({
      officeId: card.office,
      code: card.code,
      name: card.name,
      isSelf: false,
      card: bytes,
      confirmedAt: now,
    });
    const deviceN = open.repos.offices.addDevice(
      { deviceId: card.device, officeN, signingKey: Buffer.from(card.signingKey), recipient: card.recipient },
      now,
    );
    // Its keys are what the words were of: nobody has to look at it once more.
    open.repos.offices.setSight(deviceN, 'known');
    // The list may say of this computer what was not known of it before.
    renewStandings(open);
    audit(open, 'office.trusted', card.office);
  });
  await takeWaiting(open);
  const row = open.repos.offices.officeById(card.office);
  if (!row) throw new Error('an office that was just stored is missing');
  return linkHealth(open, row);
}

/** What waited for people of that office, in bundles of others, can be proven now. */
export async function takeWaiting(open: OpenOffice): Promise<void> {
  const sessions = new Sessions(open);
  const tally = newTally();
  open.db.transaction(() => {
    sessions.learn([]);
  });
  await retryParked(open, sessions, undefined, tally);
  // A name may be hidden from the person who is signed in by what counts now.
  renewSubject(open);
  open.db.transaction(() => {
    passOn(open, tally.touched, false);
    sessions.keep([]);
    keepCounters(open);
  });
  tellChanged(
    open,
    [...tally.touched].flatMap((n) => open.repos.cases.byNumber(n)?.caseId ?? []),
  );
}
