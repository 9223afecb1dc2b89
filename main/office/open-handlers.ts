import { compareTwoCases, lookAlikes, sayNotSame } from './compare-two-cases.ts';
import { mergeCases } from './merge-cases.ts';
import { getNaming, setNaming } from './naming.ts';
import { openCase } from './open-case.ts';
import { applyBundle, checkBundleFile } from './read-bundle.ts';
import { answerHandover, listHandovers } from './answer-handover.ts';
import { answerReferral, finishReferral, listReferrals, readReferral, revokeReferral } from './answer-referral.ts';
import { auditLines, verifyAudit } from './audit-lines.ts';
import { decideApproval, listApprovals, listReturned, requestApproval, withdrawApproval } from './approvals.ts';
import { listAreas, takeAreas } from './areas.ts';
import { appendAttachment, beginAttachment, finishAttachment } from './add-attachment.ts';
import { attachmentThumbnail, listAttachments, readAttachment } from './attachments.ts';
import { enrolOffice, reinstateDevice, revokeDevice } from './authority.ts';
import type { OpenHandlers } from './call-table.ts';
import { caseActivity } from './case-activity.ts';
import { caseByCode } from './case-by-code.ts';
import { caseFamily } from './case-family.ts';
import { countExport, exportColumns, stopExport } from './export-cases.ts';
import { ownRequest } from './enrolment-request.ts';
import { caseHistory } from './case-history.ts';
import { compareMoments } from './compare-moments.ts';
import { recordAfterClosure } from './after-closure.ts';
import { addFlag, addNote, resolveFlag } from './case-notes.ts';
import { closeCase, disableCase, enableCase, reopenCase } from './close-case.ts';
import { changeDraft, discardDraft, listDrafts, openDraft, saveDraft, startEdit, startRegistration } from './drafts.ts';
import { getFocalPoint, setFocalPoint } from './focal-point.ts';
import { keepHandover } from './keep-handover.ts';
import { keepSearch, keptSearch } from './keep-search.ts';
import { getOptionalQuestions, setOptionalQuestions } from './optional-questions.ts';
import { getOwnApprovals, setOwnApprovals } from './own-approvals.ts';
import { findSameChild } from './find-same-child.ts';
import { findSameNumbers } from './find-same-numbers.ts';
import { joinFamily, leaveFamily } from './join-family.ts';
import { journal, listOffices } from './link-health.ts';
import { linkIncident, unlinkIncident } from './link-incident.ts';
import { moveTask, snoozeTask } from './change-task.ts';
import { countCases, listCaseIds, listCases } from './list-cases.ts';
import { listPackages } from './list-packages.ts';
import { acceptAlert, alertsInCase, listAlerts } from './list-alerts.ts';
import { listChecks, listWorkers } from './list-checks.ts';
import { listTasks, tasksInCase } from './list-tasks.ts';
import { lookAtPackage } from './look-at-package.ts';
import { beginRoot, finishRoot, openOldKey, writeRootKey, stopRoot } from './make-root.ts';
import { confirmCard, ownCard } from './office-cards.ts';
import { addPerson, changeOwnPassphrase, listPeople, removePerson } from './people.ts';
import { keepPicked, readPicked } from './picked-file.ts';
import { previewBundle } from './preview-bundle.ts';
import { offerHandover, prepareHandover } from './offer-handover.ts';
import {
  answerOfficeReferral,
  closeOfficeReferral,
  listOfficeReferrals,
  readOfficeReferral,
} from './office-referrals.ts';
import { askRelay, connectRelay, disconnectRelay, relayStatus, setRelay } from './relay/connect-relay.ts';
import { queueForRelay } from './relay/queue-for-relay.ts';
import { prepareReferral } from './prepare-referral.ts';
import { releaseCase } from './release-case.ts';
import { referralQuery, registerReferral } from './register-referral.ts';
import { keepReferral, sendReferral } from './send-referral.ts';
import { decideConflict, listConflicts } from './review-values.ts';
import {
  answerTransfer,
  assignCases,
  listColleagues,
  listOffers,
  offerTransfer,
  requestTransfer,
  revokeTransfer,
} from './transfer-case.ts';
import { listDifferences, shareAnswers } from './share-family-answers.ts';
import { siblingQuery, startSibling } from './start-sibling.ts';
import { getWorkingTime, setHolidays } from './holidays.ts';
import { saveCase } from './save-draft-as-case.ts';
import { switchConfiguration } from './switch-configuration.ts';
import { sinceMerge, takeCasesApart } from './take-cases-apart.ts';
import { takeTrustFile } from './trust-file.ts';
import { trustState } from './trust-state.ts';
import { writeBundle } from './write-bundle.ts';

