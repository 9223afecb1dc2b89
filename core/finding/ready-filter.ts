import { dayAt, endOfDay, startOfDay } from '#core/casework/working-time.ts';
import { addDays } from '#core/forms/iso-date.ts';
import type { OfficeId, UserId } from '#core/ids.ts';
import {
  APPROVAL,
  BORN,
  CONCERN,
  CONSENT,
  FLAG,
  INCIDENT,
  PHOTO,
  STEP,
  type AnswerKind,
  type FilterField,
} from './case-facts.ts';
import type { AnswerTest, Condition, ConditionOn, DayTest, Filter } from './filter.ts';
import { personMark, type RecordFact } from './record-facts.ts';

type Value = string | number;
/** Both ends count; an end that is absent is open. */
export interface Span<T> {
  readonly from?: T | undefined;
  readonly to?: T | undefined;
}
export type ListColumn = 'status' | 'sex' | 'risk_order' | 'exchange' | 'owner_office_n' | 'is_own';

/** What a mark or a task belongs to: the record that a list holds, and not any of its case. */
type Whose = 'record';

/** A filter as the database is asked: nothing relative is left in it, and every place and set is spelt out. */
export type ReadyFilter =
  | { readonly is: 'all' | 'any'; readonly parts: readonly ReadyFilter[] }
  | { readonly is: 'not'; readonly part: ReadyFilter }
  | { readonly is: 'column'; readonly column: ListColumn; readonly in: readonly Value[] }
  | { readonly is: 'updated'; readonly within: Span<number> }
  | { readonly is: 'conflicts' }
  | { readonly is: 'owner'; readonly in: readonly UserId[]; readonly nobody: boolean }
  | { readonly is: 'mark'; readonly fact: string; readonly in: readonly Value[]; readonly of?: Whose }
  | { readonly is: 'markWithin'; readonly fact: string; readonly within: Span<Value>; readonly of?: Whose }
  | { readonly is: 'marked'; readonly fact: string; readonly of?: Whose }
  | {
      readonly is: 'task';
      readonly of?: Whose;
      readonly only: readonly string[] | undefined;
      readonly except: readonly string[];
      readonly due: Span<number>;
    }
  /** By the numbers that cases have in this database. */
  | { readonly is: 'cases'; readonly numbers: readonly number[] };

/** What the office knows that a filter speaks of. */
export interface FilterWorld {
  readonly me: UserId;
  /** Milliseconds since 1970 UTC: the latest instant that the office knows of. */
  readonly now: number;
  /** IANA name of the office's time zone. */
  readonly zone: string;
  readonly fields: ReadonlyMap<string, FilterField>;
  /** An area and all areas below it, by their codes. */
  readonly placesIn: (codes: readonly string[]) => readonly string[];
  readonly officeNumber: (office: OfficeId) => number | undefined;
  /** Deadlines whose tasks the person may not hear of. */
  readonly hiddenDeadlines: readonly string[];
  readonly setOf: (condition: ConditionOn<'measure'>) => readonly number[];
  /** In a list of records: the questions about them. `tasks`: the records are tasks, and each is asked for itself. */
  readonly records?: { readonly facts: ReadonlyMap<string, RecordFact>; readonly tasks: boolean };
}

const RISKS = ['high', 'medium', 'low', 'none', 'not-assessed'];
const ALL: ReadyFilter = { is: 'all', parts: [] };
const anyOf = (...parts: readonly ReadyFilter[]): ReadyFilter => ({ is: 'any', parts });
const not = (part: ReadyFilter): ReadyFilter => ({ is: 'not', part });

/** The days that a test means, seen from today; undefined: that there is none. */
export function daysOf(test: DayTest, today: string): Span<string> | undefined {
  const away = (days: number): string => addDays(today, days) ?? (days < 0 ? '0001-01-01' : '9999-12-31');
  if ('missing' in test) return undefined;
  if ('before' in test) return { to: addDays(test.before, -1) };
  if ('after' in test) return { from: addDays(test.after, 1) };
  if ('from' in test) return test;
  if ('lastDays' in test) return { from: away(-test.lastDays), to: today };
  if ('nextDays' in test) return { from: today, to: away(test.nextDays) };
  return { to: away(-test.olderThan - 1) };
}

/** The years between which somebody of this age today was born, by the day that their age is counted from. */
function bornWithin({ from, to }: ConditionOn<'age'>, today: string): Span<string> {
  const before = (years: number): string =>
    `${String(Number(today.slice(0, 4)) - years).padStart(4, '0')}${today.slice(4)}`;
  return {
    // A child whose birth is said to be still to come is shown as one of no years.
    ...(from === undefined || from === 0 ? {} : { to: before(from) }),
    // The day after the one on which the next birthday would be today. As text, the next after a day is it and a sign.
    ...(to === undefined ? {} : { from: `${before(to + 1)}+` }),
  };
}

/**
 * Makes a filter ready for the database. Pure: the same filter in the same world asks the same. A field that the
 * configuration does not let a list be narrowed by finds nothing.
 */
export function readyFilter(filter: Filter, world: FilterWorld): ReadyFilter {
  if ('all' in filter) return { is: 'all', parts: filter.all.map((part) => readyFilter(part, world)) };
  if ('any' in filter) return { is: 'any', parts: filter.any.map((part) => readyFilter(part, world)) };
  if ('not' in filter) return not(readyFilter(filter.not, world));
  return readyCondition(filter, world);
}

