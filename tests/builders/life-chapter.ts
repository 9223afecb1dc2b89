import { isDate } from '#core/forms/answer-kind.ts';
import type { Values } from '#core/forms/types.ts';
import {
  addDays,
  addHours,
  addMonths,
  dayOf,
  daysBetween,
  exactDate,
  instantAt,
  minuteOf,
  weekdayOf,
} from './calendar-days.ts';
import type { Course, Risk } from './case-shape.ts';
import * as rowsFor from './life-rows.ts';
import type { LifeEvent } from './life-shape.ts';
import type { Random } from './random.ts';

/** From opening to an end or to the last day: what is done in between, mostly on time (reference.md §10). */
export interface ChapterFacts {
  readonly random: Random;
  readonly startedAtUtc: string;
  /** Nothing happens or is written after it. */
  readonly lastUtc: string;
  readonly values: Values;
  readonly careRow: string | undefined;
  readonly course: Course;
  readonly worker: string;
  readonly risk: Risk;
  /** The level before, and the day on which a visit finds the present one. */
  readonly before: { readonly risk: Risk; readonly until: string } | undefined;
  /** `finished`: everything that was begun is done. */
  readonly ends: 'goes_on' | 'finished';
  readonly again: boolean;
}

export const ALLOWED_HOURS: Readonly<Record<Risk, number>> = { high: 24, medium: 72, low: 120, none: 120 };
const PLAN_DAYS: Readonly<Record<Risk, number>> = { high: 3, medium: 7, low: 14, none: 14 };
const CONTACT_DAYS: Readonly<Record<Risk, number>> = { high: 7, medium: 14, low: 30, none: 30 };
const LATE = 0.18;
/** Of a long case the visits nearest to its end: the older ones lie in the paper file. */
const MOST_VISITS = { goes_on: 26, finished: 8 } as const;

/** Days one after the other, most of them before the interval is over, none of them on a weekend. */
function steps(random: Random, from: string, until: string, interval: (day: string) => number, most: number): string[] {
  const found: string[] = [];
  const earliest = addDays(until, -most * interval(until));
  let day = earliest > from ? earliest : from;
  for (;;) {
    const days = interval(day);
    const gap = random.chance(LATE) ? days + 1 + random.float() * days * 0.6 : days * (0.55 + random.float() * 0.4);
    const next = addDays(day, Math.max(3, Math.round(gap)));
    day = addDays(next, -Math.max(0, weekdayOf(instantAt(next, 12, 0)) - 5));
    if (day > until) return found;
    found.push(day);
  }
}

export class Chapter {
  readonly events: LifeEvent[] = [];
  readonly #facts: ChapterFacts;
  readonly #lastDay: string;
  readonly #firstDay: string;
  /** The instant at which the change of the risk level is written. */
  changedAtUtc: string | undefined;
  changeReason: string | undefined;

  constructor(facts: ChapterFacts) {
    this.#facts = facts;
    this.#firstDay = dayOf(facts.startedAtUtc);
    this.#lastDay = dayOf(facts.lastUtc);
    this.#live();
  }

