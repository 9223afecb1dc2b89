import { dayIn, momentIn, textIn } from '#core/casework/row-values.ts';
import type { CaseActivity, CaseFlag, CaseNote } from '#core/contracts/casework.contract.ts';
import type { CallName, Input, Output } from '#core/contracts/index.ts';
import type { Row } from '#core/forms/types.ts';
import { CASE_RECORD } from '#core/records/changes.ts';
import type { CaseResource } from '#core/rights/decide.ts';
import { approvalsOf } from './approvals.ts';
import { mayCall } from './authorise-call.ts';
import { documentOf, loadCase, ownerOf, readableCase, resourceOf, type StoredCase } from './case-document.ts';
import { instantOf } from './clock.ts';
import { blockersOf } from './close-case.ts';
import { commitByDot } from './commit-by-dot.ts';
import { firstStamp, mergedInto } from './merged-cases.ts';
import type { OpenOffice } from './open-office.ts';
import { personName } from './person-name.ts';
import { readOnlyBecause } from './refuse-read-only.ts';
import { referralView } from './referral-view.ts';
import { transferView } from './transfer-case.ts';

/** Who wrote a row first, and when: the commit that created it says so. */
function originOfRow(open: OpenOffice, stored: StoredCase, collection: string, row: string) {
  const created = firstStamp(open, stored, collection, row);
  return created === undefined ? undefined : { ...commitByDot(open, created.dot), at: created.wall };
}

function noteView(open: OpenOffice, stored: StoredCase, { id, values }: Row): CaseNote | undefined {
  const text = textIn(values, 'note_text');
  if (text === undefined) return undefined;
  const origin = originOfRow(open, stored, 'notes', id);
  const subject = textIn(values, 'note_subject');
  const by = origin?.by ?? '';
  return {
    noteId: id,
    by: by === '' ? (textIn(values, 'note_by') ?? '') : by,
    office: origin?.officeId === open.self.officeId ? '' : (origin?.office ?? ''),
    atUtc: instantOf(origin?.at ?? stored.row.createdAt),
    ...(subject === undefined ? {} : { subject }),
    text,
    mine: by === open.me.name,
  };
}

function flagView(open: OpenOffice, { id, values }: Row): CaseFlag | undefined {
  const message = textIn(values, 'flag_message');
  if (message === undefined) return undefined;
  const due = dayIn(values, 'flag_due');
  const resolvedAt = momentIn(values, 'flag_resolved_at');
  return {
    flagId: id,
    message,
    ...(due === undefined ? {} : { due }),
    by: personName(open, textIn(values, 'flag_by')),
    atUtc: instantOf(momentIn(values, 'flag_at') ?? 0),
    ...(resolvedAt === undefined
      ? {}
      : {
          resolved: {
            by: personName(open, textIn(values, 'flag_resolved_by')),
            atUtc: instantOf(resolvedAt),
            how: textIn(values, 'flag_resolution') ?? '',
          },
        }),
  };
}

const NOTHING: CaseActivity['may'] = {
  note: false,
  approve: false,
  assign: false,
  refer: false,
  close: false,
  reopen: false,
  disable: false,
};

/** What this person may do with the case beside its forms: with one that goes on under another code, nothing. */
function mayDo(open: OpenOffice, stored: StoredCase, resource: CaseResource, status: string): CaseActivity['may'] {
  if (mergedInto(documentOf(stored).values) !== undefined) return NOTHING;
  const own = stored.row.ownerOfficeN === open.self.officeN;
  const may = (name: CallName): boolean => mayCall(open, name, resource);
  const refers = may('referrals.prepare') && open.fields.find(CASE_RECORD, 'referrals') !== undefined;
  return {
    note: may('casework.addNote') && readOnlyBecause(open, stored) !== 'disabled',
    approve: may('casework.decideApproval'),
    assign: may('casework.assign') && own,
    refer: refers && own && status === 'open',
    close: may('casework.close') && own && status === 'open',
    reopen: may('casework.reopen') && own && status === 'closed',
    disable: may('casework.disable') && own,
  };
}

/** What people did and decided around a case: notes, flags, approvals, changes of owner, and what a closure needs. */
export function caseActivity(open: OpenOffice, { caseId }: Input<'casework.activity'>): Output<'casework.activity'> {
  const stored = loadCase(open, caseId);
  const resource = resourceOf(open, stored);
  const whole = documentOf(stored);
  const { document } = readableCase(open, stored);
  const status = textIn(whole.values, 'status') ?? 'open';
  const newest = <T extends { readonly atUtc: string }>(list: readonly T[]): T[] =>
    list.toSorted((a, b) => (a.atUtc < b.atUtc ? 1 : -1));
  return {
    notes: newest((document.rows['notes'] ?? []).flatMap((row) => noteView(open, stored, row) ?? [])),
    flags: newest((document.rows['flags'] ?? []).flatMap((row) => flagView(open, row) ?? [])),
    approvals: approvalsOf(open, stored, document),
    transfers: newest(
      (document.rows['transfers'] ?? []).flatMap((row) => transferView(open, ownerOf(stored), resource, row) ?? []),
    ),
    referrals: (document.rows['referrals'] ?? [])
      .map((row) => referralView(open, stored, row))
      .toSorted((a, b) => ((a.sentAtUtc ?? '') < (b.sentAtUtc ?? '') ? 1 : -1)),
    closureBlockers: status === 'open' ? blockersOf(open, stored, whole).map((one) => ({ ...one })) : [],
    may: mayDo(open, stored, resource, status),
  };
}
