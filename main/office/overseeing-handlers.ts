import type { OpenHandlers } from './call-table.ts';
import { casesOfRecords, chooseRecords } from './choose-records.ts';
import { checkFile } from './file-checklist.ts';
import { allRecordLists, keepRecordColumns, keepRecordView, listRecords, setUpList } from './list-records.ts';
import { acknowledgeSupervision, listSupervision, recordSupervision, settleSupervision } from './supervision.ts';
import { previewMoves, workload } from './workload.ts';

/** The calls of the lists of records and of supervision. */
export const overseeingHandlers = {
  'lists.all': allRecordLists,
  'lists.setUp': setUpList,
  'lists.page': listRecords,
  'lists.ids': chooseRecords,
  'lists.cases': casesOfRecords,
  'lists.keepView': keepRecordView,
  'lists.keepColumns': keepRecordColumns,
  'supervision.workload': workload,
  'supervision.preview': previewMoves,
  'supervision.checklist': checkFile,
  'supervision.sessions': listSupervision,
  'supervision.record': recordSupervision,
  'supervision.acknowledge': acknowledgeSupervision,
  'supervision.settle': settleSupervision,
} satisfies Partial<OpenHandlers>;
