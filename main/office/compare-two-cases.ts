import type { Input, Output } from '#core/contracts/index.ts';
import { CASE_RECORD } from '#core/records/changes.ts';
import { Refusal } from '#core/result.ts';
import { audit } from './audit.ts';
import { declaredOthers, loadCase, type StoredCase } from './case-document.ts';
import { foundFor } from './find-same-child.ts';
import { registeredSubject } from './match-cases.ts';
import { bothCases, seenOf, sideView } from './merge-sides.ts';
import type { OpenOffice } from './open-office.ts';
import { recordInBoth, type RecordedAct } from './record-changes.ts';

const saidToDiffer = (a: StoredCase, b: StoredCase): boolean =>
  declaredOthers(a).includes(b.row.caseId) || declaredOthers(b).includes(a.row.caseId);

/**
 * Cases that look like this one (reference.md §5.1), the likeliest first. What people said of two cases stays: those said
 * to be other children come last and say so.
 */
export function lookAlikes(open: OpenOffice, { caseId }: Input<'merging.lookAlikes'>): Output<'merging.lookAlikes'> {
  const stored = loadCase(open, caseId);
  const subject = registeredSubject(open, stored.row.n);
  if (subject === undefined) return { matches: [] };
  const matches = foundFor(open, subject, new Set([stored.row.n])).matches.map((match) => ({
    match,
    saidDifferent: saidToDiffer(stored, loadCase(open, match.caseId)),
  }));
  return { matches: matches.toSorted((a, b) => Number(a.saidDifferent) - Number(b.saidDifferent)) };
}

function declaring(stored: StoredCase, other: StoredCase, same: boolean): RecordedAct {
  const id = other.row.caseId;
  const without = declaredOthers(stored).filter((one) => one !== id);
  const declared = declaredOthers(stored).includes(id);
  const next = same ? without : [...without, id];
  const field = 'not_same_as';
  return {
    changes:
      declared !== same
        ? []
        : [{ kind: 'set', collection: CASE_RECORD, row: CASE_RECORD, field, value: next.length > 0 ? next : null }],
    action: 'case.not-same',
    extra: `${other.row.code} ${same ? 'taken back' : 'said'}`,
  };
}

/** Keeps in both files that they are of different children, or takes it back. MERGE_BLOCKED for one case twice. */
export function sayNotSame(open: OpenOffice, input: Input<'merging.notSame'>): Record<string, never> {
  bothCases(open, input.caseId, input.other);
  if (input.caseId === input.other) throw new Refusal('MERGE_BLOCKED', { kind: 'same-case', side: 'other', count: 1 });
  recordInBoth(open, input.caseId, input.other, (a, b) => [declaring(a, b, input.same), declaring(b, a, input.same)]);
  return {};
}

/** Both cases whole. Looking at them is a line in the audit trail of each. */
export function compareTwoCases(open: OpenOffice, input: Input<'merging.compare'>): Output<'merging.compare'> {
  const [a, b] = bothCases(open, input.caseId, input.other);
  audit(open, 'case.compared', a.row.caseId, 'done', b.row.code);
  audit(open, 'case.compared', b.row.caseId, 'done', a.row.code);
  return {
    a: sideView(open, a),
    b: sideView(open, b),
    saidDifferent: saidToDiffer(a, b),
    seen: seenOf(open, a, b),
  };
}
