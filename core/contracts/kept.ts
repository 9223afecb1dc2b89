import { z } from 'zod';
import { caseId, draftId, instant, line, rowId } from './values.ts';

/** What the search before a registration asks by. */
export const matchQuery = z.strictObject({
  name: line,
  sex: z.string().max(64),
  ageYears: z.int().min(0).max(120).nullable(),
  caregiver: line,
  place: line,
});

const searchedFamily = z.strictObject({ of: caseId, row: rowId.exactOptional() });
/** The search before a registration, as it stands in the fields. */
export const keptSearch = matchQuery.extend({
  /** Said instead of a name. */
  nameUnknown: z.boolean(),
  /** Matches that were said to be another child. */
  notSameAs: z.array(caseId),
  /** For a new child of a family: the case that it begins from, its member row, and what was said beside the search. */
  family: searchedFamily
    .extend({ relation: z.string().max(64).exactOptional(), concerns: z.boolean() })
    .exactOptional(),
});

/** Something of this person that is not finished. */
export const draftLine = z.strictObject({
  draftId,
  caseId: caseId.exactOptional(),
  code: line.exactOptional(),
  label: line,
  savedAtUtc: instant,
  /** A search before the registration, to be read with `cases.keptSearch`. */
  search: z.literal(true).exactOptional(),
  /** Of a search for a new child of a family. */
  family: searchedFamily.exactOptional(),
  /** The case whose hand-over to another office is being written, to be read with `handovers.prepare`. */
  handover: caseId.exactOptional(),
});

export type MatchQuery = z.infer<typeof matchQuery>;
export type KeptSearch = z.infer<typeof keptSearch>;
