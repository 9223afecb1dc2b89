import { z } from 'zod';
import { roleId, roleShape } from '../rights/role-shape.ts';
import { call } from './contract.ts';
import { fieldId, line, none, userId } from './values.ts';

const officeRole = z.strictObject({
  role: roleShape,
  /** As the configuration has it, changed by the office, or the office's alone. */
  origin: z.enum(['configuration', 'changed', 'own']),
  /** The configuration says something else since the office changed it. */
  newer: z.boolean(),
  /** Who holds it and can still sign in. */
  people: z.int(),
});

/** Why somebody may or may not: the rule that decided, in the words of `core/rights`. */
const reason = z.strictObject({
  allowed: z.boolean(),
  rule: z.enum([
    'role-grants',
    'emergency',
    'no-role-grants',
    'outside-scope',
    'form-closed',
    'form-read-only',
    'class-above',
    'name-hidden',
    'restricted',
    'conflict-of-interest',
  ]),
  /** The role that came furthest. */
  role: roleId.exactOptional(),
});

export const rolesCalls = {
  list: call('people.view', none, z.array(officeRole)),
  /**
   * Puts the office's own version of a role in force, or a role of its own. ROLE_INVALID { at, problem, name },
   * ROLE_LAST_MANAGER, ROLE_TOO_MANY.
   */
  save: call('people.manage', z.strictObject({ role: roleShape }), none),
  /** Goes back to the configuration's version, or takes an own role away. ROLE_LAST_MANAGER, ROLE_HELD { people }. */
  reset: call('people.manage', z.strictObject({ role: roleId }), none),
  /**
   * The program as this role shows it to the person who is signed in, for reading only, never more than they may see
   * themselves. ROLE_UNKNOWN.
   */
  try: call('people.view', z.strictObject({ role: roleId }), none),
  endTrial: call('session', none, none),
  /**
   * Whether and why a person may list, read or write a case, or one question of it. `code`: as people type it.
   * FORM_CASE_NOT_FOUND, FORM_INVALID { field }.
   */
  why: call(
    'people.manage',
    z.strictObject({
      user: userId,
      code: line,
      /** The id of a form: whether any answer of it may be read. */
      form: fieldId.exactOptional(),
      field: z.strictObject({ rows: fieldId.exactOptional(), field: fieldId }).exactOptional(),
    }),
    z.strictObject({
      name: line,
      code: line,
      /** What stands before every right: the account itself. */
      account: z.enum(['open', 'not-yet', 'over', 'suspended', 'left', 'removed']),
      owner: z.enum(['self', 'team', 'agency', 'team-agency', 'other', 'nobody', 'other-office']),
      /** The role that a referral gives in place of the own ones. */
      referral: roleId.exactOptional(),
      list: reason,
      read: reason,
      write: reason,
      /** Who ordered that the case is kept: nobody takes it out or erases it, whatever the role. */
      held: line.exactOptional(),
      sensitivity: z.int().exactOptional(),
      form: fieldId.exactOptional(),
    }),
  ),
} as const;

export type OfficeRoleLine = z.infer<typeof officeRole>;
export type Reason = z.infer<typeof reason>;
