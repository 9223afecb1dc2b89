import { fileChecklist } from '#core/forms/file-checklist.ts';
import { isDateTime } from '#core/forms/answer-kind.ts';
import { instantOf as instantIn } from '#core/forms/date-time.ts';
import type { LayoutDef } from '#core/forms/layout-def.ts';
import type { FieldValue, Text } from '#core/forms/types.ts';
import { knownFields } from '#core/forms/known-fields.ts';
import type { FilledCase } from '#core/reports/filled-case.ts';
import { familyBlocks } from '#core/reports/family-table.ts';
import { MEMBERS } from '#core/family/member-rows.ts';
import type { ChecklistLine, FileLine, LayoutFacts, RecipientLine } from '#core/reports/layout-parts.ts';
import { layoutReport } from '#core/reports/layout-report.ts';
import type { PrintContext } from '#core/reports/context.ts';
import type { PrintDocument } from '#core/reports/document.ts';
import { settingOf } from '#core/reports/registration-form.ts';
import { auditLines } from './audit-lines.ts';
import { listAttachments } from './attachments.ts';
import { permit } from './authorise-call.ts';
import type { StoredCase } from './case-document.ts';
import { caseHistory } from './case-history.ts';
import { instantOf } from './clock.ts';
import { readMessages } from './messages.ts';
import type { OpenOffice } from './open-office.ts';
import { openTasks } from './print-tasks.ts';
import { viewOfCase } from './file-checklist.ts';
import { familyOf } from './print-summary.ts';
import { REFERRALS } from './referral-view.ts';
import { TRANSFERS } from './settle-handovers.ts';

/** An extract is for reading, not for keeping the whole trail a second time. */
const AUDIT_LINES = 500;
/** More would hide what matters on a checklist of one page. */
const MOST_MISSING = 12;

interface Ordered {
  readonly layout: LayoutDef;
  readonly row?: string | undefined;
  readonly audit?: boolean | undefined;
}

const checklistOf = (open: OpenOffice, { document }: FilledCase): ChecklistLine[] =>
  fileChecklist(viewOfCase(open, document)).map(({ def, filled, needed, records, missing }) => ({
    label: def.label,
    filled,
    needed,
    missing: missing
      .filter(({ path }) => !('rows' in path))
      .slice(0, MOST_MISSING)
      .map((field) => field.def.label),
    ...(def.number === undefined ? {} : { number: def.number }),
    ...(records === undefined ? {} : { records }),
  }));

function filesOf(open: OpenOffice, { row: { caseId, n } }: StoredCase): FileLine[] {
  const fields = new Map<string, Text>(
    knownFields(open.configuration.configuration).flatMap((field) => [
      [`case.${field.id}`, field.label] as const,
      ...(field.fields ?? []).map((inner) => [`${field.id}.${inner.id}`, inner.label] as const),
    ]),
  );
  const of = new Map(open.repos.attachments.ofCase(n).map((one) => [one.id, `${one.coll}.${one.field}`]));
  return listAttachments(open, { caseId }).map(({ id, kind, bytes, name = '', by, atUtc }) => {
    const unknown = { en: kind, fr: kind, ar: kind };
    return { question: fields.get(of.get(id) ?? '') ?? unknown, kind, bytes, name, addedBy: by, addedUtc: atUtc };
  });
}

const textOf = (value: FieldValue | undefined): string => (typeof value === 'string' ? value : '');

/** Whom the case was told of: services it was referred to, whoever took it over, offices it was shared with. */
function recipientsOf(open: OpenOffice, stored: StoredCase, { document }: FilledCase): RecipientLine[] {
  const at = (value: FieldValue | undefined): string | undefined => {
    const moment = value !== undefined && isDateTime(value) ? instantIn(value) : undefined;
    return moment === undefined ? undefined : instantOf(moment);
  };
  const sent = (rows: string, date: string, to: readonly string[], how: RecipientLine['how']): RecipientLine[] =>
    (document.rows[rows] ?? []).flatMap(({ values }) => {
      const atUtc = at(values[date]);
      const name = to.map((field) => textOf(values[field])).find((text) => text !== '');
      return atUtc === undefined || name === undefined ? [] : [{ to: name, atUtc, how }];
    });
  const shared = caseHistory(open, { caseId: stored.row.caseId }).flatMap(({ kind, withOffice, atUtc }) =>
    kind === 'shared' && withOffice !== undefined ? [{ to: withOffice, atUtc, how: 'office' as const }] : [],
  );
  return [
    ...sent(REFERRALS, 'referral_date', ['referral_recipient_agency', 'referral_office'], 'referral'),
    ...sent(TRANSFERS, 'transfer_date', ['transfer_to_office', 'transfer_to'], 'transfer'),
    ...shared,
  ].sort((a, b) => (a.atUtc < b.atUtc ? 1 : -1));
}

function factsOf(
  open: OpenOffice,
  print: PrintContext,
  stored: StoredCase,
  filled: FilledCase,
  withAudit: boolean,
): LayoutFacts {
  const { configuration } = open.configuration;
  const { caseId } = stored.row;
  return {
    timeline: () => caseHistory(open, { caseId }),
    family: () =>
      familyBlocks(
        familyOf(open, stored),
        filled.document.rows[MEMBERS] ?? [],
        settingOf({ print, configuration, filled }),
        print,
      ),
    tasks: () => openTasks(open, stored, print),
    files: () => filesOf(open, stored),
    audit: () => {
      if (!withAudit) return undefined;
      permit(open, 'audit.view', caseId);
      const t = readMessages(open.resourcesDir, print.language, 'audit');
      return auditLines(open, { limit: AUDIT_LINES, caseId }).lines.map(({ atUtc, who, action, result }) => ({
        atUtc,
        who,
        action: t(`audit.action_${action.replaceAll(/[.-]/g, '_')}`),
        result: t(`audit.result_${result}`),
      }));
    },
    checklist: () => checklistOf(open, filled),
    recipients: () => recipientsOf(open, stored, filled),
  };
}

/** A paper of the configuration about one case, as this person may see it. */
export function printLayout(
  open: OpenOffice,
  { layout, row, audit }: Ordered,
  print: PrintContext,
  { stored, filled }: { readonly stored: StoredCase; readonly filled: FilledCase },
): PrintDocument {
  return layoutReport({
    print,
    configuration: open.configuration.configuration,
    layout,
    filled,
    ...(row === undefined ? {} : { row }),
    facts: factsOf(open, print, stored, filled, audit === true),
  });
}
