import type { z } from 'zod';
import { hiddenDeadlines } from '#core/casework/deadline-class.ts';
import type { Session } from '#core/contracts/app.contract.ts';
import { listColumn, viewBody, type ListColumn, type SavedView } from '#core/contracts/finding.contract.ts';
import type { Input, Output } from '#core/contracts/index.ts';
import { filterFields } from '#core/finding/case-facts.ts';
import { mayFilter, mayNarrowBy, seesField } from '#core/finding/filter-class.ts';
import { CONDITION_KINDS, type Filter } from '#core/finding/filter.ts';
import type { ViewedList } from '#core/finding/record-kinds.ts';
import { decide } from '#core/rights/decide.ts';
import { Refusal } from '#core/result.ts';
import { newId } from '../crypto/hashing.ts';
import type { ChoiceKey, ListViewRow } from '../storage/list-view.repo.ts';
import { audit } from './audit.ts';
import { permit } from './authorise-call.ts';
import { countOf } from './list-cases.ts';
import { listReach, type ListReach } from './list-reach.ts';
import { taskNow } from './list-tasks.ts';
import type { OpenOffice } from './open-office.ts';
import { personName } from './person-name.ts';

const SHARE = 'views.share';

/** The saved views of a list that this person has: their own and the shared ones. */
export function savedViewsOf<Body extends { readonly where: Filter }>(
  open: OpenOffice,
  list: ViewedList,
  shape: z.ZodType<Body>,
  count: (where: Filter) => number | undefined,
) {
  const start = open.repos.views.choice(open.me.id, 'start_view');
  return open.repos.views.for(open.me.id, list).flatMap(({ viewId, name, shared, user, body: kept }) => {
    // One that another version of the program kept and this one does not understand is not shown.
    const read = shape.safeParse(JSON.parse(kept));
    if (!read.success) return [];
    const found = count(read.data.where);
    return [
      {
        viewId,
        name,
        shared,
        own: user === open.me.id,
        by: personName(open, user),
        start: viewId === start,
        body: read.data,
        ...(found === undefined ? {} : { count: found }),
      },
    ];
  });
}

/** A count that is told; undefined when something in the filter is closed to this person, or means nothing any more. */
export function countIfOpen(count: () => number): number | undefined {
  try {
    return count();
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

const savedViews = (open: OpenOffice): readonly SavedView[] =>
  savedViewsOf(open, 'cases', viewBody, (where) =>
    mayFilter(open.configuration, where, listReach(open)) ? countIfOpen(() => countOf(open, where)) : undefined,
  );

/** The view that a person begins the day with, as long as it is there for them. */
export function startView(open: OpenOffice): Session['startView'] {
  const chosen = open.repos.views.choice(open.me.id, 'start_view');
  const found = open.repos.views.for(open.me.id).find(({ viewId }) => viewId === chosen);
  return found && { list: found.list, viewId: found.viewId };
}

/** What the lists of this person may be narrowed by. */
export function reachView(open: OpenOffice, reach: ListReach = listReach(open)): Output<'finding.views'>['reach'] {
  const { configuration } = open;
  const hidden = hiddenDeadlines(configuration, reach.sees);
  return {
    conditions: CONDITION_KINDS.filter(
      (on) => on !== 'field' && on !== 'measure' && on !== 'record' && mayNarrowBy(configuration, on, reach),
    ),
    answers: [...filterFields(configuration).values()].filter((field) => seesField(field, reach)).map(({ key }) => key),
    deadlines: (configuration.workflow?.def.deadlines ?? []).map(({ id }) => id).filter((id) => !hidden.has(id)),
    mayShare: decide(open.subject, SHARE).allowed,
  };
}

/** The columns that a person chose for a list. */
export function chosenColumns(open: OpenOffice, key: ChoiceKey): { readonly columns?: ListColumn[] } {
  const kept = open.repos.views.choice(open.me.id, key);
  const columns = listColumn
    .array()
    .max(40)
    .safeParse(JSON.parse(kept ?? 'null'));
  return columns.success ? { columns: columns.data } : {};
}

/** The views and the columns of this person, and what they may narrow their lists by. */
export const listViews = (open: OpenOffice): Output<'finding.views'> => ({
  views: [...savedViews(open)],
  ...chosenColumns(open, 'case_columns'),
  reach: reachView(open),
});

/** The view as somebody may change it: FORM_STALE when it is gone, PERM_DENIED for one that is another's. */
function changeable(open: OpenOffice, viewId: string): ListViewRow {
  const row = open.repos.views.for(open.me.id).find((one) => one.viewId === viewId);
  if (row === undefined) throw new Refusal('FORM_STALE');
  if (row.user !== open.me.id) permit(open, SHARE, 'finding.keepView');
  return row;
}

export const keepView = (open: OpenOffice, input: Input<'finding.keepView'>): Output<'finding.keepView'> =>
  keepViewOf(open, 'cases', input);

/** Keeps a view of a list. FORM_STALE for one that is gone, PERM_DENIED for one that is another's. */
export function keepViewOf(
  open: OpenOffice,
  list: ViewedList,
  input: Pick<Input<'finding.keepView'>, 'viewId' | 'name' | 'shared'> & { readonly body: object },
): Output<'finding.keepView'> {
  const before = input.viewId === undefined ? undefined : changeable(open, input.viewId);
  if (input.shared || before?.shared === true) permit(open, SHARE, 'finding.keepView');
  const viewId = before?.viewId ?? newId();
  open.db.transaction(() => {
    open.repos.views.put(
      {
        viewId,
        user: before?.user ?? open.me.id,
        name: input.name,
        shared: input.shared,
        list,
        body: JSON.stringify(input.body),
      },
      taskNow(open),
    );
    // A view of one's own is nobody's business; one that others see is told in the trail, by its id.
    if (input.shared || before?.shared === true) audit(open, 'view.shared', viewId);
  });
  return { viewId };
}

export function removeView(open: OpenOffice, { viewId }: Input<'finding.removeView'>): Record<string, never> {
  const row = changeable(open, viewId);
  open.db.transaction(() => {
    open.repos.views.remove(row.viewId);
    if (row.shared) audit(open, 'view.removed', viewId);
  });
  return {};
}

/** FORM_STALE for a view that is not there for this person. */
export function startWith(open: OpenOffice, { viewId }: Input<'finding.startWith'>): Record<string, never> {
  const known = viewId === null || open.repos.views.for(open.me.id).some((one) => one.viewId === viewId);
  if (!known) throw new Refusal('FORM_STALE');
  open.repos.views.choose(open.me.id, 'start_view', viewId);
  return {};
}

export function keepColumns(open: OpenOffice, { columns }: Input<'finding.keepColumns'>): Record<string, never> {
  open.repos.views.choose(open.me.id, 'case_columns', columns === null ? null : JSON.stringify(columns));
  return {};
}

export const countFilters = (open: OpenOffice, { filters }: Input<'finding.count'>): Output<'finding.count'> =>
  filters.map((filter) => countOf(open, filter));
