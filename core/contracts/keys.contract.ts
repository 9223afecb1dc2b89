import { z } from 'zod';
import { call } from './contract.ts';
import { instant, line, none } from './values.ts';

/** Why the key of the database has to change: somebody no longer belongs here, or somebody asked for it. */
export const KEY_REASONS = ['left', 'recovered', 'asked'] as const;

const state = z.strictObject({
  /** When it changed last; absent: it is the one of the set-up. */
  changedUtc: instant.exactOptional(),
  /** It has to change, and why; the change goes on by itself. */
  due: z.strictObject({ why: z.enum(KEY_REASONS), sinceUtc: instant }).exactOptional(),
  running: z.boolean(),
  /** Why the last try stopped; it is tried again. */
  failed: line.exactOptional(),
  /** Who opens the office with a passphrase of their own, and will with the new key. */
  people: z.int(),
});

export const keysCalls = {
  state: call('people.manage', none, state),
  /**
   * Begins to give the database another key, beside the work: everybody who has a passphrase here, and the kit, open it
   * with the same passphrase and the same words afterwards. What comes of it is in the state later.
   */
  change: call('people.manage', none, state),
} as const;

export type KeysState = z.infer<typeof state>;
