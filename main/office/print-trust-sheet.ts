import type { Input } from '#core/contracts/index.ts';
import { trustSheet } from '#core/reports/trust-sheet.ts';
import { Refusal } from '#core/result.ts';
import { audit } from './audit.ts';
import { heldDirectory, heldRoots } from './held-trust.ts';
import type { OpenOffice } from './open-office.ts';
import { jobOf, type PrintJobDocument } from './print-documents.ts';
import { sheetContext } from './sheet-context.ts';
import { fingerprintView } from './trust-state.ts';

/** The sheet for an office of the programme. TRUST_NO_LIST where there are no keys, SYNC_OFFICE_UNKNOWN. */
export function trustSheetDocument(open: OpenOffice, input: Input<'print.makeTrustSheet'>): PrintJobDocument {
  const root = heldRoots(open).at(-1);
  const directory = heldDirectory(open);
  if (!root || !directory) throw new Refusal('TRUST_NO_LIST');
  const office = open.repos.offices.officeById(input.office);
  if (!office) throw new Refusal('SYNC_OFFICE_UNKNOWN');
  const print = sheetContext(open, input.language, 'trust-sheet', office.code);
  const document = trustSheet({
    print,
    programme: root.value.programmeName,
    office,
    ...fingerprintView(root.body),
    rootVersion: root.value.version,
    directoryVersion: directory.value.version,
  });
  const auditNumber = audit(open, 'report.made', office.officeId, 'done', 'trust-sheet');
  const printerTitle = print.t('print.job', { number: String(auditNumber) });
  const facts = { names: print.names, copy: 1, now: print.nowUtc, auditNumber, printerTitle };
  return jobOf(document, { language: input.language, paper: 'A4' }, facts);
}
