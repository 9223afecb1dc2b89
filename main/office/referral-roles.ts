import type { CaseId, UserId } from '#core/ids.ts';
import type { CaseExceptions } from '#core/rights/decide.ts';
import type { RoleDef } from '#core/rights/roles.ts';
import { endsReferral, referralGate } from '#core/sharing/referral-gate.ts';
import type { ReferralPlace } from '../storage/referral.repo.ts';
import { documentOf, loadCaseRow } from './case-document.ts';
import type { OpenOffice } from './open-office.ts';

type Office = Pick<OpenOffice, 'repos'>;
type Given = ReferralPlace & { readonly role: RoleDef };

/** Whether a referral gives its role now: while it is accepted, and nobody said no since to what it rests on. */
function gives({ repos }: Office, user: UserId, place: ReferralPlace): boolean {
  if (!repos.referrals.isAcceptedBy(place, user)) return false;
  const row = repos.cases.byNumber(place.caseN);
  if (row === undefined) return false;
  const { values, rows } = documentOf(loadCaseRow({ repos }, row));
  const referral = rows['referrals']?.find(({ id }) => id === place.row);
  // A role opens the whole case, of which nothing is left out: a list does not answer the request to withhold.
  const gate = referralGate(undefined, values, { to: 'colleague', service: undefined, age: undefined });
  return referral !== undefined && !endsReferral(values, referral.values, gate);
}

/**
 * The roles that referrals give a person in single cases (decision 0064). Which there may be is read once for a session,
 * since nobody refers to themselves; whether one counts is asked each time, so that it begins when it is accepted and ends
 * with the referral. Of several the one that was sent last counts, among those that are accepted: the latest word of whoever
 * refers. `roles`: those of the office that are in force.
 */
export function referredTo(open: Office, user: UserId, roles: readonly RoleDef[]): CaseExceptions['referred'] {
  const byCase = new Map<CaseId, Given[]>();
  for (const { caseN, row, role: id } of open.repos.referrals.withRole(user)) {
    const caseId = open.repos.cases.byNumber(caseN)?.caseId;
    const role = roles.find((one) => one.id === id && one.referral === true);
    if (caseId !== undefined && role !== undefined)
      byCase.set(caseId, [...(byCase.get(caseId) ?? []), { caseN, row, role }]);
  }
  return {
    keys: () => byCase.keys(),
    get: (caseId) => byCase.get(caseId)?.find((place) => gives(open, user, place))?.role,
  };
}
