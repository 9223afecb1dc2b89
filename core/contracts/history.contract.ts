import { z } from 'zod';
import { isId32, type CommitId } from '#core/ids.ts';
import { call } from './contract.ts';
import { caseId, fieldId, fieldValue, instant, line, rowId, writer } from './values.ts';

/** One answer, or one row, that became another. */
const change = z.strictObject({
  record: fieldId,
  rowId: rowId.exactOptional(),
  field: fieldId.exactOptional(),
  kind: z.enum(['set', 'cleared', 'row-added', 'row-removed']),
  from: fieldValue.nullable().exactOptional(),
  to: fieldValue.nullable().exactOptional(),
  why: z.string().exactOptional(),
  masked: z.boolean(),
});
const commitId = z.custom<CommitId>((v) => typeof v === 'string' && isId32(v), { message: 'id' });

const entry = z.strictObject({
  commit: commitId,
  atUtc: instant,
  clockSuspect: z.boolean(),
  ...writer,
  /** The computer it was written on: the beginning of its id, enough to tell a few apart. */
  computer: z.strictObject({ code: line, isThis: z.boolean() }),
  kind: z.enum(['registered', 'changed', 'decided', 'shared', 'received', 'merged', 'taken_apart']),
  changes: z.array(change),
  /** For `shared`: with whom. */
  withOffice: line.exactOptional(),
  /** For `merged` and `taken-apart`: the code of the other case. */
  withCode: line.exactOptional(),
});

export const historyCalls = {
  /** Who changed what, when and on which computer, newest first. Audited. */
  entries: call('case.history', z.strictObject({ caseId }), z.array(entry)),
  /**
   * What differs between the case as it stood after one save and after another, or as it stands now, the earlier first
   * whichever was named first. Audited.
   */
  compare: call(
    'case.history',
    z.strictObject({ caseId, from: commitId, to: commitId.exactOptional() }),
    z.array(change),
  ),
} as const;

export type HistoryEntry = z.infer<typeof entry>;
export type HistoryChange = z.infer<typeof change>;
