import { discardAside, judgeAside } from './aside/judge-aside.ts';
import { listAside } from './aside/list-aside.ts';
import { belongingHandlers } from './belonging-handlers.ts';
import { computerHandlers } from './computers/handlers.ts';
import { codeToRead, confirmByCode } from './confirm-by-code.ts';
import { compareTwoCases, lookAlikes, sayNotSame } from './compare-two-cases.ts';
import { patienceOf } from './measures/patience.ts';
import { readDashboard } from './measures/read-dashboard.ts';
import { readStatistics } from './measures/read-statistics.ts';
import { mergeCases } from './merge-cases.ts';
import { openCase } from './open-case.ts';
import { applyBundle, checkBundleFile } from './read-bundle.ts';
import { answerHandover, listHandovers } from './answer-handover.ts';
import { answerReferral, finishReferral, listReferrals, readReferral, revokeReferral } from './answer-referral.ts';
import { auditLines, auditOfCase, auditPeople } from './audit-lines.ts';
import { auditStanding } from './audit-watch.ts';
import { decideApproval, listApprovals, listReturned, requestApproval, withdrawApproval } from './approvals.ts';
import { listAreas, takeAreas } from './areas.ts';
import { appendAttachment, beginAttachment, finishAttachment } from './add-attachment.ts';
import { attachmentThumbnail, listAttachments, readAttachment } from './attachments.ts';
import type { OpenHandlers } from './call-table.ts';
import { caseActivity } from './case-activity.ts';
import { caseByCode } from './case-by-code.ts';
import { caseFamily } from './case-family.ts';
import { endEmergency, listEmergencies, openInEmergency, reviewEmergency } from './emergency-access.ts';
import { countExport, exportColumns, stopExport } from './export-cases.ts';
import { ownRequest } from './enrolment-request.ts';
import { caseHistory } from './case-history.ts';
import { codesHandlers } from './codes-handlers.ts';
import { compareMoments } from './compare-moments.ts';
import { recordAfterClosure } from './after-closure.ts';
import { addFlag, addNote, resolveFlag } from './case-notes.ts';
import { closeCase, disableCase, enableCase, reopenCase } from './close-case.ts';
import { changeDraft, discardDraft, listDrafts, openDraft, saveDraft, startEdit, startRegistration } from './drafts.ts';
import { keepHandover } from './keep-handover.ts';
import { keepSearch, keptSearch } from './keep-search.ts';
import { getLogo, getPaper, setLogo, setPaper } from './office-paper.ts';
import { findSameChild } from './find-same-child.ts';
import { findSameNumbers } from './find-same-numbers.ts';
import { checkImport } from './importing/dry-run.ts';
import { keepImportDraft } from './importing/import-draft.ts';
import { goOnImporting, stopImport } from './importing/import-rows.ts';
import { decideRows, dropImport, importRows, listImports } from './importing/import-runs.ts';
import { keepMapping, removeMapping } from './importing/keep-mapping.ts';
import { readTable, wordsOfColumn } from './importing/read-table.ts';
import { undoImport } from './importing/undo-import.ts';
import { joinFamily, leaveFamily } from './join-family.ts';
import { journal, listOffices } from './link-health.ts';
import { linkIncident, unlinkIncident } from './link-incident.ts';
import { moveTask, snoozeTask } from './change-task.ts';
import { countCases, listCaseIds, listCases } from './list-cases.ts';
import { elsewhere, listPackages } from './list-packages.ts';
import { acceptAlert, alertsInCase, listAlerts } from './list-alerts.ts';
import { listChecks, listWorkers } from './list-checks.ts';
import { countFilters, keepColumns, keepView, listViews, removeView, startWith } from './list-views.ts';
import { listTasks, tasksInCase } from './list-tasks.ts';
import { lookAtPackage } from './look-at-package.ts';
import { beginRoot, finishRoot, openOldKey, writeRootKey, stopRoot } from './make-root.ts';
import { listRoles, resetRole, saveRole } from './manage-roles.ts';
import { rolesOfOffice } from './roles-in-force.ts';
import { endTrial, tryRole } from './trial.ts';
import { whyDecided } from './why-decided.ts';
import { confirmCard, ownCard } from './office-cards.ts';
import { acceptConduct, getConduct, setConduct } from './conduct.ts';
import { changePerson, letPersonGo, readmitPerson, suspendPerson } from './manage-people.ts';
import { addPerson, changeOwnPassphrase, listAccounts } from './people.ts';
import { keepingHandlers } from './keeping-handlers.ts';
import { keepPicked, readPicked } from './picked-file.ts';
import { privacyHandlers } from './privacy-handlers.ts';
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
import { declareInterest, hideName, liftInterest, protectionOf, recordInterest, unhideName } from './protect-case.ts';
import { overseeingHandlers } from './overseeing-handlers.ts';
import { prepareReferral } from './prepare-referral.ts';
import { pinCase, recentCases } from './recent-cases.ts';
import { listReports, removeReport, saveReport } from './reports/saved-reports.ts';
import { runReport } from './reports/run-report.ts';
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
import { saveCase } from './save-draft-as-case.ts';
import {
  beginFactor,
  confirmFactor,
  factorState,
  getFactorRule,
  removeFactor,
  renewFactorCodes,
  resetFactor,
  setFactorRule,
} from './second-factor.ts';
import { settingsHandlers } from './settings-handlers.ts';
import { switchConfiguration } from './switch-configuration.ts';
import { sinceMerge, takeCasesApart } from './take-cases-apart.ts';
import { takeTrustFile } from './trust-file.ts';
import { trustState } from './trust-state.ts';
import { getUnusualLimits, listUnusual, noteUnusual, setUnusualLimits } from './unusual-activity.ts';
import { writeBundle } from './write-bundle.ts';

