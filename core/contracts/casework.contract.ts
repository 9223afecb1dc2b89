import { z } from 'zod';
import { caseLine } from './cases.contract.ts';
import { call } from './contract.ts';
import { referral } from './referrals.contract.ts';
import { caseId, day, fieldId, instant, line, none, reason, risk, rowId, userId } from './values.ts';

/** What a supervisor approves (reference.md §1.1). */
export const approvalFor = z.enum(['assessment', 'case_plan', 'closure', 'action_plan']);
const approvalStatus = z.enum(['requested', 'approved', 'returned', 'withdrawn']);
const comment = z.string().trim().max(2000);

export const approval = z.strictObject({
  approvalId: rowId,
  for: approvalFor,
  /** The record that is to be approved: an assessment, a plan, a closure. */
  rowId,
  status: approvalStatus,
  requestedBy: line,
  requestedAtUtc: instant,
  decidedBy: line.exactOptional(),
  decidedAtUtc: instant.exactOptional(),
  comment: z.string().exactOptional(),
  /** When the record was last changed after it was approved; absent when it was not. */
  changedAtUtc: instant.exactOptional(),
  /** Whether this person may decide it: the right, and not the own request unless the role allows it. */
  mayDecide: z.boolean(),
  /** Asked for by this person: deciding it oneself needs a word why. */
  mine: z.boolean(),
  /** Decided by whoever asked for it. */
  decidedByAsker: z.literal(true).exactOptional(),
});

export const flag = z.strictObject({
  flagId: rowId,
  message: z.string(),
  due: day.exactOptional(),
  by: line,
  atUtc: instant,
  resolved: z.strictObject({ by: line, atUtc: instant, how: z.string() }).exactOptional(),
});

export const note = z.strictObject({
  noteId: rowId,
  by: line,
  office: line,
  atUtc: instant,
  subject: z.string().exactOptional(),
  text: z.string(),
  mine: z.boolean(),
});

/** What stands between a case and its closure (reference.md §5, DQ25): each a sentence of its own on screen. */
export const closureBlocker = z.strictObject({
  kind: z.enum([
    'no-closure-form',
    'missing',
    'check',
    'service',
    'action',
    'late-task',
    'referral',
    'approval',
    'approval-changed',
    'conflict',
  ]),
  count: z.int().min(1),
  /** The form to go to. */
  form: fieldId.exactOptional(),
});

/** A change of owner inside the office (primero.md §5.6 has the same states). */
export const transfer = z.strictObject({
  transferId: rowId,
  kind: z.enum(['assign', 'transfer', 'request']),
  status: z.enum(['in_progress', 'accepted', 'rejected', 'revoked', 'done']),
  from: line,
  to: line,
  why: z.string(),
  atUtc: instant,
  answeredAtUtc: instant.exactOptional(),
  answer: z.string().exactOptional(),
  /** It goes to another office, which answers it there. */
  toOffice: z.boolean(),
  /** Whether this person answers it, or may take it back. */
  mayAnswer: z.boolean(),
  mayRevoke: z.boolean(),
  /** Whether this person reads what goes along to the other office. */
  mayPrint: z.boolean(),
});

export const activity = z.strictObject({
  notes: z.array(note),
  flags: z.array(flag),
  approvals: z.array(approval),
  transfers: z.array(transfer),
  referrals: z.array(referral),
  closureBlockers: z.array(closureBlocker),
  may: z.strictObject({
    note: z.boolean(),
    approve: z.boolean(),
    assign: z.boolean(),
    /** Asks others for help with it: the office that is responsible, while the case is open. */
    refer: z.boolean(),
    close: z.boolean(),
    reopen: z.boolean(),
    disable: z.boolean(),
  }),
});

export const approvalLine = z.strictObject({ approval, case: caseLine, dueAtUtc: instant.exactOptional() });

export const caseworkCalls = {
  /** What people did and decided around a case, beside its forms. */
  activity: call('case.view', z.strictObject({ caseId }), activity),
  addNote: call(
    'case.write',
    z.strictObject({ caseId, subject: line.exactOptional(), text: z.string().trim().min(1).max(10_000) }),
    none,
  ),
  addFlag: call('case.write', z.strictObject({ caseId, message: reason, due: day.exactOptional() }), none),
  resolveFlag: call('case.write', z.strictObject({ caseId, flag: rowId, how: reason }), none),
  requestApproval: call('case.write', z.strictObject({ caseId, for: approvalFor, row: rowId }), none),
  withdrawApproval: call('case.write', z.strictObject({ caseId, approval: rowId }), none),
  /** Nobody decides the own request unless the role allows it (DQ23), then with a comment. Returning needs one too. */
  decideApproval: call(
    'case.approve',
    z.strictObject({ caseId, approval: rowId, decision: z.enum(['approve', 'return']), comment }),
    none,
  ),
  /** Requests that wait for this person's decision, the most urgent first. */
  approvals: call('case.approve', none, z.array(approvalLine)),
  /** What this person asked for and got back with a comment, in the own open cases, the newest first. */
  returned: call(
    'case.write',
    none,
    z.array(z.strictObject({ caseId, code: line, initials: line, risk: risk.exactOptional(), approval })),
  ),
  /** Colleagues who may own cases, with how many open ones they have. */
  colleagues: call(
    'case.list',
    none,
    z.array(z.strictObject({ user: userId, name: line, open: z.int(), high: z.int() })),
  ),
  /** Changes the owner of one or several cases at once; each leaves its own line in history and audit. */
  assign: call(
    'case.assign',
    z.strictObject({ cases: z.array(caseId).min(1).max(100), to: userId, why: reason }),
    z.strictObject({ changed: z.int() }),
  ),
  /** Offers the case to a colleague, who takes it over by accepting. */
  offerTransfer: call('case.transfer', z.strictObject({ caseId, to: userId, why: reason }), none),
  /** Asks the owner for a case that one may not open; nothing of it is told. */
  requestTransfer: call('case.register', z.strictObject({ of: caseId, why: reason }), none),
  /** Offers to this person, and requests for cases of theirs. */
  offers: call(
    'case.write',
    none,
    z.array(z.strictObject({ caseId, code: line, initials: line, risk: risk.exactOptional(), transfer })),
  ),
  /** Of an offer to this person, or a request for a case of theirs; the case itself need not be open to them yet. */
  answerTransfer: call(
    'case.write',
    z.strictObject({ of: caseId, transfer: rowId, accept: z.boolean(), why: comment }),
    none,
  ),
  revokeTransfer: call('case.write', z.strictObject({ of: caseId, transfer: rowId }), none),
  close: call('case.close', z.strictObject({ caseId }), none),
  reopen: call('case.close', z.strictObject({ caseId, why: reason }), none),
  /** Fulfils a task that goes on after the closure; the case stays closed. */
  recordAfterClosure: call(
    'case.write',
    z.strictObject({ caseId, key: z.string().min(1).max(200), day, note: z.string().trim().min(3).max(10_000) }),
    none,
  ),
  /** Takes a case out of every list without deleting anything; a reason, and the way back. */
  disable: call('case.assign', z.strictObject({ caseId, why: reason }), none),
  enable: call('case.assign', z.strictObject({ caseId, why: reason }), none),
} as const;

export type CaseActivity = z.infer<typeof activity>;
export type Approval = z.infer<typeof approval>;
export type CaseTransfer = z.infer<typeof transfer>;
export type CaseNote = z.infer<typeof note>;
export type CaseFlag = z.infer<typeof flag>;
export type ClosureBlocker = z.infer<typeof closureBlocker>;
