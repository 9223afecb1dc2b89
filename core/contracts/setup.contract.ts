import { z } from 'zod';
import { isId32 } from '../ids.ts';
import { KIT_WORDS } from '../people/kit-words.ts';
import { call, desktopCall } from './contract.ts';
import { session } from './app.contract.ts';
import { isOfficeCode } from '../records/case-code.ts';
import { place } from './exchange.contract.ts';
import { instant, language, line, none, officeId } from './values.ts';

const weekday = z.int().min(0).max(6);

export const newOffice = z.strictObject({
  language,
  programmeName: line.min(1),
  officeName: line.min(1),
  /** Two to five Latin letters; the prefix of every case code. */
  officeCode: z.string().refine(isOfficeCode),
  timeZone: line,
  /** Days of work, Sunday = 0. */
  workingDays: z.array(weekday).min(1).max(7),
  administrator: z.strictObject({
    name: line.min(1),
    passphrase: z.string().max(1000),
    /** The first administrator of a small office is its supervisor too. */
    alsoSupervisor: z.boolean(),
  }),
  profile: z.enum(['full', 'rapid-onset', 'public-health']),
});

/** What a backup says of itself: of which office, and numbers. */
const backup = z.strictObject({
  officeId,
  code: line,
  name: line,
  number: z.int(),
  atUtc: instant,
  cases: z.int(),
  files: z.int(),
  bytes: z.int(),
});
const words = z.array(line).length(KIT_WORDS);
const bytes32Text = z.string().refine(isId32);
/** `top`: by which name the relay knows it. */
const atRelay = backup.extend({ top: bytes32Text });

export const setupCalls = {
  /** Profiles that ship with the product, with their names in every language. */
  profiles: call(
    'public',
    none,
    z.array(
      z.strictObject({
        id: newOffice.shape.profile,
        label: z.record(language, z.string()),
        description: z.record(language, z.string()),
        fields: z.int(),
      }),
    ),
  ),
  /** Five words drawn at random, for those who want a passphrase made for them. */
  suggestPassphrase: call('public', none, z.strictObject({ words: z.array(z.string()).length(5) })),
  /**
   * Makes the recovery kit: 24 words, kept in memory until the office is created, and the positions (from 1) of
   * those that have to be typed back.
   */
  prepareKit: call(
    'public',
    none,
    z.strictObject({ words: z.array(z.string()).length(24), check: z.array(z.int()).length(3) }),
  ),
  /** Whether the words typed back are right; `create` refuses while they have not been. */
  verifyKit: call('public', z.strictObject({ words: z.array(line).length(3) }), z.strictObject({ right: z.boolean() })),
  create: call('public', newOffice, session),
  /** An office with generated cases, marked as demo; never inside a real office's folder. */
  createDemo: call(
    'public',
    z.strictObject({ language }),
    z.strictObject({ session, passphrase: z.string(), cases: z.int() }),
  ),
  /** Asks for a folder or stick and says which backups are in it. Names of offices and numbers; nothing of a case. */
  pickBackup: desktopCall(
    'public',
    none,
    z
      .strictObject({
        place,
        backups: z.array(backup),
      })
      .nullable(),
  ),
  /** Puts one of them into the place of the office, which must not exist yet. Somebody has to sign in then. */
  restoreBackup: call(
    'public',
    z.strictObject({ place, officeId, number: z.int() }),
    z.strictObject({ missingFiles: z.int() }),
  ),
  /** Asks for the card of the relay that keeps the office's backups, and says whose it is. */
  pickRelayCard: desktopCall('public', none, z.strictObject({ place, name: line, url: line }).nullable()),
  /**
   * Which backups lie at the relay of this card that these words of a recovery kit open. KEY_KIT_WRONG for words that are
   * none; SYNC_RELAY_NOT_PERMITTED when the relay knows no such kit; what stands in the way of the connection.
   */
  lookAtRelay: call('public', z.strictObject({ place, words }), z.strictObject({ backups: z.array(atRelay) })),
  /** Fetches one of them, going on where an earlier try stopped, and puts it into the place of the office. */
  restoreFromRelay: call(
    'public',
    z.strictObject({ place, words, top: bytes32Text }),
    z.strictObject({ missingFiles: z.int() }),
  ),
} as const;

export type NewOffice = z.infer<typeof newOffice>;
