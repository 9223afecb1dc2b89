import type { PrintContext } from '#core/reports/context.ts';
import type { ReportId } from '#core/reports/document.ts';
import { redactionDefault } from '#core/reports/redaction.ts';
import type { Language } from '#core/forms/types.ts';
import { instantOf } from './clock.ts';
import { readMessages } from './messages.ts';
import type { OpenOffice } from './open-office.ts';

/** The setting of a sheet that is about no case: one copy, on A4. */
export const sheetContext = (
  open: OpenOffice,
  language: Language,
  report: ReportId,
  purpose: string,
): PrintContext => ({
  language,
  t: readMessages(open.resourcesDir, language, 'print'),
  paper: 'A4',
  timeZone: open.self.timeZone,
  nowUtc: instantOf(open.clock.now()),
  printedBy: open.me.name,
  office: open.self.name,
  copy: 1,
  purpose,
  names: redactionDefault(report),
  draft: false,
});
