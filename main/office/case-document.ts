import { isPresent, type RecordState } from '#core/exchange/merge.ts';
import { recordFromJson } from '#core/exchange/record-json.ts';
import { isList } from '#core/forms/answer-kind.ts';
import type { CaseDocument, Row, Values } from '#core/forms/types.ts';
import { CASE_RECORD } from '#core/records/changes.ts';
import { Refusal } from '#core/result.ts';
import { isId16, type CaseId, type UserId } from '#core/ids.ts';
import type { CaseResource } from '#core/rights/decide.ts';
import { maskDocument } from '#core/rights/mask.ts';
import { sightOf, type Sight } from '#core/rights/sight.ts';
import type { CaseRow, StreamRow } from '../storage/case.repo.ts';
import { withoutHiddenSiblings } from './hidden-siblings.ts';
import type { OpenOffice } from './open-office.ts';

export interface StoredRecord {
  readonly sid: number;
  readonly coll: string;
  readonly rec: string;
  readonly state: RecordState;
}

export interface StoredCase {
  readonly row: CaseRow;
  readonly streams: readonly StreamRow[];
  readonly records: readonly StoredRecord[];
}

type Records = Pick<StoredCase, 'records'>;

/** A case with the states of all its records. FORM_CASE_NOT_FOUND when this office has none of that id. */
export function loadCase(open: OpenOffice, caseId: CaseId): StoredCase {
  const row = open.repos.cases.byId(caseId);
  if (!row) throw new Refusal('FORM_CASE_NOT_FOUND');
  return loadCaseRow(open, row);
}

export function loadCaseRow(open: Pick<OpenOffice, 'repos'>, row: CaseRow): StoredCase {
  const streams = open.repos.cases.streamsOf(row.n);
  const records = streams.flatMap((stream) =>
    open.repos.records
      .ofStream(stream.sid)
      .map(({ coll, rec, ...json }): StoredRecord => ({ sid: stream.sid, coll, rec, state: recordFromJson(json) })),
  );
  return { row, streams, records };
}

/** The case's own answers without its rows: all that rights and the consent to sharing ask for. */
export type CaseRecord = Pick<StoredCase, 'row' | 'records'>;

export function loadCaseRecord(open: OpenOffice, row: CaseRow): CaseRecord {
  const records = open.repos.cases.streamsOf(row.n).flatMap(({ sid }): StoredRecord[] => {
    const json = open.repos.records.get(sid, CASE_RECORD, CASE_RECORD);
    return json ? [{ sid, coll: CASE_RECORD, rec: CASE_RECORD, state: recordFromJson(json) }] : [];
  });
  return { row, records };
}

/**
 * Fields of the office's own stream: who is responsible, who it is not; of a referral, which case was registered from it;
 * of an imported case, which import brought it, the hash of the file, and the row. Not part of the child's document.
 */
export const ADMIN_FIELDS: ReadonlySet<string> = new Set([
  'owner_user',
  'not_same_as',
  'registered_as',
  'imported_from',
]);

const firstDot = (record: StoredRecord): string => {
  const { created, live } = record.state;
  return `${String(created?.wall ?? 0).padStart(16, '0')}${live[0] ?? ''}${record.rec}`;
};

/** Records that were read never change, and a save asks a dozen times for their answers. */
const documents = new WeakMap<Records['records'], CaseDocument>();

/** The answers in force, of all compartments together, rows in the order in which they were added. */
export function documentOf({ records }: Records): CaseDocument {
  const known = documents.get(records) ?? documentIn(records);
  documents.set(records, known);
  return known;
}

function documentIn(records: Records['records']): CaseDocument {
  const values: Record<string, Values[string]> = {};
  const rows: Record<string, Row[]> = {};
  const places = new Map<string, number>();
  const inOrder = records
    .map((record) => ({ record, first: firstDot(record) }))
    .sort((a, b) => (a.first < b.first ? -1 : 1));
  for (const { coll, rec, state } of inOrder.map(({ record }) => record)) {
    if (coll === CASE_RECORD) {
      for (const [field, value] of Object.entries(state.values)) if (!ADMIN_FIELDS.has(field)) values[field] = value;
    } else if (isPresent(state)) {
      const list = (rows[coll] ??= []);
      // A row whose answers lie in several compartments is one row.
      const place = `${coll}/${rec}`;
      const at = places.get(place);
      const part = at === undefined ? undefined : list[at];
      if (at !== undefined && part) list[at] = { id: rec, values: { ...part.values, ...state.values } };
      else places.set(place, list.push({ id: rec, values: state.values }) - 1);
    }
  }
  return { values, rows };
}

/** Who is responsible here for the case; nobody yet for one that came from another office. */
export function ownerOf(stored: Records): UserId | undefined {
  for (const { coll, state } of stored.records) {
    const owner = coll === CASE_RECORD ? state.values['owner_user'] : undefined;
    if (typeof owner === 'string') return owner as UserId;
  }
  return undefined;
}

/** Cases that were found before this one was registered, and said to be other children. */
export function declaredOthers(stored: Records): readonly CaseId[] {
  return stored.records.flatMap(({ coll, state }) => {
    const others = coll === CASE_RECORD ? state.values['not_same_as'] : undefined;
    return isList(others) ? others.filter((id): id is CaseId => isId16(id)) : [];
  });
}

/** The case as rights see it. */
export function resourceOf(open: OpenOffice, stored: CaseRecord): CaseResource {
  const office = open.repos.offices.office(stored.row.ownerOfficeN);
  if (!office) throw new Error('a case without an office');
  return { caseId: stored.row.caseId, ownerUser: ownerOf(stored), ownerOffice: office.officeId };
}

/** What the signed-in person may read in a case. */
export const sightIn = (open: OpenOffice, resource: CaseResource): Sight =>
  sightOf(open.subject, resource, open.fields);
export const sightOfCase = (open: OpenOffice, stored: CaseRecord): Sight => sightIn(open, resourceOf(open, stored));

/** The case without what is closed to the signed-in person, and the names of what was left out. */
export function readableCase(open: OpenOffice, stored: CaseRecord): ReturnType<typeof maskDocument> {
  const { sees, hidesRows } = sightOfCase(open, stored);
  const whole = documentOf(stored);
  const { document, masked } = maskDocument(whole, sees, hidesRows);
  return { document: withoutHiddenSiblings(open, whole, document), masked };
}

/** When anything of the case was written last, in milliseconds since 1970 UTC. */
export function latestOf(stored: Pick<StoredCase, 'row' | 'records'>): number {
  let latest = stored.row.createdAt;
  for (const { state } of stored.records) {
    latest = Math.max(latest, state.created?.wall ?? 0);
    for (const list of Object.values(state.fields)) for (const sibling of list) latest = Math.max(latest, sibling.wall);
  }
  return latest;
}
