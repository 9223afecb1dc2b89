/** A parsed expression. Built by the parser, judged by the checker, run by the evaluator; never changed. */
export type Expression =
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'integer'; readonly value: number }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'field'; readonly id: string }
  | { readonly kind: 'not'; readonly of: Expression }
  | { readonly kind: 'negative'; readonly of: Expression }
  /** Two or more; flat, so that a long list of alternatives is not a deep tree. */
  | { readonly kind: 'and' | 'or'; readonly all: readonly Expression[] }
  | { readonly kind: 'compare'; readonly by: Comparison; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'arithmetic'; readonly by: Arithmetic; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'call'; readonly name: FunctionName; readonly args: readonly Expression[] };

export type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>=';
export type Arithmetic = '+' | '-' | '*' | 'div' | 'mod';

export const FUNCTIONS = [
  'answered',
  'blank',
  'missing',
  'selected',
  'count_selected',
  'today',
  'age_at',
  'age_now',
  'days_between',
  'year',
  'month',
  'day',
  'precision',
  'calendar',
  'count',
  'any',
  'all',
  'sum',
  'avg',
  'first',
  'last',
  'streak',
  'now',
  'add_days',
  'hours_between',
  'range_start',
  'range_end',
  'tally_total',
  'score',
  'place_level',
  'place_divided',
  'latin',
  'script',
  'spelling',
  'name_from',
  'name_part',
  'length',
  'if',
  'min',
  'max',
  'abs',
  'concat',
  'contains',
  'lower',
] as const;
export type FunctionName = (typeof FUNCTIONS)[number];

export const isFunctionName = (name: string): name is FunctionName => FUNCTIONS.some((known) => known === name);

/** Words that cannot be the id of a field. */
export const RESERVED: ReadonlySet<string> = new Set(['or', 'and', 'not', 'div', 'mod', 'true', 'false']);

/** Why an expression is not one, and at which character (from 0) of its text. */
export interface ExpressionProblem {
  readonly problem: string;
  readonly name?: string;
  readonly at?: number;
}
export type Parsed<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: ExpressionProblem };
