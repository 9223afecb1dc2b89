import { z } from 'zod';
import { call } from './contract.ts';
import { staff } from './app.contract.ts';
import { proof } from './second-factor.contract.ts';
import { day, fromComputer, instant, line, none, reason, role, rowId, userId } from './values.ts';

const passphrase = z.string().max(1000);
const roles = z.array(role).min(1).max(40);
/** First and last day on which somebody may sign in; null: no such limit. */
const limits = { from: day.nullable(), until: day.nullable() };

const colleague = z.strictObject({
  ...staff.shape,
  /** The id of one of the agencies; '' for none. */
  agency: line,
  position: line,
  ...limits,
  groups: z.array(rowId),
  standing: z.enum(['open', 'not-yet', 'over', 'suspended']),
  /** The passphrase was chosen by somebody else, and is changed at the next sign-in. */
  newPassphrase: z.boolean(),
  /** Has accepted the code of conduct as it is now; true where there is none. */
  conductAccepted: z.boolean(),
  /** A phone of theirs is known: the sign-in asks for its code. */
  secondFactor: z.boolean(),
  /** Open cases that the person is responsible for. */
  cases: z.int(),
});
const group = z.strictObject({ groupId: rowId, name: line, members: z.array(userId) });
const agency = z.strictObject({ agencyId: rowId, name: line, shortName: line, active: z.boolean() });
const CONDUCT_LENGTH = 20_000;

/**
 * There when other offices cannot be told yet, since whoever acts may not sign for people of this office: the names of those
 * who may and have to sign in, or none where the office's certificate has to be renewed (exchange.md §6.1).
 */
const unsaid = { signs: z.array(line).exactOptional() };

export const peopleCalls = {
  list: call('people.view', none, z.array(colleague)),
  /**
   * `newPassphrase`: the person chooses another one at the first sign-in. `agency` by its id, '' for none.
   * FORM_INVALID { field }, AUTH_PASSPHRASE_WEAK, ROLE_SECOND_ADD for a role that takes a second person
   * (core/rights/second-person.ts).
   */
  add: call(
    'people.manage',
    z.strictObject({
      name: line.min(1),
      roles,
      passphrase,
      newPassphrase: z.boolean().exactOptional(),
      groups: z.array(rowId).max(200).exactOptional(),
      agency: line.exactOptional(),
      position: line.exactOptional(),
    }),
    staff,
  ),
  /** Roles, groups and what an account holds beside them; `agency` by its id, '' for none. ROLE_LAST_MANAGER, FORM_INVALID { field },
   * FORM_STALE, SECOND_WAITS. */
  change: call(
    'people.manage',
    z.strictObject({ user: userId, roles, groups: z.array(rowId).max(200), agency: line, position: line, ...limits }),
    none,
  ),
  /** No sign-in from now on until the person is let in again. PERM_DENIED for the own account, ROLE_LAST_MANAGER, FORM_STALE. */
  suspend: call('people.manage', z.strictObject({ user: userId, why: reason }), z.strictObject(unsaid)),
  readmit: call('people.manage', z.strictObject({ user: userId, why: reason }), z.strictObject(unsaid)),
  /**
   * The person left the office: their keys are gone, and their open cases go to `to`. `again`: they were added again after
   * a forgotten passphrase, as `to`; closed cases go along, and a conflict of interest counts on. PERSON_HAS_CASES { count } without
   * one, PERSON_NOT_FITTING, PERM_DENIED for the own account, ROLE_LAST_MANAGER,
   * SECOND_WAITS where nobody else could agree to anything afterwards, and for `again` to the own account.
   */
  leave: call(
    'people.manage',
    z.strictObject({ user: userId, to: userId.nullable(), why: reason, again: z.literal(true).exactOptional() }),
    z.strictObject({ cases: z.int(), ...unsaid }),
  ),
  /** As who agrees to something shows who they are: AUTH_WRONG_PASSPHRASE { triesLeft }, AUTH_WAIT { seconds },
   * AUTH_CODE_NEEDED, AUTH_WRONG_CODE { triesLeft }; AUTH_PASSPHRASE_WEAK { why }. */
  changePassphrase: call(
    'session',
    z.strictObject({ current: passphrase, next: passphrase, code: proof.shape.code }),
    none,
  ),
  groups: call('people.view', none, z.array(group)),
  /** Makes a group, or changes the one with this id. FORM_NEEDED { field }, FORM_INVALID { field }. */
  saveGroup: call(
    'people.manage',
    z.strictObject({ groupId: rowId.nullable(), name: line, members: z.array(userId).max(500) }),
    z.strictObject({ groupId: rowId }),
  ),
  removeGroup: call('people.manage', z.strictObject({ groupId: rowId }), none),
  agencies: call('people.view', none, z.array(agency)),
  /**
   * Adds an agency, or changes the one with this id; one that is not active opens nothing. FORM_NEEDED { field },
   * FORM_INVALID { field }, FORM_STALE.
   */
  saveAgency: call(
    'people.manage',
    z.strictObject({ agencyId: rowId.nullable(), name: line, shortName: line, active: z.boolean() }),
    z.strictObject({ agencyId: rowId }),
  ),
  /** The office's own code of conduct; version 0: there is none. `accepted`: by the person who asks. */
  conduct: call(
    'session',
    none,
    z.strictObject({
      version: z.int(),
      text: z.string(),
      accepted: z.boolean(),
      sinceUtc: instant.exactOptional(),
      /** The computer of this office that it came from. */
      from: fromComputer.exactOptional(),
    }),
  ),
  /** A new version, which everybody accepts at the next sign-in; an empty text ends it. */
  setConduct: call('people.manage', z.strictObject({ text: z.string().max(CONDUCT_LENGTH) }), none),
  /** FORM_STALE when there is a newer one. */
  acceptConduct: call('session', z.strictObject({ version: z.int() }), none),
} as const;

export type Colleague = z.infer<typeof colleague>;
export type Agency = z.infer<typeof agency>;
export type Group = z.infer<typeof group>;
