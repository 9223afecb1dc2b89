import { affectedRecords } from './affected-records.ts';
import { listToldBreaches } from './passed-incidents.ts';
import { addToBreach, listBreaches, openBreach, readBreach } from './breaches.ts';
import type { OpenHandlers } from './call-table.ts';
import { dataProtectionHandlers } from './data-protection/handlers.ts';
import { addToDataRequest, listDataRequests, openDataRequest, readDataRequest } from './data-requests.ts';
import { eraseCase } from './erase-case.ts';
import { listErasures, refuseErasure } from './erasure-requests.ts';
import { findToErase, lookBeforeErasing } from './look-before-erasing.ts';
import { filesOverTime, keepFiles, lookAtFiles, takeFiles } from './files-over-time.ts';
import { getRetentionRules, keepLonger, retentionQueue, setRetentionRules } from './retention-queue.ts';
import { liftRestriction, listRestrictions, restrictCase, restrictionsOfCase } from './restrict-case.ts';
import { holdOfCase, liftHold, listHolds, setHold } from './legal-holds.ts';

/** The calls of the registers of data protection. */
export const privacyHandlers = {
  ...dataProtectionHandlers,
  'breaches.list': listBreaches,
  'breaches.told': listToldBreaches,
  'breaches.read': readBreach,
  'breaches.open': openBreach,
  'breaches.add': addToBreach,
  'breaches.affected': affectedRecords,
  'dataRequests.list': listDataRequests,
  'dataRequests.read': readDataRequest,
  'dataRequests.open': openDataRequest,
  'dataRequests.add': addToDataRequest,
  'keeping.queue': retentionQueue,
  'keeping.rules': getRetentionRules,
  'keeping.setRules': setRetentionRules,
  'keeping.keep': keepLonger,
  'keeping.files': filesOverTime,
  'keeping.lookAtFiles': lookAtFiles,
  'keeping.takeFiles': takeFiles,
  'keeping.keepFiles': keepFiles,
  'keeping.find': findToErase,
  'keeping.look': lookBeforeErasing,
  'keeping.erase': eraseCase,
  'keeping.refuse': refuseErasure,
  'keeping.erasures': listErasures,
  'restrictions.list': listRestrictions,
  'restrictions.ofCase': restrictionsOfCase,
  'restrictions.set': restrictCase,
  'restrictions.lift': liftRestriction,
  'holds.list': listHolds,
  'holds.ofCase': holdOfCase,
  'holds.set': setHold,
  'holds.lift': liftHold,
} satisfies Partial<OpenHandlers>;
