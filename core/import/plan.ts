import type { Calendar } from '../forms/types.ts';
import type { NameOrder } from '../records/name-parts.ts';

/** In which order the parts of a date stand where they are numbers: day first, month first, year first. */
export const DATE_ORDERS = ['dmy', 'mdy', 'ymd'] as const;
export type DateOrder = (typeof DATE_ORDERS)[number];

export const CALENDARS = [
  'gregory',
  'ethiopic',
  'persian',
  'islamic-umalqura',
  'buddhist',
] as const satisfies Calendar[];

/** What becomes of a cell that is no answer to its question: the whole row stays out, or this answer alone. */
export const OTHERWISE = ['stop', 'leave'] as const;
export type Otherwise = (typeof OTHERWISE)[number];

/** What one column of a file answers, and how its cells are read. */
export interface ColumnPlan {
  /** Its heading in the file, by which a kept mapping finds it again. */
  readonly header: string;
  /** `field`, or `subform.field` for an answer in an entry that each row makes; empty: the column is left out. */
  readonly to: string;
  readonly calendar: Calendar;
  readonly order: DateOrder;
  readonly otherwise: Otherwise;
  /** Words of the file, as `wordKey` has them, with the option each stands for; empty: this answer is left out. */
  readonly options: Readonly<Record<string, string>>;
  /** The cell is a whole name: its parts are answered beside it, read in this order. */
  readonly split?: NameOrder;
  /** Which of the entries that a row makes of a list, from 1; absent: the first. */
  readonly entry?: number;
  /** ISO 4217, for amounts whose cells name no currency. */
  readonly currency?: string;
}

/** As many entries of one list as a row may make. */
export const MOST_ENTRIES = 20;
/** The answer of a column among all: its question, and of a list the entry. */
export const placeOf = ({ to, entry = 1 }: Pick<ColumnPlan, 'to' | 'entry'>): string =>
  to.includes('.') ? `${to} ${String(entry)}` : to;

/** As many columns as answer one span of days together. */
export const ENDS = 2;
/**
 * Which end of a span of days a column holds: of two columns for one span the first is its beginning and the second its
 * end; a column alone holds the whole span.
 */
export function endOfSpan(columns: readonly ColumnPlan[], n: number): 'from' | 'to' | undefined {
  const own = columns[n];
  if (own === undefined) return undefined;
  const same = columns.flatMap((one, i) => (placeOf(one) === placeOf(own) ? [i] : []));
  return same.length < ENDS ? undefined : same[0] === n ? 'from' : 'to';
}

/** What every row answers where its own cell is blank or there is no column, as a person would write it in a cell. */
export interface DefaultAnswer {
  readonly to: string;
  readonly text: string;
}

/** A question that a case needs and a row does not answer: the row stays out, or the question counts as not asked. */
export const BLANKS = ['stop', 'not_asked'] as const;

export interface ImportPlan {
  readonly columns: readonly ColumnPlan[];
  readonly defaults: readonly DefaultAnswer[];
  readonly blanks: (typeof BLANKS)[number];
  /** Number of the column, from 0, whose cells say which child a row is about: rows of one child become one case. */
  readonly child?: number;
}

/** A column that nobody has said anything about yet. */
export const plainColumn = (header: string): ColumnPlan => ({
  header,
  to: '',
  calendar: 'gregory',
  order: 'dmy',
  otherwise: 'stop',
  options: {},
});
