import { z } from 'zod';
import { filter } from '#core/finding/filter.ts';
import { RECORD_LISTS } from '#core/finding/record-kinds.ts';
import { caseLine, sortColumn } from './cases.contract.ts';
import { call } from './contract.ts';
import { listColumn, reach, savedViewShape } from './finding.contract.ts';
import { caseId, fieldId, none, rowId } from './values.ts';
import { task } from './tasks.contract.ts';

const list = z.enum(RECORD_LISTS);
const columns = z.array(listColumn).max(40);
const columnId = z.string().regex(/^(@|case:)?[a-z0-9_]{1,64}$/);
const key = z.string().min(1).max(200);

/** One record among those of its list. */
export const recordRef = z.strictObject({ caseId, key });
/** So many records are chosen at once at most. */
export const MOST_RECORDS = 50_000;
export const recordSelection = z.array(recordRef).min(1).max(MOST_RECORDS);

/** `at`: by the day of the record; `case:…` by a column of its case; otherwise by an answer of the record. */
export const recordSort = z.union([
  z.literal('at'),
  z.templateLiteral(['case:', sortColumn.exclude(['match', 'urgency'])]),
  fieldId,
]);

export const recordBody = z.strictObject({
  where: filter,
  sort: recordSort,
  descending: z.boolean(),
  columns: columns.exactOptional(),
});

export const recordView = z.strictObject({ ...savedViewShape, body: recordBody });

export const recordQuery = z.strictObject({
  /** Names in any script, codes, numbers: of the case and of the record. */
  text: z.string().max(200),
  where: filter,
  sort: recordSort,
  descending: z.boolean(),
});

export const recordLine = z.strictObject({
  /** Names the record among those of its list, together with the case. */
  key,
  case: caseLine,
  /** Where in the case it is read. */
  form: fieldId.exactOptional(),
  rowId: rowId.exactOptional(),
  /** What stands in the columns that were asked for, as far as the person may read it in this case. */
  cells: z.record(z.string(), z.array(z.union([z.string(), z.int()]))),
  /** Columns whose answer is there and never stands in a list. */
  sensitive: z.array(z.string()),
  task: task.exactOptional(),
});

/** A list as it goes to paper: with its columns, and either what its query leaves or the records that were selected. */
export const printedRecords = z.strictObject({
  kind: z.literal('record-list'),
  list,
  query: recordQuery,
  columns: z.array(columnId).max(40),
  records: recordSelection.exactOptional(),
});

export const listsCalls = {
  /** The lists that this person has, each with how many records it holds. */
  all: call('case.list', none, z.array(z.strictObject({ list, count: z.int() }))),
  /** The views of a list with what each holds, the columns of this person, and what the list may be narrowed by. */
  setUp: call(
    'case.list',
    z.strictObject({ list }),
    z.strictObject({
      usual: z.array(z.strictObject({ id: z.string(), where: filter, count: z.int() })),
      views: z.array(recordView),
      columns: columns.exactOptional(),
      /** Questions about the record itself by which the list is narrowed and sorted. */
      facts: z.array(fieldId),
      reach,
    }),
  ),
  page: call(
    'case.list',
    z.strictObject({
      list,
      query: recordQuery,
      offset: z.int().min(0),
      limit: z.int().min(1).max(500),
      /** Audited; ignored without the right. */
      showNames: z.boolean(),
      columns: z.array(columnId).max(40),
    }),
    z.strictObject({
      total: z.int(),
      /** Records of this list that the person may see at all. */
      of: z.int(),
      rows: z.array(recordLine),
    }),
  ),
  /** All records that a query leaves, in its order: for whoever selects the whole list. */
  ids: call('case.list', z.strictObject({ list, query: recordQuery }), z.array(recordRef)),
  /** The cases in which some records stand, of those that this list reaches; of a family all of them. */
  cases: call('case.list', z.strictObject({ list, records: recordSelection }), z.array(caseId)),
  keepView: call(
    'case.list',
    z.strictObject({
      list,
      viewId: rowId.exactOptional(),
      name: z.string().trim().min(1).max(80),
      shared: z.boolean(),
      body: recordBody,
    }),
    z.strictObject({ viewId: rowId }),
  ),
  keepColumns: call('case.list', z.strictObject({ list, columns: columns.nullable() }), none),
} as const;

export type RecordSort = z.infer<typeof recordSort>;
export type RecordQuery = z.infer<typeof recordQuery>;
export type RecordRef = z.infer<typeof recordRef>;
export type PrintedRecords = z.infer<typeof printedRecords>;
export type RecordLine = z.infer<typeof recordLine>;
export type RecordBody = z.infer<typeof recordBody>;
export type SavedRecordView = z.infer<typeof recordView>;
