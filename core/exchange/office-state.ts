import { z } from 'zod';
import { ENDINGS, VERDICTS } from '../safety/emergency-access.ts';
import { LAST_MOMENT } from './relay-time.ts';
import { narrowerRole, stricterSetting } from './stricter-rules.ts';

/** A moment that another computer tells, in milliseconds since 1970 UTC: one that no page could show is none. */
export const toldMoment = z.int().min(0).max(LAST_MOMENT);

/**
 * What the computers of one office tell each other beside the cases (decision 0061): one thing, as one of them last knew it.
 * `body` is JSON, or null for what is there no more. `seen`: how many changes of it by each computer are in it.
 */
export interface OfficeItem {
  readonly kind: string;
  readonly id: string;
  readonly body: string | null;
  readonly seen: Readonly<Record<string, number>>;
  /** When it was changed last, in milliseconds since 1970 UTC; 0: before the computer began to note it. */
  readonly at: number;
}

export const personBody = z.object({
  name: z.string(),
  roles: z.array(z.string()),
  key: z.string().nullable(),
  active: z.boolean(),
  agency: z.string(),
  position: z.string(),
  from: z.string().nullable(),
  until: z.string().nullable(),
  suspendedAt: z.int().nullable(),
  leftAt: z.int().nullable(),
});
export const agencyBody = z.object({ name: z.string(), shortName: z.string(), active: z.boolean() });
export const hiddenBody = z.object({
  people: z.array(z.string()),
  roles: z.array(z.string()),
  why: z.string(),
  by: z.string(),
  at: z.int(),
});

/** Whether everything that made `one` is in `other` too. */
const isIn = (one: OfficeItem['seen'], other: OfficeItem['seen']): boolean =>
  Object.entries(one).every(([device, count]) => (other[device] ?? 0) >= count);
const both = (x: readonly string[], y: readonly string[]): string[] => x.filter((one) => y.includes(one));

/** Of two that nobody knew of each other the later one, and where the clocks say the same, either computer's choice alike. */
const laterOf = (x: OfficeItem, y: OfficeItem): OfficeItem =>
  x.at !== y.at ? (x.at > y.at ? x : y) : (x.body ?? '') >= (y.body ?? '') ? x : y;

/** The words of a person of which nothing that protects is lost: suspended stays suspended, gone stays gone, rights shrink. */
function safestPerson(x: OfficeItem, y: OfficeItem): string | null {
  const [one, other] = [x, y].map(({ body }) => personBody.safeParse(JSON.parse(body ?? 'null')).data);
  if (!one || !other) return laterOf(x, y).body;
  const later = personBody.parse(JSON.parse(laterOf(x, y).body ?? 'null'));
  const first = (a: number | null, b: number | null): number | null =>
    a === null || b === null ? (a ?? b) : Math.min(a, b);
  return JSON.stringify({
    ...later,
    // An agency may open cases: where the two do not agree, somebody has to choose it again.
    agency: one.agency === other.agency ? one.agency : '',
    roles: both(one.roles, other.roles).sort(),
    active: one.active && other.active,
    suspendedAt: first(one.suspendedAt, other.suspendedAt),
    leftAt: first(one.leftAt, other.leftAt),
  } satisfies z.infer<typeof personBody>);
}

/** Whether a computer has only heard somebody's name through a partner: nobody there decided anything about them. */
export const isOnlyHeardOf = ({
  roles,
  active,
  suspendedAt,
  leftAt,
}: Pick<z.infer<typeof personBody>, 'roles' | 'active' | 'suspendedAt' | 'leftAt'>): boolean =>
  !active && roles.length === 0 && suspendedAt === null && leftAt === null;

/** What says nothing against anything that another computer knows, whoever told of it last. */
function saysNothing({ kind, body }: OfficeItem): boolean {
  const person = kind === 'person' ? personBody.safeParse(JSON.parse(body ?? 'null')).data : undefined;
  return person !== undefined && isOnlyHeardOf(person);
}

/** A name that one computer hides stays hidden, and only whoever may see it at both sees it. */
function hiddenAtEither(x: OfficeItem, y: OfficeItem): string | null {
  if (x.body === null || y.body === null) return x.body ?? y.body;
  const [one, other] = [x.body, y.body].map((body) => hiddenBody.parse(JSON.parse(body)));
  if (!one || !other) return laterOf(x, y).body;
  const later = hiddenBody.parse(JSON.parse(laterOf(x, y).body ?? 'null'));
  const people = both(one.people, other.people).sort();
  const roles = both(one.roles, other.roles).sort();
  // Somebody has to be able to work with the case. One that came hidden names nobody where it is not known yet who took it.
  const seen = [one, other].filter((now) => now.people.length + now.roles.length > 0);
  if (seen.length === 1) return one === seen[0] ? x.body : y.body;
  return people.length + roles.length === 0 ? laterOf(x, y).body : JSON.stringify({ ...later, people, roles });
}

/** The later words of an agency, which opens cases only where it is active at both. */
function safestAgency(x: OfficeItem, y: OfficeItem): string | null {
  const [one, other] = [x, y].map(({ body }) => agencyBody.safeParse(JSON.parse(body ?? 'null')).data);
  if (!one || !other) return laterOf(x, y).body;
  const later = agencyBody.parse(JSON.parse(laterOf(x, y).body ?? 'null'));
  return JSON.stringify({ ...later, active: one.active && other.active } satisfies z.infer<typeof agencyBody>);
}

