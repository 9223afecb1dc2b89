import { z } from 'zod';
import { CARD_KINDS, FACTS } from '../forms/numbers-def.ts';
import { CHAPTERS } from '../measures/measure.ts';
import { call } from './contract.ts';
import { day, fieldId, instant, line } from './values.ts';

const text = z.strictObject({ en: z.string(), fr: z.string(), ar: z.string() });
/** Null: fewer than five, or hidden so that such a number cannot be worked out. */
const count = z.int().nullable();
const counted = z.strictObject({ cases: count, entries: count });
const days = z.strictObject({
  median: count.exactOptional(),
  p90: count.exactOptional(),
  ended: count,
  waiting: count,
  waitingMedian: count.exactOptional(),
});
/** What a line or a column stands for: an option or area with its label, a person, or a word of the program. */
const named = z.strictObject({
  id: z.string().max(200),
  label: text.exactOptional(),
  name: line.exactOptional(),
  /** Key of the word under `measures.part_`. */
  word: z.string().max(100).exactOptional(),
});

export const number = z.strictObject({
  id: fieldId,
  chapter: z.enum(CHAPTERS),
  shows: z.enum(['count', 'share', 'days', 'balance']),
  when: z.enum(['period', 'end', 'now']),
  total: z.strictObject({ ...counted.shape, by: z.array(counted), days: days.exactOptional() }),
  columns: z.array(named),
  lines: z.array(z.strictObject({ ...counted.shape, part: named, by: z.array(counted), days: days.exactOptional() })),
});

export const splitId = z.string().regex(/^[a-z][a-z_]{0,31}$/);
export const statisticsOrder = z
  .strictObject({
    from: day,
    to: day,
    /** By which category every number is divided. */
    split: splitId.exactOptional(),
    /** Places are rolled up to this level of the tree of areas; 1 is the widest. */
    areaLevel: z.int().min(1).max(12),
    /** For somebody outside of the office: small numbers are hidden, and others that would tell them. */
    outside: z.boolean(),
  })
  .refine(({ from, to }) => from <= to, { message: 'period' });

/** How far the numbers of a large office are: asking again goes on. Absent when they are there. */
const making = z.strictObject({ done: z.int(), of: z.int() }).exactOptional();

const statistics = z.strictObject({
  from: day,
  to: day,
  /** Whose cases were counted. */
  reach: z.enum(['own', 'office']),
  madeAtUtc: instant,
  numbers: z.array(number),
  /** The splits that this person may ask for. */
  splits: z.array(splitId),
  /** How many levels the tree of areas has. */
  areaLevels: z.int(),
  /** Numbers that this person may not see. */
  closed: z.array(fieldId),
  /** Of the office today. */
  staff: z.strictObject({ supervisors: z.int(), caseworkers: z.int() }),
  making,
});

const card = z.strictObject({
  id: fieldId,
  kind: z.enum(CARD_KINDS),
  title: text.exactOptional(),
  /** Asks for attention when it is not zero. */
  alert: z.boolean(),
  fact: z.strictObject({ name: z.enum(FACTS), value: z.int(), days: z.int().exactOptional() }).exactOptional(),
  number: number.exactOptional(),
  /** The period that a number is about. */
  period: z.strictObject({ from: day, to: day }).exactOptional(),
  split: splitId.exactOptional(),
});

export const measuresCalls = {
  /** Every number of a period over the cases that the person reaches (reference.md §6.1). */
  statistics: call('reports.view', statisticsOrder, statistics),
  /** The cards that the configuration gives the person's role, with their numbers of this moment. */
  dashboard: call(
    'reports.view',
    z.strictObject({}),
    z.strictObject({ role: line, reach: z.enum(['own', 'office']), madeAtUtc: instant, cards: z.array(card), making }),
  ),
} as const;

export type NumberView = z.infer<typeof number>;
export type NamedPart = z.infer<typeof named>;
export type Statistics = z.infer<typeof statistics>;
export type StatisticsOrder = z.infer<typeof statisticsOrder>;
export type CardView = z.infer<typeof card>;
