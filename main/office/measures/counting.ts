import { hiddenDeadlines } from '#core/casework/deadline-class.ts';
import { placeTreeOf } from '#core/forms/place-tree.ts';
import { AGE_BANDS } from '#core/measures/age-bands.ts';
import { contactEvery } from '#core/measures/contact-every.ts';
import { dayNumber } from '#core/measures/day-number.ts';
import type { CountSetting } from '#core/measures/measure.ts';
import { mayCount } from '#core/measures/measures.ts';
import type { CasePast } from '#core/measures/past.ts';
import type { Period } from '#core/measures/period.ts';
import { standingAt } from '#core/measures/stays.ts';
import { ANY_CASE, type CaseResource } from '#core/rights/decide.ts';
import { reaches, reachesNothing, reachesOthers, reachOf, type Reach } from '#core/rights/reach.ts';
import type { OfficeId, UserId } from '#core/ids.ts';
import { unlisted } from '../case-exceptions.ts';
import { listReach } from '../list-reach.ts';
import type { OpenOffice } from '../open-office.ts';
import { judgingDay } from '../today.ts';

type Past = readonly [caseN: number, past: CasePast];

/** What a person's numbers are made of: the cases of their lists, and the setting they are counted under. */
export interface Counting {
  readonly reach: 'own' | 'office';
  /** The cases that stand in the person's lists. */
  readonly cases: () => readonly Past[];
  /** Whether a case stands in them. */
  readonly holds: (caseN: number, past: CasePast) => boolean;
  readonly setting: CountSetting;
  /** Everything beside the period that decides what is counted, and under which setting. */
  readonly scope: string;
  /** Whether the person may be told a number, or have one split. */
  readonly may: (of: Parameters<typeof mayCount>[0]) => boolean;
}

const NO_OFFICE = '' as OfficeId;

/** The last owner is who is responsible now; a case that was handed over is another office's. */
function resourceIn(open: OpenOffice, past: CasePast, today: number): CaseResource {
  const owner = past.owners.at(-1)?.[1];
  return {
    // Which it is does not count here: those that are closed to the person were left out before.
    caseId: ANY_CASE,
    ownerUser: owner === undefined ? undefined : (owner as UserId),
    ownerOffice: standingAt(past, today) === 'out' ? NO_OFFICE : open.self.officeId,
  };
}

/** Whether a case stands in the lists of somebody who reaches so far. */
function holdsFor(open: OpenOffice, reach: Reach, barred: readonly number[], today: number): Counting['holds'] {
  if (reachesNothing(reach)) return () => false;
  const closed = new Set(barred);
  if (reach.every((one) => one.all)) return (n) => !closed.has(n);
  const { subject } = open;
  return (n, past) => !closed.has(n) && reaches(reach, subject, resourceIn(open, past, today));
}

/**
 * @param period days that lie ahead are left out of it: nothing has happened on them.
 * @param outside for somebody outside, who gets no number that a restricted case is in (GDPR article 18).
 * @param areaLevel level of the tree of areas to which places are rolled up; 1 is the widest.
 */
export function countingOf(open: OpenOffice, period: Period, areaLevel = 1, outside = false): Counting {
  const { sees } = listReach(open);
  const today = dayNumber(judgingDay(open));
  const { configuration, fields } = open.configuration;
  const tree = placeTreeOf(configuration);
  const reach = reachOf(open.subject);
  const barred = [...unlisted(open), ...(outside ? open.repos.restrictions.restricted() : [])];
  const holds = holdsFor(open, reach, barred, today);
  const decided = {
    today,
    hidden: hiddenDeadlines(open.configuration, sees),
    bands: configuration.numbers?.ageBands ?? AGE_BANDS,
    contactEvery: contactEvery(configuration.workflow),
  };
  return {
    reach: reachesOthers(reach, open.me.id) ? 'office' : 'own',
    cases: () => [...open.repos.past.all()].filter(([n, past]) => holds(n, past)),
    holds,
    scope: JSON.stringify([reach, barred, open.self.officeId, { ...decided, hidden: [...decided.hidden] }, areaLevel]),
    setting: {
      ...decided,
      period: { from: period.from, to: Math.max(period.from, Math.min(period.to, today)) },
      placeOf: placesOf(open),
      areaOf: (code) => {
        const path = tree.pathOf(code);
        return path[Math.min(areaLevel, path.length) - 1]?.code ?? code;
      },
    },
    // What the configuration does not ask is told nowhere.
    may: (of) => mayCount(of, { classOf: (key) => fields.get(key)?.def.sensitivity ?? 0, sees }),
  };
}

/** The order in which values of a kind stand; what the configuration does not know comes behind. */
function placesOf(open: OpenOffice): CountSetting['placeOf'] {
  const { configuration, options } = open.configuration;
  const known = new Map<string, ReadonlyMap<string, number>>();
  const ids = (names: Parameters<CountSetting['placeOf']>[0]): Iterable<string> => {
    if (names === 'areas') return placeTreeOf(configuration).all.map(({ code }) => code);
    if (names === 'people') return open.repos.offices.people().map(({ userId }) => userId);
    return typeof names === 'object' && 'list' in names ? (options.get(names.list)?.keys() ?? []) : [];
  };
  return (names, value) => {
    const key = JSON.stringify(names);
    const places = known.get(key) ?? new Map([...ids(names)].map((id, at) => [id, at]));
    known.set(key, places);
    return places.get(value) ?? places.size;
  };
}

/** How many levels the office's tree of areas has; 0 without one. */
export function areaLevels(open: OpenOffice): number {
  const tree = placeTreeOf(open.configuration.configuration);
  return tree.all.reduce((deepest, { code }) => Math.max(deepest, tree.levelOf(code) ?? 0), 0);
}
