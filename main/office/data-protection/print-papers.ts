import type { Input } from '#core/contracts/index.ts';
import type { Language } from '#core/forms/types.ts';
import { breachLetter } from '#core/reports/breach-letter.ts';
import type { PrintContext, Translate } from '#core/reports/context.ts';
import { dateText, dayAt } from '#core/reports/dates.ts';
import type { PrintDocument, ReportId } from '#core/reports/document.ts';
import { privacyNotice } from '#core/reports/privacy-notice.ts';
import { roleMatrix } from '#core/reports/role-matrix.ts';
import { saidSheet, type SaidPaper } from '#core/reports/said-sheet.ts';
import { selfCheckSections } from '#core/privacy/self-check.ts';
import { audit } from '../audit.ts';
import { readBreach } from '../breaches.ts';
import { readMessages } from '../messages.ts';
import type { OpenOffice } from '../open-office.ts';
import { jobOf, type PrintJobDocument } from '../print-documents.ts';
import { rolesOfOffice } from '../roles-in-force.ts';
import { sheetContext } from '../sheet-context.ts';
import { readAssessment, readSelfCheck } from './assessment.ts';
import { processingFacts } from './processing-facts.ts';
import { keptRegister, readRegister } from './processing-register.ts';

/** Messages of several subjects, each by its full key. */
export function messagesOf(open: OpenOffice, language: Language, subjects: readonly string[]): Translate {
  const read = new Map(subjects.map((one) => [one, readMessages(open.resourcesDir, language, one)]));
  return (key, params) => {
    const [subject = ''] = key.split('.');
    const say = read.get(subject);
    if (say === undefined) throw new Error(`no messages for ${key}`);
    return say(key, params);
  };
}

/** A sheet about no case, with its line in the audit trail. */
function job(
  open: OpenOffice,
  { language, report, about }: { readonly language: Language; readonly report: ReportId; readonly about: string },
  build: (print: PrintContext) => PrintDocument,
): PrintJobDocument {
  const print = sheetContext(open, language, report, open.self.code);
  const document = build(print);
  const auditNumber = audit(open, 'report.made', about, 'done', report);
  const printerTitle = print.t('print.job', { number: String(auditNumber) });
  const facts = { names: print.names, copy: 1, now: print.nowUtc, auditNumber, printerTitle };
  return jobOf(document, { language, paper: 'A4' }, facts);
}

type Content = Pick<SaidPaper, 'sections' | 'changes' | 'line'>;

export function processingDocument(
  open: OpenOffice,
  { language, paper, number }: Input<'print.makeProcessing'>,
): PrintJobDocument {
  const say = messagesOf(open, language, ['processing', 'roles']);
  const day = (atUtc: string): string => dateText(dayAt(atUtc, open.self.timeZone), language);
  const version = (last: { readonly number: number; readonly atUtc: string } | undefined): string =>
    last === undefined
      ? say('processing.paper_never')
      : say('processing.paper_version', { number: String(last.number), day: day(last.atUtc) });
  const content = (): Content => {
    if (paper === 'self-check') {
      const { given, versions } = readSelfCheck(open);
      return { sections: selfCheckSections(given), changes: [], line: version(versions[0]) };
    }
    if (paper === 'assessment') {
      const { sections, changes, versions } = readAssessment(open);
      return { sections, changes, line: version(versions[0]) };
    }
    if (number !== undefined) {
      const kept = keptRegister(open, number);
      return { ...kept, line: version(kept) };
    }
    const { sections, changes } = readRegister(open);
    return { sections, changes, line: say('processing.paper_now') };
  };
  return job(open, { language, report: 'processing', about: open.self.code }, (print) =>
    saidSheet({
      print,
      say,
      report: 'processing',
      title: say(`processing.paper_${paper.replace('-', '_')}`),
      ...content(),
    }),
  );
}

export const rolesDocument = (open: OpenOffice, { language }: Input<'print.makeRoles'>): PrintJobDocument =>
  job(open, { language, report: 'roles', about: open.self.code }, (print) => {
    const say = messagesOf(open, language, ['processing', 'roles']);
    const roles = rolesOfOffice(open.db, open.configuration.configuration);
    return roleMatrix(print, { say, roles, title: say('processing.paper_roles') });
  });

export const noticeDocument = (open: OpenOffice, { language, reader }: Input<'print.makeNotice'>): PrintJobDocument =>
  job(open, { language, report: 'notice', about: open.self.code }, (print) =>
    privacyNotice(print, { say: messagesOf(open, language, ['processing']), facts: processingFacts(open), reader }),
  );

/** FORM_STALE: there is no such incident. */
export function breachLetterDocument(
  open: OpenOffice,
  { language, id, reader, happened, done }: Input<'print.makeBreachLetter'>,
): PrintJobDocument {
  const breach = readBreach(open, { id });
  const opening = breach.entries[0]?.entry;
  const about = processingFacts(open).about;
  const contact = [about?.officer, about?.contact].filter((text): text is string => text !== undefined && text !== '');
  return job(open, { language, report: 'breach-letter', about: id }, (print) =>
    breachLetter(print, {
      say: messagesOf(open, language, ['processing', 'privacy']),
      reader,
      about: opening?.kind === 'opened' ? opening.data : [],
      knownOn: dateText(dayAt(breach.knownUtc, open.self.timeZone), language),
      happened,
      done,
      contact,
    }),
  );
}
