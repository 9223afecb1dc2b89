import { latinSuggestion } from '../records/latin.ts';
import { isNameOrder, isNamePart, nameFromParts, partOfName } from '../records/name-parts.ts';
import type { NameOrder } from '../records/name-parts.ts';
import { USUAL_NAMING } from '../records/naming.ts';
import { scriptOf } from '../records/script.ts';
import { NAME_LETTERS, spellingIn } from '../records/spelling.ts';
import { ageAt, ageNow } from './age.ts';
import { isAge, isDate, isDateRange, isList, isMissing, isTally } from './answer-kind.ts';
import { compareComputed, computedText, dateOf, momentOf, whole } from './computed.ts';
import type { Answers, Computed, Surroundings } from './computed.ts';
import { hoursBetween } from './date-time.ts';
import type { Expression } from './expression-tree.ts';
import { addDays, daysBetween, isoParts } from './iso-date.ts';

import type { FieldValue } from './types.ts';

type Call = Extract<Expression, { readonly kind: 'call' }>;
type Run = (e: Expression, answers: Answers, around: Surroundings) => Computed;

/** Runs a call of a function; `evaluate` runs the expressions inside it. Total, as the rest of the evaluation. */
export function callFunction(call: Call, answers: Answers, around: Surroundings, evaluate: Run): Computed {
  const [first, second] = call.args;
  const id = first?.kind === 'field' ? first.id : '';
  // What most conditions ask, once for every row of a case: answered before anything is made that the others need.
  switch (call.name) {
    case 'answered':
      return isAnswered(answers.read(id)) || answers.rowsOf(id).length > 0;
    case 'blank':
      return answers.read(id) === undefined && answers.rowsOf(id).length === 0;
    case 'today':
      return { date: around.today };
    case 'selected': {
      const option = second === undefined ? undefined : evaluate(second, answers, around);
      const value = answers.read(id);
      return typeof option === 'string' && (isList(value) ? value.includes(option) : value === option);
    }
    default:
      return otherFunction(call.name, call.args, answers, around, evaluate);
  }
}

type Other = Exclude<Call['name'], 'answered' | 'blank' | 'today' | 'selected'>;

function otherFunction(
  name: Other,
  args: Call['args'],
  answers: Answers,
  around: Surroundings,
  evaluate: Run,
): Computed {
  const { now, places } = around;
  const run = (index: number): Computed => {
    const part = args[index];
    return part === undefined ? undefined : evaluate(part, answers, around);
  };
  const text = (index: number): string | undefined => {
    const value = run(index);
    return typeof value === 'string' ? value : undefined;
  };
  const date = (index: number): string | undefined => dateOf(run(index));
  const numbers = (): number[] => args.map((_, i) => run(i)).filter((value) => typeof value === 'number');
  const id = args[0]?.kind === 'field' ? args[0].id : '';
  const rows = (): readonly Answers[] => answers.rowsOf(id);
  const inside = (row: Answers): Computed => (args[1] === undefined ? undefined : evaluate(args[1], row, around));
  const rowNumbers = (): number[] =>
    rows()
      .map(inside)
      .filter((value) => typeof value === 'number');
  const raw = (): FieldValue | undefined => answers.read(id);

  switch (name) {
    case 'missing': {
      const value = raw();
      return isMissing(value) && (args.length === 1 || value.missing === text(1));
    }
    case 'count_selected': {
      const value = raw();
      return isList(value) ? value.length : 0;
    }
    case 'now':
      return now;
    case 'add_days':
      return both(date(0), run(1), (from, days) => {
        const day = typeof days === 'number' ? addDays(from, days) : undefined;
        return day === undefined ? undefined : { date: day };
      });
    case 'hours_between':
      return both(momentOf(run(0)), momentOf(run(1)), hoursBetween);
    case 'range_start':
    case 'range_end': {
      const value = raw();
      const end = isDateRange(value) ? value[name === 'range_start' ? 'from' : 'to'] : undefined;
      return end === undefined ? undefined : { date: end };
    }
    case 'tally_total': {
      const value = raw();
      return isTally(value) ? whole(total(Object.values(value.tally))) : undefined;
    }
    case 'score':
      return run(0);
    case 'place_level': {
      const place = text(0);
      return place === undefined ? undefined : places?.levelOf(place);
    }
    case 'latin': {
      const name = text(0);
      return name === undefined ? undefined : latinSuggestion(name);
    }
    case 'script': {
      const name = text(0);
      return name === undefined ? undefined : scriptOf(name);
    }
    case 'place_divided': {
      const place = text(0);
      return place === undefined ? undefined : places?.isDivided(place);
    }
    case 'spelling': {
      const name = text(0);
      return name === undefined ? undefined : spelling(name, text(1), around);
    }
    case 'name_from': {
      const [given, father, grandfather, family] = [text(0), text(1), text(2), text(3)];
      return nameFromParts({ given, father, grandfather, family }, orderOf(text(4), around));
    }
    case 'name_part': {
      const [name, part] = [text(0), text(1)];
      const known = name !== undefined && part !== undefined && isNamePart(part);
      return known ? partOfName(name, part, orderOf(text(2), around)) : undefined;
    }
    case 'age_at':
      return both(date(0), date(1), ageAt);
    case 'age_now': {
      const age = raw();
      return isAge(age) ? both(age, date(1), ageNow) : undefined;
    }
    case 'days_between':
      return both(date(0), date(1), daysBetween);
    case 'year':
    case 'month':
    case 'day': {
      const iso = date(0);
      return iso === undefined ? undefined : isoParts(iso)?.[name];
    }
    case 'precision':
    case 'calendar': {
      const value = raw();
      return isDate(value) ? value[name] : undefined;
    }
    case 'count':
      return rows().length;
    case 'any':
      return rows().some((row) => inside(row) === true);
    case 'all':
      return rows().every((row) => inside(row) === true);
    case 'sum':
      return whole(total(rowNumbers()));
    case 'avg': {
      const known = rowNumbers();
      return known.length === 0 ? undefined : whole(Math.round(total(known) / known.length));
    }
    case 'first':
    case 'last': {
      const by = args[2];
      return endOf(name, rows(), inside, by && ((row) => evaluate(by, row, around)));
    }
    case 'streak': {
      const by = args[2];
      return by === undefined ? 0 : streakOf(rows(), inside, (row) => evaluate(by, row, around));
    }
    case 'length': {
      const value = text(0);
      return value === undefined ? undefined : Array.from(value).length;
    }
    case 'lower':
      return text(0)?.toLowerCase();
    case 'contains': {
      const part = text(1);
      return part !== undefined && text(0)?.includes(part) === true;
    }
    case 'concat':
      return args.map((_, i) => computedText(run(i))).join('');
    case 'abs': {
      const value = run(0);
      return typeof value === 'number' ? Math.abs(value) : undefined;
    }
    case 'min':
    case 'max': {
      const known = numbers();
      return known.length === 0 ? undefined : Math[name](...known);
    }
    case 'if':
      return run(0) === true ? run(1) : run(2);
  }
}