function readyCondition(condition: Condition, world: FilterWorld): ReadyFilter {
  const today = dayAt(world.now, world.zone);
  const marks = (fact: string, values: readonly Value[]): ReadyFilter => ({ is: 'mark', fact, in: values });
  switch (condition.on) {
    case 'status':
    case 'sex':
    case 'exchange':
      return { is: 'column', column: condition.on, in: condition.in };
    case 'risk':
      return { is: 'column', column: 'risk_order', in: condition.in.map((level) => RISKS.indexOf(level)) };
    case 'age':
      if (condition.missing === true) return not({ is: 'marked', fact: BORN });
      return { is: 'markWithin', fact: BORN, within: bornWithin(condition, today) };
    case 'concern':
      return marks(CONCERN, condition.in);
    case 'owner':
      return readyOwner(condition, world);
    case 'area':
      return marks('current_area', world.placesIn(condition.in));
    case 'office':
      return readyOffice(condition, world);
    case 'conflicts':
      return { is: 'conflicts' };
    case 'task':
      return readyTask(condition, world, today);
    case 'flag':
      return marks(FLAG, condition.in);
    case 'approval':
      return marks(
        APPROVAL,
        condition.of.flatMap((subject) => condition.in.map((state) => `${subject}:${state}`)),
      );
    case 'consent':
      return marks(CONSENT, condition.in);
    case 'step':
      return marks(STEP, condition.in);
    case 'photo':
      return { is: 'marked', fact: PHOTO };
    case 'incident':
      return { is: 'marked', fact: INCIDENT };
    case 'updated':
      return readyUpdated(condition.when, world, today);
    case 'field': {
      const field = world.fields.get(condition.field);
      return field === undefined ? not(ALL) : readyAnswer(condition.field, field.kind, condition.is, world, today);
    }
    case 'record':
      return readyRecord(condition, world, today);
    case 'measure':
      return { is: 'cases', numbers: world.setOf(condition) };
  }
}

function readyOwner({ in: owners }: ConditionOn<'owner'>, { me }: FilterWorld): ReadyFilter {
  const people = owners.flatMap((owner) => (owner === 'nobody' ? [] : [owner === 'me' ? me : owner]));
  return { is: 'owner', in: people, nobody: owners.includes('nobody') };
}

function readyOffice({ in: offices }: ConditionOn<'office'>, world: FilterWorld): ReadyFilter {
  const own = offices.flatMap((office) => (office === 'own' ? [1] : office === 'received' ? [0] : []));
  const named = offices.flatMap((office) =>
    office === 'own' || office === 'received' ? [] : (world.officeNumber(office) ?? []),
  );
  return anyOf({ is: 'column', column: 'is_own', in: own }, { is: 'column', column: 'owner_office_n', in: named });
}

function readyTask({ deadlines, due }: ConditionOn<'task'>, world: FilterWorld, today: string): ReadyFilter {
  const span =
    due === undefined
      ? {}
      : due === 'late'
        ? { to: world.now - 1 }
        : { from: world.now, to: endOfDay(addDays(today, due.within) ?? '9999-12-31', world.zone) };
  const of = world.records?.tasks === true ? { of: 'record' as const } : {};
  return { is: 'task', ...of, only: deadlines, except: world.hiddenDeadlines, due: span };
}

/** A question that the list does not ask of its records finds nothing. */
function readyRecord({ fact, is }: ConditionOn<'record'>, world: FilterWorld, today: string): ReadyFilter {
  const kind = world.records?.facts.get(fact)?.kind;
  if (kind === undefined) return not(ALL);
  if (kind !== 'person') return readyAnswer(fact, kind, is, world, today, { of: 'record' });
  if (!('in' in is)) return 'missing' in is ? not({ is: 'marked', fact, of: 'record' }) : not(ALL);
  return { is: 'mark', fact, of: 'record', in: is.in.map((one) => (one === 'me' ? personMark(world.me) : one)) };
}

/** Every case was written in at some time: nothing is missing. */
function readyUpdated(when: DayTest, { zone }: FilterWorld, today: string): ReadyFilter {
  const days = daysOf(when, today);
  if (days === undefined) return not(ALL);
  const next = days.to === undefined ? undefined : addDays(days.to, 1);
  return {
    is: 'updated',
    within: {
      ...(days.from === undefined ? {} : { from: startOfDay(days.from, zone) }),
      ...(next === undefined ? {} : { to: startOfDay(next, zone) - 1 }),
    },
  };
}

function readyAnswer(
  fact: string,
  kind: AnswerKind,
  test: AnswerTest,
  world: FilterWorld,
  today: string,
  whose: { readonly of?: Whose } = {},
): ReadyFilter {
  if ('missing' in test) return not({ is: 'marked', fact, ...whose });
  // Numbers and texts are not of one order: what does not fit the kind of answer finds nothing.
  const fits = 'in' in test ? kind !== 'day' : 'least' in test ? kind === 'number' : kind === 'day';
  if (!fits) return not(ALL);
  if ('in' in test) {
    // Answers of a scale are numbers, and its options are named by them.
    const options = kind === 'number' ? test.in.map(Number) : kind === 'place' ? world.placesIn(test.in) : test.in;
    return { is: 'mark', fact, ...whose, in: options };
  }
  if ('least' in test) return { is: 'markWithin', fact, ...whose, within: { from: test.least, to: test.most } };
  return { is: 'markWithin', fact, ...whose, within: daysOf(test, today) ?? {} };
}
