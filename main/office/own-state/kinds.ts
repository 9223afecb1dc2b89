import { z } from 'zod';
import { agencyBody, hiddenBody, isOnlyHeardOf, personBody } from '#core/exchange/office-state.ts';
import { heardRole, toldRole, type RoleHere } from '#core/exchange/told-role.ts';
import type { CaseId, UserId } from '#core/ids.ts';
import { textOfRole } from '#core/rights/office-roles.ts';
import { roleShape } from '#core/rights/role-shape.ts';
import { startOf } from '#core/rights/suspension.ts';
import { NamedTexts, putText } from '../../storage/meta.repo.ts';
import type { Register } from '../../storage/register.repo.ts';
import { agencyCalled } from '../agencies.ts';
import type { OpenOffice } from '../open-office.ts';
import { putHolidays } from '../holidays.ts';
import { officeConfiguration, QUESTIONS_ON } from '../office-configuration.ts';
import { rolesHeld } from '../roles-in-force.ts';
import { discarded } from './aside-kinds.ts';
import { acceptances, conduct } from './conduct-kinds.ts';
import { inForce, logo, packages, pieces, places } from './document-kinds.ts';
import { openings } from './opening-kinds.ts';
import type { StateKind } from './state-kind.ts';
import { computers, letIn, offices, takenOut } from './trust-kinds.ts';
import { fileDecisions, keptLonger, sharedReports, sharedViews } from './work-kinds.ts';

const caseNumber = (open: OpenOffice, caseId: string): number | undefined =>
  open.repos.cases.byId(caseId as CaseId)?.n ?? open.repos.cases.erasedById(caseId as CaseId)?.n;

const people: StateKind = {
  kind: 'person',
  ends: false,
  here: (open) =>
    new Map(
      open.repos.offices
        .people()
        .filter(({ officeN }) => officeN === open.self.officeN)
        .flatMap(({ n, userId, name, roles, signingKey, active }): [string, string][] => {
          const { agency, position, from, until, suspendedAt, leftAt } = open.repos.accounts.get(n);
          const body: z.infer<typeof personBody> = {
            name,
            roles: rolesHeld(roles).sort(),
            key: signingKey?.toString('base64url') ?? null,
            active,
            agency,
            position,
            from: from ?? null,
            until: until ?? null,
            suspendedAt: suspendedAt ?? null,
            leftAt: leftAt ?? null,
          };
          return isOnlyHeardOf(body) ? [] : [[userId, JSON.stringify(body)]];
        }),
    ),
  told: (open, text) => {
    const body = personBody.safeParse(JSON.parse(text)).data;
    const agency = body && agencyCalled(open, body.agency);
    return body && agency ? JSON.stringify({ ...body, agency }) : text;
  },
  apply: (open, id, text) => {
    const body = personBody.parse(JSON.parse(text ?? 'null'));
    const { offices, accounts } = open.repos;
    const known = offices.personById(id as UserId);
    if (known && known.officeN !== open.self.officeN) return true;
    const n = offices.putPerson({
      userId: id as UserId,
      name: body.name,
      roles: JSON.stringify(body.roles),
      officeN: open.self.officeN,
      // The key of a person never changes silently.
      signingKey: known?.signingKey ?? (body.key === null ? null : Buffer.from(body.key, 'base64url')),
      active: body.active,
    });
    accounts.change(n, {
      agency: body.agency,
      position: body.position,
      from: body.from ?? undefined,
      until: body.until ?? undefined,
      suspendedAt: body.suspendedAt ?? undefined,
      leftAt: body.leftAt ?? undefined,
    });
    return true;
  },
};

const suspensionBody = z.object({
  user: z.string(),
  by: z.string(),
  why: z.string(),
  at: z.int(),
  could: z.string(),
  endedAt: z.int().nullable(),
});
const suspensions: StateKind = {
  kind: 'suspension',
  ends: false,
  here: (open) =>
    new Map(
      open.repos.suspensions.all().map(({ user, by, why, at, could, endedAt }) => {
        const body: z.infer<typeof suspensionBody> = { user, by, why, at, could, endedAt };
        return [`${user}/${String(at)}`, JSON.stringify(body)];
      }),
    ),
  apply: (open, _id, text) => {
    const { endedAt, ...body } = suspensionBody.parse(JSON.parse(text ?? 'null'));
    const repo = open.repos.suspensions;
    const find = () => repo.all().find(({ user, at }) => user === body.user && at === body.at);
    // The days count anew here: none is lost by telling of it.
    if (find() === undefined) repo.add({ ...body, ...startOf(open.clock.now()) });
    if (endedAt !== null && find()?.endedAt === null) repo.end(body.user, endedAt);
    return true;
  },
};