  #levelOn(day: string): Risk {
    const { before, risk } = this.#facts;
    return before !== undefined && day < before.until ? before.risk : risk;
  }

  /** Some things are written down days after they happened. */
  #write(collection: string, id: string, values: rowsFor.RowValues, happened: string, prompt = false): string {
    const { random, lastUtc, startedAtUtc } = this.#facts;
    const wait = !prompt && random.chance(0.15) ? random.int(20, 96) : random.int(0, 2);
    const at = addHours(happened < startedAtUtc ? startedAtUtc : happened, wait);
    const writtenAtUtc = at > lastUtc ? lastUtc : at;
    this.events.push({ collection, row: { id, values }, writtenAtUtc });
    return writtenAtUtc;
  }

  #hour(day: string): string {
    const { random, lastUtc } = this.#facts;
    const at = instantAt(day, random.int(8, 15), random.int(0, 59));
    return at > lastUtc ? lastUtc : at;
  }

  #live(): void {
    const { random, course, startedAtUtc, lastUtc, ends } = this.#facts;
    const level = this.#levelOn(this.#firstDay);
    const hours = ALLOWED_HOURS[level];
    const soon = addHours(startedAtUtc, 1 + Math.floor(random.float() * hours * 0.8));
    const contact = this.#facts.again ? soon : (course.firstContactAt ?? soon);
    if (contact > lastUtc) return;
    const urgent = this.#facts.values['urgent_protection_concern'] === 'yes';
    if (level === 'high' || urgent) {
      const row = rowsFor.safetyRow(minuteOf(contact), minuteOf(addHours(contact, 48)));
      this.#write('safety_assessments', random.id(), row, contact);
      const checked = addHours(contact, 24);
      if (checked <= lastUtc && random.chance(0.85)) this.#visit(dayOf(checked), checked);
    } else this.#visit(dayOf(contact), contact);
    this.#records(level);
    const late = random.chance(level === 'high' ? 0.25 : LATE);
    const drawn = addHours(
      startedAtUtc,
      late ? hours + random.int(4, 72) : 2 + Math.round(hours * random.float() * 0.9),
    );
    const wanted = this.#facts.again ? drawn : (course.assessedAt ?? drawn);
    const assessed = wanted < contact ? contact : wanted;
    const assessment = random.id();
    const begun = { started: dayOf(contact), risk: level, again: this.#facts.again };
    const done = assessed <= lastUtc;
    const facts = { ...begun, completed: done ? dayOf(assessed) : undefined };
    if (!done && random.chance(0.5)) return;
    this.#write('assessments', assessment, rowsFor.assessmentRow(random, facts), done ? assessed : contact);
    if (!done) return;
    const planDay = this.#planDay(dayOf(assessed), level);
    if (planDay === undefined) {
      this.#visits(dayOf(assessed));
      return;
    }
    const plan = this.#plan(planDay, assessment, level);
    this.#visits(dayOf(assessed));
    this.#reviews(planDay, plan);
    this.#services(planDay, ends);
  }

  #planDay(assessed: string, level: Risk): string | undefined {
    const { random, course, ends } = this.#facts;
    if (ends === 'goes_on' && course.step === 'plan' && random.chance(0.5)) return undefined;
    const allowed = PLAN_DAYS[level];
    const gap = random.chance(LATE) ? allowed + random.int(1, 5) : Math.round(allowed * random.float() * 0.9);
    const day = addDays(assessed, gap);
    return day <= this.#lastDay ? day : ends === 'finished' ? this.#lastDay : undefined;
  }

  #visit(day: string, at: string, extra: Partial<rowsFor.VisitFacts> = {}): string {
    const { random } = this.#facts;
    const facts = { day, seen: !random.chance(0.06), risk: this.#levelOn(day), ...extra };
    const row = rowsFor.followupRow(random, facts);
    const written = this.#write('followups', random.id(), row, at, extra.found !== undefined);
    if (extra.found !== undefined) {
      this.changedAtUtc = written;
      this.changeReason = String(row['followup_risk_reason']);
    }
    return written;
  }

  #visits(from: string): void {
    const { random, before, ends, risk } = this.#facts;
    const interval = (day: string): number => CONTACT_DAYS[this.#levelOn(day)];
    const days = steps(random, from, before?.until ?? this.#lastDay, interval, MOST_VISITS[ends]);
    if (before !== undefined) {
      const found = { seen: true, risk: before.risk, found: risk };
      for (const day of days) if (day < before.until) this.#visit(day, this.#hour(day));
      this.#visit(before.until, this.#hour(before.until), found);
      for (const day of steps(random, before.until, this.#lastDay, interval, MOST_VISITS[ends]))
        this.#visit(day, this.#hour(day));
      return;
    }
    for (const day of days) this.#visit(day, this.#hour(day), random.chance(0.3) ? { planned: day } : {});
  }

  #plan(day: string, assessment: string, level: Risk): string {
    const { random, worker, ends } = this.#facts;
    const plan = random.id();
    const reviewBy = addDays(day, random.chance(0.2) ? 21 : level === 'high' ? 28 : 84);
    const facts = { day, reviewBy, assessment, risk: level, again: this.#facts.again };
    const at = this.#hour(day);
    const written = this.#write('case_plans', plan, rowsFor.planRow(random, facts), at);
    const count = random.int(1, 3);
    for (let i = 0; i < count; i += 1) {
      const by = addDays(day, random.int(10, daysBetween(day, reviewBy)));
      const shift = random.chance(LATE) ? random.int(1, 9) : -random.int(0, 8);
      const shifted = addDays(by, shift);
      const missed = ends === 'goes_on' && random.chance(0.06);
      const done = ends === 'finished' && shifted > this.#lastDay ? this.#lastDay : shifted;
      const id = random.id();
      const action = random.split(`action ${String(i)} ${id}`);
      const row = (finished: string | undefined): rowsFor.RowValues =>
        rowsFor.actionRow(action.split('text'), { plan, by, worker, done: finished });
      this.events.push({ collection: 'plan_actions', row: { id, values: row(undefined) }, writtenAtUtc: written });
      if (missed || done > this.#lastDay) continue;
      // A plan that was typed in days later has its first ticks on the same evening.
      const ticked = this.#hour(done);
      this.#write('plan_actions', id, row(done), ticked < written ? written : ticked);
    }
    return plan;
  }

  #reviews(from: string, plan: string): void {
    const { random, ends } = this.#facts;
    const interval = (day: string): number => (this.#levelOn(day) === 'high' ? 30 : 88);
    for (const day of steps(random, from, this.#lastDay, interval, MOST_VISITS[ends])) {
      const risk = this.#levelOn(day);
      const next = addDays(day, random.chance(0.2) ? 21 : risk === 'high' ? 28 : 84);
      // On the day of a change the visit has the last word.
      if (day === this.#facts.before?.until) continue;
      this.#write('reviews', random.id(), rowsFor.reviewRow(random, { day, next, plan, risk }), this.#hour(day));
    }
  }

  #services(planDay: string, ends: ChapterFacts['ends']): void {
    const { random, course, lastUtc } = this.#facts;
    const all = this.#facts.again ? course.services.slice(0, 1) : course.services;
    for (const { type, outcome } of all) {
      const created = instantAt(addDays(planDay, random.int(0, 60)), random.int(8, 15), random.int(0, 59));
      if (created > lastUtc) continue;
      const frame = random.pick(['1_day', '3_days'] as const);
      const allowed = frame === '1_day' ? 24 : 72;
      const wanted = addHours(created, random.chance(LATE) ? allowed + random.int(3, 80) : random.int(2, allowed - 1));
      const provided = ends === 'finished' && wanted > lastUtc ? lastUtc : wanted;
      const facts = { type, created: minuteOf(created), frame, outcome };
      const id = random.id();
      const settled = outcome !== 'provided';
      this.#write('services', id, rowsFor.serviceRow({ ...facts, provided: undefined }), created, true);
      if (!settled && provided <= lastUtc)
        this.#write(
          'services',
          id,
          rowsFor.serviceRow({ ...facts, provided: minuteOf(provided) }),
          addHours(provided, 3),
        );
    }
  }

  /** What runs beside the plan: conferences, reviews of the care, consent, the way into adult life, notes. */
  #records(level: Risk): void {
    const { random, values, careRow, worker, ends } = this.#facts;
    const most = MOST_VISITS[ends];
    if (values['urgent_protection_concern'] === 'yes') {
      for (const day of steps(random, this.#firstDay, this.#lastDay, () => 7, most))
        if (this.#levelOn(day) === 'high')
          this.#write('conferences', random.id(), rowsFor.conferenceRow(random, day), this.#hour(day));
    }
    if (careRow !== undefined) {
      const first = level === 'high' ? addDays(this.#firstDay, 9) : undefined;
      const interval = (day: string): number => (this.#levelOn(day) === 'low' ? 88 : 29);
      const days = steps(random, first ?? this.#firstDay, this.#lastDay, interval, most);
      for (const day of first !== undefined && first <= this.#lastDay ? [first, ...days] : days)
        this.#write('care_reviews', random.id(), rowsFor.careReviewRow(random, day, careRow), this.#hour(day));
    }
    const consent = values['consent_date'];
    if (isDate(consent)) {
      for (let day = addDays(consent.date, 352); day <= this.#lastDay; day = addDays(day, 352)) {
        if (day <= this.#firstDay) continue;
        const row = {
          confirmation_date: exactDate(day),
          confirmation_with: 'caregiver',
          confirmation_result: 'unchanged',
        };
        this.#write('consent_confirmations', random.id(), row, this.#hour(day));
      }
    }
    const born = values['date_of_birth'];
    if (isDate(born) && born.precision === 'day') {
      for (const months of [210, 213, 215]) {
        const due = addMonths(born.date, months);
        const day = due < this.#firstDay ? addDays(this.#firstDay, 4) : addDays(due, -2);
        if (day > this.#lastDay || day < this.#firstDay || !random.chance(0.8)) continue;
        const row = {
          transition_date: exactDate(day),
          transition_person: worker,
          transition_topics: ['housing', 'education'],
          transition_plan: 'Stays with the aunt until the end of the apprenticeship, then a room of her own.',
        };
        this.#write('transition_steps', random.id(), row, this.#hour(day));
        break;
      }
    }
    if (random.chance(0.4)) {
      const day = addDays(this.#firstDay, random.int(0, daysBetween(this.#firstDay, this.#lastDay)));
      this.#write('notes', random.id(), rowsFor.noteRow(random, day, worker), this.#hour(day));
    }
  }
}
