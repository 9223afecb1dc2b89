import { own } from '../forms/answer-kind.ts';
import type { LoadedConfiguration, LoadedDeadline } from '../forms/config-index.ts';
import type { CompiledExpression } from '../forms/expression.ts';
import { resolve, type Resolved, type ResolvedRecord } from '../forms/resolve.ts';
import type { CaseDocument, Row } from '../forms/types.ts';
import type { EvaluationSetting } from '../forms/view.ts';
import type { DeadlineDef, DeadlineSort, Span } from '../forms/workflow-def.ts';
import { CASE_RECORD } from '../records/changes.ts';
import { earliestBirth, type FirstDay } from './earliest-birth.ts';
import { dueWithRisk, levelAt, type RiskChange } from './risk-history.ts';
import { dueAfter, instantOfStart, startOf, type Due, type Start } from './span.ts';
import { changesIn, type TaskChanges } from './task-changes.ts';
import { outcomeOf, type Fulfilment, type TaskOutcome } from './task-outcome.ts';
import { dayAt, endOfDay, startOfDay, type WorkingTime } from './working-time.ts';

/** Something a case needs by a time. It is closed by nothing but the event that fulfils it. */
export interface Task {
  /** The same for as long as it is the same obligation: deadline, row, and which time it is. */
  readonly key: string;
  readonly deadline: string;
  readonly sort: DeadlineSort;
  readonly form: string;
  /** The row it is about. */
  readonly row?: string;
  /** Instants in milliseconds since 1970 UTC. */
  readonly startsAt: number;
  readonly dueAt: number;
  /** Due to the hour, not by the end of a day. */
  readonly exact: boolean;
  /** Counted from the earliest day that a birth not known to the day may have been. */
  readonly earliest?: true;
  /** Before somebody moved it, with the reason. */
  readonly moved?: { readonly from: number; readonly reason: string };
  readonly snoozedUntil?: number;
  readonly snoozeReason?: string;
  readonly done?: { readonly at: number; readonly outcome: TaskOutcome };
  /** Counted from a start that came again meanwhile: nobody can do it any more. */
  readonly replaced?: true;
}

export interface TaskSetting extends EvaluationSetting {
  readonly time: WorkingTime;
  /** The latest instant this office has seen: a clock that was set back hides nothing. */
  readonly now: number;
  /** When the case was registered here: the hour that a registration day by itself does not tell. */
  readonly registeredAt: number;
  readonly risks: readonly RiskChange[];
  /** When a row, or the case itself, was last written with this field; undefined when that is not known. */
  readonly enteredAt?: (collection: string, row: string, field: string) => number | undefined;
  /** Also what was due from starts that came again: for numbers of years that have passed. */
  readonly replaced?: true;
  /** The same answers as they were worked out under this setting, when somebody has them already. */
  readonly resolved?: Resolved | undefined;
}

/** More would be a mistake in the answers, not work for a person. */
const MOST_TASKS = 2000;

interface Event extends Fulfilment {
  readonly row: string;
}

/** Which time a deadline comes: the only one, one of a schedule, or one of a series. */
interface Turn {
  readonly id: string;
  readonly start: Start;
  readonly span?: Span;
  /** Of a schedule: the span of the task before. */
  readonly after?: Span | undefined;
  readonly last?: boolean;
  readonly earliest?: true;
}

class TaskMaker {
  readonly #config: LoadedConfiguration;
  readonly #document: CaseDocument;
  readonly #setting: TaskSetting;
  readonly #changes: TaskChanges;
  /** Events that are the same for every row of a deadline, each looked up once however many rows there are. */
  readonly #known = new Map<string, readonly Event[]>();
  readonly #ordered = new Map<DeadlineDef, readonly Event[]>();
  readonly #records = new Map<string, ReadonlyMap<string, ResolvedRecord>>();
  #resolved: Resolved | undefined;

  constructor(config: LoadedConfiguration, document: CaseDocument, setting: TaskSetting) {
    this.#config = config;
    this.#document = document;
    this.#setting = setting;
    this.#changes = changesIn(document);
    this.#resolved = setting.resolved;
  }

