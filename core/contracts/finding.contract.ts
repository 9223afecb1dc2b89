import { z } from 'zod';
import { filter } from '#core/finding/filter.ts';
import { caseLine, listSort } from './cases.contract.ts';
import { call } from './contract.ts';
import { caseId, fieldId, line, none, rowId } from './values.ts';

/** A column that a person chose, in their order; its width in rem where they changed it. */
export const listColumn = z.strictObject({
  id: z.string().regex(/^[a-z0-9_.:]{1,140}$/),
  width: z.number().min(3).max(40).exactOptional(),
});
const columns = z.array(listColumn).max(40);

/** What a saved view shows, without what was typed: a name stands in no view. */
export const viewBody = z.strictObject({
  where: filter,
  sort: listSort,
  descending: z.boolean(),
  columns: columns.exactOptional(),
});

/** What every saved view says of itself, whatever its list holds. */
export const savedViewShape = {
  /** 16 random bytes. */
  viewId: rowId,
  name: line,
  shared: z.boolean(),
  /** Made by this person, who may change it. */
  own: z.boolean(),
  by: line,
  /** The page that this person begins with. */
  start: z.boolean(),
  /** How many open with it; absent where a condition in it is closed to this person, or means nothing any more. */
  count: z.int().exactOptional(),
} as const;

export const savedView = z.strictObject({ ...savedViewShape, body: viewBody });

/** What this person's lists may be narrowed by; the rest would tell by its counts what is closed to them. */
export const reach = z.strictObject({
  conditions: z.array(z.string()),
  /** Keys of answers, as far as the configuration marks them. */
  answers: z.array(z.string()),
  deadlines: z.array(fieldId),
  mayShare: z.boolean(),
});

export const findingCalls = {
  /** The saved views of this person and the shared ones, with what each holds. */
  views: call(
    'case.list',
    none,
    z.strictObject({ views: z.array(savedView), columns: columns.exactOptional(), reach }),
  ),
  /** Keeps a view, or changes an own one. Sharing one needs a right. */
  keepView: call(
    'case.list',
    z.strictObject({
      viewId: rowId.exactOptional(),
      name: z.string().trim().min(1).max(80),
      shared: z.boolean(),
      body: viewBody,
    }),
    z.strictObject({ viewId: rowId }),
  ),
  /** Takes a view away: an own one, or a shared one by whoever may share. */
  removeView: call('case.list', z.strictObject({ viewId: rowId }), none),
  /** The view that this person begins the day with; nothing: the page of their role. */
  startWith: call('case.list', z.strictObject({ viewId: rowId.nullable() }), none),
  /** The columns that this person wants to see where no view says others. */
  keepColumns: call('case.list', z.strictObject({ columns: columns.nullable() }), none),
  /** Cases that this person opened last, and those they pinned: only such as they may still open. */
  recent: call('case.view', none, z.strictObject({ pinned: z.array(caseLine), recent: z.array(caseLine) })),
  pin: call('case.view', z.strictObject({ caseId, pinned: z.boolean() }), none),
  /** How many cases each of some filters leaves. */
  count: call('case.list', z.strictObject({ filters: z.array(filter).max(60) }), z.array(z.int())),
} as const;

export type ListColumn = z.infer<typeof listColumn>;
export type ViewBody = z.infer<typeof viewBody>;
export type SavedView = z.infer<typeof savedView>;
export type ListReachView = z.infer<typeof reach>;