export const officeBody = z.object({
  code: z.string(),
  name: z.string(),
  card: z.string().nullable(),
  confirmedAt: z.int().nullable(),
  devices: z.array(
    z.object({
      id: z.string(),
      key: z.string(),
      recipient: z.string(),
      /** What people of this office said of it; absent where nobody has looked, and in what an older version tells. */
      sight: z.enum(['known', 'held']).optional(),
    }),
  ),
  successions: z.array(z.string()),
});

/** The later words of another office; a computer of it that one of the two holds back stays held back. */
function heldAtEither(x: OfficeItem, y: OfficeItem): string | null {
  const later = laterOf(x, y);
  const [one, other] = [later, later === x ? y : x].map(
    ({ body }) => officeBody.safeParse(JSON.parse(body ?? 'null')).data,
  );
  if (!one || !other) return later.body;
  const held = new Set(other.devices.flatMap(({ id, sight }) => (sight === 'held' ? [id] : [])));
  const devices = one.devices.map((device) => (held.has(device.id) ? { ...device, sight: 'held' as const } : device));
  return JSON.stringify({ ...one, devices } satisfies z.infer<typeof officeBody>);
}

export const openingBody = z.object({
  caseId: z.string(),
  user: z.string(),
  why: z.string(),
  fromAt: toldMoment,
  untilAt: toldMoment,
  /** The computer where it was opened. */
  device: z.string(),
  ended: z.object({ how: z.enum(ENDINGS), at: toldMoment }).nullable(),
  review: z.object({ verdict: z.enum(VERDICTS), note: z.string(), by: z.string(), at: toldMoment }).nullable(),
});

type Opening = z.infer<typeof openingBody>;
const inOrder = (x: unknown, y: unknown): number => (JSON.stringify(x) <= JSON.stringify(y) ? -1 : 1);
const earliest = <T extends { readonly at: number }>(all: readonly (T | null)[]): T | null =>
  all.filter((one) => one !== null).sort((x, y) => x.at - y.at || inOrder(x, y))[0] ?? null;

/** An opening in an emergency: the earliest end that either knows of, and what was said of it first; a doubt stands. */
function openingOfBoth(x: OfficeItem, y: OfficeItem): string | null {
  const [one, other] = [x, y].map(({ body }) => openingBody.safeParse(JSON.parse(body ?? 'null')).data);
  if (!one || !other) return x.body ?? y.body;
  const reviews = [one.review, other.review];
  const doubts = reviews.filter((review) => review?.verdict === 'questioned');
  return JSON.stringify({
    ...one,
    device: one.device < other.device ? one.device : other.device,
    ended: earliest([one.ended, other.ended]),
    review: earliest(doubts.length > 0 ? doubts : reviews),
  } satisfies Opening);
}

export const conductBody = z.object({ text: z.string(), by: z.string(), at: toldMoment, device: z.string() });

/** The later code of conduct; where one computer ended it and the other wrote another one, there is one. */
function standingConduct(x: OfficeItem, y: OfficeItem): OfficeItem {
  const [one, other] = [x, y].map(({ body }) => conductBody.safeParse(JSON.parse(body ?? 'null')).data);
  if (!one || !other || (one.text === '') === (other.text === '')) return laterOf(x, y);
  return one.text === '' ? y : x;
}

function protectingBody(x: OfficeItem, y: OfficeItem): string | null {
  if (x.kind === 'person') return safestPerson(x, y);
  if (x.kind === 'agency') return safestAgency(x, y);
  if (x.kind === 'hidden') return hiddenAtEither(x, y);
  if (x.kind === 'opening') return openingOfBoth(x, y);
  if (x.kind === 'office') return heldAtEither(x, y);
  if (x.kind === 'role') return narrowerRole(x, y, laterOf(x, y));
  if (x.kind === 'setting') return stricterSetting(x.id, x.body, y.body) ?? laterOf(x, y).body;
  return laterOf(x, y).body;
}

function seenByBoth(x: OfficeItem, y: OfficeItem): OfficeItem['seen'] {
  const devices = new Set([...Object.keys(x.seen), ...Object.keys(y.seen)]);
  return Object.fromEntries(
    [...devices].sort().map((device) => [device, Math.max(x.seen[device] ?? 0, y.seen[device] ?? 0)]),
  );
}

function standing(x: OfficeItem, y: OfficeItem): OfficeItem {
  const seen = seenByBoth(x, y);
  if (saysNothing(x) !== saysNothing(y)) return { ...(saysNothing(x) ? y : x), seen };
  const [xKnew, yKnew] = [isIn(y.seen, x.seen), isIn(x.seen, y.seen)];
  if (xKnew !== yKnew) return xKnew ? x : y;
  // What a computer found when it began to note is no change of anybody.
  if ((x.at === 0) !== (y.at === 0)) return { ...(x.at === 0 ? y : x), seen };
  if (x.kind === 'conduct') return { ...standingConduct(x, y), seen };
  return { ...laterOf(x, y), body: protectingBody(x, y), seen };
}

/**
 * What stands after a thing was told of by two computers: what knew of the other one; where neither did, what protects
 * (suspended, hidden, held wins), and the later one otherwise. The same whoever asks and in whatever order.
 *
 * Two that heard of the same changes, but of one that takes back another one before a third, or after it, may have made
 * different things of them: neither knew of the other's. `x` itself where `y` says nothing new.
 */
export function mergedItem(x: OfficeItem, y: OfficeItem): OfficeItem {
  const next = standing(x, y);
  return next.body === x.body && next.at === x.at && isIn(next.seen, x.seen) ? x : next;
}
