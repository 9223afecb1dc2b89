/**
 * The calls about one case for which its page has a button. With the case the office tells which of them the person's
 * rights on that case allow (`CaseFile.mayCall`); the page shows a button for no other. A new button is a line here.
 */
export const CASE_CALLS = [
  'cases.startEdit',
  'casework.addNote',
  'casework.addFlag',
  'casework.resolveFlag',
  'casework.requestApproval',
  'casework.withdrawApproval',
  'casework.assign',
  'casework.offerTransfer',
  'casework.close',
  'casework.reopen',
  'casework.recordAfterClosure',
  'casework.disable',
  'casework.enable',
  'tasks.move',
  'alerts.accept',
  'referrals.prepare',
  'handovers.prepare',
  'exchange.preview',
  'merging.compare',
  'dataRequests.list',
  'family.share',
  'history.entries',
  'print.make',
] as const;
export type CaseCall = (typeof CASE_CALLS)[number];
