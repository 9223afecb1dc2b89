import type { RiskLevel } from '../casework/risk-history.ts';
import type { CasePast, PastTask } from './past.ts';
import type { Period } from './period.ts';

/** Under which heading a number stands. */
export const CHAPTERS = ['cases', 'timeliness', 'work', 'services', 'children', 'now'] as const;
export type Chapter = (typeof CHAPTERS)[number];

/** A range of ages in full years; `to` absent: and older. */
export interface AgeBand {
  readonly id: string;
  readonly from: number;
  readonly to?: number;
}

/** What numbers are counted under: the same past and the same setting give the same numbers. */
export interface CountSetting {
  /** Both days belong to it; it never goes beyond today. A number that tells how things stand counts its last day. */
  readonly period: Period;
  readonly today: number;
  /** Deadlines that who asks may not hear of, by id (core/casework/deadline-class.ts). */
  readonly hidden: ReadonlySet<string>;
  readonly bands: readonly AgeBand[];
  /** Days from one contact to the next, by risk level; a level without one asks for none. */
  readonly contactEvery: Readonly<Partial<Record<RiskLevel, number>>>;
  /** The area of the level that was asked for, in which a place lies; the place itself when it is wider. */
  readonly areaOf: (code: string) => string;
  /** Which place a value has among others of its kind: options as the configuration has them, areas as the tree, people by name. */
  readonly placeOf: (names: PartNames | 'areas', value: string) => number;
}

/** One thing that is counted. */
export interface Unit {
  /** Which line of the number it belongs to; empty when there is only one. */
  readonly part: string;
  /** When it happened; the end of the period when absent. Age and risk are taken on this day. */
  readonly day?: number;
  /** Days that something took. */
  readonly took?: number;
  /** It is not over: `took` is how long it has lasted so far, and counts in no median. */
  readonly waiting?: true;
}

/** How the lines of a number are called: options of a list, words of the program, people, or nothing to call. */
export type PartNames = { readonly list: string } | { readonly words: string } | 'people' | 'none';

/**
 * One number, by what of a case is counted for it. Its words on screen (name, numerator, denominator, period) stand under
 * its id in `resources/locales/<language>/measures.json`.
 */
export interface MeasureDef {
  readonly id: string;
  readonly chapter: Chapter;
  /**
   * `period`: what happened in it. `end`: how things stood when it ended. `now`: how they stand today. The last two count
   * only cases that are open then.
   */
  readonly when: 'period' | 'end' | 'now';
  /** `share`: each line also as a part of all. `days`: median and 90th percentile. */
  readonly shows: 'count' | 'share' | 'days' | 'balance';
  readonly parts: PartNames;
  /** The lines in the order in which they are shown, also when nothing counts; otherwise those there are, largest first. */
  readonly order?: readonly string[];
  /** Answers that it tells of, by key: whoever may not see one of them gets no number. */
  readonly reads: readonly string[];
  readonly of: (past: CasePast, setting: CountSetting) => readonly Unit[];
}

/** The deadlines of a case that who asks may hear of. */
export const heardTasks = ({ tasks }: CasePast, { hidden }: Pick<CountSetting, 'hidden'>): readonly PastTask[] =>
  hidden.size === 0 ? tasks : tasks.filter(([, , , , deadline]) => !hidden.has(deadline));

const NOTHING: readonly Unit[] = [];

/** The units of one line, or none. */
export const when = (counts: boolean, unit: Unit): readonly Unit[] => (counts ? [unit] : NOTHING);
