import { z } from 'zod';
import { filter } from '#core/finding/filter.ts';
import { CASE_CALLS } from './case-calls.ts';
import { caseOffices } from './case-offices.ts';
import { call } from './contract.ts';
import { draftLine, keptSearch, matchQuery } from './kept.ts';
import { heldCase, mergedInto } from './merged-case.ts';
import { riskSuggestion, stepStand } from './steps.contract.ts';
import {
  caseDocument,
  caseId,
  day,
  documentPatch,
  draftId,
  fieldId,
  fieldValue,
  instant,
  line,
  none,
  officeId,
  reason,
  risk,
  rowId,
  status,
  userId,
  writer,
} from './values.ts';

export const sortColumn = z.enum([
  'match',
  'urgency',
  'code',
  'name',
  'risk',
  'status',
  'age',
  'registered',
  'updated',
  'office',
  'owner',
  'concern',
  'exchange',
]);
/** By a column of the list, or by an answer that the configuration lets a list show. */
export const listSort = z.union([sortColumn, z.templateLiteral(['answer:', z.string().regex(/^[a-z0-9_]{1,64}$/)])]);

export const listQuery = z.strictObject({
  /** Names in any script, codes, caregivers, phones. */
  text: z.string().max(200),
  exactSpelling: z.boolean(),
  /** What was typed is also looked for in the long texts, as far as the person may read them in every case. */
  inTexts: z.literal(true).exactOptional(),
  status: z.array(status),
  risk: z.array(risk),
  sex: z.array(z.string().max(64)),
  mine: z.boolean(),
  conflicts: z.boolean(),
  office: z.enum(['all', 'own', 'received']),
  /** What narrows it beside these, which most lists do with. */
  where: filter.exactOptional(),
  sort: listSort,
  descending: z.boolean(),
});

export const caseLine = z.strictObject({
  caseId,
  code: line,
  /** Absent unless names were asked for and are allowed. */
  name: z.string().exactOptional(),
  /** The name in another script or the other name that matched. */
  alsoKnown: z.string().exactOptional(),
  initials: z.string(),
  nameHidden: z.literal(true).exactOptional(), // by the office, from this person
  sex: z.string().exactOptional(),
  ageYears: z.int().exactOptional(),
  ageMonths: z.int().exactOptional(),
  ageAbout: z.boolean(),
  status,
  risk: risk.exactOptional(),
  concern: z.string().exactOptional(),
  /** The main concern is one that never stands in a list. */
  concernSensitive: z.boolean(),
  registered: day.exactOptional(),
  updatedAtUtc: instant,
  owner: z.strictObject({ user: userId, name: line }).exactOptional(),
  office: z.strictObject({ id: officeId, code: line, own: z.boolean() }),
  conflicts: z.int(),
  restricted: z.literal(true).exactOptional(), // nothing is done with it but keeping it
  exchange: z.enum(['none', 'waiting', 'written', 'delivered', 'received']),
});

export const HIT_GROUNDS = ['code', 'name', 'other-name', 'relative', 'phone', 'identifier', 'text'] as const;
/** Why a case was found, where its code and name do not say so. `text`: only where names are shown. */
export const hit = z.strictObject({
  on: z.enum(HIT_GROUNDS),
  text: z.string().exactOptional(),
  /** Of a long text: the question, and the subform of the entry in which it stands. */
  field: fieldId.exactOptional(),
  rows: fieldId.exactOptional(),
});

export const listedCase = caseLine.extend({
  /** The answers that were asked for as columns and that the person may see in this case. */
  answers: z.record(z.string(), z.array(z.union([z.string(), z.int()]))).exactOptional(),
  hits: z.array(hit).exactOptional(),
});

export const listPage = z.strictObject({
  total: z.int(),
  /** Cases the person may see at all. */
  of: z.int(),
  rows: z.array(listedCase),
  /** Spellings, other than the typed one, under which something was found. */
  otherSpellings: z.array(z.string()),
});

/** Counts for the tabs and the side bar, each equal to what opens. */
export const counts = z.strictObject({
  open: z.int(),
  high: z.int(),
  received: z.int(),
  toDecide: z.int(),
  all: z.int(),
});

