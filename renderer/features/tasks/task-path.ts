import type { RouteLocationRaw } from 'vue-router';
import type { TaskLine } from '#core/contracts/tasks.contract.ts';
import type { Configuration } from '#core/forms/types.ts';
import type { CaseId } from '#core/ids.ts';

/** The rows that a contact with the child is recorded in, in every profile that follows children. */
const VISITS = 'followups';

/** Where a task is fulfilled: its form, and the row it is about. What only use cases write has no form of its own. */
export function taskPath(
  caseId: CaseId,
  { form, rowId }: Pick<TaskLine['task'], 'form' | 'rowId'>,
  configuration: Configuration | undefined,
): RouteLocationRaw {
  const known = configuration?.forms.some(({ id, system }) => id === form && system !== true) === true;
  return {
    path: `/case/${caseId}`,
    query: known ? { form, ...(rowId === undefined ? {} : { row: rowId }) } : {},
  };
}

/** A new record of a contact in this case; undefined when the profile has none. */
export function visitPath(caseId: string, configuration: Configuration | undefined): RouteLocationRaw | undefined {
  const known = configuration?.forms.some(({ sections }) =>
    sections.some(({ fields }) => fields.some(({ id }) => id === VISITS)),
  );
  return known === true ? { path: `/case/${caseId}`, query: { record: VISITS } } : undefined;
}
