import { momentIn, textIn } from '#core/casework/row-values.ts';
import type { Input, Output } from '#core/contracts/index.ts';
import type { Row } from '#core/forms/types.ts';
import { DISPUTED_BY, disputedIn, DISPUTES, isSettled } from '#core/privacy/dispute.ts';
import { Refusal } from '#core/result.ts';
import { newId } from '../../crypto/hashing.ts';
import { setFields } from '../approvals.ts';
import { mayCall } from '../authorise-call.ts';
import { documentOf, loadCase, readableCase, resourceOf, type StoredCase } from '../case-document.ts';
import { instantOf } from '../clock.ts';
import { momentHere } from '../moment-here.ts';
import type { OpenOffice } from '../open-office.ts';
import { personName } from '../person-name.ts';
import { recordChanges } from '../record-changes.ts';
import { readOnlyBecause, refuseReadOnly } from '../refuse-read-only.ts';

type Shown = Output<'disputes.list'>['disputes'][number];

function viewOf(open: OpenOffice, { id, values }: Row): readonly Shown[] {
  const path = textIn(values, 'dispute_path');
  if (path === undefined) return [];
  const why = textIn(values, 'dispute_why');
  const how = textIn(values, 'dispute_settled_how');
  const settledAt = momentIn(values, 'dispute_settled_at');
  return [
    {
      id,
      path,
      by: DISPUTED_BY.find((one) => one === textIn(values, 'dispute_by')) ?? 'other',
      ...(why === undefined ? {} : { why }),
      writtenBy: personName(open, textIn(values, 'dispute_written_by')),
      atUtc: instantOf(momentIn(values, 'dispute_at') ?? 0),
      ...(settledAt === undefined
        ? {}
        : {
            settled: {
              by: personName(open, textIn(values, 'dispute_settled_by')),
              atUtc: instantOf(settledAt),
              ...(how === undefined ? {} : { how }),
            },
          }),
    },
  ];
}

export function listDisputes(open: OpenOffice, { caseId }: Input<'disputes.list'>): Output<'disputes.list'> {
  const stored = loadCase(open, caseId);
  const rows = readableCase(open, stored).document.rows[DISPUTES] ?? [];
  const resource = resourceOf(open, stored);
  const writable = [undefined, 'closed'].includes(readOnlyBecause(open, stored));
  const over = (one: Shown): number => Number(one.settled !== undefined);
  return {
    code: stored.row.code,
    mayMark: writable && mayCall(open, 'disputes.mark', resource),
    maySettle: writable && mayCall(open, 'disputes.settle', resource),
    disputes: rows
      .flatMap((row) => viewOf(open, row))
      .toSorted((a, b) => over(a) - over(b) || b.atUtc.localeCompare(a.atUtc)),
  };
}

/** FORM_STALE for an answer that the case does not have; PERM_DENIED for one that is closed to the person. */
function refusePath(open: OpenOffice, stored: StoredCase, path: string): void {
  const [first = '', row, field] = path.split('/');
  const key = field === undefined ? first : `${first}.${field}`;
  const document = documentOf(stored);
  const values = row === undefined ? document.values : document.rows[first]?.find(({ id }) => id === row)?.values;
  if (values?.[field ?? first] === undefined || !open.configuration.fields.has(key)) throw new Refusal('FORM_STALE');
  if (readableCase(open, stored).masked.includes(key)) throw new Refusal('PERM_DENIED', { right: 'case.view' });
}

/** Writes down that somebody disputes an answer: it stays as it is, and says so wherever it is shown or printed. */
export function markDisputed(open: OpenOffice, input: Input<'disputes.mark'>): Output<'disputes.mark'> {
  const { caseId, path, by, why } = input;
  recordChanges(open, caseId, (stored) => {
    refuseReadOnly(open, stored, 'closed');
    refusePath(open, stored, path);
    if (disputedIn(documentOf(stored).rows).has(path)) throw new Refusal('FORM_STALE');
    const values = {
      dispute_path: path,
      dispute_by: by,
      dispute_why: why,
      dispute_written_by: open.me.id,
      dispute_at: momentHere(open),
    };
    return {
      changes: [{ kind: 'add', collection: DISPUTES, row: newId(), values }],
      action: 'dispute.marked',
      extra: path.split('/').at(-1) ?? '',
    };
  });
  return {};
}

/** Settles a dispute, saying how. FORM_STALE when it is not there or settled already. */
export function settleDispute(
  open: OpenOffice,
  { caseId, dispute, how }: Input<'disputes.settle'>,
): Output<'disputes.settle'> {
  recordChanges(open, caseId, (stored) => {
    refuseReadOnly(open, stored, 'closed');
    const found = documentOf(stored).rows[DISPUTES]?.find(({ id }) => id === dispute);
    if (found === undefined || isSettled(found)) throw new Refusal('FORM_STALE');
    return {
      changes: setFields(DISPUTES, dispute, {
        dispute_settled_by: open.me.id,
        dispute_settled_at: momentHere(open),
        dispute_settled_how: how,
      }),
      action: 'dispute.settled',
    };
  });
  return {};
}