const agencies: StateKind = {
  kind: 'agency',
  ends: false,
  here: (open) => new Map(open.repos.agencies.all().map(({ agencyId, ...body }) => [agencyId, JSON.stringify(body)])),
  apply: (open, id, text) => {
    open.repos.agencies.put({ agencyId: id, ...agencyBody.parse(JSON.parse(text ?? 'null')) });
    return true;
  },
};

const groupBody = z.object({ name: z.string(), members: z.array(z.string()) });
const groups: StateKind = {
  kind: 'group',
  ends: true,
  here: (open) =>
    new Map(
      open.repos.groups
        .all()
        .map(({ groupId, name, members }) => [groupId, JSON.stringify({ name, members: [...members].sort() })]),
    ),
  apply: (open, id, text) => {
    if (text === null) open.repos.groups.remove(id);
    else {
      const { name, members } = groupBody.parse(JSON.parse(text));
      open.repos.groups.put({ groupId: id, name, members: members as UserId[] });
    }
    return true;
  },
};

const toldBody = z.object({ body: z.string() });
const roleNamed = z.object({ id: z.string() });
/** What is known of a role here, by the role that was told. */
function roleHere(open: OpenOffice, told: string): RoleHere {
  const { id } = roleNamed.parse(JSON.parse(toldBody.parse(JSON.parse(told)).body));
  const configured = open.configuration.configuration.roles?.find((one) => one.id === id);
  return {
    own: open.repos.roles.all().find(({ roleId }) => roleId === id),
    configured: configured && textOfRole(configured),
  };
}
const roles: StateKind = {
  kind: 'role',
  ends: true,
  here: (open) => new Map(open.repos.roles.all().map(({ roleId, body, base }) => [roleId, toldRole({ body, base })])),
  told: (open, text) => toldRole(heardRole(text, roleHere(open, text))),
  apply: (open, id, text) => {
    if (text === null) open.repos.roles.remove(id);
    else {
      const role = heardRole(text, roleHere(open, text));
      // A right that only a later version knows would keep everybody out: it waits for that version.
      if (!roleShape.safeParse(JSON.parse(role.body)).success) return false;
      open.repos.roles.put({ roleId: id, ...role });
    }
    return true;
  },
};

/** Settings that are the office's and not one computer's, by what they are called in the database. */
const SHARED_SETTINGS = [
  'naming',
  'paper',
  'unusual_limits',
  'own_approvals',
  'psea_focal_point',
  'retention',
  'retention_files',
  'emergency_plan',
  'second_factor',
  'second_person',
  'holidays',
  'set_up_aside',
  QUESTIONS_ON,
] as const;
const settings: StateKind = {
  kind: 'setting',
  ends: false,
  here: (open) => {
    const all = new NamedTexts(open.db, 'setting').all();
    return new Map(SHARED_SETTINGS.flatMap((key) => (all.has(key) ? [[key, all.get(key) ?? '']] : [])));
  },
  apply: (open, id, text) => {
    if (text === null) return true;
    // Days that are kept ready, and what is due by them, follow at once.
    if (id === 'holidays') putHolidays(open, z.array(z.iso.date()).parse(JSON.parse(text)));
    if (id === QUESTIONS_ON) z.array(z.string()).parse(JSON.parse(text));
    if (SHARED_SETTINGS.some((key) => key === id)) putText(open.db, 'setting', id, text);
    // Refused, and with it undone, where the forms of this computer could not be asked so.
    if (id === QUESTIONS_ON) officeConfiguration(open.db, open.resourcesDir, open.clock.now());
    return true;
  },
};