export const match = z.strictObject({
  caseId,
  code: line,
  strength: z.enum(['very-likely', 'possible', 'weak']),
  /** Both values side by side, and whether they speak for the same child. */
  reasons: z.array(
    z.strictObject({
      on: z.enum(['name', 'sex', 'age', 'caregiver', 'place']),
      theirs: z.string(),
      agrees: z.enum(['same', 'alike', 'different', 'unknown']),
    }),
  ),
  status,
  office: line,
  /** A colleague's case that this person may not open, but may ask for. */
  askOwner: z.literal(true).exactOptional(),
});

const typedNumber = z.strictObject({ kind: z.enum(['phone', 'identifier']), text: line });

export const draft = z.strictObject({
  draftId,
  /** Absent while the child is not registered yet. */
  caseId: caseId.exactOptional(),
  document: caseDocument,
  /** For an edit: the answers as they were when the form was opened. */
  opened: caseDocument,
  /** The day at the office, by which answers are judged: neither the computer's zone nor a clock set back moves it. */
  today: day,
  savedAtUtc: instant,
  startedAtUtc: instant,
  /** Checks explained by the person ("both are right"). */
  accepted: z.array(z.strictObject({ rule: z.string().max(40), field: fieldId, reason })),
  notSameAs: z.array(caseId),
  /** Of a registration: the forms in which the person may write nothing. Of an edit the case tells them. */
  formsReadOnly: z.array(z.string()).exactOptional(),
  /** Answers taken over from another case of the family, by their path, and the code of that case. */
  copied: z.strictObject({ code: line, answers: z.record(z.string().max(200), fieldValue) }).exactOptional(),
});

export const sibling = z.strictObject({
  value: fieldValue.nullable(),
  ...writer,
  officeId,
  atUtc: instant,
  clockSuspect: z.boolean(),
  why: z.string().exactOptional(),
  inForce: z.boolean(),
  /** Names this value to `review.decide`. */
  dot: z.string().max(22),
});

export const conflict = z.strictObject({
  caseId,
  code: line,
  /** `case`, or the subform's id. */
  record: fieldId,
  rowId: rowId.exactOptional(),
  field: fieldId,
  siblings: z.array(sibling),
  protective: z.boolean(),
  sinceUtc: instant,
  /** Whether this person may decide it here; otherwise the owning office does. */
  mayDecide: z.boolean(),
  owningOffice: line,
});

export const caseFile = z.strictObject({
  caseId,
  code: line,
  line: caseLine,
  document: caseDocument,
  today: day, // as in a draft
  /** Answers that exist but are closed to this person. A save never touches them. */
  masked: z.array(z.string()),
  /** Forms that are closed to the person as a whole, and forms in which they may write nothing. */
  formsClosed: z.array(z.string()),
  formsReadOnly: z.array(z.string()),
  conflicts: z.array(conflict),
  /** Which calls about the case the person's rights on it allow, whatever state it is in. */
  mayCall: z.array(z.enum(CASE_CALLS)),
  mayWrite: z.boolean(),
  pinned: z.boolean(), // by this person, for the command palette
  /** Why not, when `mayWrite` is false. */
  readOnlyBecause: z.enum(['closed', 'role', 'no-write-grant', 'merged', 'restricted']).exactOptional(),
  drafts: z.array(z.strictObject({ draftId, by: line, own: z.boolean(), savedAtUtc: instant })),
  createdAtUtc: instant,
  /** The steps that the profile has forms for, in their order. */
  steps: z.array(stepStand),
  suggestedRisk: riskSuggestion.exactOptional(), // absent when no rule points to a level
  ...caseOffices,
  accepted: z.array(z.strictObject({ rule: z.string(), field: fieldId, reason: z.string(), by: line, atUtc: instant })),
  /** The case under whose code this one goes on; its id only where it is here and open to this person. */
  mergedInto: mergedInto.exactOptional(),
  /** The cases that were merged into this one and were not taken apart again. */
  holds: z.array(heldCase),
  /** Every other code it is known by. */
  otherCodes: z.array(line),
});

