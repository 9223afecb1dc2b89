import type { Input } from '#core/contracts/index.ts';
import { inForce, lasts, type Right, type RoleDef } from '#core/rights/roles.ts';
import { asksFor, heldUpBy, type SecondReason } from '#core/rights/second-person.ts';
import { Refusal } from '#core/result.ts';
import { newId } from '../crypto/hashing.ts';
import { ConfigurationRepo } from '../storage/configuration.repo.ts';
import type { WaitingRow } from '../storage/second-person.repo.ts';
import { audit } from './audit.ts';
import { isNewAccount } from './new-accounts.ts';
import type { OpenOffice } from './open-office.ts';
import { lastingHolders, type Holder } from './holders.ts';
import { rolesOfOffice } from './roles-in-force.ts';
import { agreeingRights, basisOf, type SecondAct } from './second-basis.ts';
import { secondKinds } from './second-kinds.ts';
import { awayHolders, cameLaterThan } from './suspensions.ts';
import { latestDay } from './today.ts';

/** Who may rely on which roles: the office as it is, or as it would be. */
export interface Staffing {
  readonly holders: readonly Holder[];
  /** Suspended a short while ago, who could agree: nobody is made the only one by suspending the others. */
  readonly away: readonly Holder[];
  readonly roles: readonly RoleDef[];
}
export const staffingNow = (open: OpenOffice): Staffing => ({
  holders: lastingHolders(open),
  away: awayHolders(open),
  roles: rolesOfOffice(open.db, open.configuration.configuration),
});

type Gives = (role: RoleDef) => boolean;

/**
 * Everybody else who holds one of these rights by such a role, and did not come to it since somebody was suspended.
 * `known`: nobody whose own account is new.
 */
function others(
  open: OpenOffice,
  rights: readonly Right[],
  { holders, away, roles }: Staffing,
  gives: Gives,
  known = false,
): number {
  const giving = roles.filter((role) => gives(role) && rights.some((right) => role.rights.includes(right)));
  const held = new Set(giving.map(({ id }) => id));
  const all = [...holders.filter(({ id }) => !cameLaterThan(open, id, rights)), ...away];
  const could = all.filter((one) => one.id !== open.me.id && one.roles.some((id) => held.has(id)));
  return known ? could.filter(({ id }) => !isNewAccount(open, id)).length : could.length;
}

/**
 * Everybody else who may do such a thing today and can sign in here, or was suspended a short while ago: those who could
 * agree. `rights`: one of them is enough. `known`: nobody whose own account is new.
 */
export function othersWho(
  open: OpenOffice,
  rights: readonly Right[],
  known = false,
  staffing = staffingNow(open),
): number {
  const day = latestDay(open);
  return others(open, rights, staffing, (role) => inForce(role, day), known);
}

/**
 * `rule` for an act after which nobody could agree any more to what the office asks a second person for: whoever is in the
 * way is not simply taken out of it, nor given a role in place of theirs that ends by itself. Another configuration says who
 * may do what, so that those who could agree to one are not taken out of the way either.
 */
export function endsSeconds(open: OpenOffice, after: Staffing): readonly SecondReason[] {
  const kinds = secondKinds(open);
  if (kinds.length === 0) return [];
  const rights: Right[] = ['people.manage', 'office.settings'];
  if (kinds.includes('hidden-name')) rights.push('case.protect');
  const now = staffingNow(open);
  const day = latestDay(open);
  const ways: readonly Gives[] = [(role) => inForce(role, day), lasts];
  const ends = (right: Right, gives: Gives): boolean =>
    others(open, [right], now, gives) > 0 && others(open, [right], after, gives) === 0;
  return rights.some((right) => ways.some((gives) => ends(right, gives))) ? ['rule'] : [];
}

/** While the act of somebody else is done that this person has just agreed to. */
const agreed = new WeakSet<OpenOffice>();

/** Whether what runs was asked for by somebody else, and this person has just agreed to it. */
export const isAgreed = (open: OpenOffice): boolean => agreed.has(open);

/** Runs what somebody else asked for, since this person agrees. */
export function asAgreed<T>(open: OpenOffice, work: () => T): T {
  agreed.add(open);
  try {
    return work();
  } finally {
    agreed.delete(open);
  }
}

/** The reason for which an act takes a second person now. `rights`: with which somebody else may agree for a reason. */
export function holdsUp(
  open: OpenOffice,
  reasons: readonly SecondReason[],
  rights: (why: SecondReason) => readonly Right[],
): SecondReason | undefined {
  if (agreed.has(open)) return undefined;
  const asked = asksFor(secondKinds(open));
  return reasons.find(
    (why) => heldUpBy([why], asked, othersWho(open, rights(why), why === 'new-account')) !== undefined,
  );
}

/** Takes requests back that are not to be agreed to any more, and what was kept for them. In the caller's transaction. */
export function withdrawRequests(open: OpenOffice, which: (row: WaitingRow) => boolean): void {
  for (const row of open.repos.seconds.waiting().filter(which)) {
    open.repos.seconds.decide(row.id, open.me.id, open.clock.now(), 'withdrawn');
    audit(open, 'second.decided', row.id, 'done', `${row.call} withdrawn ${row.by}`);
  }
  new ConfigurationRepo(open.db).dropUnasked();
}

/**
 * Lets an act wait where the office asks for a second person: it is kept as it was asked for, stands on the list of those
 * who may agree, and SECOND_WAITS says so. Nothing has changed then. What somebody asks for again stands there once.
 */
export function needSecond<N extends SecondAct>(
  open: OpenOffice,
  reasons: readonly SecondReason[],
  call: N,
  input: Input<N>,
): void {
  const why = holdsUp(open, reasons, (reason) => agreeingRights(call, reason));
  if (why === undefined) return;
  const [body, basis] = [JSON.stringify(input), basisOf(open, call, input)];
  const same = (row: WaitingRow): boolean => row.call === call && row.body === body && row.by === open.me.id;
  if (open.repos.seconds.waiting().some((row) => same(row) && row.basis === basis)) throw new Refusal('SECOND_WAITS');
  open.db.transaction(() => {
    const id = newId();
    open.repos.seconds.add({ id, why, call, body, basis, by: open.me.id, at: open.clock.now() });
    audit(open, 'second.asked', id, 'done', `${call} ${why}`);
    // Asked for on what is otherwise by now: nobody could agree to it.
    withdrawRequests(open, (row) => same(row) && row.id !== id);
  });
  open.emit({ type: 'changed', cases: [], all: false });
  throw new Refusal('SECOND_WAITS');
}
