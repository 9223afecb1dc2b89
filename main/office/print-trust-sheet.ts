import type { Input } from '#core/contracts/index.ts';
import type { PrintContext } from '#core/reports/context.ts';
import { redactionDefault } from '#core/reports/redaction.ts';
import { trustSheet } from '#core/reports/trust-sheet.ts';
import { Refusal } from '#core/result.ts';
import { audit } from './audit.ts';
import { instantOf } from './clock.ts';
import { heldDirectory, heldRoots } from './held-trust.ts';
import { readMessages } from './messages.ts';
import type { OpenOffice } from './open-office.ts';
import { jobOf, type PrintJobDocument } from './print-documents.ts';
import { fingerprintView } from './trust-state.ts';

/** The sheet for an office of the programme. TRUST_NO_LIST where there are no keys, SYNC_OFFICE_UNKNOWN. */
export function trustSheetDocument(open: OpenOffice, input: Input<'print.makeTrustSheet'>): PrintJobDocument {
  const root = heldRoots(open).at(-1);
  const directory = heldDirectory(open);
  if (!root || !directory) throw new Refusal('TRUST_NO_LIST');
  const office = open.repos.offices.officeById(input.office);
  if (!office) throw new Refusal('SYNC_OFFICE_UNKNOWN');
  const now = instantOf(open.clock.now());
  const print: PrintContext = {
    language: input.language,
    t: readMessages(open.resourcesDir, input.language, 'print'),
    paper: 'A4',
    timeZone: open.self.timeZone,
    nowUtc: now,
    printedBy: open.me.name,
    office: open.self.name,
    copy: 1,
    purpose: office.code,
    names: redactionDefault('trust-sheet'),
    draft: false,
  };
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
  const facts = { names: print.names, copy: 1, now, auditNumber, printerTitle };
  return jobOf(document, { language: input.language, paper: 'A4' }, facts);
}
