import { dayNumber } from '#core/measures/day-number.ts';
import type { CasePast } from '#core/measures/past.ts';

/** What the numbers know of a case that began in March 2020 and ended in June, and nothing else. */
export const casePast = (over: Partial<CasePast> = {}): CasePast => ({
  facts: { concerns: [] },
  moves: [
    [dayNumber('2020-03-02'), 'new', ''],
    [dayNumber('2020-06-30'), 'closed', 'no_longer_at_risk'],
  ],
  risks: [],
  owners: [],
  tasks: [],
  dated: [],
  services: [],
  referrals: [],
  actions: [],
  approvals: [],
  flags: [],
  contacts: [],
  updated: 0,
  ...over,
});
