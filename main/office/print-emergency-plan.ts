import type { Input } from '#core/contracts/index.ts';
import { emergencyPlanSheet } from '#core/reports/emergency-plan.ts';
import { audit } from './audit.ts';
import { planOf } from './emergency-state.ts';
import type { OpenOffice } from './open-office.ts';
import { jobOf, type PrintJobDocument } from './print-documents.ts';
import { sheetContext } from './sheet-context.ts';

/** The office's plan for an emergency. */
export function emergencyPlanDocument(open: OpenOffice, input: Input<'print.makeEmergencyPlan'>): PrintJobDocument {
  const print = sheetContext(open, input.language, 'emergency-plan', open.self.code);
  const document = emergencyPlanSheet(print, planOf(open));
  const auditNumber = audit(open, 'report.made', open.self.code, 'done', 'emergency-plan');
  const printerTitle = print.t('print.job', { number: String(auditNumber) });
  const facts = { names: print.names, copy: 1, now: print.nowUtc, auditNumber, printerTitle };
  return jobOf(document, { language: input.language, paper: 'A4' }, facts);
}
