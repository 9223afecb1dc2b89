import type { CaseDocument, FieldValue, Values } from '#core/forms/types.ts';
import { addDays, addHours, addMonths, dayOf, weekdayOf } from './calendar-days.ts';
import type { Risk } from './case-shape.ts';
import type { Life } from './life-shape.ts';

/** A task that a case has open, reckoned by hand from reference.md §2.2 and §2.3. */
export interface OpenTask {
  readonly deadline: string;
  /** The row it is about. */
  readonly row?: string;
  readonly dueAtUtc: string;
  /** Due to the hour. */
  readonly exact: boolean;
}

/** What was owed by a time, done or not. */
export interface Owed extends OpenTask {
  readonly done?: { readonly day: string; readonly outcome: 'on_time' | 'late' | 'entered_late' };
  /** What it was counted from came again meanwhile: it can be done no more, only have been missed. */
  readonly replaced?: true;
}

export type Table = Readonly<Partial<Record<Risk, string>>>;
/** When something was: to the minute or on a day, which counts as its last minute. */
export interface When {
  readonly utc: string;
  readonly day: string;
  readonly timed: boolean;
  /** When it was written down; for what nobody asks about, nothing. */
  readonly enteredUtc?: string | undefined;
}
export interface Due {
  readonly utc: string;
  readonly exact: boolean;
}

const endOf = (day: string): string => `${day}T20:59:00.000Z`;
/** The first instant of a day. */
export const startOf = (day: string): string => `${addDays(day, -1)}T21:00:00.000Z`;
export const onDay = (day: string): When => ({ utc: endOf(day), day, timed: false });
const at = (utc: string): When => ({ utc, day: dayOf(utc), timed: true });
export const later = (a: When, b: When): When => (b.utc > a.utc ? b : a);

export function when(value: FieldValue | undefined): When | undefined {
  if (typeof value !== 'object') return undefined;
  if ('date' in value) return value.date.length === 10 ? onDay(value.date) : undefined;
  return 'at' in value ? at(new Date(Date.parse(`${value.at}:00+03:00`)).toISOString()) : undefined;
}
export const typed = (value: FieldValue | undefined): Due | undefined => {
  const found = when(value);
  return found === undefined ? undefined : { utc: found.utc, exact: found.timed };
};

const ORDER: readonly Risk[] = ['high', 'medium', 'low', 'none'];

/** When each answer of a row was written as it stands. */
function entriesOf({ start, registeredAtUtc, saves }: Life): ReadonlyMap<string, { text: string; utc: string }> {
  const found = new Map<string, { text: string; utc: string }>();
  const write = (collection: string, id: string, values: Values, utc: string): void => {
    for (const [field, value] of Object.entries(values)) {
      const key = `${collection}.${field} ${id}`;
      const written = JSON.stringify(value);
      if (found.get(key)?.text !== written) found.set(key, { text: written, utc });
    }
  };
  for (const [collection, rows] of Object.entries(start.rows))
    for (const { id, values } of rows) write(collection, id, values, registeredAtUtc);
  for (const { rows, atUtc } of saves)
    for (const { collection, row } of rows) write(collection, row.id, row.values, atUtc);
  return found;
}

const firstOf = (events: readonly When[], counts: (one: When) => boolean): When | undefined =>
  events.filter(counts).reduce<When | undefined>((a, b) => (a === undefined || b.utc < a.utc ? b : a), undefined);

/** One case under the eyes of somebody with the table of deadlines and a calendar on paper. */
export class Reckoning {
  readonly #document: CaseDocument;
  readonly #life: Life;
  readonly #workingDays: readonly number[];
  readonly #entries: ReturnType<typeof entriesOf>;
  readonly owed: Owed[] = [];

  constructor(life: Life, workingDays: readonly number[]) {
    this.#life = life;
    this.#document = life.document;
    this.#workingDays = workingDays;
    this.#entries = entriesOf(life);
  }

