import { approvalsIn } from '#core/casework/approval.ts';
import { changedApprovals } from '#core/casework/changed-approvals.ts';
import { hiddenDeadlines } from '#core/casework/deadline-class.ts';
import { stepsOf } from '#core/casework/steps.ts';
import { suggestRisk } from '#core/casework/suggest-risk.ts';
import type { CaseFile } from '#core/contracts/cases.contract.ts';
import { MOST_NAMED } from '#core/contracts/steps.contract.ts';
import { placeTreeOf } from '#core/forms/place-tree.ts';
import { resolve } from '#core/forms/resolve.ts';
import type { CaseDocument } from '#core/forms/types.ts';
import type { EvaluationSetting } from '#core/forms/view.ts';
import type { Sight } from '#core/rights/sight.ts';
import type { StoredCase } from './case-document.ts';
import { instantOf } from './clock.ts';
import { taskNow } from './list-tasks.ts';
import { judgingMoment } from './moment-here.ts';
import type { OpenOffice } from './open-office.ts';
import { tasksOfCase } from './project-tasks.ts';
import { judgingDay } from './today.ts';

/** Asked for thousands of fields of a case. */
function remembered(sees: (key: string) => boolean): (key: string) => boolean {
  const known = new Map<string, boolean>();
  return (key) => {
    const before = known.get(key);
    if (before !== undefined) return before;
    const now = sees(key);
    known.set(key, now);
    return now;
  };
}

/**
 * Where a case stands and which risk level the rules point to, for one person: worked out on the answers that are open
 * to them, so that neither a count nor a reason tells of a closed one.
 *
 * @param whole every answer: deadlines count for all, whoever looks at them.
 * @param document the answers without those that are closed; the same object when none is.
 * @param sight what the person may read.
 */
export function stepsForPerson(
  open: OpenOffice,
  stored: StoredCase,
  whole: CaseDocument,
  document: CaseDocument,
  sight: Sight,
): Pick<CaseFile, 'steps' | 'suggestedRisk'> {
  const { configuration: config } = open;
  const sees = remembered(sight.seesKey);
  const setting: EvaluationSetting = {
    today: judgingDay(open),
    moment: judgingMoment(open),
    places: placeTreeOf(config.configuration),
    accepted: open.repos.drafts.accepted(stored.row.n),
  };
  const hidden = hiddenDeadlines(config, sees);
  const resolved = resolve(config, document, setting);
  const steps = stepsOf({
    config,
    document,
    resolved,
    setting,
    tasks: tasksOfCase(open, stored, whole, document === whole ? { resolved } : {}).filter(
      (task) => !hidden.has(task.deadline),
    ),
    now: taskNow(open),
    sees,
    changed: changedApprovals(config, approvalsIn(document.rows['approvals']), stored.records),
  });
  const suggested = suggestRisk(resolved, sees);
  return {
    steps: steps.map(({ due, missing, checks, ...stand }) => ({
      ...stand,
      missing: missing.slice(0, MOST_NAMED),
      checks: [...checks],
      ...(due === undefined ? {} : { due: { atUtc: instantOf(due.at), exact: due.exact } }),
    })),
    ...(suggested === undefined ? {} : { suggestedRisk: { level: suggested.level, because: [...suggested.because] } }),
  };
}
