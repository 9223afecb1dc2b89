import type { Input } from '#core/contracts/index.ts';
import { Refusal } from '#core/result.ts';
import { newId } from '../crypto/hashing.ts';
import { judge } from './judge-case.ts';
import { momentHere } from './moment-here.ts';
import type { OpenOffice } from './open-office.ts';
import { recordChanges } from './record-changes.ts';
import { knownOffice } from './share-cases.ts';
import { basisOf } from './withholding.ts';

/**
 * Lets a case go to one office although it was asked to withhold it: recorded with the reason in the office's own
 * stream of the case, for as long as the answers about consent stay as they are. FORM_STALE when the case is not held
 * back for that, PERM_DENIED at an office that does not own it.
 */
export function releaseCase(open: OpenOffice, input: Input<'exchange.release'>): Record<string, never> {
  const office = knownOffice(open, input.office);
  recordChanges(open, input.caseId, (stored) => {
    if (stored.row.ownerOfficeN !== open.self.officeN) throw new Refusal('PERM_DENIED', { rule: 'owning-office' });
    const { decision, record } = judge(open, stored.row, office);
    if (decision.consent !== 'withheld') throw new Refusal('FORM_STALE');
    const values = {
      release_office: office.officeId,
      release_basis: basisOf(open, record),
      release_reason: input.why,
      release_by: open.me.id,
      release_at: momentHere(open),
    };
    return {
      changes: [{ kind: 'add', collection: 'share_releases', row: newId(), values }],
      action: 'case.released',
      extra: office.code,
    };
  });
  return {};
}