export const openHandlers: OpenHandlers = {
  'people.list': listPeople,
  'people.add': addPerson,
  'people.changePassphrase': changeOwnPassphrase,
  'people.remove': removePerson,
  'config.get': (open) => open.configuration.configuration,
  'config.packages': listPackages,
  'config.look': lookAtPackage,
  'config.switch': switchConfiguration,
  'config.areas': listAreas,
  'config.takeAreas': takeAreas,
  'cases.list': listCases,
  'cases.counts': countCases,
  'cases.ids': listCaseIds,
  'cases.findSame': findSameChild,
  'cases.sameNumbers': findSameNumbers,
  'cases.open': openCase,
  'cases.byCode': caseByCode,
  'cases.keepSearch': keepSearch,
  'cases.keptSearch': keptSearch,
  'history.entries': caseHistory,
  'history.compare': compareMoments,
  'cases.startRegistration': startRegistration,
  'cases.startEdit': startEdit,
  'cases.drafts': listDrafts,
  'cases.openDraft': openDraft,
  'cases.saveDraft': saveDraft,
  'cases.changeDraft': changeDraft,
  'cases.discardDraft': discardDraft,
  'cases.save': saveCase,
  'tasks.list': listTasks,
  'tasks.ofCase': tasksInCase,
  'tasks.snooze': snoozeTask,
  'tasks.move': moveTask,
  'casework.activity': caseActivity,
  'casework.addNote': addNote,
  'casework.addFlag': addFlag,
  'casework.resolveFlag': resolveFlag,
  'casework.requestApproval': requestApproval,
  'casework.withdrawApproval': withdrawApproval,
  'casework.decideApproval': decideApproval,
  'casework.approvals': listApprovals,
  'casework.returned': listReturned,
  'casework.colleagues': listColleagues,
  'casework.assign': assignCases,
  'casework.offerTransfer': offerTransfer,
  'casework.requestTransfer': requestTransfer,
  'casework.offers': listOffers,
  'casework.answerTransfer': answerTransfer,
  'casework.revokeTransfer': revokeTransfer,
  'casework.close': closeCase,
  'casework.reopen': reopenCase,
  'casework.recordAfterClosure': recordAfterClosure,
  'casework.disable': disableCase,
  'casework.enable': enableCase,
  'alerts.list': listAlerts,
  'alerts.ofCase': alertsInCase,
  'alerts.workers': listWorkers,
  'alerts.checks': listChecks,
  'alerts.accept': acceptAlert,
  'family.ofCase': caseFamily,
  'family.siblingQuery': siblingQuery,
  'family.startSibling': startSibling,
  'family.join': joinFamily,
  'family.leave': leaveFamily,
  'family.differences': listDifferences,
  'family.share': shareAnswers,
  'family.linkIncident': linkIncident,
  'family.unlinkIncident': unlinkIncident,
  'referrals.prepare': prepareReferral,
  'referrals.keep': keepReferral,
  'referrals.send': sendReferral,
  'referrals.inbox': listReferrals,
  'referrals.read': readReferral,
  'referrals.answer': answerReferral,
  'referrals.finish': finishReferral,
  'referrals.revoke': revokeReferral,
  'officeReferrals.inbox': listOfficeReferrals,
  'officeReferrals.read': readOfficeReferral,
  'officeReferrals.answer': answerOfficeReferral,
  'officeReferrals.close': closeOfficeReferral,
  'officeReferrals.query': referralQuery,
  'officeReferrals.register': registerReferral,
  'handovers.prepare': prepareHandover,
  'handovers.keep': keepHandover,
  'handovers.offer': offerHandover,
  'handovers.inbox': listHandovers,
  'handovers.answer': answerHandover,
  'attachments.list': listAttachments,
  'attachments.begin': beginAttachment,
  'attachments.append': appendAttachment,
  'attachments.finish': finishAttachment,
  'attachments.read': readAttachment,
  'attachments.thumbnail': attachmentThumbnail,
  'attachments.keepPicked': keepPicked,
  'attachments.readPicked': readPicked,
  'review.list': listConflicts,
  'review.decide': decideConflict,
  'merging.lookAlikes': lookAlikes,
  'merging.notSame': sayNotSame,
  'merging.compare': compareTwoCases,
  'merging.merge': mergeCases,
  'merging.since': sinceMerge,
  'merging.takeApart': takeCasesApart,
  'exchange.offices': listOffices,
  'exchange.journal': journal,
  'exchange.myCard': ownCard,
  'exchange.confirmCard': confirmCard,
  'exchange.preview': previewBundle,
  'exchange.release': releaseCase,
  'exchange.write': writeBundle,
  'exchange.check': checkBundleFile,
  'exchange.apply': applyBundle,
  'trust.state': trustState,
  'trust.request': ownRequest,
  'trust.take': takeTrustFile,
  'trust.begin': beginRoot,
  'trust.stop': stopRoot,
  'trust.openKey': openOldKey,
  'trust.writeKey': writeRootKey,
  'trust.finish': finishRoot,
  'trust.enrol': enrolOffice,
  'trust.revoke': revokeDevice,
  'trust.reinstate': reinstateDevice,
  'relay.status': relayStatus,
  'relay.connect': connectRelay,
  'relay.disconnect': disconnectRelay,
  'relay.settings': setRelay,
  'relay.visit': askRelay,
  'relay.queue': queueForRelay,
  'exports.columns': exportColumns,
  'exports.count': countExport,
  'exports.stop': stopExport,
  'audit.list': auditLines,
  'audit.verify': verifyAudit,
  'settings.workingTime': getWorkingTime,
  'settings.setHolidays': setHolidays,
  'settings.focalPoint': getFocalPoint,
  'settings.setFocalPoint': setFocalPoint,
  'settings.ownApprovals': getOwnApprovals,
  'settings.setOwnApprovals': setOwnApprovals,
  'settings.optionalQuestions': getOptionalQuestions,
  'settings.setOptionalQuestions': setOptionalQuestions,
  'settings.naming': getNaming,
  'settings.setNaming': setNaming,
};
