import { z } from 'zod';
import { VIEWED_LISTS } from '#core/finding/record-kinds.ts';
import type { CaseId, UserId } from '#core/ids.ts';
import type { StateKind } from './state-kind.ts';

const viewBody = z.object({ user: z.string(), name: z.string(), list: z.enum(VIEWED_LISTS), body: z.string() });
/** Views that everybody of the office sees; who keeps one for themselves keeps it at that computer. */
export const sharedViews: StateKind = {
  kind: 'view',
  ends: true,
  here: ({ repos, me }) =>
    new Map(
      repos.views
        .for(me.id)
        .filter(({ shared }) => shared)
        .map(({ viewId, user, name, list, body }) => [viewId, JSON.stringify({ user, name, list, body })]),
    ),
  apply: ({ repos: { views }, clock }, id, text) => {
    if (text !== null) {
      const { user, ...rest } = viewBody.parse(JSON.parse(text));
      views.put({ viewId: id, shared: true, ...rest, user: user as UserId }, clock.now());
    } else if (views.get(id)?.shared === true) views.remove(id);
    return true;
  },
};

const reportBody = z.object({ user: z.string(), name: z.string(), body: z.string(), at: z.int() });
/** Reports that everybody of the office sees. */
export const sharedReports: StateKind = {
  kind: 'report',
  ends: true,
  here: ({ repos, me }) =>
    new Map(
      repos.savedReports
        .of(me.id)
        .filter(({ shared }) => shared)
        .map(({ id, userId, name, body, at }) => [id, JSON.stringify({ user: userId, name, body, at })]),
    ),
  apply: ({ repos: { savedReports } }, id, text) => {
    if (text !== null) {
      const { user, ...rest } = reportBody.parse(JSON.parse(text));
      savedReports.put({ id, shared: true, ...rest, userId: user as UserId });
    } else if (savedReports.get(id)?.shared === true) savedReports.remove(id);
    return true;
  },
};

const longerBody = z.object({ caseId: z.string(), until: z.string(), why: z.string(), by: z.string(), at: z.int() });
/** Decisions to keep a case longer: only added to, and the latest one counts. */
export const keptLonger: StateKind = {
  kind: 'kept-longer',
  ends: false,
  here: ({ repos }) =>
    new Map(
      repos.keptLonger.all().flatMap(({ caseN, until, why, by, at }) => {
        const caseId = repos.cases.byNumber(caseN)?.caseId;
        const body = { caseId, until, why, by, at };
        return caseId === undefined ? [] : [[`${caseId}/${String(at)}/${by}`, JSON.stringify(body)]];
      }),
    ),
  apply: ({ repos }, _id, text) => {
    const { caseId, by, ...rest } = longerBody.parse(JSON.parse(text ?? 'null'));
    const caseN = repos.cases.byId(caseId as CaseId)?.n;
    if (caseN === undefined) return false;
    if (!repos.keptLonger.all().some((one) => one.caseN === caseN && one.at === rest.at && one.by === by))
      repos.keptLonger.add({ caseN, ...rest, by: by as UserId });
    return true;
  },
};
