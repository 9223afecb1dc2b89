import { z } from 'zod';
import { TAKES } from '#core/merging/compare-cases.ts';
import { caseLine, match } from './cases.contract.ts';
import { call } from './contract.ts';
import { caseDocument, caseId, fieldId, fieldValue, line, none, reason, rowId, values } from './values.ts';

/** What the two cases were when they were looked at: an act on anything else is refused. */
const seen = z.string().max(64);

const side = z.strictObject({
  caseId,
  code: line,
  line: caseLine,
  document: caseDocument,
  /** Codes of cases that were merged into it before. */
  otherCodes: z.array(line),
  /** How many photos, recordings and documents are with it. */
  files: z.int(),
  /** Offices that have it and hear of a merge with the next stick. */
  sharedWith: z.array(line),
  own: z.boolean(),
  merged: z.boolean(),
  conflicts: z.int(),
  transferWaits: z.boolean(),
  /** Who is writing in it and has not saved. */
  writing: z.array(line),
  createdAt: z.int(),
});

export const comparison = z.strictObject({
  a: side,
  b: side,
  /** Somebody said of the two, when one was registered or later, that they are different children. */
  saidDifferent: z.boolean(),
  seen,
});

const fieldSince = z.strictObject({
  field: fieldId,
  before: fieldValue.nullable(),
  now: fieldValue.nullable(),
  changed: z.boolean(),
});
const rowSince = z.strictObject({
  collection: fieldId,
  row: rowId,
  changed: z.boolean(),
  came: values,
  now: values,
  /** Leaves unless a person says otherwise. */
  leaves: z.boolean(),
});

export const sinceMerge = z.strictObject({
  code: line,
  other: z.strictObject({ caseId, code: line }),
  fields: z.array(fieldSince),
  rows: z.array(rowSince),
  seen,
});

export const mergingCalls = {
  /** Cases that look like this one, the likeliest first; those said to be other children come last. */
  lookAlikes: call(
    'case.merge',
    z.strictObject({ caseId }),
    z.strictObject({ matches: z.array(z.strictObject({ match, saidDifferent: z.boolean() })) }),
  ),
  /** Keeps in both cases that they are different children; `same` takes it back. */
  notSame: call('case.merge', z.strictObject({ caseId, other: caseId, same: z.boolean() }), none),
  /** Both cases whole, for who sees every answer of both. */
  compare: call('case.merge', z.strictObject({ caseId, other: caseId }), comparison),
  /** Merges `other` into `caseId`. MERGE_BLOCKED { kind, side, count } names the first thing in the way. */
  merge: call(
    'case.merge',
    z.strictObject({
      caseId,
      other: caseId,
      /** By field: which answer remains; what is not named is taken as suggested. */
      take: z.record(fieldId, z.enum(TAKES)),
      /** By row of the other case: whether it comes along; what is not named as suggested. */
      bring: z.record(rowId, z.boolean()),
      why: reason,
      seen,
    }),
    z.strictObject({ code: line }),
  ),
  /** What a merge brought, and what of it was changed since. */
  since: call('case.merge', z.strictObject({ caseId, merge: rowId }), sinceMerge),
  takeApart: call(
    'case.merge',
    z.strictObject({
      caseId,
      merge: rowId,
      /** Answers changed since that become again what they were before. */
      fieldsBack: z.array(fieldId).max(2000),
      /** Rows changed since that go back, with what was changed. */
      rowsBack: z.array(rowId).max(5000),
      why: reason,
      seen,
    }),
    z.strictObject({ other: caseId, code: line }),
  ),
} as const;

export type Comparison = z.infer<typeof comparison>;
export type ComparedSide = z.infer<typeof side>;
export type SinceMerge = z.infer<typeof sinceMerge>;
