/** What happened to data (reference.md §8.2, articles 33 and 34). Names are permanent. */
export const BREACH_SORTS = [
  'computer',
  'stick',
  'paper',
  'wrong-recipient',
  'looked-at',
  'attack',
  'destroyed',
  'other',
] as const;
export type BreachSort = (typeof BREACH_SORTS)[number];

/** Which data it happened to. */
export const BREACHED_DATA = [
  'names',
  'contacts',
  'family',
  'concerns',
  'health',
  'violence',
  'pictures',
  'staff',
] as const;
export type BreachedData = (typeof BREACHED_DATA)[number];

/** Who has to be told, or not, with a reason: the authority within 72 hours, the people when the risk for them is high. */
export const TO_TELL = ['authority', 'people'] as const;
export type ToTell = (typeof TO_TELL)[number];

const HOUR_MS = 3_600_000;
/** From the moment it was known, until the authority must be told. */
export const HOURS_TO_TELL = 72;

/** How it stands with telling somebody. */
export const TOLD_STATES = ['open', 'told', 'not-needed'] as const;
/** What became of telling somebody. `at`: milliseconds since 1970 UTC. */
export type Telling =
  { readonly state: 'open' } | { readonly state: 'not-needed' } | { readonly state: 'told'; readonly at: number };

/**
 * `running`: whole hours that are left. `over`: whole hours since it ran out. `told`: whole hours that it took.
 * `told-late`: whole hours after it had run out.
 */
export interface BreachClock {
  readonly state: 'running' | 'over' | 'told' | 'told-late' | 'not-needed';
  readonly hours: number;
}

const wholeHours = (ms: number): number => Math.floor(ms / HOUR_MS);

/** The clock for telling the authority, from the moment the incident was known. All in milliseconds since 1970 UTC. */
export function breachClock(knownAt: number, authority: Telling, now: number): BreachClock {
  const due = knownAt + HOURS_TO_TELL * HOUR_MS;
  if (authority.state === 'not-needed') return { state: 'not-needed', hours: 0 };
  if (authority.state === 'told')
    return authority.at <= due
      ? { state: 'told', hours: Math.max(0, wholeHours(authority.at - knownAt)) }
      : { state: 'told-late', hours: wholeHours(authority.at - due) };
  return now <= due
    ? { state: 'running', hours: wholeHours(due - now) }
    : { state: 'over', hours: wholeHours(now - due) };
}
