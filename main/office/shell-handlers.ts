import { deflateSync } from 'node:zlib';
import { z } from 'zod';
import { attachmentsCalls } from '#core/contracts/attachments.contract.ts';
import { pdfPassword, printCalls, printOrder } from '#core/contracts/print.contract.ts';
import { reportsCalls } from '#core/contracts/reports.contract.ts';
import { sealedPdf } from '#core/reports/compact-pdf.ts';
import { Refusal } from '#core/result.ts';
import { pdfSeal } from '../crypto/pdf-lock.ts';
import { saveAttachment, savedName } from './attachments.ts';
import { lookAtAreas } from './areas.ts';
import { audit } from './audit.ts';
import { readEnrolmentRequest } from './authority.ts';
import { dataProtectionShell } from './data-protection/shell-handlers.ts';
import { authoriseCase } from './authorise-call.ts';
import { chooseBackupPlace } from './backup-place.ts';
import { writeConfigurationFile } from './configuration-file.ts';
import { configurationFileName, packageInForce } from './list-packages.ts';
import { lookAtFile } from './look-at-package.ts';
import { beginExport, exportName, growExport, placeExport } from './export-cases.ts';
import { requestFileName, writeRequest } from './enrolment-request.ts';
import { takeImportFile } from './importing/import-file.ts';
import { saveVerdicts, verdictsName } from './importing/save-verdicts.ts';
import { lookAtKey } from './make-root.ts';
import { readJoinRequestFile } from './computers/answer-join.ts';
import { joinRequestName, writeJoinRequest } from './computers/pending-join.ts';
import { readJoinAnswer } from './computers/take-answer.ts';
import { carryAway, eraseOffice } from './emergency.ts';
import { factorCodesDocument } from './print-factor-codes.ts';
import { emergencyPlanDocument } from './print-emergency-plan.ts';
import type { Office } from './office.ts';
import { readCard, writeCard } from './office-cards.ts';
import type { OpenOffice } from './open-office.ts';
import { takePicked } from './picked-file.ts';
import { kitDocument, printDocument } from './print-documents.ts';
import { sampleDocument } from './print-sample.ts';
import { codesDocument } from './print-codes.ts';
import { trustSheetDocument } from './print-trust-sheet.ts';
import { takeBundle } from './take-bundle.ts';
import { auditName, beginSaving, growSaving, placeSaving } from './save-audit.ts';
import { lookForBackups } from './restore-backup.ts';
import { readTrustFile, trustFileName, writeTrustFile } from './trust-file.ts';
import { reportFileName, writeReport } from './reports/write-report.ts';
import { readRelayCardFile } from './relay/connect-relay.ts';

const path = z.strictObject({ path: z.string().min(1) });

const opened = (office: Office): OpenOffice => {
  if (!office.open) throw new Refusal('AUTH_LOCKED');
  return office.open;
};

/** Those that are about an open office only. */
const inOpenOffice = Object.fromEntries(
  Object.entries(dataProtectionShell).map(([name, answer]) => [
    name,
    (office: Office, input: unknown) => answer(opened(office), input),
  ]),
);