  rows(collection: string): readonly { readonly id: string; readonly values: Values }[] {
    return this.#document.rows[collection] ?? [];
  }
  value(field: string): FieldValue | undefined {
    return this.#document.values[field];
  }
  /** An answer of a row, with when it was written down. */
  in(collection: string, { id, values }: { readonly id: string; readonly values: Values }, field: string): When[] {
    const found = when(values[field]);
    const enteredUtc = this.#entries.get(`${collection}.${field} ${id}`)?.utc;
    return found === undefined ? [] : [{ ...found, enteredUtc }];
  }
  /** Everything of these kinds that happened, `collection.field`. */
  happened(...keys: readonly string[]): When[] {
    return keys.flatMap((key) => {
      const [collection = '', field = ''] = key.split('.');
      return this.rows(collection).flatMap((row) => this.in(collection, row, field));
    });
  }
  /** A start of the clock: of the day on which the case was registered here the hour is known. */
  begun(start: When): When {
    const { registeredAtUtc } = this.#life;
    return !start.timed && dayOf(registeredAtUtc) === start.day ? at(registeredAtUtc) : start;
  }
  registered(): When | undefined {
    const day = when(this.value('registration_date'));
    return day === undefined ? undefined : this.begun(day);
  }
  get registeredDay(): string {
    const [written, told] = [dayOf(this.#life.registeredAtUtc), when(this.value('registration_date'))?.day];
    return told !== undefined && told < written ? told : written;
  }
  /** Every time that the case was opened here, the earliest first. */
  openings(): readonly When[] {
    const registered = when(this.value('registration_date'));
    const all = [...(registered ? [registered] : []), ...this.happened('reopenings.reopening_date')];
    return all.toSorted((a, b) => (a.utc < b.utc ? -1 : 1)).map((one) => this.begun(one));
  }

  #afterSpan(start: When, span: string, moves: boolean): Due {
    const count = Number(span.slice(0, -1));
    const unit = span.slice(-1);
    if (unit === 'h' && start.timed) return { utc: addHours(start.utc, count), exact: true };
    let day =
      unit === 'm'
        ? addMonths(start.day, count)
        : addDays(start.day, unit === 'w' ? count * 7 : unit === 'h' ? Math.ceil(count / 24) : count);
    while (moves && unit !== 'h' && !this.#workingDays.includes(weekdayOf(endOf(day)))) day = addDays(day, 1);
    return { utc: endOf(day), exact: false };
  }
  /**
   * By the table, and by what the risk level was from then on: raising only brings nearer, lowering rescues nothing late.
   * @param until when it was done; what the level was later is nothing to it.
   */
  byTable(start: When, table: Table, until = '9999'): Due | undefined {
    const { risks } = this.#life;
    const before = risks.filter(({ atUtc }) => atUtc <= start.utc).at(-1) ?? risks[0];
    if (before === undefined) return undefined;
    const count = (from: When, level: Risk): Due | undefined => {
      const span = table[level];
      return span === undefined ? undefined : this.#afterSpan(from, span, level !== 'high');
    };
    let due = count(start, before.level);
    let level = before.level;
    for (const change of risks.filter(({ atUtc }) => atUtc > start.utc && atUtc <= until)) {
      const raised = ORDER.indexOf(change.level) < ORDER.indexOf(level);
      level = change.level;
      if (due !== undefined && due.utc < change.atUtc) continue;
      if (!raised) due = count(start, level);
      else {
        const sooner = count(at(change.atUtc), level);
        if (sooner !== undefined && (due === undefined || sooner.utc < due.utc)) due = sooner;
      }
    }
    return due;
  }
  inTime(start: When, span: string, moves = true): Due {
    return this.#afterSpan(start, span, moves);
  }
  riskAt(utc: string): Risk {
    const { risks } = this.#life;
    return (risks.filter(({ atUtc }) => atUtc <= utc).at(-1) ?? risks[0])?.level ?? 'none';
  }
  service(start: When, span: string): Due {
    return this.#afterSpan(start, span, this.riskAt(start.utc) !== 'high');
  }

  /** By its day an event was in time, or it was not; written down only after both, it was entered late. */
  #outcomeOf({ utc, day, timed, enteredUtc = '' }: When, due: string): NonNullable<Owed['done']> {
    if ((timed ? utc : startOf(day)) > due) return { day, outcome: 'late' };
    return { day, outcome: enteredUtc > due && enteredUtc > utc ? 'entered_late' : 'on_time' };
  }
  /** @param next from when on it is counted anew: what was due later and not done by then is owed no more. */
  owe(deadline: string, due: Due | undefined, done: When | undefined, row?: string, next?: When): void {
    if (due === undefined) return;
    const over = next !== undefined && due.utc >= next.utc && (done === undefined || done.utc >= next.utc);
    if (over) return;
    this.owed.push({
      deadline,
      ...(row === undefined ? {} : { row }),
      dueAtUtc: due.utc,
      exact: due.exact,
      ...(done === undefined ? {} : { done: this.#outcomeOf(done, due.utc) }),
      ...(next === undefined ? {} : { replaced: true as const }),
    });
  }
  /** Done by the first thing that happened on the day it began or after it. */
  once(
    deadline: string,
    start: When | undefined,
    table: Table,
    done: readonly When[],
    row?: string,
    next?: When,
  ): void {
    if (start === undefined) return;
    const event = firstOf(done, ({ utc }) => utc >= startOf(start.day));
    this.owe(deadline, this.byTable(start, table, event?.utc), event, row, next);
  }
  /** Again and again, counted from the last time. */
  again(
    deadline: string,
    start: When | undefined,
    table: Table,
    done: readonly When[],
    row?: string,
    next?: When,
  ): void {
    for (let from = start; from !== undefined;) {
      const since: When = from;
      const event = firstOf(done, ({ utc }) => utc > since.utc);
      if (next !== undefined && since.utc >= next.utc) return;
      this.owe(deadline, this.byTable(since, table, event?.utc), event, row, next);
      from = event;
    }
  }
  /** Due on a day that was agreed, done by the first thing that happened after it began. */
  agreed(
    deadline: string,
    row: string,
    { start, due, done }: { start: When; due: Due | undefined; done: readonly When[] },
  ): void {
    this.owe(
      deadline,
      due,
      firstOf(done, ({ utc }) => utc > start.utc),
      row,
    );
  }
  /** Due by a span or an answer, done by an answer of the same row from the day on which it began. */
  inRow(
    deadline: string,
    row: string,
    { start, due, done }: { start: When | undefined; due: Due | undefined; done: readonly When[] },
  ): void {
    if (start === undefined) return;
    this.owe(
      deadline,
      due,
      firstOf(done, ({ utc }) => utc >= startOf(start.day)),
      row,
    );
  }
}
