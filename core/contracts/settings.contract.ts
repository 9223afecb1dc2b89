import { z } from 'zod';
import { SET_UP_STEPS } from '#core/people/set-up-steps.ts';
import { NAME_ORDERS } from '#core/records/name-parts.ts';
import { SPELT_SCRIPTS } from '#core/records/spelling.ts';
import { call } from './contract.ts';
import { day, fieldId, line, none, userId } from './values.ts';

const workingTime = z.strictObject({
  /** IANA name. */
  timeZone: line,
  /** ISO weekdays, Monday 1 to Sunday 7. */
  workingDays: z.array(z.int().min(1).max(7)),
  /** Days on which the office is closed, earliest first. */
  holidays: z.array(day),
});

const naming = z.strictObject({
  /** The order of the parts of a name. */
  order: z.enum(NAME_ORDERS),
  /** In which letters a spelling is suggested for a name in Latin letters. */
  letters: z.array(z.enum(SPELT_SCRIPTS)).max(SPELT_SCRIPTS.length),
});

const setUpStep = z.strictObject({
  id: z.enum(SET_UP_STEPS),
  /** Without it the office cannot be relied on; the others are advised. */
  needed: z.boolean(),
  /** `aside`: it does not concern this office, somebody said. */
  state: z.enum(['done', 'open', 'aside']),
  /** Whom it is about. */
  names: z.array(line),
});

export const settingsCalls = {
  /** When the office works: deadlines counted in days move to its next working day. */
  workingTime: call('session', none, workingTime),
  /** Replaces the list of closed days; the days on which tasks are due follow. `cases`: in how many cases they were looked at. */
  setHolidays: call(
    'office.settings',
    z.strictObject({ holidays: z.array(day).max(500) }),
    z.strictObject({ holidays: z.array(day), cases: z.int() }),
  ),
  /** Whom the office reports abuse by staff to, and who may be named. */
  focalPoint: call(
    'office.settings',
    none,
    z.strictObject({ user: userId.exactOptional(), people: z.array(z.strictObject({ id: userId, name: line })) }),
  ),
  setFocalPoint: call('office.settings', z.strictObject({ user: userId.nullable() }), none),
  /** Whether whoever approves may decide the own requests too (DQ23), and how many people approve here. */
  ownApprovals: call('office.settings', none, z.strictObject({ allowed: z.boolean(), approvers: z.int() })),
  setOwnApprovals: call('office.settings', z.strictObject({ allowed: z.boolean() }), none),
  /** Questions that this office asks only when it turned them on, and whether it did. */
  optionalQuestions: call('office.settings', none, z.array(z.strictObject({ field: fieldId, on: z.boolean() }))),
  /** `on`: all that are asked from now on. */
  setOptionalQuestions: call('office.settings', z.strictObject({ on: z.array(fieldId).max(200) }), none),
  /** How the office writes names. */
  naming: call('session', none, naming),
  setNaming: call('office.settings', naming, none),
  /** What is done and left of setting the office up, in the order in which it is done. */
  setUp: call('people.manage', none, z.array(setUpStep)),
  /** `aside`: the step does not concern this office. */
  setSetUpAside: call(
    'people.manage',
    z.strictObject({ step: z.enum(SET_UP_STEPS), aside: z.boolean() }),
    z.array(setUpStep),
  ),
} as const;

export type OfficeTime = z.infer<typeof workingTime>;
export type SetUp = z.infer<typeof setUpStep>;
