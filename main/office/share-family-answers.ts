import { changesFor, familyDifferences, type Difference } from '#core/family/differences.ts';
import { livesTogether, relationTo } from '#core/family/kinship.ts';
import type { FamilyOther } from '#core/contracts/family.contract.ts';
import type { Input, Output } from '#core/contracts/index.ts';
import { fieldValue } from '#core/contracts/values.ts';
import { decide } from '#core/rights/decide.ts';
import { Refusal } from '#core/result.ts';
import { newId, sha256 } from '../crypto/hashing.ts';
import { loadCase } from './case-document.ts';
import { lineOf } from './case-line.ts';
import { kinOf, knownCase, type Kin, type KnownCase } from './family-cases.ts';
import type { OpenOffice } from './open-office.ts';
import { recordChanges, together } from './record-changes.ts';
import { judgingDay } from './today.ts';

/** Names a difference for as long as both cases say what they say: whoever agreed to it saw exactly that. */
const markOf = (difference: Difference): string =>
  sha256(Buffer.from(JSON.stringify(difference)))
    .subarray(0, 16)
    .toString('base64url');

/** Cases of the same family that this person may write, and that are still worked on. */
function writable(open: OpenOffice, ours: KnownCase): readonly Kin[] {
  return kinOf(open, ours).filter(
    ({ other, sameFamily }) =>
      sameFamily && other.mayWrite && open.repos.list.get(other.stored.row.n)?.status === 'open',
  );
}

function differencesWith(open: OpenOffice, ours: KnownCase, theirs: KnownCase): readonly Difference[] {
  return familyDifferences({
    config: open.configuration,
    ours,
    theirs,
    relation: relationTo(theirs, ours),
    today: judgingDay(open),
  });
}

/** What this case says and other cases of the family do not, as far as the person may read both and write theirs. */
export function listDifferences(
  open: OpenOffice,
  { caseId }: Input<'family.differences'>,
): Output<'family.differences'> {
  const ours = knownCase(open, loadCase(open, caseId).row);
  if (!ours.mayOpen) return [];
  return writable(open, ours).flatMap(({ other }): FamilyOther[] => {
    const line = open.repos.list.get(other.stored.row.n);
    const differences = differencesWith(open, ours, other);
    if (line === undefined || differences.length === 0) return [];
    const lives = livesTogether(other, ours);
    return [
      {
        caseId: other.stored.row.caseId,
        code: other.code,
        line: lineOf(open, line, decide(open.subject, 'case.names', other.resource).allowed),
        ...(lives === undefined ? {} : { livesTogether: lives }),
        differences: differences.map((one) => ({
          mark: markOf(one),
          collection: one.collection,
          ...(one.title === undefined ? {} : { title: one.title }),
          added: one.row === undefined,
          fields: one.fields.map(({ field, ours: mine, theirs }) => ({
            field,
            ours: fieldValue.parse(mine),
            ...(theirs === undefined ? {} : { theirs: fieldValue.parse(theirs) }),
          })),
        })),
      },
    ];
  });
}

/**
 * Writes chosen differences into the other cases: each as a save of its own, all or none. FORM_STALE when one of them
 * is no difference any more, or another one than the person saw.
 */
export function shareAnswers(open: OpenOffice, { caseId, to }: Input<'family.share'>): Output<'family.share'> {
  return together(open, () => {
    const ours = knownCase(open, loadCase(open, caseId).row);
    const others = new Map(writable(open, ours).map(({ other }) => [other.stored.row.caseId, other]));
    let answers = 0;
    for (const { other: id, marks } of to) {
      const other = others.get(id);
      if (other === undefined) throw new Refusal('FORM_STALE');
      const there = new Map(differencesWith(open, ours, other).map((one) => [markOf(one), one]));
      const changes = [...new Set(marks)].flatMap((mark) => {
        const one = there.get(mark);
        if (one === undefined) throw new Refusal('FORM_STALE');
        answers += one.fields.length;
        return changesFor(one, newId);
      });
      recordChanges(open, id, () => ({ changes, action: 'family.shared', extra: ours.code }));
    }
    return { cases: to.length, answers };
  });
}
