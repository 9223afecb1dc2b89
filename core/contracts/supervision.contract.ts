import { z } from 'zod';
import { call } from './contract.ts';
import { caseId, day, fieldId, instant, line, none, risk, rowId, userId } from './values.ts';

/** What one person carries, as far as the lists of whoever asks reach. */
export const load = z.strictObject({
  /** Open cases of this office. */
  open: z.int(),
  high: z.int(),
  /** Open tasks in their cases, and those of them that are late. */
  tasks: z.int(),
  late: z.int(),
});
const worker = { user: userId, name: line } as const;

const discussed = z.strictObject({
  caseId,
  /** What was agreed; empty when the case was only talked about. */
  agreed: z.string().trim().max(2000),
  due: day.exactOptional(),
});

export const session = z.strictObject({
  session: rowId,
  date: day,
  by: line,
  worker: z.strictObject(worker),
  /** When the worker said that this is what was agreed. */
  seenAtUtc: instant.exactOptional(),
  /** Whether it waits for this person's word. */
  mayAcknowledge: z.boolean(),
  /** The cases that are open to this person, in the order in which they were talked about. */
  cases: z.array(
    z.strictObject({
      caseId,
      rowId,
      code: line,
      initials: z.string(),
      risk: risk.exactOptional(),
      /** Absent when it is closed to this person. */
      agreed: z.string().exactOptional(),
      due: day.exactOptional(),
      doneAtUtc: instant.exactOptional(),
      maySettle: z.boolean(),
    }),
  ),
});

const path = z.union([
  z.strictObject({ field: fieldId }),
  z.strictObject({ rows: fieldId, row: rowId, field: fieldId }),
]);

export const supervisionCalls = {
  /** Everybody who follows cases, with what they carry and how much is a full load (reference.md §1.2). */
  workload: call(
    'case.approve',
    none,
    z.strictObject({ standard: z.int(), workers: z.array(z.strictObject({ ...worker, now: load })) }),
  ),
  /** What everybody would carry if these cases went to these people; nothing is changed. */
  preview: call(
    'case.assign',
    z.strictObject({ moves: z.array(z.strictObject({ caseId, to: userId })).max(500) }),
    z.strictObject({
      standard: z.int(),
      workers: z.array(z.strictObject({ ...worker, now: load, then: load })),
      /** Cases that would stay where they are, and why. */
      stay: z.array(
        z.strictObject({ caseId, code: line, because: z.enum(['denied', 'not-fitting', 'same', 'ended']) }),
      ),
    }),
  ),
  /** What a complete file has and this one has not, form by form, as far as the person may see it (reference.md §5). */
  checklist: call(
    'case.view',
    z.strictObject({ caseId }),
    z.strictObject({
      code: line,
      forms: z.array(
        z.strictObject({
          form: fieldId,
          filled: z.int(),
          needed: z.int(),
          /** For forms that hold records: how many. */
          records: z.int().exactOptional(),
          /** The first of the needed questions without an answer. */
          missing: z.array(path).max(50),
        }),
      ),
    }),
  ),
  /** Supervision sessions that are open to this person, the newest first. */
  sessions: call('case.list', none, z.array(session).max(500)),
  /** Writes a session down in each of the cases that were talked about: all of them or none. */
  record: call(
    'case.approve',
    z.strictObject({ worker: userId, date: day, discussed: z.array(discussed).min(1).max(50) }),
    z.strictObject({ session: rowId }),
  ),
  /** The worker says that this is what was agreed. */
  acknowledge: call('case.list', z.strictObject({ session: rowId }), none),
  /** What was agreed about a case is done. */
  settle: call('case.write', z.strictObject({ caseId, row: rowId }), none),
} as const;

export type WorkLoad = z.infer<typeof load>;
export type SupervisionSession = z.infer<typeof session>;
