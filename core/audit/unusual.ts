import { dayAt, hourAt } from '../casework/working-time.ts';

/** A line of the audit trail, as far as it can stand out. */
export interface AuditFact {
  readonly n: number;
  /** Milliseconds since 1970 UTC, by the computer's clock. */
  readonly at: number;
  readonly who: string;
  readonly action: string;
  readonly object: string;
  readonly result: 'done' | 'refused' | 'failed';
}

export const UNUSUAL_KINDS = [
  'many-cases',
  'much-taken',
  'night',
  'refused',
  'sign-in',
  'clock-back',
  'emergency',
] as const;
export type UnusualKind = (typeof UNUSUAL_KINDS)[number];

/** Something that a supervisor should know of. It says that somebody should ask, never that somebody did wrong. */
export interface Unusual {
  readonly kind: UnusualKind;
  /** Whose acts; for `sign-in` whose account was tried. */
  readonly who: string;
  /** The first and the last line that it rests on, and when they were written. */
  readonly fromN: number;
  readonly toN: number;
  readonly fromAt: number;
  readonly toAt: number;
  /** Cases, lines, tries; for `clock-back` minutes. */
  readonly count: number;
}

/** From when on something stands out. */
export interface UnusualLimits {
  /** Different cases opened within an hour. */
  readonly casesInHour: number;
  /** Different cases printed or put into a file on one day. */
  readonly casesTakenInDay: number;
  /** Refused calls within an hour. */
  readonly refusedInHour: number;
  /** Wrong passphrases for one account on one day. */
  readonly wrongInDay: number;
  /** The night, by the office's clock: from this hour on, and before that one. */
  readonly nightFrom: number;
  readonly nightTo: number;
  /** So far the clock may go back by itself. */
  readonly clockBackMinutes: number;
}

/**
 * Until an office says something else. The numbers are Hifadhi's own: three times what a caseworker with 25 cases
 * (reference.md §6.1) opens in a busy hour, and what nobody prints for one child or one meeting.
 */
export const UNUSUAL_LIMITS: UnusualLimits = {
  casesInHour: 40,
  casesTakenInDay: 60,
  refusedInHour: 5,
  wrongInDay: 5,
  nightFrom: 22,
  nightTo: 5,
  clockBackMinutes: 10,
};

/** Least and most that an office can set each to: none of them can be set so that nothing ever stands out. */
export const LIMITS_BETWEEN: { readonly [K in keyof UnusualLimits]: readonly [number, number] } = {
  casesInHour: [5, 200],
  casesTakenInDay: [5, 500],
  refusedInHour: [2, 50],
  wrongInDay: [2, 50],
  nightFrom: [18, 23],
  nightTo: [1, 9],
  clockBackMinutes: [1, 240],
};

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** Acts that show or take what cases say. */
const LOOKS: ReadonlySet<string> = new Set([
  'case.opened',
  'case.history',
  'case.compared',
  'case.names-shown',
  'attachment.opened',
  'attachment.saved',
  'report.made',
  'export.begun',
]);
const TAKES: ReadonlySet<string> = new Set(['report.made', 'case.exported', 'attachment.saved']);
/** Acts that show what one case says. */
const OPENS: ReadonlySet<string> = new Set(['case.opened', 'case.history', 'attachment.opened']);
const isCase = (object: string): boolean => /^[\w-]{22}$/.test(object);

/** Of one person the last hour, by the clock that the lines say, with how often each thing is in it. */
class LastHour {
  /** By their times; those before `#gone` are out of the hour. */
  readonly #facts: AuditFact[] = [];
  readonly #times = new Map<string, number>();
  #gone = 0;

