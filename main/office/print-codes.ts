import { encode } from 'uqr';
import type { Input } from '#core/contracts/index.ts';
import { codeSheet } from '#core/reports/code-sheet.ts';
import { audit } from './audit.ts';
import { showCodes } from './codes.ts';
import type { OpenOffice } from './open-office.ts';
import { jobOf, type PrintJobDocument } from './print-documents.ts';
import { sheetContext } from './sheet-context.ts';

/** A card, request or list as codes on paper. As `showCodes` refuses. */
export function codesDocument(open: OpenOffice, { language, what }: Input<'print.makeCodes'>): PrintJobDocument {
  const { parts, words, groups } = showCodes(open, { what });
  const print = sheetContext(open, language, 'codes', open.self.code);
  const matrices = parts.map((part) => encode(part, { ecc: 'M', border: 0 }).data);
  const document = codeSheet({ print, what, officeCode: open.self.code, words, groups, matrices });
  const auditNumber = audit(open, 'report.made', what, 'done', 'codes');
  const printerTitle = print.t('print.job', { number: String(auditNumber) });
  const facts = { names: print.names, copy: 1, now: print.nowUtc, auditNumber, printerTitle };
  return jobOf(document, { language, paper: 'A4' }, facts);
}
