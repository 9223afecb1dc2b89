import type { FunctionName } from './expression-tree.ts';
import type { FieldType } from './types.ts';

type Kind = 'boolean' | 'number' | 'text' | 'date' | 'date_time';
/** What a function takes: a value of a kind, or `{ field }`: the name of a field of a type. */
type Parameter = Kind | { readonly field: FieldType };

export interface Signature {
  readonly takes: readonly Parameter[];
  readonly gives: Kind;
}

const takes = (parameters: readonly Parameter[], gives: Kind): Signature => ({ takes: parameters, gives });
const fieldOf = (field: FieldType, gives: Kind): Signature => takes([{ field }], gives);

/** The functions that take a fixed number of arguments of fixed kinds. The others are judged one by one. */
export const SIGNATURES: Readonly<Partial<Record<FunctionName, Signature>>> = {
  today: takes([], 'date'),
  now: takes([], 'date_time'),
  add_days: takes(['date', 'number'], 'date'),
  hours_between: takes(['date_time', 'date_time'], 'number'),
  age_at: takes(['date', 'date'], 'number'),
  age_now: takes([{ field: 'age' }, 'date'], 'number'),
  days_between: takes(['date', 'date'], 'number'),
  year: takes(['date'], 'number'),
  month: takes(['date'], 'number'),
  day: takes(['date'], 'number'),
  range_start: fieldOf('date_range', 'date'),
  range_end: fieldOf('date_range', 'date'),
  tally_total: fieldOf('tally', 'number'),
  score: fieldOf('scale', 'number'),
  place_level: fieldOf('place', 'number'),
  place_divided: fieldOf('place', 'boolean'),
  length: takes(['text'], 'number'),
  lower: takes(['text'], 'text'),
  latin: takes(['text'], 'text'),
  script: takes(['text'], 'text'),
  // Given name, father's, grandfather's, family name, and the order if it is not the office's.
  name_from: takes(['text', 'text', 'text', 'text', 'text'], 'text'),
  contains: takes(['text', 'text'], 'boolean'),
  abs: takes(['number'], 'number'),
};
