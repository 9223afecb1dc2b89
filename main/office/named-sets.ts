import { hiddenDeadlines } from '#core/casework/deadline-class.ts';
import type { ConditionOn } from '#core/finding/filter.ts';
import { Refusal } from '#core/result.ts';
import { heardAlerts } from './list-alerts.ts';
import { casesOfMeasure } from './measures/cases-of-measure.ts';
import { listReach } from './list-reach.ts';
import { taskNow } from './list-tasks.ts';
import type { OpenOffice } from './open-office.ts';

type Measure = ConditionOn<'measure'>;
type NamedSet = (open: OpenOffice, condition: Measure) => readonly number[];

const alertsOf = (open: OpenOffice, judges?: readonly string[]): readonly number[] =>
  heardAlerts(open, 'office').flatMap(({ found }) =>
    judges === undefined || judges.includes(found.alert.judge) ? [found.caseN] : [],
  );

/** The sets of cases that have a name, by the numbers of the cases. Each leaves out what the person may not hear of. */
const SETS: Readonly<Record<string, NamedSet>> = {
  /** Cases with a task that is late. */
  'tasks-late': (open) => {
    const { limit, sees } = listReach(open);
    const hidden = hiddenDeadlines(open.configuration, sees);
    return open.repos.tasks
      .dueUntil(taskNow(open) - 1, limit)
      .flatMap(({ caseN, deadline }) => (hidden.has(deadline) ? [] : [caseN]));
  },
  /** Children not seen, or not met at all, for as many intervals as the rules of the office allow (DQ22, DQ22b). */
  'not-seen': (open) => alertsOf(open, ['not_seen', 'no_contact']),
  /** Cases with something that the rules of the office found and nobody explained. */
  'checks-open': (open) => alertsOf(open),
};

/** The cases that a name or a number stands for. FORM_STALE { measure } for what means nothing here (any more). */
export function namedSet(open: OpenOffice, condition: Measure): readonly number[] {
  const set = Object.hasOwn(SETS, condition.measure) ? SETS[condition.measure] : undefined;
  const cases = set === undefined ? casesOfMeasure(open, condition) : set(open, condition);
  if (cases === undefined) throw new Refusal('FORM_STALE', { measure: condition.measure });
  return [...new Set(cases)];
}
