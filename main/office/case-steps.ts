import { hiddenDeadlines } from '#core/casework/deadline-class.ts';
import { stepsOf } from '#core/casework/steps.ts';
import { suggestRisk } from '#core/casework/suggest-risk.ts';
import type { CaseFile } from '#core/contracts/cases.contract.ts';
import { placeTreeOf } from '#core/forms/place-tree.ts';
import type { CaseDocument } from '#core/forms/types.ts';
import type { EvaluationSetting } from '#core/forms/view.ts';
import { documentOf, type StoredCase } from './case-document.ts';
import { instantOf } from './clock.ts';
import { taskNow } from './list-tasks.ts';
import { judgingMoment } from './moment-here.ts';
import type { OpenOffice } from './open-office.ts';
import { tasksOfCase } from './project-tasks.ts';
import { judgingDay } from './today.ts';

/**
 * Where a case stands and which risk level the rules point to, for one person: worked out on the answers that are open
 * to them, so that neither a count nor a reason tells of a closed one.
 *
 * @param document the answers without those that are closed.
 * @param visible the highest sensitivity class that the person may see.
 */
export function stepsForPerson(
  open: OpenOffice,
  stored: StoredCase,
  document: CaseDocument,
  visible: number,
): Pick<CaseFile, 'steps' | 'suggestedRisk'> {
  const { configuration: config, fields } = open;
  const sees = (key: string): boolean => {
    const [first = '', inner] = key.split('.');
    return fields.sensitivity(inner === undefined ? undefined : first, inner ?? first) <= visible;
  };
  const setting: EvaluationSetting = {
    today: judgingDay(open),
    moment: judgingMoment(open),
    places: placeTreeOf(config.configuration),
    accepted: open.repos.drafts.accepted(stored.row.n),
  };
  const hidden = hiddenDeadlines(config, visible);
  const steps = stepsOf({
    config,
    document,
    setting,
    tasks: tasksOfCase(open, stored, documentOf(stored)).filter((task) => !hidden.has(task.deadline)),
    now: taskNow(open),
    sees,
  });
  const suggested = suggestRisk(config, document, setting, sees);
  return {
    steps: steps.map(({ due, missing, checks, ...stand }) => ({
      ...stand,
      missing: [...missing],
      checks: [...checks],
      ...(due === undefined ? {} : { due: { atUtc: instantOf(due.at), exact: due.exact } }),
    })),
    ...(suggested === undefined ? {} : { suggestedRisk: { level: suggested.level, because: [...suggested.because] } }),
  };
}