const REGISTERS: readonly Register[] = [
  'breach',
  'request',
  'hold',
  'processing',
  'assessment',
  'self-check',
  'agreement',
];
const entryBody = z.object({
  register: z.enum(['breach', 'request', 'hold', 'processing', 'assessment', 'self-check', 'agreement']),
  id: z.string(),
  at: z.int(),
  by: z.string(),
  body: z.string(),
});
const registers: StateKind = {
  kind: 'register',
  ends: false,
  here: (open) =>
    new Map(
      REGISTERS.flatMap((register) =>
        open.repos.registers.all(register).map(({ id, at, by, body }): [string, string] => {
          const entry: z.infer<typeof entryBody> = { register, id, at, by, body };
          return [`${register}/${id}/${String(at)}/${by}/${body}`, JSON.stringify(entry)];
        }),
      ),
    ),
  apply: (open, _id, text) => {
    const { register, ...entry } = entryBody.parse(JSON.parse(text ?? 'null'));
    const known = open.repos.registers.about(register, entry.id);
    if (!known.some(({ at, by, body }) => at === entry.at && by === entry.by && body === entry.body))
      open.repos.registers.add(register, entry);
    return true;
  },
};

const hidden: StateKind = {
  kind: 'hidden',
  ends: true,
  here: (open) =>
    new Map(
      open.repos.guards.allHidden().flatMap(({ caseN, people: who, roles: which, why, by, at }) => {
        const caseId = open.repos.cases.byNumber(caseN)?.caseId;
        const body = { people: [...who].sort(), roles: [...which].sort(), why, by, at };
        return caseId === undefined ? [] : [[caseId, JSON.stringify(body)]];
      }),
    ),
  apply: (open, id, text) => {
    const caseN = caseNumber(open, id);
    if (caseN === undefined) return text === null;
    if (text === null) open.repos.guards.unhide(caseN);
    else {
      const { people: who, by, ...body } = hiddenBody.parse(JSON.parse(text));
      open.repos.guards.hide({ caseN, ...body, people: who as UserId[], by: by as UserId });
    }
    return true;
  },
};

const interestBody = z.object({
  caseId: z.string(),
  user: z.string(),
  kind: z.string(),
  why: z.string(),
  by: z.string(),
  at: z.int(),
  lifted: z.object({ by: z.string(), at: z.int(), why: z.string() }).nullable(),
});
const interests: StateKind = {
  kind: 'interest',
  ends: false,
  here: (open) =>
    new Map(
      open.repos.guards.allConflicts().flatMap(({ n: _n, caseN, user, kind, why, by, at, lifted }) => {
        const caseId = open.repos.cases.byNumber(caseN)?.caseId;
        if (caseId === undefined) return [];
        const body: z.infer<typeof interestBody> = { caseId, user, kind, why, by, at, lifted };
        return [[`${caseId}/${user}/${String(at)}`, JSON.stringify(body)]];
      }),
    ),
  apply: (open, _id, text) => {
    const { lifted, caseId, ...body } = interestBody.parse(JSON.parse(text ?? 'null'));
    const caseN = caseNumber(open, caseId);
    if (caseN === undefined) return false;
    const { guards } = open.repos;
    const find = () =>
      guards.allConflicts().find((one) => one.caseN === caseN && one.user === body.user && one.at === body.at);
    if (find() === undefined) guards.addConflict({ ...body, caseN, user: body.user as UserId, by: body.by as UserId });
    const known = find();
    if (lifted && known?.lifted === null) guards.liftConflict(known.n, lifted.by as UserId, lifted.at, lifted.why);
    return true;
  },
};

/** Those that were noted before it was written down which ones are. */
const FIRST: readonly StateKind[] = [
  computers,
  takenOut,
  offices,
  agencies,
  people,
  suspensions,
  groups,
  roles,
  settings,
  registers,
  hidden,
  interests,
  sharedViews,
  sharedReports,
  keptLonger,
];
export const FIRST_KINDS: readonly string[] = FIRST.map(({ kind }) => kind);

/** In the order in which they are noted and taken: whom to know first, since others are named by them. */
export const STATE_KINDS: readonly StateKind[] = [
  ...FIRST,
  packages,
  inForce,
  places,
  logo,
  conduct,
  acceptances,
  openings,
  discarded,
  letIn,
  fileDecisions,
  // Behind what names them.
  pieces,
];
