import type { Input } from '#core/contracts/index.ts';
import type { LayoutDef } from '#core/forms/layout-def.ts';
import { caseHistoryReport } from '#core/reports/case-history.ts';
import { caseList } from '#core/reports/case-list.ts';
import { caseSummary } from '#core/reports/case-summary.ts';
import type { PrintContext } from '#core/reports/context.ts';
import type { PrintDocument } from '#core/reports/document.ts';
import type { FilledCase } from '#core/reports/filled-case.ts';
import { handoverSummary } from '#core/reports/handover-summary.ts';
import { layoutReport } from '#core/reports/layout-report.ts';
import { paperLook, usualPaper } from '#core/reports/office-paper.ts';
import { photoWall } from '#core/reports/photo-wall.ts';
import { referralLetter } from '#core/reports/referral-letter.ts';
import { registrationForm } from '#core/reports/registration-form.ts';
import { reminders } from '#core/reports/reminders.ts';
import { Refusal } from '#core/result.ts';
import { audit } from './audit.ts';
import { instantOf } from './clock.ts';
import { readMessages } from './messages.ts';
import { logoPicture } from './office-paper.ts';
import type { OpenOffice } from './open-office.ts';
import { jobOf, type PrintJobDocument } from './print-documents.ts';

const ROW = { id: 'AAAAAAAAAAAAAAAAAAAAAA', values: {} };
const EVERY_CASE = {
  text: '',
  exactSpelling: false,
  status: [],
  risk: [],
  sex: [],
  mine: false,
  conflicts: false,
  office: 'all',
  sort: 'code',
  descending: false,
} as const;

/** A case of nobody. */
const nobody = (code: string): FilledCase => ({
  code: `${code}-00-00000-0`,
  document: { values: {}, rows: {} },
  asked: () => true,
  closed: new Set(),
  undecided: new Set(),
});

function build(open: OpenOffice, layout: LayoutDef, print: PrintContext): PrintDocument {
  const { configuration } = open.configuration;
  const filled = nobody(open.self.code);
  const none = (): [] => [];
  switch (layout.id) {
    case 'registration':
      return registrationForm({ print, configuration, forms: ['consent', 'registration'] });
    case 'case-summary':
      return caseSummary({
        print,
        configuration,
        filled,
        header: { officeOfCase: open.self.name },
        family: { related: [] },
        timeline: [],
      });
    case 'case-history':
      return caseHistoryReport({ print, configuration, filled, entries: [] });
    case 'referral':
      return referralLetter({ print, configuration, filled, referral: ROW, allowed: new Set() });
    case 'handover':
      return handoverSummary({ print, configuration, filled, whole: filled.document, transfer: ROW, tasks: [] });
    case 'case-list':
      return caseList({
        print,
        configuration,
        lines: [],
        kept: 0,
        total: 0,
        of: 0,
        query: { ...EVERY_CASE, status: [], risk: [], sex: [] },
      });
    case 'reminders':
      return reminders({
        print,
        configuration: open.configuration,
        lines: [],
        kept: 0,
        total: 0,
        of: 'office',
        nowUtc: print.nowUtc,
      });
    case 'photo-wall':
      return photoWall({ print, configuration, photos: [], kept: 0, of: 0 });
    default:
      return layoutReport({
        print,
        configuration,
        layout,
        filled:
          layout.record === undefined
            ? filled
            : { ...filled, document: { values: {}, rows: { [layout.record]: [ROW] } } },
        facts: {
          timeline: none,
          family: none,
          tasks: none,
          files: none,
          audit: () => undefined,
          checklist: none,
          recipients: none,
        },
      });
  }
}

/**
 * A paper without any case, as it would look with what the person is changing. Nothing of a case is read, so whoever may
 * change the office's settings may see it. FORM_STALE for a paper that the configuration does not know. Audited.
 */
export function sampleDocument(open: OpenOffice, input: Input<'print.makeSample'>): PrintJobDocument {
  const { language, office } = input;
  const { layouts } = open.configuration.configuration;
  const layout = layouts?.reports.find(({ id }) => id === input.layout);
  if (layout === undefined) throw new Refusal('FORM_STALE');
  const now = instantOf(open.clock.now());
  const t = readMessages(open.resourcesDir, language, 'print');
  const logo = logoPicture(open);
  const paper = usualPaper(office, layouts);
  const print: PrintContext = {
    language,
    t,
    paper,
    timeZone: open.self.timeZone,
    nowUtc: now,
    printedBy: open.me.name,
    office: open.self.name,
    copy: 0,
    purpose: t('print.sample'),
    names: layout.names,
    draft: layout.draftUnlessApproved === true,
    look: paperLook(layout, { layouts, office }, { language, t, logo: logo?.address }),
  };
  const auditNumber = audit(open, 'report.made', open.self.code, 'done', `${layout.id} sample`);
  const facts = {
    names: layout.names,
    copy: 0,
    now,
    auditNumber,
    printerTitle: t('print.job', { number: String(auditNumber) }),
  };
  return {
    ...jobOf(build(open, layout, print), { language, paper }, facts),
    pictures: logo === undefined ? [] : [logo],
    draft: print.draft,
  };
}
