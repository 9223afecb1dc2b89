import { z } from 'zod';
import { attachmentsCalls } from '#core/contracts/attachments.contract.ts';
import { printCalls } from '#core/contracts/print.contract.ts';
import { Refusal } from '#core/result.ts';
import { saveAttachment, savedName } from './attachments.ts';
import { lookAtAreas } from './areas.ts';
import { audit } from './audit.ts';
import { readEnrolmentRequest } from './authority.ts';
import { authoriseCase } from './authorise-call.ts';
import { writeConfigurationFile } from './configuration-file.ts';
import { configurationFileName, packageInForce } from './list-packages.ts';
import { lookAtFile } from './look-at-package.ts';
import { beginExport, exportName, growExport, placeExport } from './export-cases.ts';
import { requestFileName, writeRequest } from './enrolment-request.ts';
import { lookAtKey } from './make-root.ts';
import type { Office } from './office.ts';
import { readCard, writeCard } from './office-cards.ts';
import type { OpenOffice } from './open-office.ts';
import { takePicked } from './picked-file.ts';
import { kitDocument, printDocument } from './print-documents.ts';
import { trustSheetDocument } from './print-trust-sheet.ts';
import { takeBundle } from './read-bundle.ts';
import { readTrustFile, trustFileName, writeTrustFile } from './trust-file.ts';
import { readRelayCardFile } from './relay/connect-relay.ts';

const path = z.strictObject({ path: z.string().min(1) });

const opened = (office: Office): OpenOffice => {
  if (!office.open) throw new Refusal('AUTH_LOCKED');
  return office.open;
};

/** What the shell asks on behalf of its dialogs and printers. The page has no way here. */
export const shellHandlers: Readonly<Record<string, (office: Office, input: unknown) => unknown>> = {
  cardFileName: (office) => ({ fileName: `${opened(office).self.code}.hifadhi-card` }),
  writeCard: (office, input) => {
    writeCard(opened(office), path.parse(input).path);
    return {};
  },
  readRelayCard: (office, input) => readRelayCardFile(opened(office), path.parse(input).path),
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
  readRootKey: (office, input) => lookAtKey(opened(office), path.parse(input).path),
  configurationName: (office) => ({ fileName: configurationFileName(opened(office)) }),
  writeConfiguration: (office, input) => {
    writeConfigurationFile(packageInForce(opened(office)), path.parse(input).path);
    return {};
  },
  readAreas: (office, input) => lookAtAreas(opened(office), path.parse(input).path),
  readConfiguration: (office, input) => lookAtFile(opened(office), path.parse(input).path),
  namePlace: (office, input) => ({ place: opened(office).places.name(path.parse(input).path) }),
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
  exportName: (office, input) => {
    const { sealed } = z.strictObject({ sealed: z.boolean() }).parse(input);
    return { fileName: exportName(opened(office), sealed) };
  },
  beginExport: (office, input) => beginExport(opened(office), input),
  growExport: (office, input) => growExport(opened(office), input),
  placeExport: (office, input) => placeExport(opened(office), input),
  printDocument: (office, input) => printDocument(opened(office), printCalls.make.input.parse(input)),
  printKit: (office, input) => kitDocument(office, printCalls.makeKit.input.parse(input)),
  printTrustSheet: (office, input) => trustSheetDocument(opened(office), printCalls.makeTrustSheet.input.parse(input)),
  printed: (office, input) => {
    const { auditNumber, how } = z
      .strictObject({ auditNumber: z.int(), how: z.enum(['printed', 'saved']) })
      .parse(input);
    if (auditNumber > 0)
      audit(opened(office), how === 'printed' ? 'report.printed' : 'report.saved', String(auditNumber));
    return {};
  },
};
