import { CASE_CALLS, type CaseCall } from '#core/contracts/case-calls.ts';
import type { CaseResource } from '#core/rights/decide.ts';
import type { Sight } from '#core/rights/sight.ts';
import { mayCall } from './authorise-call.ts';
import type { OpenOffice } from './open-office.ts';

/**
 * The calls about a case that the person's rights on it allow. Who decides about two cases sees every answer of both
 * (`bothCases`), so that one who does not see all of this one is told of no merging.
 *
 * @param sight what the person may read in the case.
 */
export const callsAllowed = (open: OpenOffice, resource: CaseResource, sight: Sight): CaseCall[] =>
  CASE_CALLS.filter((name) => mayCall(open, name, resource) && (name !== 'merging.compare' || sight.whole));
