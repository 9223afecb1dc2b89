import type { Input } from '#core/contracts/index.ts';
import { factorCodesSheet } from '#core/reports/factor-codes.ts';
import { audit } from './audit.ts';
import type { OpenOffice } from './open-office.ts';
import { jobOf, type PrintJobDocument } from './print-documents.ts';
import { codesJustMade } from './second-factor.ts';
import { sheetContext } from './sheet-context.ts';

/** The codes that were made last in this session. FORM_STALE when there are none any more. */
export function factorCodesDocument(open: OpenOffice, input: Input<'print.makeFactorCodes'>): PrintJobDocument {
  const codes = codesJustMade(open);
  const print = sheetContext(open, input.language, 'factor-codes', open.self.code);
  const auditNumber = audit(open, 'report.made', open.me.id, 'done', 'factor-codes');
  const printerTitle = print.t('print.job', { number: String(auditNumber) });
  const facts = { names: print.names, copy: 1, now: print.nowUtc, auditNumber, printerTitle };
  return jobOf(factorCodesSheet(print, codes), { language: input.language, paper: 'A4' }, facts);
}
