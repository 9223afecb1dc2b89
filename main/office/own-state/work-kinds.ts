import { z } from 'zod';
import { VIEWED_LISTS } from '#core/finding/record-kinds.ts';
import type { CaseId, UserId } from '#core/ids.ts';
import type { Right } from '#core/rights/roles.ts';
import type { OpenOffice } from '../open-office.ts';
import { rolesHeld, rolesOfOffice } from '../roles-in-force.ts';
import type { StateKind } from './state-kind.ts';

/** What is kept as JSON and read as such when a list of them is shown: one that is none would keep all from being shown. */
const json = z.string().refine((text) => {
  try {
    return typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
});

/**
 * Whether somebody may show everybody what they made, as far as it is known here: of who left and who never was of this
 * office it is not.
 */
function mayShare({ db, repos, self, configuration }: OpenOffice, user: string, right: Right): boolean {
  const person = repos.offices.personById(user as UserId);
  if (person?.officeN !== self.officeN || !person.active) return true;
  const held = rolesHeld(person.roles);
  return rolesOfOffice(db, configuration.configuration).some(
    ({ id, rights }) => held.includes(id) && rights.includes(right),
  );
}

const viewBody = z.object({ user: z.string(), name: z.string(), list: z.enum(VIEWED_LISTS), body: json });
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
  apply: (open, id, text) => {
    const { views } = open.repos;
    if (text !== null) {
      const { user, ...rest } = viewBody.parse(JSON.parse(text));
      if (!mayShare(open, user, 'views.share')) return false;
      views.put({ viewId: id, shared: true, ...rest, user: user as UserId }, open.clock.now());
    } else if (views.get(id)?.shared === true) views.remove(id);
    return true;
  },
};

const reportBody = z.object({ user: z.string(), name: z.string(), body: json, at: z.int() });
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
  apply: (open, id, text) => {
    const { savedReports } = open.repos;
    if (text !== null) {
      const { user, ...rest } = reportBody.parse(JSON.parse(text));
      if (!mayShare(open, user, 'reports.share')) return false;
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
    // Of a case that was erased at the other computer.
    if (text === null) return true;
    const { caseId, by, ...rest } = longerBody.parse(JSON.parse(text));
    if (repos.cases.erasedById(caseId as CaseId) !== undefined) return true;
    const caseN = repos.cases.byId(caseId as CaseId)?.n;
    if (caseN === undefined) return false;
    if (!repos.keptLonger.all().some((one) => one.caseN === caseN && one.at === rest.at && one.by === by))
      repos.keptLonger.add({ caseN, ...rest, by: by as UserId });
    return true;
  },
};

const decisionBody = longerBody.extend({ gone: z.int(), left: z.array(z.string()) });
/** Decisions about the files of closed cases: only added to. */
export const fileDecisions: StateKind = {
  kind: 'file-decision',
  ends: false,
  here: ({ repos }) =>
    new Map(
      repos.fileDecisions.all().flatMap(({ caseN, until, gone, left, why, by, at }) => {
        const caseId = repos.cases.byNumber(caseN)?.caseId;
        const body = { caseId, until, gone, left, why, by, at };
        return caseId === undefined ? [] : [[`${caseId}/${String(at)}/${by}`, JSON.stringify(body)]];
      }),
    ),
  apply: ({ repos }, _id, text) => {
    // Of a case that was erased at the other computer.
    if (text === null) return true;
    const { caseId, by, ...rest } = decisionBody.parse(JSON.parse(text));
    if (repos.cases.erasedById(caseId as CaseId) !== undefined) return true;
    const caseN = repos.cases.byId(caseId as CaseId)?.n;
    if (caseN === undefined) return false;
    if (!repos.fileDecisions.all().some((one) => one.caseN === caseN && one.at === rest.at && one.by === by))
      repos.fileDecisions.add({ caseN, ...rest, by: by as UserId });
    return true;
  },
};
