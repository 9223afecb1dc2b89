import type { Input } from '#core/contracts/index.ts';
import { inForce, type Right, type RoleDef } from '#core/rights/roles.ts';
import { asksFor, heldUpBy, type SecondReason } from '#core/rights/second-person.ts';
import { Refusal } from '#core/result.ts';
import { newId } from '../crypto/hashing.ts';
import { audit } from './audit.ts';
import type { OpenOffice } from './open-office.ts';
import { lastingHolders, type Holder } from './holders.ts';
import { rolesOfOffice } from './roles-in-force.ts';
import { basisOf, type SecondAct } from './second-basis.ts';
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

/**
 * Everybody else who may do such a thing and can sign in here, or was suspended a short while ago: those who could agree.
 * Nobody counts who came to the right since then.
 */
export function othersWho(open: OpenOffice, right: Right, { holders, away, roles } = staffingNow(open)): number {
  const day = latestDay(open);
  const giving = roles.filter((role) => inForce(role, day) && role.rights.includes(right)).map(({ id }) => id);
  const others = [...holders.filter(({ id }) => !cameLaterThan(open, id, right)), ...away];
  return others.filter((one) => one.id !== open.me.id && one.roles.some((id) => giving.includes(id))).length;
}

/**
 * `rule` for an act after which nobody could agree any more to what the office asks a second person for: whoever is in the
 * way is not simply taken out of it.
 */
export function endsSeconds(open: OpenOffice, after: Staffing): readonly SecondReason[] {
  const kinds = secondKinds(open);
  const rights: Right[] = [];
  if (kinds.some((kind) => kind !== 'hidden-name')) rights.push('people.manage');
  if (kinds.includes('hidden-name')) rights.push('case.protect');
  return rights.some((right) => othersWho(open, right) > 0 && othersWho(open, right, after) === 0) ? ['rule'] : [];
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

/** The reason for which an act takes a second person now. */
export function holdsUp(open: OpenOffice, reasons: readonly SecondReason[], right: Right): SecondReason | undefined {
  if (reasons.length === 0 || agreed.has(open)) return undefined;
  return heldUpBy(reasons, asksFor(secondKinds(open)), othersWho(open, right));
}

/**
 * Lets an act wait where the office asks for a second person: it is kept as it was asked for, stands on the list of those
 * who may agree, and SECOND_WAITS says so. Nothing has changed then.
 */
export function needSecond<N extends SecondAct>(
  open: OpenOffice,
  reasons: readonly SecondReason[],
  right: Right,
  call: N,
  input: Input<N>,
): void {
  const why = holdsUp(open, reasons, right);
  if (why === undefined) return;
  open.db.transaction(() => {
    const id = newId();
    const [body, basis] = [JSON.stringify(input), basisOf(open, call, input)];
    open.repos.seconds.add({ id, why, call, body, basis, by: open.me.id, at: open.clock.now() });
    audit(open, 'second.asked', id, 'done', `${call} ${why}`);
  });
  open.emit({ type: 'changed', cases: [], all: false });
  throw new Refusal('SECOND_WAITS');
}
