import type { Output } from '#core/contracts/index.ts';
import type { UserId } from '#core/ids.ts';
import { inForce, RIGHTS, type Right, type RoleDef } from '#core/rights/roles.ts';
import { cameLater, isOver, later, startOf, whoCould, type Could, type Suspension } from '#core/rights/suspension.ts';
import { z } from 'zod';
import type { SuspensionRow } from '../storage/suspension.repo.ts';
import { instantOf, steadyNow } from './clock.ts';
import { holdersToday, lastingHolders, listPeople, type Holder } from './holders.ts';
import type { OpenOffice } from './open-office.ts';
import { personName } from './person-name.ts';
import { rolesHeld, rolesOfOffice } from './roles-in-force.ts';
import { latestDay } from './today.ts';

const MINUTE_MS = 60_000;
const stored = z.record(z.string(), z.array(z.string()));
/** Without rights that this version does not know any more. */
const couldOf = (json: string): Could =>
  Object.fromEntries(
    Object.entries(stored.parse(JSON.parse(json))).map(([user, names]) => [
      user,
      RIGHTS.filter((right) => names.includes(right)),
    ]),
  );

/** Up to when the running of this office is counted, by the clock that nobody sets. */
const counted = new WeakMap<OpenOffice, number>();

/**
 * Counts how long the office has run, and what is left of each suspension. Asked before every call, and written once a
 * minute: less than that is lost when the office is closed, never gained. Never throws: a full disk keeps nobody from what
 * they call, erasing least of all, and the minutes are written once there is room.
 */
export function countRunning(open: OpenOffice): void {
  const [steady, now] = [Math.floor(steadyNow(open.clock)), open.clock.now()];
  const since = counted.get(open);
  if (since !== undefined && steady - since < MINUTE_MS) return;
  try {
    const rows = unfinished(open);
    if (rows.length > 0)
      open.db.transaction(() => {
        for (const row of rows) {
          const { leftMs, ranMs, seenAt } = later(row, now, since === undefined ? 0 : steady - since);
          open.repos.suspensions.count(row.n, leftMs, ranMs, seenAt);
        }
      });
    counted.set(open, steady);
  } catch {
    // From the same moment at the next call; where the running begins, nothing is to be made up.
    counted.set(open, since ?? steady);
  }
}

type Row = Omit<SuspensionRow, 'could'> & Suspension & { readonly ended: boolean };

const unfinished = (open: OpenOffice): readonly SuspensionRow[] =>
  open.repos.suspensions.all().filter((row) => !isOver(row));

/** The suspensions whose days are not over, whether the person was let in again or not. */
function running(open: OpenOffice): readonly Row[] {
  const now = open.clock.now();
  return unfinished(open)
    .filter((row) => !isOver(later(row, now, 0)))
    .map((row) => ({ ...row, could: couldOf(row.could), ended: row.endedAt !== null }));
}

/** Whether a person came to hold one of these rights after somebody was suspended who could have agreed to what takes it. */
export const cameLaterThan = (open: OpenOffice, user: UserId, rights: readonly Right[]): boolean =>
  cameLater(running(open), user, rights);

/** Who is suspended and still counts as one who could agree, with the roles they hold: also whose keys were replaced. */
export function awayHolders(open: OpenOffice): readonly Holder[] {
  const here = listPeople(open);
  return running(open)
    .filter(({ ended, could, user }) => !ended && (could[user]?.length ?? 0) > 0)
    .flatMap(({ user }) => {
      const person = open.repos.offices.personById(user as UserId);
      if (person === undefined || open.repos.accounts.get(person.n).until !== undefined) return [];
      const roles = here.find(({ id }) => id === user)?.roles ?? rolesHeld(person.roles);
      return [{ id: user as UserId, roles }];
    });
}

const rightsWith = (roles: readonly RoleDef[], held: readonly string[], day: string): Right[] =>
  RIGHTS.filter((right) =>
    roles.some((one) => held.includes(one.id) && inForce(one, day) && one.rights.includes(right)),
  );

/** Writes down who is suspended and who could have been the second person until now. Call it before the account is closed. */
export function beginSuspension(open: OpenOffice, user: UserId, why: string): void {
  const roles = rolesOfOffice(open.db, open.configuration.configuration);
  const day = latestDay(open);
  const lasting = new Set(lastingHolders(open).map(({ id }) => id));
  // Whoever may sign in today could agree, also with a contract that ends: only who goes is relied on when they stay.
  const could = holdersToday(open).filter(({ id }) => id !== user || lasting.has(id));
  const now: Could = Object.fromEntries(could.map((one) => [one.id, rightsWith(roles, one.roles, day)]));
  const at = open.clock.now();
  open.repos.suspensions.end(user, at);
  open.repos.suspensions.add({
    user,
    by: open.me.id,
    why,
    at,
    could: JSON.stringify(whoCould(now, running(open), user)),
    ...startOf(at),
  });
}

/** The person was let in again, or left. */
export const endSuspension = (open: OpenOffice, user: UserId): void =>
  open.repos.suspensions.end(user, open.clock.now());

/** Who is suspended since a short while, by whom and why, for everybody who manages people. */
export function listSuspended(open: OpenOffice): Output<'seconds.suspended'> {
  const away = new Set(awayHolders(open).map(({ id }) => id));
  return running(open)
    .filter(({ ended }) => !ended)
    .map(({ user, by, why, at }) => ({
      name: personName(open, user),
      by: personName(open, by),
      mine: by === open.me.id,
      why,
      sinceUtc: instantOf(at),
      counts: away.has(user as UserId),
    }));
}
