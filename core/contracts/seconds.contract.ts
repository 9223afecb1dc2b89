import { z } from 'zod';
import { SECOND_KINDS } from '../rights/second-person.ts';
import { call } from './contract.ts';
import { instant, line, none, role, rowId } from './values.ts';

const kinds = z.array(z.enum(SECOND_KINDS)).max(SECOND_KINDS.length);

const waiting = z.strictObject({
  id: rowId,
  why: z.enum([...SECOND_KINDS, 'rule']),
  /** Who asked. */
  by: line,
  mine: z.boolean(),
  askedUtc: instant,
  /** What it is about: whose roles would be which, who could not sign in any more, which role would change, which case would show its name. */
  about: z.discriminatedUnion('what', [
    z.strictObject({ what: z.literal('person'), name: line, roles: z.array(role) }),
    z.strictObject({ what: z.literal('leaver'), name: line }),
    z.strictObject({ what: z.literal('role'), role }),
    z.strictObject({ what: z.literal('case'), code: line }),
    z.strictObject({ what: z.literal('rule'), kinds }),
  ]),
});

export const secondsCalls = {
  /** What waits for a second person: that the person asked for, and that they may agree to. */
  list: call('session', none, z.array(waiting)),
  /**
   * Agrees, which does what was asked for at once, or does not. Whoever asked can only take it back. PERM_DENIED, FORM_STALE
   * when somebody was faster or what it is about has changed since, and what the act itself is refused for.
   */
  decide: call('session', z.strictObject({ id: rowId, agrees: z.boolean() }), none),
  /** What this office asks a second person for. */
  rule: call('people.manage', none, z.strictObject({ kinds, others: z.int() })),
  /** Asking for less waits for a second person itself. SECOND_WAITS. */
  setRule: call('people.manage', z.strictObject({ kinds }), none),
} as const;

export type WaitingAct = z.infer<typeof waiting>;
