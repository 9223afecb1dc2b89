import { z } from 'zod';
import { FORM_ACCESS, HIGHEST_CLASSES, RIGHTS, SCOPES } from '../rights/roles.ts';
import { SECOND_KINDS, SECOND_REASONS } from '../rights/second-person.ts';
import { call } from './contract.ts';
import { proof } from './second-factor.contract.ts';
import { day, instant, language, line, none, role, rowId } from './values.ts';

const kinds = z.array(z.enum(SECOND_KINDS)).max(SECOND_KINDS.length);

const text = z.record(language, z.string());
const change = <T extends z.ZodType>(what: T) => z.strictObject({ before: what, after: what });
const rights = z.array(z.enum(RIGHTS));
/** As `RoleGains` of core/rights/role-gains.ts. */
const gains = z.strictObject({
  gained: rights,
  lost: rights,
  reaches: z.array(change(z.enum(SCOPES)).extend({ right: z.enum(RIGHTS) })),
  scope: change(z.enum(SCOPES)).exactOptional(),
  maxClass: change(z.literal(HIGHEST_CLASSES)).exactOptional(),
  forms: z.array(change(z.enum(FORM_ACCESS)).extend({ place: z.string() })),
  owns: change(z.boolean()).exactOptional(),
  days: change(z.strictObject({ from: z.string(), until: z.string() })).exactOptional(),
  together: z.boolean(),
});

/** What somebody's account says, beside what their roles give. `groups`: names. */
const account = z.strictObject({
  roles: z.array(role),
  groups: z.array(line),
  agency: line,
  position: line,
  from: day.nullable(),
  until: day.nullable(),
});
/** Who sees a hidden name; null: everybody who sees the case. `people`: names. */
const seers = z.strictObject({ people: z.array(line), roles: z.array(role) }).nullable();

const waiting = z.strictObject({
  id: rowId,
  why: z.enum(SECOND_REASONS),
  /** Who asked. */
  by: line,
  mine: z.boolean(),
  askedUtc: instant,
  /** What it is about: whose roles would be which, who could not sign in any more, which role would change, which case would show its name. */
  about: z.discriminatedUnion('what', [
    z.strictObject({ what: z.literal('person'), name: line, ...change(account).shape, gains }),
    /** `to`: who takes their open cases; `again`: who they go on as, with all their cases and conflicts of interest. */
    z.strictObject({
      what: z.literal('leaver'),
      name: line,
      cases: z.int(),
      to: line.nullable(),
      reason: z.string(),
      again: z.literal(true).exactOptional(),
    }),
    /** `people`: how many hold it. */
    z.strictObject({ what: z.literal('role'), role, people: z.int(), gains }),
    z.strictObject({ what: z.literal('case'), code: line, ...change(seers).shape, reason: z.string() }),
    z.strictObject({ what: z.literal('rule'), kinds }),
    z.strictObject({ what: z.literal('own-approvals') }),
    /** What was kept of it is gone, or this program cannot read it: it is declined or taken back. */
    z.strictObject({ what: z.literal('unreadable') }),
    z.strictObject({
      what: z.literal('configuration'),
      hash: z.string(),
      label: text,
      version: z.int(),
      /** Roles that would say something else, as they would be called. `people`: how many hold it. */
      roles: z.array(z.strictObject({ role, label: text, people: z.int(), gains })),
    }),
  ]),
});

export const secondsCalls = {
  /** What waits for a second person: that the person asked for, and that they may agree to. */
  list: call('session', none, z.array(waiting)),
  /**
   * Agrees, which does what was asked for at once, or does not. Whoever asked can only take it back. PERM_DENIED, FORM_STALE
   * when somebody was faster or what it is about has changed since, SECOND_CAME_LATER, SECOND_NEW_ACCOUNT, and what the act
   * itself is refused for. Whoever agrees types the own passphrase again: AUTH_WRONG_PASSPHRASE { triesLeft }, AUTH_WAIT { seconds },
   * AUTH_CODE_NEEDED, AUTH_WRONG_CODE { triesLeft }.
   */
  decide: call(
    'session',
    z.union([
      z.strictObject({ id: rowId, agrees: z.literal(false) }),
      proof.extend({ id: rowId, agrees: z.literal(true) }),
    ]),
    none,
  ),
  /** What this office asks a second person for. */
  rule: call('people.manage', none, z.strictObject({ kinds, others: z.int() })),
  /** Asking for less waits for a second person itself. SECOND_WAITS. */
  setRule: call('people.manage', z.strictObject({ kinds }), none),
  /** Who was suspended a short while ago. `counts`: they still count as somebody who could agree. */
  suspended: call(
    'people.manage',
    none,
    z.array(
      z.strictObject({
        name: line,
        by: line,
        mine: z.boolean(),
        why: z.string(),
        sinceUtc: instant,
        counts: z.boolean(),
      }),
    ),
  ),
} as const;

export type Gains = z.infer<typeof gains>;
export type WaitingAct = z.infer<typeof waiting>;
