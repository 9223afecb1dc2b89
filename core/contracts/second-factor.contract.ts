import { z } from 'zod';
import { roleId } from '../rights/role-shape.ts';
import { call } from './contract.ts';
import { instant, line, none, reason, userId } from './values.ts';

/** As it is typed: six digits of the phone, or one of the printed codes. */
export const typedCode = z.string().max(40);
/** Somebody proves who they are, as at the sign-in. A code for whoever has a second factor: AUTH_CODE_NEEDED without one. */
export const proof = z.strictObject({ passphrase: z.string().max(1000), code: typedCode.exactOptional() });
const rule = z.strictObject({ everybody: z.boolean(), roles: z.array(roleId).max(40) });
const codes = z.strictObject({ codes: z.array(line) });

export const secondFactorCalls = {
  /** Of the person who asks. `asked`: the office asks for one. */
  state: call(
    'session',
    none,
    z.strictObject({ asked: z.boolean(), sinceUtc: instant.exactOptional(), codesLeft: z.int() }),
  ),
  /**
   * A new secret for a phone; nothing counts before a code of it was typed. In place of a phone that is known already it
   * needs a `code` of that one, or a printed one: AUTH_WRONG_CODE. `address`: what the QR code says.
   */
  begin: call(
    'session',
    z.strictObject({ code: typedCode.exactOptional() }),
    z.strictObject({ address: line, secret: line }),
  ),
  /** Makes the phone known, and answers the printed codes, told this once. AUTH_WRONG_CODE, FORM_STALE. */
  confirm: call('session', z.strictObject({ code: typedCode }), codes),
  /** New printed codes; the earlier ones count no more. AUTH_WRONG_CODE. */
  renewCodes: call('session', z.strictObject({ code: typedCode }), codes),
  /** Signs in with the passphrase alone again. AUTH_WRONG_CODE, PERM_DENIED { rule } where the office asks for it. */
  remove: call('session', z.strictObject({ code: typedCode }), none),
  /** For somebody who lost phone and paper: they make another phone known. PERM_DENIED for the own one, FORM_STALE. */
  reset: call('people.manage', z.strictObject({ user: userId, why: reason }), none),
  rule: call('people.view', none, rule),
  /** Counts from each person's next sign-in. FORM_INVALID { field } for a role that there is not. */
  setRule: call('people.manage', rule, none),
} as const;