export const openHandlers: OpenHandlers = {
  'people.list': listAccounts,
  'people.add': addPerson,
  'people.changePassphrase': changeOwnPassphrase,
  'people.change': changePerson,
  'people.suspend': suspendPerson,
  'people.readmit': readmitPerson,
  'people.leave': letPersonGo,
  ...belongingHandlers,
  'people.conduct': getConduct,
  'people.setConduct': setConduct,
  'people.acceptConduct': acceptConduct,
  'roles.list': listRoles,
  'roles.save': saveRole,
  'roles.reset': resetRole,
  'roles.try': tryRole,
  'roles.endTrial': endTrial,
  'roles.why': whyDecided,
  'secondFactor.state': factorState,
  'secondFactor.begin': beginFactor,
  'secondFactor.confirm': confirmFactor,
  'secondFactor.renewCodes': renewFactorCodes,
  'secondFactor.remove': removeFactor,
  'secondFactor.reset': resetFactor,
  'secondFactor.rule': getFactorRule,
  'secondFactor.setRule': setFactorRule,
  'protection.ofCase': protectionOf,
  'protection.hide': hideName,
  'protection.unhide': unhideName,
  'protection.record': recordInterest,
  'protection.declare': declareInterest,
  'protection.lift': liftInterest,
  'protection.open': openInEmergency,
  'protection.end': endEmergency,
  'protection.accesses': listEmergencies,
  'protection.review': reviewEmergency,
  'config.get': ({ db, configuration: { configuration } }) => ({
    ...configuration,
    roles: rolesOfOffice(db, configuration),
  }),
  'config.packages': listPackages,
  'config.elsewhere': elsewhere,
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
  'finding.views': listViews,
  'finding.keepView': keepView,
  'finding.removeView': removeView,
  'finding.startWith': startWith,
  'finding.keepColumns': keepColumns,
  'finding.recent': recentCases,
  'finding.pin': pinCase,
  'finding.count': countFilters,
  ...overseeingHandlers,
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
  'measures.statistics': (open, order) => readStatistics(open, order, patienceOf()),
  'measures.dashboard': (open) => readDashboard(open, patienceOf()),
  'reports.list': listReports,
  'reports.run': (open, { def, outside }) => runReport(open, def, outside),
  'reports.save': saveReport,
  'reports.remove': removeReport,
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
  'exchange.code': codeToRead,
  'exchange.confirm': confirmByCode,
  'exchange.check': checkBundleFile,
  'exchange.apply': applyBundle,
  ...codesHandlers,
  'aside.list': listAside,
  'aside.judge': judgeAside,
  'aside.discard': discardAside,
  ...computerHandlers,
  'trust.state': trustState,
  'trust.request': ownRequest,
  'trust.take': takeTrustFile,
  'trust.begin': beginRoot,
  'trust.stop': stopRoot,
  'trust.openKey': openOldKey,
  'trust.writeKey': writeRootKey,
  'trust.finish': finishRoot,
  'relay.status': relayStatus,
  'relay.connect': connectRelay,
  'relay.disconnect': disconnectRelay,
  'relay.settings': setRelay,
  'relay.visit': askRelay,
  'relay.queue': queueForRelay,
  'exports.columns': exportColumns,
  'exports.count': countExport,
  'exports.stop': stopExport,
  'imports.list': listImports,
  'imports.read': readTable,
  'imports.words': wordsOfColumn,
  'imports.keepDraft': keepImportDraft,
  'imports.keepMapping': keepMapping,
  'imports.removeMapping': removeMapping,
  'imports.check': checkImport,
  'imports.rows': importRows,
  'imports.decide': decideRows,
  'imports.goOn': goOnImporting,
  'imports.stop': stopImport,
  'imports.undo': undoImport,
  'imports.drop': dropImport,
  'audit.list': auditLines,
  'audit.people': auditPeople,
  'audit.ofCase': auditOfCase,
  'audit.standing': auditStanding,
  'audit.unusual': listUnusual,
  'audit.note': noteUnusual,
  'audit.limits': getUnusualLimits,
  'audit.setLimits': setUnusualLimits,
  ...privacyHandlers,
  ...keepingHandlers,
  ...settingsHandlers,
  'paper.get': getPaper,
  'paper.set': setPaper,
  'paper.logo': getLogo,
  'paper.setLogo': setLogo,
};