export const casesCalls = {
  list: call(
    'case.list',
    z.strictObject({
      query: listQuery,
      offset: z.int().min(0),
      limit: z.int().min(1).max(500),
      /** Audited; ignored without the right. */
      showNames: z.boolean(),
      /** Keys of answers that stand in columns. */
      answers: z.array(z.string().max(130)).max(20).exactOptional(),
    }),
    listPage,
  ),
  counts: call('case.list', none, counts),
  /** All cases that a list holds, in its order: to do something with the whole of it. */
  ids: call('case.list', z.strictObject({ query: listQuery }), z.array(caseId)),
  /** Search before create: who might be the same child, why; `ask`: who can tell of a protected case that may be. */
  findSame: call('case.register', matchQuery, z.strictObject({ matches: z.array(match), ask: z.array(line) })),
  /**
   * The other cases in which a phone or an identity number stands too (DQ28, DQ29): their codes and nothing else, so that
   * it may be asked beyond what the person may open.
   */
  sameNumbers: call(
    'case.register',
    z.strictObject({ except: caseId.nullable(), numbers: z.array(typedNumber).max(50) }),
    z.array(
      z.strictObject({
        number: typedNumber,
        cases: z.array(z.strictObject({ caseId, code: line, status })),
        /** How many there are in all; more than are named when the number is a household's or made up. */
        count: z.int(),
      }),
    ),
  ),
  open: call('case.view', z.strictObject({ caseId }), caseFile),
  /** The case that a code leads to: its own, or the one under whose code it goes on. FORM_CASE_NOT_FOUND. */
  byCode: call('case.view', z.strictObject({ code: line }), z.strictObject({ caseId })),
  /** Keeps the search itself, like a draft. Without `draftId` a new one is begun. */
  keepSearch: call(
    'case.register',
    z.strictObject({ draftId: draftId.exactOptional(), search: keptSearch }),
    z.strictObject({ draftId, savedAtUtc: instant }),
  ),
  keptSearch: call(
    'case.register',
    z.strictObject({ draftId }),
    z.strictObject({ search: keptSearch, savedAtUtc: instant }),
  ),
  /** Begins a new child's registration with what the search already asked. The kept search ends with that. */
  startRegistration: call(
    'case.register',
    z.strictObject({
      known: matchQuery.exactOptional(),
      notSameAs: z.array(caseId),
      search: draftId.exactOptional(),
    }),
    draft,
  ),
  /** Opens a case for writing: the draft remembers what the person was shown. Returns the own draft if there is one. */
  startEdit: call('case.write', z.strictObject({ caseId }), draft),
  drafts: call('case.register', none, z.array(draftLine)),
  openDraft: call('case.register', z.strictObject({ draftId }), draft),
  /** Durable when it returns. Called within a second of the last keystroke, on blur, lock and close. */
  saveDraft: call(
    'case.register',
    z.strictObject({
      draftId,
      document: caseDocument,
      accepted: draft.shape.accepted,
      notSameAs: z.array(caseId),
    }),
    z.strictObject({ savedAtUtc: instant }),
  ),
  /**
   * The same with only what differs from what was saved last, for a case of hundreds of records. FORM_STALE when the
   * draft is not the one that the patch was made from: then it is saved as a whole.
   */
  changeDraft: call(
    'case.register',
    z.strictObject({
      draftId,
      patch: documentPatch,
      accepted: draft.shape.accepted,
      notSameAs: z.array(caseId),
    }),
    z.strictObject({ savedAtUtc: instant }),
  ),
  discardDraft: call('case.register', z.strictObject({ draftId }), none),
  /** Turns a draft into a case, or its changes into a signed save. Fails with FORM_NEEDED / FORM_INVALID { field }. */
  save: call(
    'case.register',
    z.strictObject({ draftId }),
    z.strictObject({ caseId, code: line, savedAtUtc: instant, changed: z.int() }),
  ),
} as const;

export type ListQuery = z.infer<typeof listQuery>;
export type CaseLine = z.infer<typeof caseLine>;
export type ListedCase = z.infer<typeof listedCase>;
export type Hit = z.infer<typeof hit>;
export type ListSort = z.infer<typeof listSort>;
export type ListPage = z.infer<typeof listPage>;
export type CaseFile = z.infer<typeof caseFile>;
export type Draft = z.infer<typeof draft>;
export type Conflict = z.infer<typeof conflict>;
export type Sibling = z.infer<typeof sibling>;
export type Match = z.infer<typeof match>;
