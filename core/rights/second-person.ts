import type { Right, RoleDef } from './roles.ts';

/**
 * What an office can ask a second person for (security.md, Rights; reference.md §8.6): nobody widens what they may do
 * themselves, gives the rights to take cases out readably or to erase, or shows a hidden name again, alone. `rule`: asks for
 * fewer of these, or lets people decide their own requests. `configuration`: other forms and roles for everybody.
 * `new-account`: gives other people's cases to an account that was made a short while ago, and may be nobody.
 */
export const SECOND_KINDS = ['own-rights', 'readable', 'emergency', 'hidden-name'] as const;
export type SecondKind = (typeof SECOND_KINDS)[number];
/** What nobody unticks by itself: it is asked for as long as the office asks for anything. */
const ALWAYS = ['rule', 'configuration', 'new-account'] as const;
export const SECOND_REASONS = [...SECOND_KINDS, ...ALWAYS] as const;
export type SecondReason = (typeof SECOND_REASONS)[number];
export const asksFor = (kinds: readonly SecondKind[]): ReadonlySet<SecondReason> => new Set([...kinds, ...ALWAYS]);

/** Those that an office asks for until it says something else: more would hold up whoever sets up an office. */
export const SECOND_BY_DEFAULT: readonly SecondKind[] = ['own-rights'];

/** The rights of somebody before and after an act. */
export interface RightsChange {
  /** Whether it is the person who acts. */
  readonly own: boolean;
  readonly before: ReadonlySet<Right>;
  readonly after: ReadonlySet<Right>;
  /** They would reach more cases, forms or classes of answers, whatever the rights. */
  readonly wider: boolean;
  /** The account was made a short while ago, and would open cases of others. */
  readonly newcomer: boolean;
}

/**
 * For so many days an account is new. Whoever adds people chooses the first passphrase, and could make somebody up: in two
 * weeks colleagues have met whoever really came.
 */
export const NEW_ACCOUNT_DAYS = 14;

/** Whether one of the roles opens cases that others are responsible for. */
export const opensOthers = (roles: readonly RoleDef[]): boolean =>
  roles.some(({ rights, scope }) => rights.includes('case.view') && scope !== 'none' && scope !== 'own');

const WEIGHTY: readonly (readonly [SecondKind, Right])[] = [
  ['readable', 'export.readable'],
  ['emergency', 'emergency.erase'],
];

/** Why an act that changes rights takes a second person; nothing where it does not. */
export function reasonsFor(changes: readonly RightsChange[]): readonly SecondReason[] {
  const gains = ({ before, after }: RightsChange, right: Right): boolean => after.has(right) && !before.has(right);
  const own = changes.some((one) => one.own && (one.wider || [...one.after].some((right) => !one.before.has(right))));
  const given = WEIGHTY.filter(([, right]) => changes.some((one) => gains(one, right))).map(([kind]) => kind);
  const newcomer = changes.some((one) => one.newcomer && one.wider);
  return [...(own ? (['own-rights'] as const) : []), ...given, ...(newcomer ? (['new-account'] as const) : [])];
}

/**
 * The reason that holds an act up, or undefined when it may be done at once: the office does not ask for it, or there is
 * nobody else who could agree. An office of one person has to be able to work.
 */
export const heldUpBy = <T extends SecondReason>(
  reasons: readonly T[],
  asked: ReadonlySet<SecondReason>,
  others: number,
): T | undefined => (others === 0 ? undefined : reasons.find((reason) => asked.has(reason)));