  tasksOf(deadline: LoadedDeadline): Task[] {
    const { rows } = deadline.def;
    if (rows === undefined) return this.#ofSubject(deadline, undefined);
    return (own(this.#document.rows, rows) ?? []).flatMap((row) => this.#ofSubject(deadline, row));
  }

  #ofSubject(deadline: LoadedDeadline, row: Row | undefined): Task[] {
    const { def } = deadline;
    const birth = def.earliest === true ? this.#birthOf(def) : undefined;
    const start = def.earliest === true ? birth && { day: birth.day } : this.#startOf(def, row);
    if (start === undefined || !this.#holds(deadline, row)) return [];
    const events = this.#eventsOf(deadline, row);
    const { schedule } = def;
    if (schedule !== undefined) {
      return schedule.flatMap((span, i) => {
        const about = birth?.exact === false ? { earliest: true as const } : {};
        const last = i === schedule.length - 1;
        const turn = { id: String(i), start, span, after: schedule[i - 1], last, ...about };
        return this.#task(deadline, row, turn, events) ?? [];
      });
    }
    const own = this.#counted(deadline, row, start, events);
    return this.#setting.replaced === true && row === undefined ? [...this.#replaced(deadline, events), ...own] : own;
  }

  #counted(deadline: LoadedDeadline, row: Row | undefined, start: Start, events: readonly Event[]): Task[] {
    if (deadline.def.repeats !== true) return this.#task(deadline, row, { id: '0', start }, events) ?? [];
    const tasks: Task[] = [];
    let from: Start | undefined = start;
    while (from !== undefined && tasks.length < MOST_TASKS) {
      // Nothing is due at some levels of risk: the series goes on from what happened meanwhile.
      tasks.push(...(this.#task(deadline, row, { id: keyOfStart(from), start: from }, events) ?? []));
      from = this.#nextAfter(from, events)?.at;
    }
    return tasks;
  }

  /** From each start but the latest: what was due, or done, before the next one came. */
  #replaced(deadline: LoadedDeadline, events: readonly Event[]): Task[] {
    const starts = deadline.def.from
      .flatMap((key) => this.#events(key, deadline.def, undefined))
      .sort((a, b) => a.instant - b.instant);
    return starts.slice(0, -1).flatMap(({ at }, i) => {
      const next = starts[i + 1]?.instant ?? 0;
      return this.#counted(deadline, undefined, this.#begun(deadline.def, at), events)
        .filter(({ startsAt, dueAt, done }) => startsAt < next && Math.min(dueAt, done?.at ?? dueAt) < next)
        .map((task) => ({ ...task, replaced: true as const }));
    });
  }

  /** The first answered of these, by the earliest day it may have been. */
  #birthOf(def: DeadlineDef): FirstDay | undefined {
    for (const key of def.from) {
      const day = earliestBirth(this.#document.values[key]);
      if (day !== undefined) return day;
    }
    return undefined;
  }

  /** Answers are worked out only for a condition that must be judged: most deadlines have none. */
  #holds({ def, when }: LoadedDeadline, row: Row | undefined): boolean {
    if (when === undefined) return true;
    this.#resolved ??= resolve(this.#config, this.#document, this.#setting);
    const record =
      def.rows === undefined || row === undefined ? this.#resolved.case : this.#recordsOf(def.rows).get(row.id);
    return record !== undefined && this.#resolved.run(when, record) === true;
  }

  #recordsOf(rows: string): ReadonlyMap<string, ResolvedRecord> {
    const records = this.#resolved?.rows.get(rows) ?? [];
    const byId = this.#records.get(rows) ?? new Map(records.map((one) => [one.row?.id ?? '', one]));
    this.#records.set(rows, byId);
    return byId;
  }

  /** The latest answered start. */
  #startOf(def: DeadlineDef, row: Row | undefined): Start | undefined {
    let latest: Event | undefined;
    for (const key of def.from) {
      for (const event of this.#events(key, def, row)) {
        if (latest === undefined || event.instant > latest.instant) latest = event;
      }
    }
    return latest && this.#begun(def, latest.at);
  }

