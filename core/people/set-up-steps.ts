import { DAYS_WITHOUT_BACKUP, daysSince } from '#core/safety/backup-due.ts';

/**
 * What an office needs before it can be relied on (`needed`: without it somebody is locked out, a child is overseen by nobody,
 * or a theft takes everything), and what it does well to have. In the order in which they are done.
 */
const NEEDED = ['managers', 'caseworkers', 'approvers', 'overseen', 'backup', 'plan'] as const;
const ADVISED = [
  'own-passphrases',
  'second-person',
  'privacy',
  'focal-point',
  'conduct',
  'places',
  'closed-days',
  'drill',
] as const;
export const SET_UP_STEPS = [...NEEDED, ...ADVISED] as const;
export type SetUpStepId = (typeof SET_UP_STEPS)[number];

export interface SetUpStep {
  readonly id: SetUpStepId;
  readonly needed: boolean;
  /** `aside`: somebody said that it does not concern this office. */
  readonly state: 'done' | 'open' | 'aside';
  /** Whom it is about, by name. */
  readonly names: readonly string[];
}

/** Somebody who can sign in today, and goes on doing so. */
export interface SetUpPerson {
  readonly name: string;
  readonly manages: boolean;
  readonly owns: boolean;
  readonly approves: boolean;
  readonly answersRequests: boolean;
  /** Somebody else approves in the cases that this person is responsible for. */
  readonly overseen: boolean;
  /** Still has the passphrase that a colleague chose. */
  readonly givenPassphrase: boolean;
}

export interface SetUpFacts {
  readonly people: readonly SetUpPerson[];
  /** Milliseconds since 1970: now, and the last backup that was read back. */
  readonly now: number;
  readonly backupAt: number | undefined;
  /** A place to go to, or somebody to call, is written down. */
  readonly plan: boolean;
  readonly drilled: boolean;
  /** Something beyond widening one's own rights takes a second person. */
  readonly secondPerson: boolean;
  readonly focalPoint: boolean;
  readonly conduct: boolean;
  readonly places: boolean;
  /** A closed day still lies ahead. */
  readonly closedDays: boolean;
  readonly aside: ReadonlySet<SetUpStepId>;
}

const namesOf = (people: readonly SetUpPerson[]): readonly string[] => people.map(({ name }) => name);

/** Which steps of setting an office up are done, from what is in force now: nothing is ticked by hand. */
export function setUpSteps(facts: SetUpFacts): readonly SetUpStep[] {
  const { people, backupAt, now } = facts;
  // Whoever approves may be the only one in a small office: what they decide of their own is a setting of its own.
  const alone = namesOf(people.filter(({ owns, approves, overseen }) => owns && !approves && !overseen));
  const given = namesOf(people.filter(({ givenPassphrase }) => givenPassphrase));
  const managers = people.filter(({ manages }) => manages);
  const done: Readonly<Record<SetUpStepId, boolean>> = {
    managers: managers.length > 1,
    caseworkers: people.some(({ owns }) => owns),
    approvers: people.some(({ approves }) => approves),
    overseen: alone.length === 0,
    backup: backupAt !== undefined && daysSince(backupAt, now) < DAYS_WITHOUT_BACKUP,
    plan: facts.plan,
    'own-passphrases': given.length === 0,
    'second-person': facts.secondPerson,
    privacy: people.some(({ answersRequests }) => answersRequests),
    'focal-point': facts.focalPoint,
    conduct: facts.conduct,
    places: facts.places,
    'closed-days': facts.closedDays,
    drill: facts.drilled,
  };
  const about: Partial<Record<SetUpStepId, readonly string[]>> = {
    ...(done.managers ? {} : { managers: namesOf(managers) }),
    overseen: alone,
    'own-passphrases': given,
  };
  return SET_UP_STEPS.map((id) => ({
    id,
    needed: NEEDED.some((one) => one === id),
    state: done[id] ? 'done' : facts.aside.has(id) ? 'aside' : 'open',
    names: about[id] ?? [],
  }));
}