  /** One more line. What it put out of the hour stays out, also where the clock goes back afterwards. */
  add(fact: AuditFact, what: (one: AuditFact) => string): void {
    const facts = this.#facts;
    for (let first = facts[this.#gone]; first !== undefined; first = facts[this.#gone]) {
      if (fact.at - first.at < HOUR_MS) break;
      this.#gone += 1;
      this.#count(what(first), -1);
    }
    if (this.#gone * 2 > facts.length) {
      facts.splice(0, this.#gone);
      this.#gone = 0;
    }
    let place = facts.length;
    while (place > this.#gone && (facts[place - 1]?.at ?? 0) > fact.at) place -= 1;
    facts.splice(place, 0, fact);
    this.#count(what(fact), 1);
  }
  /** How many different things are in it. */
  get size(): number {
    return this.#times.size;
  }
  /** The line that was written first; the last hour is never empty once a line was added. */
  first(): AuditFact | undefined {
    return this.#facts.slice(this.#gone).reduce<AuditFact | undefined>((x, y) => (x && x.n < y.n ? x : y), undefined);
  }
  #count(what: string, more: number): void {
    const times = (this.#times.get(what) ?? 0) + more;
    if (times === 0) this.#times.delete(what);
    else this.#times.set(what, times);
  }
}

/** What happens again and again within an hour: it begins with the first line of the hour that is too much. */
class Rush {
  readonly #kind: UnusualKind;
  readonly #most: number;
  readonly #hours = new Map<string, LastHour>();
  readonly #open = new Map<string, Unusual>();
  readonly found: Unusual[] = [];

  constructor(kind: UnusualKind, most: number) {
    this.#kind = kind;
    this.#most = most;
  }
  add(fact: AuditFact, what: (one: AuditFact) => string): void {
    const hour = this.#hours.get(fact.who) ?? new LastHour();
    this.#hours.set(fact.who, hour);
    hour.add(fact, what);
    const count = hour.size;
    const before = this.#open.get(fact.who);
    if (count <= this.#most) {
      if (before !== undefined) this.#end(fact.who, before);
      return;
    }
    const { n: fromN, at: fromAt } = before ? { n: before.fromN, at: before.fromAt } : (hour.first() ?? fact);
    this.#open.set(fact.who, {
      kind: this.#kind,
      who: fact.who,
      fromN,
      fromAt,
      toN: fact.n,
      toAt: fact.at,
      count: Math.max(before?.count ?? 0, count),
    });
  }
  end(): void {
    for (const [who, one] of this.#open) this.#end(who, one);
  }
  #end(who: string, one: Unusual): void {
    this.#open.delete(who);
    this.found.push(one);
  }
}

/** What adds up over a day, or a night, of one person. */
class Sum {
  readonly #kind: UnusualKind;
  readonly #most: number;
  readonly #sums = new Map<string, { first: AuditFact; last: AuditFact; who: string; what: Set<string> }>();

  constructor(kind: UnusualKind, most: number) {
    this.#kind = kind;
    this.#most = most;
  }
  add(fact: AuditFact, who: string, span: string, what: string): void {
    const key = `${span} ${who}`;
    const sum = this.#sums.get(key) ?? { first: fact, last: fact, who, what: new Set<string>() };
    sum.last = fact;
    sum.what.add(what);
    this.#sums.set(key, sum);
  }
  get found(): Unusual[] {
    return [...this.#sums.values()]
      .filter(({ what }) => what.size > this.#most)
      .map(({ first, last, who, what }) => ({
        kind: this.#kind,
        who,
        fromN: first.n,
        fromAt: first.at,
        toN: last.n,
        toAt: last.at,
        count: what.size,
      }));
  }
}

/**
 * What stands out in a stretch of the trail, newest first (security.md, Audit; reference.md §8.6).
 *
 * @param facts in their order.
 * @param zone the office's time zone, an IANA name: nights and days are its own.
 * @param limits what the office has set.
 */
export function unusualIn(
  facts: Iterable<AuditFact>,
  zone: string,
  limits: UnusualLimits = UNUSUAL_LIMITS,
): readonly Unusual[] {
  const opened = new Rush('many-cases', limits.casesInHour);
  const refused = new Rush('refused', limits.refusedInHour - 1);
  const taken = new Sum('much-taken', limits.casesTakenInDay);
  const nights = new Sum('night', 0);
  const emergencies = new Sum('emergency', 0);
  const wrong = new Sum('sign-in', limits.wrongInDay - 1);
  const back: Unusual[] = [];
  let before: AuditFact | undefined;
  for (const fact of facts) {
    const { n, at, who, action, object, result } = fact;
    if (OPENS.has(action) && result === 'done') opened.add(fact, (one) => one.object);
    if (action === 'right.refused') refused.add(fact, (one) => String(one.n));
    if (TAKES.has(action) && isCase(object)) taken.add(fact, who, dayAt(at, zone), object);
    if (action === 'case.broken-open') emergencies.add(fact, who, dayAt(at, zone), String(n));
    if (action === 'session.failed') wrong.add(fact, object, dayAt(at, zone), String(n));
    if (LOOKS.has(action)) {
      const hour = hourAt(at, zone);
      // A night belongs to the day on which it began.
      const began = hour < limits.nightTo ? at - limits.nightTo * HOUR_MS : at;
      if (hour >= limits.nightFrom || hour < limits.nightTo) nights.add(fact, who, dayAt(began, zone), String(n));
    }
    if (before !== undefined && before.at - at > limits.clockBackMinutes * MINUTE_MS) {
      const minutes = Math.round((before.at - at) / MINUTE_MS);
      back.push({ kind: 'clock-back', who, fromN: before.n, fromAt: before.at, toN: n, toAt: at, count: minutes });
    }
    before = fact;
  }
  opened.end();
  refused.end();
  const all = [
    ...opened.found,
    ...refused.found,
    ...taken.found,
    ...nights.found,
    ...wrong.found,
    ...emergencies.found,
    ...back,
  ];
  return all.sort((a, b) => b.toN - a.toN || a.kind.localeCompare(b.kind));
}
