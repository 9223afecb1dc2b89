import { ageAt, ageNow } from './age.ts';
import { isAge, isDate, isList, isMissing } from './answer-kind.ts';
import { compareIso, daysBetween, isoParts } from './iso-date.ts';
import type { Arithmetic, Comparison, Expression, FunctionName } from './expression-tree.ts';
import type { FieldValue } from './types.ts';

/** A date stays apart from text, so that two texts that look like dates are still compared as texts. */
export interface ComputedDate {
  readonly date: string;
}
/** What an expression gives; undefined is "not answered" and runs through everything that computes with it. */
export type Computed = boolean | number | string | readonly string[] | ComputedDate | undefined;

/** The answers an expression sees: hidden ones are absent, and every one is of its field's kind. */
export interface Answers {
  /** The real answer, or a missing reason, or undefined. */
  read(field: string): FieldValue | undefined;
  rowsOf(subform: string): readonly Answers[];
}

const plain = (value: FieldValue | undefined): Computed =>
  typeof value === 'string' || typeof value === 'number' || isList(value) || isDate(value) ? value : undefined;

const isComputedDate = (value: Computed): value is ComputedDate => typeof value === 'object' && 'date' in value;
const dateOf = (value: Computed): string | undefined =>
  isComputedDate(value) ? value.date : typeof value === 'string' ? value : undefined;

/** What a computed value looks like inside a text. */
export const computedText = (value: Computed): string =>
  isComputedDate(value) ? value.date : value === undefined ? '' : String(value);

const whole = (value: number): number | undefined => (Number.isSafeInteger(value) ? value + 0 : undefined);

/** Runs an expression that the checker has accepted. Total: what cannot be computed is undefined. */
export function evaluateExpression(e: Expression, answers: Answers, today: string): Computed {
  const run = (part: Expression): Computed => evaluateExpression(part, answers, today);
  switch (e.kind) {
    case 'text':
    case 'integer':
    case 'boolean':
      return e.value;
    case 'field':
      return plain(answers.read(e.id));
    case 'not':
      return run(e.of) !== true;
    case 'and':
      return e.all.every((part) => run(part) === true);
    case 'or':
      return e.all.some((part) => run(part) === true);
    case 'negative': {
      const value = run(e.of);
      return typeof value === 'number' ? whole(-value) : undefined;
    }
    case 'arithmetic':
      return arithmetic(e.by, run(e.left), run(e.right));
    case 'compare':
      return compare(e.by, run(e.left), run(e.right));
    case 'call':
      return call(e.name, e.args, answers, today);
  }
}

function arithmetic(by: Arithmetic, a: Computed, b: Computed): number | undefined {
  if (typeof a !== 'number' || typeof b !== 'number') return undefined;
  switch (by) {
    case '+':
      return whole(a + b);
    case '-':
      return whole(a - b);
    case '*':
      return whole(a * b);
    case 'div':
      return b === 0 ? undefined : whole(Math.trunc(a / b));
    case 'mod':
      return b === 0 ? undefined : whole(a % b);
  }
}

function compare(by: Comparison, a: Computed, b: Computed): boolean {
  if (a === undefined || b === undefined) return false;
  const order =
    isComputedDate(a) || isComputedDate(b)
      ? compareIso(dateOf(a) ?? '', dateOf(b) ?? '')
      : a === b
        ? 0
        : a < b
          ? -1
          : 1;
  switch (by) {
    case '=':
      return order === 0;
    case '!=':
      return order !== 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
  }
}

function call(name: FunctionName, args: readonly Expression[], answers: Answers, today: string): Computed {
  const run = (index: number): Computed => {
    const part = args[index];
    return part === undefined ? undefined : evaluateExpression(part, answers, today);
  };
  const text = (index: number): string | undefined => {
    const value = run(index);
    return typeof value === 'string' ? value : undefined;
  };
  const date = (index: number): string | undefined => dateOf(run(index));
  const numbers = (): number[] => args.map((_, i) => run(i)).filter((value) => typeof value === 'number');
  const id = args[0]?.kind === 'field' ? args[0].id : '';
  const rows = (): readonly Answers[] => answers.rowsOf(id);
  const inside = (row: Answers): Computed =>
    args[1] === undefined ? undefined : evaluateExpression(args[1], row, today);
  const raw = (): FieldValue | undefined => answers.read(id);

  switch (name) {
    case 'answered':
      return isAnswered(raw()) || rows().length > 0;
    case 'blank':
      return raw() === undefined && rows().length === 0;
    case 'missing': {
      const value = raw();
      return isMissing(value) && (args.length === 1 || value.missing === text(1));
    }
    case 'selected': {
      const option = text(1);
      const value = raw();
      return option !== undefined && (isList(value) ? value.includes(option) : value === option);
    }
    case 'count_selected': {
      const value = raw();
      return isList(value) ? value.length : 0;
    }
    case 'today':
      return { date: today };
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
      return whole(
        rows()
          .map(inside)
          .filter((value) => typeof value === 'number')
          .reduce((sum, value) => sum + value, 0),
      );
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

const isAnswered = (value: FieldValue | undefined): boolean => value !== undefined && !isMissing(value);

const both = <A, B>(a: A | undefined, b: B | undefined, of: (a: A, b: B) => number | undefined): number | undefined =>
  a === undefined || b === undefined ? undefined : of(a, b);
