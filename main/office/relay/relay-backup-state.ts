import { z } from 'zod';
import { ERRORS, type ErrorCode } from '#core/errors.ts';
import { NamedTexts, putText } from '../../storage/meta.repo.ts';
import type { OpenOffice } from '../open-office.ts';

const bytes = z.string().transform((text) => new Uint8Array(Buffer.from(text, 'base64url')));
const isCode = (code: string): code is ErrorCode => Object.hasOwn(ERRORS, code);

const state = z.object({
  /**
   * `clearing`: what lies at the relay goes with the next visit. `words`: those of another kit have to be typed. `off`: all
   * that is kept is when a kit was used.
   */
  mode: z.enum(['on', 'clearing', 'words', 'off']),
  /** The recovery identity of the key file whose words were typed: with another kit they have to be typed again. */
  kit: z.string(),
  /** What follows from the kit: the key that seals, and the one that the relay is told (base64url). */
  seal: bytes,
  login: bytes,
  /** Drawn for this computer: one that goes on as another shares no piece with it. */
  salt: bytes,
  device: z.string(),
  /** The card of the relay that what is written down is about: another one has nothing of it. */
  at: z.string().optional(),
  /** When the relay was last asked whether the newest one is there, and to keep what it has. */
  renewed: z.int().optional(),
  /** Somebody asked for one: it goes over a connection that costs money too. */
  asked: z.boolean().default(false),
  trouble: z.string().refine(isCode).optional(),
  notBefore: z.int().optional(),
  /** When a kit was last used at the relay: not far ahead of this computer's clock, and what the relay said. */
  kitUsed: z.int().default(0),
  kitSaid: z.int().default(0),
  onTheWay: z.object({ done: z.int(), of: z.int() }).optional(),
});
export type RelayBackupState = z.infer<typeof state>;

const KEY = 'relay_backup';

/** How this office stands with backups at its relay; undefined where nobody wanted any. */
export function relayBackupState(open: Pick<OpenOffice, 'db'>): RelayBackupState | undefined {
  const text = new NamedTexts(open.db, 'meta').get(KEY);
  return text === undefined || text === '' ? undefined : state.parse(JSON.parse(text));
}

const text64 = (key: Uint8Array): string => Buffer.from(key).toString('base64url');

/** Keeps what is said; undefined forgets everything, keys included. */
export function putRelayBackupState(open: OpenOffice, next: RelayBackupState | undefined): void {
  const text =
    next === undefined
      ? ''
      : JSON.stringify({ ...next, seal: text64(next.seal), login: text64(next.login), salt: text64(next.salt) });
  open.db.transaction(() => {
    putText(open.db, 'meta', KEY, text);
  });
}

/** Changes what is kept, where there is anything. */
export function changeRelayBackup(open: OpenOffice, change: Partial<RelayBackupState>): void {
  const known = relayBackupState(open);
  if (known) putRelayBackupState(open, { ...known, ...change });
}

/** Keys, and what is on its way, are forgotten; that somebody used a kit is shown after that too. */
export function endRelayBackup(open: OpenOffice): void {
  const known = relayBackupState(open);
  const nothing = { seal: new Uint8Array(), login: new Uint8Array(), at: undefined, onTheWay: undefined };
  const rest = { ...nothing, asked: false, trouble: undefined, notBefore: undefined, renewed: undefined };
  putRelayBackupState(open, known && known.kitUsed > 0 ? { ...known, ...rest, mode: 'off' } : undefined);
}
