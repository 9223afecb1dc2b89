import type { Task } from '#core/casework/tasks.ts';
import { resolve, type Resolved } from '#core/forms/resolve.ts';
import type { CaseDocument } from '#core/forms/types.ts';
import type { StoredCase } from './case-document.ts';
import { projectPast } from './measures/project-past.ts';
import type { OpenOffice } from './open-office.ts';
import { judgingSetting, putTasks, tasksOfCase } from './project-tasks.ts';

/**
 * Makes again what follows from the answers and from time: what the case still needs and what it is counted for. Answers
 * its tasks, fulfilled ones too, and what works out all answers for today, once and only when somebody asks: it is half of
 * the work, and nobody asks for a copy of another office's case. Only its own cases are an office's work.
 *
 * @param from answers that are nearly these, as they were worked out before: only what differs is worked out again.
 */
export function projectWork(
  open: OpenOffice,
  stored: Pick<StoredCase, 'row' | 'records'>,
  document: CaseDocument,
  from?: Resolved,
): { readonly tasks: readonly Task[]; readonly resolved: () => Resolved } {
  const own = stored.row.ownerOfficeN === open.self.officeN;
  let made: Resolved | undefined;
  const resolved = (): Resolved => (made ??= resolve(open.configuration, document, judgingSetting(open), from));
  const tasks = own ? tasksOfCase(open, stored, document, { resolved: resolved() }) : [];
  putTasks(open, stored.row.n, tasks);
  projectPast(open, stored, { document, resolved, tasks });
  return { tasks, resolved };
}
