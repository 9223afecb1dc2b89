import { z } from 'zod';
import { VIEWED_LISTS } from '#core/finding/record-kinds.ts';
import { FIRST_PAGES } from '#core/rights/first-page.ts';
import { call, desktopCall } from './contract.ts';
import { instant, language, line, none, officeId, role, rowId, userId } from './values.ts';

export const staff = z.strictObject({ id: userId, name: line, roles: z.array(role) });

/** What stands in the way of opening the database, each its own screen (storage.md). */
export const problem = z.strictObject({
  code: z.enum([
    'SAFE_DAMAGED',
    'SAFE_FROM_FUTURE',
    'SAFE_IN_USE',
    'KEY_FILE_DAMAGED',
    'KEY_FILE_MISSING',
    'DISK_FULL',
    'DISK_READ_ONLY',
    'DISK_FAILED',
  ]),
  /** When the last good copy was made, if there is one to offer. */
  lastGoodCopy: instant.exactOptional(),
  /** The key file as it was before its last change can be put back. */
  previousKeys: z.literal(true).exactOptional(),
});

export const session = z.strictObject({
  user: staff,
  rights: z.array(z.string()),
  /** What the person has to do before anything else: choose a passphrase, make a phone known, accept the code of conduct. */
  before: z.array(z.enum(['passphrase', 'second-factor', 'conduct'])),
  /** The role that the person looks at the program as, for reading only. */
  trial: role.exactOptional(),
  startedAtUtc: instant,
  idleMinutes: z.int(),
  /** The page that the person's rights begin the day at; otherwise the first that they may open. */
  begins: z.enum(FIRST_PAGES).exactOptional(),
  /** The saved view that this person begins the day with. */
  startView: z.strictObject({ list: z.enum(VIEWED_LISTS), viewId: rowId }).exactOptional(),
});

export const appState = z.strictObject({
  phase: z.enum(['first-start', 'locked', 'open', 'problem']),
  office: z
    .strictObject({
      id: officeId,
      code: line,
      name: line,
      programme: line,
      demo: z.boolean(),
      /** IANA name; known once the office is open. */
      timeZone: line.exactOptional(),
    })
    .exactOptional(),
  /** Names of staff only: all that is known before a passphrase. */
  staff: z.array(staff),
  session: session.exactOptional(),
  problem: problem.exactOptional(),
  /** Days since anything came from another office; absent when never. */
  daysSinceExchange: z.int().exactOptional(),
  clockSuspect: z.boolean(),
  /** With `first-start`: when the office that was here was erased. */
  erasedAtUtc: instant.exactOptional(),
});

export const preferences = z.strictObject({
  language,
  theme: z.enum(['light', 'dark', 'contrast', 'system']),
  density: z.enum(['comfortable', 'compact', 'relaxed']),
  textSize: z.union([z.literal(100), z.literal(112), z.literal(125), z.literal(150)]),
  letterKeys: z.boolean(),
});

export const appCalls = {
  state: call('public', none, appState),
  /** Which engine shows this page, for "About" and for the demo's summary. */
  about: desktopCall('public', none, z.strictObject({ version: line, engine: line, electron: z.boolean() })),
  /** What the system does to protect this computer: asked before set-up too, and nothing about the office is in it. */
  computer: desktopCall(
    'public',
    none,
    z.strictObject({
      /** Whether the disk under the office's folder is encrypted by the system. */
      disk: z.enum(['encrypted', 'open', 'unknown']),
      system: z.enum(['windows', 'mac', 'linux']),
      /** Whether the system keeps keys for this program, so that slots are bound to this computer. */
      keyStore: z.boolean(),
    }),
  ),
  preferences: desktopCall('public', none, preferences),
  setPreferences: desktopCall('public', preferences, none),
  restoreLastGoodCopy: call('public', none, none),
  /** Puts the key file of the last change back where the one in force is damaged or missing; KEY_FILE_* otherwise. */
  restorePreviousKeys: call('public', none, none),
} as const;

export type AppState = z.infer<typeof appState>;
export type Preferences = z.infer<typeof preferences>;
export type Session = z.infer<typeof session>;
export type Staff = z.infer<typeof staff>;