/** What the shell asks on behalf of its dialogs and printers. The page has no way here. */
export const shellHandlers: Readonly<Record<string, (office: Office, input: unknown) => unknown>> = {
  ...inOpenOffice,
  cardFileName: (office) => ({ fileName: `${opened(office).self.code}.hifadhi-card` }),
  writeCard: (office, input) => {
    writeCard(opened(office), path.parse(input).path);
    return {};
  },
  readRelayCard: (office, input) => readRelayCardFile(opened(office), path.parse(input).path),
  nameRelayCard: (office, input) => {
    const { place, card } = readRelayCardFile(office, path.parse(input).path);
    return { place, name: card.name, url: card.url };
  },
  readCard: (office, input) => readCard(opened(office), path.parse(input).path),
  trustFileName: (office) => ({ fileName: trustFileName(opened(office)) }),
  writeTrustFile: async (office, input) => {
    await writeTrustFile(opened(office), path.parse(input).path);
    return {};
  },
  readTrustFile: (office, input) => readTrustFile(opened(office), path.parse(input).path),
  requestName: (office) => ({ fileName: requestFileName(opened(office)) }),
  writeRequest: async (office, input) => {
    await writeRequest(opened(office), path.parse(input).path);
    return {};
  },
  readRequest: (office, input) => readEnrolmentRequest(opened(office), path.parse(input).path),
  joinRequestName: (office) => ({ fileName: joinRequestName(office) }),
  writeJoinRequest: async (office, input) => {
    await writeJoinRequest(office, path.parse(input).path);
    return {};
  },
  readJoinRequest: (office, input) => readJoinRequestFile(opened(office), path.parse(input).path),
  readJoinAnswer: (office, input) => readJoinAnswer(office, path.parse(input).path),
  readRootKey: (office, input) => lookAtKey(opened(office), path.parse(input).path),
  configurationName: (office) => ({ fileName: configurationFileName(opened(office)) }),
  writeConfiguration: (office, input) => {
    writeConfigurationFile(packageInForce(opened(office)), path.parse(input).path);
    return {};
  },
  readAreas: (office, input) => lookAtAreas(opened(office), path.parse(input).path),
  readConfiguration: (office, input) => lookAtFile(opened(office), path.parse(input).path),
  chooseBackupPlace: (office, input) => chooseBackupPlace(opened(office), path.parse(input).path),
  lookForBackups: (office, input) => lookForBackups(office, path.parse(input).path),
  namePlace: (office, input) => ({ place: opened(office).places.name(path.parse(input).path) }),
  takeImportFile: (office, input) => takeImportFile(opened(office), path.parse(input).path),
  verdictsName: (office) => ({ fileName: verdictsName(opened(office)) }),
  saveVerdicts: (office, input) => saveVerdicts(opened(office), input),
  takeBundle: (office, input) => takeBundle(opened(office), path.parse(input).path),
  takeAttachment: (office, input) => {
    const { path: chosen, ...about } = attachmentsCalls.pick.input.extend(path.shape).parse(input);
    return takePicked(opened(office), about, chosen);
  },
  attachmentName: (office, input) => {
    const { caseId, id } = attachmentsCalls.save.input.parse(input);
    authoriseCase(opened(office), 'case.view', caseId);
    return { fileName: savedName(opened(office), caseId, id) };
  },
  saveAttachment: (office, input) => {
    const { path: chosen, caseId, id } = attachmentsCalls.save.input.extend(path.shape).parse(input);
    authoriseCase(opened(office), 'case.view', caseId);
    saveAttachment(opened(office), caseId, id, chosen);
    return {};
  },
  exportName: (office, input) => ({ fileName: exportName(opened(office), input) }),
  beginExport: (office, input) => beginExport(opened(office), input),
  growExport: (office, input) => growExport(opened(office), input),
  placeExport: (office, input) => placeExport(opened(office), input),
  auditName: (office, input) => ({
    fileName: auditName(opened(office), z.strictObject({ sealed: z.boolean() }).parse(input)),
  }),
  beginAudit: (office, input) => beginSaving(opened(office), input),
  growAudit: (office, input) => growSaving(opened(office), input),
  placeAudit: (office, input) => placeSaving(opened(office), input),
  reportFileName: (office, input) => ({
    fileName: reportFileName(opened(office), reportsCalls.write.input.parse(input)),
  }),
  writeReport: (office, input) => {
    const { path: chosen, ...order } = reportsCalls.write.input.extend(path.shape).parse(input);
    return writeReport(opened(office), order, chosen);
  },
  printDocument: (office, input) => {
    const { again, ...order } = printOrder.extend({ again: z.int().exactOptional() }).parse(input);
    return printDocument(opened(office), order, again);
  },
  printKit: (office, input) => kitDocument(office, printCalls.makeKit.input.parse(input)),
  printSample: (office, input) => sampleDocument(opened(office), printCalls.makeSample.input.parse(input)),
  lockPdf: (office, input) => {
    const { printed, password } = z
      .strictObject({ printed: z.instanceof(Uint8Array), password: pdfPassword })
      .parse(input);
    opened(office);
    const locked = sealedPdf(printed, (bytes) => deflateSync(bytes), pdfSeal(password));
    if (locked === undefined) throw new Refusal('PRINT_FAILED');
    return locked;
  },
  carryAway: (office, input) => carryAway(opened(office), input),
  eraseOffice: (office, input) => eraseOffice(office, input),
  printFactorCodes: (office, input) =>
    factorCodesDocument(opened(office), printCalls.makeFactorCodes.input.parse(input)),
  printEmergencyPlan: (office, input) =>
    emergencyPlanDocument(opened(office), printCalls.makeEmergencyPlan.input.parse(input)),
  printTrustSheet: (office, input) => trustSheetDocument(opened(office), printCalls.makeTrustSheet.input.parse(input)),
  printCodes: (office, input) => codesDocument(opened(office), printCalls.makeCodes.input.parse(input)),
  printed: (office, input) => {
    const { auditNumber, how } = z
      .strictObject({ auditNumber: z.int(), how: z.enum(['printed', 'saved', 'locked']) })
      .parse(input);
    const action = how === 'printed' ? 'report.printed' : 'report.saved';
    const detail = how === 'locked' ? 'with a password' : '';
    if (auditNumber > 0) audit(opened(office), action, String(auditNumber), 'done', detail);
    return {};
  },
};
