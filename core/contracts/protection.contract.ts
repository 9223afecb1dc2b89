import { z } from 'zod';
import { CONFLICT_KINDS } from '../rights/conflict-kinds.ts';
import { roleId } from '../rights/role-shape.ts';
import { ENDINGS, VERDICTS } from '../safety/emergency-access.ts';
import { call } from './contract.ts';
import { caseId, fromComputer, instant, line, none, reason, userId } from './values.ts';

const person = z.strictObject({ user: userId, name: line });
const kind = z.enum(CONFLICT_KINDS);
const number = z.int().min(1);

const protection = z.strictObject({
  code: line,
  /**
   * Who the child is, is hidden from all but these. `why`: only for who may protect cases. `from`: the office that had
   * hidden it before the case came; why is known there.
   */
  hidden: z
    .strictObject({
      people: z.array(person),
      roles: z.array(roleId),
      why: z.string(),
      by: line,
      atUtc: instant,
      from: line.exactOptional(),
    })
    .exactOptional(),
  /** Conflicts of interest of people here; none for somebody who may not protect cases. */
  conflicts: z.array(
    z.strictObject({
      conflict: number,
      ...person.shape,
      kind,
      why: z.string(),
      by: line,
      atUtc: instant,
      /** The case is theirs still: somebody has to be made responsible for it. */
      owns: z.boolean(),
    }),
  ),
  mayProtect: z.boolean(),
  /** Everybody of the office, for who may protect cases. */
  people: z.array(person),
});

const access = z.strictObject({
  access: number,
  caseId,
  code: line,
  who: line,
  why: z.string(),
  fromUtc: instant,
  untilUtc: instant,
  /** Absent while it lasts. */
  ended: z.enum(ENDINGS).exactOptional(),
  /** It is the person's own who asks, and lasts so many milliseconds more. */
  own: z.boolean(),
  leftMs: z.int().exactOptional(),
  review: z.strictObject({ verdict: z.enum(VERDICTS), note: z.string(), by: line, atUtc: instant }).exactOptional(),
  mayReview: z.boolean(),
  /** The other computer of this office where it was opened. */
  from: fromComputer.exactOptional(),
});

export const protectionCalls = {
  ofCase: call('case.view', z.strictObject({ caseId }), protection),
  /** Hides who the child is from all but these people and roles. FORM_NEEDED { field: people }, FORM_STALE. */
  hide: call(
    'case.protect',
    z.strictObject({
      caseId,
      people: z.array(userId).max(100),
      roles: z.array(roleId).max(40),
      why: reason,
    }),
    none,
  ),
  /** FORM_STALE when nothing is hidden. */
  unhide: call('case.protect', z.strictObject({ caseId, why: reason }), none),
  /** A colleague has a conflict of interest: for them there is no such case from now on. FORM_STALE. */
  record: call('case.protect', z.strictObject({ caseId, user: userId, kind, why: reason }), none),
  /** The person who is signed in has one, and sees the case no more. FORM_STALE when `code` is not the code of the case. */
  declare: call('case.view', z.strictObject({ caseId, code: line, kind, why: reason }), none),
  /** FORM_STALE when it does not hold (any more). */
  lift: call('case.protect', z.strictObject({ caseId, conflict: number, why: reason }), none),
  /**
   * Opens a case that the person may not open, for a while, to read it. It is told at once to who has to look at it.
   * `leftMs` is absent when the case was open to them anyway. FORM_CASE_NOT_FOUND.
   */
  open: call(
    'case.break-glass',
    z.strictObject({ code: line, why: reason }),
    z.strictObject({ caseId, leftMs: z.int().exactOptional() }),
  ),
  /** Ends it before its time. FORM_STALE. */
  end: call('session', z.strictObject({ access: number }), none),
  /** The own openings, those of the own cases, and those to look at; what waits for somebody first. */
  accesses: call('session', none, z.strictObject({ lines: z.array(access), waiting: z.int() })),
  /** What somebody says about it who looked at it. Nobody looks at their own. FORM_STALE, PERM_DENIED. */
  review: call('case.protect', z.strictObject({ access: number, verdict: z.enum(VERDICTS), note: reason }), none),
} as const;

export type Protection = z.infer<typeof protection>;
export type AccessLine = z.infer<typeof access>;
