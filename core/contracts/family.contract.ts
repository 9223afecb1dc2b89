import { z } from 'zod';
import { caseLine, draft } from './cases.contract.ts';
import { call } from './contract.ts';
import { matchQuery } from './kept.ts';
import { caseId, dateValue, draftId, fieldId, fieldValue, line, none, reason, rowId } from './values.ts';

const optionId = z.string().max(64);

/** Another case, as far as this person may know of it. Without `line` there is nothing but its code. */
export const relative = z.strictObject({
  caseId,
  code: line,
  /** Its code, and those of the cases that were merged into it. */
  codes: z.array(line),
  /** The other child, when the person may open that case. */
  line: caseLine.exactOptional(),
  mayWrite: z.boolean(),
  /** May be taken out of the family by this person. */
  mayLeave: z.boolean(),
  /** What the other child is to this one. */
  relation: optionId.exactOptional(),
  livesTogether: z.enum(['yes', 'no']).exactOptional(),
  /** Both are cases of one family; otherwise one of the two only names the other. */
  sameFamily: z.boolean(),
  /** Which of the two names the other as the own case of somebody in its family. */
  named: z.boolean(),
  names: z.boolean(),
});

/** A member row of this case. */
export const member = z.strictObject({
  rowId,
  name: line.exactOptional(),
  relation: optionId.exactOptional(),
  sex: optionId.exactOptional(),
  /** Full years today; only roughly when they are no birthday's. */
  years: z.int().exactOptional(),
  about: z.boolean(),
  alive: fieldValue.exactOptional(),
  livesWithChild: fieldValue.exactOptional(),
  /** Whether this is who cares for the child now. */
  caresNow: z.boolean(),
  /** Own cases, by their codes. */
  cases: z.array(line),
});

const careSpell = z.strictObject({
  rowId,
  kind: optionId.exactOptional(),
  name: line.exactOptional(),
  relation: optionId.exactOptional(),
  /** ISO, as exact as it is known. */
  from: z.string().max(10).exactOptional(),
  until: z.string().max(10).exactOptional(),
  /** Why it began: the care before it ended for this. */
  reason: optionId.exactOptional(),
  current: z.boolean(),
});

const ofCase = { caseId, code: line, own: z.boolean(), rowId } as const;
const incidentLine = z.strictObject({
  ...ofCase,
  date: dateValue.exactOptional(),
  kind: optionId.exactOptional(),
  /** The same incident in other cases; without `caseId` where the person may not open it. */
  same: z.array(z.strictObject({ code: line, caseId: caseId.exactOptional(), rowId })),
});
const tracingLine = z.strictObject({
  ...ofCase,
  date: dateValue.exactOptional(),
  asks: line.exactOptional(),
  relation: optionId.exactOptional(),
  status: optionId.exactOptional(),
  sought: z.array(line),
});

export const family = z.strictObject({
  caseId,
  code: line,
  /** The child, when names may be read. */
  child: line.exactOptional(),
  number: line.exactOptional(),
  /** Whether the profile asks for family members one by one. */
  asksMembers: z.boolean(),
  members: z.array(member),
  relatives: z.array(relative),
  /** Codes in member rows of which this office has no case. */
  elsewhere: z.array(line),
  household: z.array(z.strictObject({ field: fieldId, value: fieldValue })),
  care: z.array(careSpell),
  incidents: z.array(incidentLine),
  tracing: z.array(tracingLine),
  /** `write`: who is of the family. `edit`: answers of the case. `share`: with the other cases of the family. */
  may: z.strictObject({ write: z.boolean(), edit: z.boolean(), share: z.boolean(), register: z.boolean() }),
});

const difference = z.strictObject({
  /** Names it to `family.share`, as long as both cases say what they say now. */
  mark: rowId,
  collection: fieldId,
  title: line.exactOptional(),
  /** The other case has no such row: one is added. */
  added: z.boolean(),
  fields: z.array(z.strictObject({ field: fieldId, ours: fieldValue, theirs: fieldValue.exactOptional() })),
});
const other = z.strictObject({
  caseId,
  code: line,
  line: caseLine,
  livesTogether: z.enum(['yes', 'no']).exactOptional(),
  differences: z.array(difference),
});

const start = { caseId, row: rowId.exactOptional() } as const;

export const familyCalls = {
  /** The people around a child and the other cases of the family. Opening it is a line in the audit trail. */
  ofCase: call('case.view', z.strictObject({ caseId }), family),
  /** What the search before a new case of the family asks for, as far as this case knows it. */
  siblingQuery: call(
    'case.register',
    z.strictObject(start),
    z.strictObject({
      code: line,
      query: matchQuery,
      /** What the member row says; absent: to be asked. */
      relation: optionId.exactOptional(),
      /** This case has protection concerns that could be taken over. */
      hasConcerns: z.boolean(),
    }),
  ),
  /** Begins the registration of somebody of this family, with what its case knows. */
  startSibling: call(
    'case.register',
    z.strictObject({
      ...start,
      relation: optionId.exactOptional(),
      known: matchQuery,
      notSameAs: z.array(caseId),
      concerns: z.boolean(),
      /** The kept search that ends with it. */
      search: draftId.exactOptional(),
    }),
    draft,
  ),
  /**
   * Puts a case into the family of this one, and each names the other where the person may write. The other may be one
   * that the person may not open: then only this case is written.
   */
  join: call(
    'case.write',
    z.strictObject({ ...start, other: line, relation: optionId.exactOptional() }),
    z.strictObject({ number: line.exactOptional(), written: z.int() }),
  ),
  /** Takes a case out of its family, with the reason; no case of the family names it any more. */
  leave: call('case.write', z.strictObject({ caseId, why: reason }), none),
  /** What this case says and others of the family, which the person may write, do not. */
  differences: call('case.view', z.strictObject({ caseId }), z.array(other)),
  /** Writes chosen differences into the other cases, all or none. */
  share: call(
    'case.write',
    z.strictObject({
      caseId,
      to: z
        .array(z.strictObject({ other: caseId, marks: z.array(rowId).min(1).max(200) }))
        .min(1)
        .max(50),
    }),
    z.strictObject({ cases: z.int(), answers: z.int() }),
  ),
  /** Says that an incident of this case is one of another case of the family; without `otherRow` it is recorded there. */
  linkIncident: call(
    'case.write',
    z.strictObject({ caseId, row: rowId, other: caseId, otherRow: rowId.exactOptional() }),
    none,
  ),
  unlinkIncident: call('case.write', z.strictObject({ caseId, row: rowId, otherCode: line }), none),
} as const;

export type Family = z.infer<typeof family>;
export type Relative = z.infer<typeof relative>;
export type FamilyMember = z.infer<typeof member>;
export type FamilyOther = z.infer<typeof other>;
export type FamilyDifference = z.infer<typeof difference>;