  /** A registration day that is the day of registration here starts at that minute. */
  #begun(def: DeadlineDef, start: Start): Start {
    const { time, registeredAt } = this.#setting;
    if ('at' in start || !def.from.includes('registration_date')) return start;
    return dayAt(registeredAt, time.zone) === start.day ? { at: registeredAt } : start;
  }

  /**
   * What may fulfil a task, in the order of time. What also starts the clock is fulfilled by a later row: this visit by
   * the next one.
   */
  #eventsOf({ def, doneWhen }: LoadedDeadline, row: Row | undefined): readonly Event[] {
    const events = (of: (key: string) => Row | undefined): readonly Event[] =>
      def.done
        .flatMap((key) => this.#events(key, def, of(key)))
        .filter(({ row: id }) => doneWhen === undefined || this.#counts(def, doneWhen, id))
        .sort((a, b) => a.instant - b.instant);
    const inRow = (key: string): boolean => key.split('.')[0] === def.rows && !def.from.includes(key);
    if (row !== undefined && def.done.some(inRow)) return events((key) => (inRow(key) ? row : undefined));
    const known = this.#ordered.get(def) ?? events(() => undefined);
    this.#ordered.set(def, known);
    return known;
  }

  /** Every event that a key names: a field of the case, of the row itself, or of all rows of another collection. */
  #events(key: string, def: DeadlineDef, row: Row | undefined): readonly Event[] {
    const [first = '', inner] = key.split('.');
    if (inner !== undefined && row !== undefined && first === def.rows) return this.#event(first, row, inner);
    const known =
      this.#known.get(key) ??
      (inner === undefined
        ? this.#event(CASE_RECORD, { id: CASE_RECORD, values: this.#document.values }, first)
        : (own(this.#document.rows, first) ?? []).flatMap((one) => this.#event(first, one, inner)));
    this.#known.set(key, known);
    return known;
  }

  #event(collection: string, { id, values }: Row, field: string): readonly Event[] {
    const at = startOf(values[field]);
    if (at === undefined) return [];
    const { time, enteredAt } = this.#setting;
    return [{ at, instant: instantOfStart(at, time.zone), enteredAt: enteredAt?.(collection, id, field), row: id }];
  }

  /** Whether an event in a row of `doneWhen` is of the kind that counts; one that stands elsewhere does. */
  #counts(def: DeadlineDef, doneWhen: CompiledExpression, id: string): boolean {
    this.#resolved ??= resolve(this.#config, this.#document, this.#setting);
    const record = this.#recordsOf(def.doneWhen?.rows ?? '').get(id);
    return record === undefined || this.#resolved.run(doneWhen, record) === true;
  }

  #nextAfter(from: Start, events: readonly Event[]): Event | undefined {
    const floor = instantOfStart(from, this.#setting.time.zone);
    return events.find(({ instant }) => instant > floor);
  }

  #firstFrom(from: Start, floor: Start | undefined, events: readonly Event[]): Event | undefined {
    const { zone } = this.#setting.time;
    // What happened earlier on the day on which the clock started counts: children are met first and registered after.
    const begin = startOfDay('day' in from ? from.day : dayAt(from.at, zone), zone);
    const least = floor === undefined ? begin : instantOfStart(floor, zone) + 1;
    return events.find(({ instant }) => instant >= least);
  }

  #task(deadline: LoadedDeadline, row: Row | undefined, turn: Turn, events: readonly Event[]): Task[] | undefined {
    const { def } = deadline;
    const { time, now } = this.#setting;
    const startsAt = instantOfStart(turn.start, time.zone);
    const event =
      def.repeats === true || def.done.some((key) => def.from.includes(key))
        ? this.#nextAfter(turn.start, events)
        : this.#firstFrom(turn.start, this.#floorOf(turn), events);
    const doneAt = event?.instant;
    const counted = this.#dueOf(def, row, turn, startsAt, doneAt ?? now);
    if (counted === undefined) return undefined;
    const key = [def.id, row?.id ?? '', turn.id].join('/');
    const override = this.#changes.due.get(key);
    const snoozed = this.#changes.until.get(key);
    const dueAt = override === undefined ? counted.at : endOfDay(override.day, time.zone);
    const done = event && { at: event.instant, outcome: outcomeOf(event, dueAt, time.zone) };
    return [
      {
        key,
        deadline: def.id,
        sort: def.sort,
        form: def.form,
        ...(row === undefined ? {} : { row: row.id }),
        startsAt,
        dueAt,
        exact: counted.exact && override === undefined,
        ...(turn.earliest === true && override === undefined ? { earliest: true as const } : {}),
        ...(override === undefined ? {} : { moved: { from: counted.at, reason: override.reason } }),
        ...(snoozed === undefined
          ? {}
          : { snoozedUntil: startOfDay(snoozed.day, time.zone), snoozeReason: snoozed.reason }),
        ...(done === undefined ? {} : { done }),
      },
    ];
  }

  /** Of a schedule each task is fulfilled by an event of its own: after the one before was due. */
  #floorOf({ start, after }: Turn): Start | undefined {
    if (after === undefined) return undefined;
    const due = dueAfter(start, after, this.#setting.time, false);
    return due === undefined ? undefined : { at: due.at };
  }

  /** A typed day counts before everything, then a span chosen in the row, then the schedule or the table. */
  #dueOf(def: DeadlineDef, row: Row | undefined, turn: Turn, startsAt: number, until: number): Due | undefined {
    const { time, risks } = this.#setting;
    const typed = def.dueField === undefined ? undefined : this.#events(def.dueField, def, row)[0]?.at;
    if (typed !== undefined) {
      return 'at' in typed ? { at: typed.at, exact: true } : { at: endOfDay(typed.day, time.zone), exact: false };
    }
    const chosen = def.spanField === undefined ? undefined : this.#chosenSpan(def.spanField, row);
    if (chosen !== undefined) return dueAfter(turn.start, chosen, time, levelAt(risks, startsAt) !== 'high');
    if (turn.span !== undefined) return this.#scheduled(turn, turn.span);
    return def.due === undefined ? undefined : dueWithRisk(turn.start, startsAt, def.due, risks, until, time);
  }

  /**
   * Nobody could do what was due before the child was registered, so it is not asked for. The last of a schedule is,
   * from that day on: a birthday or a return home that is near is passed over by nobody.
   */
  #scheduled(turn: Turn, span: Span): Due | undefined {
    const { time } = this.#setting;
    const due = dueAfter(turn.start, span, time, true);
    const registered = this.#registeredOn();
    if (due === undefined || due.at >= startOfDay(registered, time.zone)) return due;
    return turn.last === true ? { at: endOfDay(registered, time.zone), exact: false } : undefined;
  }

  /** The day of registration, never later than the day on which it was written down. */
  #registeredOn(): string {
    const { time, registeredAt } = this.#setting;
    const written = dayAt(registeredAt, time.zone);
    const told = startOf(this.#document.values['registration_date']);
    return told !== undefined && 'day' in told && told.day < written ? told.day : written;
  }

  #chosenSpan(from: NonNullable<DeadlineDef['spanField']>, row: Row | undefined): Span | undefined {
    const [first = '', inner] = from.field.split('.');
    const chosen = inner === undefined ? this.#document.values[first] : row?.values[inner];
    return typeof chosen === 'string' ? own(from.spans, chosen) : undefined;
  }
}

const keyOfStart = (start: Start): string => ('day' in start ? start.day : String(start.at));

/**
 * Every task of a case, fulfilled ones too, computed from its answers (reference.md §2.2, §2.3). Pure: the same answers,
 * risks and time give the same tasks, and no answers make it fail. A case that is not open has none that are open.
 */
export function tasksOf(config: LoadedConfiguration, document: CaseDocument, setting: TaskSetting): readonly Task[] {
  const maker = new TaskMaker(config, document, setting);
  const all = (config.workflow?.deadlines ?? []).flatMap((deadline) => maker.tasksOf(deadline)).slice(0, MOST_TASKS);
  const { status } = document.values;
  if (status === undefined || status === 'open') return all;
  const goesOn = new Set(
    (config.workflow?.def.deadlines ?? [])
      .filter((one) => status === 'closed' && one.afterClosure !== undefined)
      .map(({ id }) => id),
  );
  return all.filter((task) => task.done !== undefined || goesOn.has(task.deadline));
}