/** In letters that the office does not use, no name is spelt. */
function spelling(name: string, letters: string | undefined, { naming = USUAL_NAMING }: Surroundings): Computed {
  const used = NAME_LETTERS.find((one) => one === letters && (one === 'latin' || naming.letters.includes(one)));
  return used === undefined ? undefined : spellingIn(name, used);
}

const orderOf = (said: string | undefined, { naming = USUAL_NAMING }: Surroundings): NameOrder =>
  said !== undefined && isNameOrder(said) ? said : naming.order;

const isAnswered = (value: FieldValue | undefined): boolean => value !== undefined && !isMissing(value);

const total = (numbers: readonly number[]): number => numbers.reduce((sum, value) => sum + value, 0);

/**
 * The first or last answer among rows, passing over those that have none; with an order, over those that have no place
 * in it. Of rows that are equal in the order, the one added first or last counts.
 */
function endOf(
  end: 'first' | 'last',
  rows: readonly Answers[],
  of: (row: Answers) => Computed,
  by: ((row: Answers) => Computed) | undefined,
): Computed {
  let found: { readonly value: Computed; readonly at: Computed } | undefined;
  for (const row of rows) {
    const value = of(row);
    const at = by?.(row);
    if (value === undefined || (by !== undefined && at === undefined)) continue;
    const order = found === undefined || by === undefined ? 0 : (compareComputed(at, found.at) ?? 0);
    if (found === undefined || (end === 'last' ? order >= 0 : order < 0)) found = { value, at };
  }
  return found?.value;
}

/** For how many rows up to the last the condition holds without a break; rows without a place in the order do not count. */
function streakOf(rows: readonly Answers[], holds: (row: Answers) => Computed, by: (row: Answers) => Computed): number {
  const placed = rows
    .map((row) => ({ row, at: by(row) }))
    .filter(({ at }) => at !== undefined)
    .sort((a, b) => compareComputed(a.at, b.at) ?? 0);
  const broken = placed.findLastIndex(({ row }) => holds(row) !== true);
  return placed.length - broken - 1;
}

const both = <A, B, C>(a: A | undefined, b: B | undefined, of: (a: A, b: B) => C | undefined): C | undefined =>
  a === undefined || b === undefined ? undefined : of(a, b);
