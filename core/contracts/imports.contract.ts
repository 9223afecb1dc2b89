import { z } from 'zod';
import { BLANKS, CALENDARS, DATE_ORDERS, MOST_ENTRIES, OTHERWISE } from '#core/import/plan.ts';
import { ENCODINGS, QUOTES, SEPARATORS, TABLE_KINDS, VERDICTS } from '#core/import/table-format.ts';
import { NAME_ORDERS } from '#core/records/name-parts.ts';
import { call, desktopCall } from './contract.ts';
import { instant, line, none, reason, rowId, userId } from './values.ts';

const RIGHT = 'import.cases';
const place = z.string().min(1).max(64);
/** `field`, or `subform.field`. */
const target = z.string().regex(/^[a-z][a-z0-9_]{0,63}(\.[a-z][a-z0-9_]{0,63})?$/);
/** A cell of the file as the page shows it: cut where it is long. */
const cell = z.string().max(200);
const word = z.string().max(500);

const columnPlan = z.strictObject({
  header: z.string().max(40_000),
  to: z.union([target, z.literal('')]),
  calendar: z.enum(CALENDARS),
  order: z.enum(DATE_ORDERS),
  otherwise: z.enum(OTHERWISE),
  options: z.record(word, z.string().max(64)),
  split: z.enum(NAME_ORDERS).exactOptional(),
  entry: z.int().min(1).max(MOST_ENTRIES).exactOptional(),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .exactOptional(),
});
const defaults = z.array(z.strictObject({ to: target, text: z.string().max(500) })).max(100);
const blanks = z.enum(BLANKS);
export const importPlan = z.strictObject({
  columns: z.array(columnPlan).min(1).max(300),
  defaults,
  blanks,
  child: z.int().min(0).max(299).exactOptional(),
});

const keptMapping = z.strictObject({ id: rowId, name: line, plan: importPlan });

/** How a file is read; null: as its bytes tell. */
export const readAs = z.strictObject({
  /** Number of the sheet, from 0. */
  sheet: z.int().min(0).max(999).nullable(),
  encoding: z.enum(ENCODINGS).nullable(),
  separator: z.enum(SEPARATORS).nullable(),
  quotes: z.enum(QUOTES).nullable(),
  /** Which of the rows that were read holds the headings, from 0. */
  header: z.int().min(0).max(19).nullable(),
});

const table = z.strictObject({
  kind: z.enum(TABLE_KINDS),
  /** Names on the tabs of a workbook. */
  sheets: z.array(z.string().max(100)).max(1000),
  sheet: z.int(),
  encoding: z.enum(ENCODINGS),
  separator: z.enum(SEPARATORS),
  quotes: z.enum(QUOTES),
  header: z.int(),
  columns: z.array(z.strictObject({ header: cell, samples: z.array(cell) })),
  /** Rows below the headings. */
  rows: z.int(),
  /** The first rows of the file, those above the headings too, each with its number in the file. */
  first: z.array(z.strictObject({ n: z.int(), cells: z.array(cell) })),
  /** Cells that are one on the screen: what stands in them counts for each row. */
  merged: z.int(),
  /** Letters that are none in the encoding. */
  unreadable: z.int(),
  guess: z.array(columnPlan),
  /** Mappings that were kept for a file with the same headings, the last first. */
  kept: z.array(keptMapping),
});

/** A file that a person chose: it stays in memory until the office is locked or another is chosen. */
const chosenFile = z.strictObject({
  place,
  name: line,
  bytes: z.int(),
  /** SHA-256, hexadecimal. */
  hash: z.string().max(64),
});
/** How far a person has come with a file; it outlives the page and the program. */
export const importDraft = z.strictObject({
  name: line,
  hash: z.string().max(64),
  as: readAs,
  plan: importPlan,
  owner: userId.nullable(),
  /** The step of the page, from 2: reading, columns, cases. */
  step: z.int().min(2).max(4),
});

const problem = z.strictObject({
  column: z.int().exactOptional(),
  field: z.string().max(130),
  /** `checks.<problem>`, or `rule:<id>`. */
  key: z.string().max(100),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
  word: z.string().max(200).exactOptional(),
});
const same = z.strictObject({
  /** Of a case of this office, or a row of the same file. */
  code: line.exactOptional(),
  row: z.int().exactOptional(),
});
const verdictRow = z.strictObject({
  n: z.int(),
  verdict: z.enum(VERDICTS),
  choice: z.enum(['create', 'skip']),
  done: z.enum(['waiting', 'created', 'skipped', 'failed', 'undone', 'left']),
  /** The name in the row, as long as its answers are kept. */
  label: line,
  problems: z.array(problem),
  left: z.array(problem),
  same: z.array(same),
  /** What is only possibly the same child: it keeps no row out. */
  maybe: z.array(same),
  why: z.string().max(2000),
  /** The case that was made of it. */
  code: line.exactOptional(),
});
const counts = z.strictObject({
  rows: z.int(),
  ready: z.int(),
  problem: z.int(),
  duplicate: z.int(),
  before: z.int(),
  /** Rows that belong to the child of an earlier one. */
  joined: z.int(),
  /** Rows that are ready and possibly a child who is here. */
  maybe: z.int(),
  /** Rows that will be cases, or would have been. */
  chosen: z.int(),
  waiting: z.int(),
  created: z.int(),
  failed: z.int(),
  undone: z.int(),
  left: z.int(),
});
const run = z.strictObject({
  run: rowId,
  state: z.enum(['checked', 'running', 'done', 'undoing', 'undone']),
  fileName: line,
  fileHash: z.string().max(64),
  by: line,
  owner: line,
  beganAtUtc: instant,
  counts,
  columns: z.array(cell),
});
const step = z.strictObject({ more: z.boolean(), run });
const oneRun = z.strictObject({ run: rowId });

export const importsCalls = {
  /** Who may be made responsible for imported cases, the mappings that were kept, and the imports of the office. */
  list: call(
    RIGHT,
    none,
    z.strictObject({
      owners: z.array(z.strictObject({ user: userId, name: line })),
      mappings: z.array(z.strictObject({ id: rowId, name: line })),
      runs: z.array(run),
      /** What this person had begun. */
      draft: importDraft.exactOptional(),
      /** The file that they chose last, as long as it is held. */
      chosen: chosenFile.exactOptional(),
    }),
  ),
  /** Asks which file. Null: the person changed their mind. IMPORT_KIND, IMPORT_TOO_LARGE, IMPORT_EMPTY, DISK_*. */
  choose: desktopCall(RIGHT, none, chosenFile.nullable()),
  /** Keeps how far a person has come with a file; null: they have come to its end, or want to begin anew. */
  keepDraft: call(RIGHT, z.strictObject({ draft: importDraft.nullable() }), none),
  /**
   * Reads on in the chosen file for a moment. `more`: ask again. IMPORT_GONE when the office was locked since; IMPORT_QUOTES,
   * IMPORT_NO_TEXT, IMPORT_NOT_A_WORKBOOK, IMPORT_NOT_JSON, IMPORT_EMPTY, IMPORT_TOO_LARGE when it cannot be read.
   */
  read: call(
    RIGHT,
    z.strictObject({ place, as: readAs }),
    z.union([
      z.strictObject({ more: z.literal(true), rows: z.int() }),
      z.strictObject({ more: z.literal(false), table }),
    ]),
  ),
  /** The different words of a column whose question has options, and what each stands for; null: nothing that is known. */
  words: call(
    RIGHT,
    z.strictObject({ place, column: z.int().min(0).max(299), plan: columnPlan }),
    z.strictObject({
      words: z.array(z.strictObject({ word: cell, key: word, rows: z.int(), option: z.string().nullable() })),
      /** Words beyond those. */
      others: z.int(),
    }),
  ),
  keepMapping: call(RIGHT, z.strictObject({ name: line.trim().min(1), plan: importPlan }), none),
  removeMapping: call(RIGHT, z.strictObject({ id: rowId }), none),
  /** Judges the rows of the file for a moment. With `again` from the beginning. IMPORT_PLAN { field }, PERSON_NOT_FITTING. */
  check: call(
    RIGHT,
    z.strictObject({ place, plan: importPlan, owner: userId, again: z.boolean() }),
    z.union([
      z.strictObject({ more: z.literal(true), done: z.int(), of: z.int() }),
      z.strictObject({ more: z.literal(false), run }),
    ]),
  ),
  /** What the dry run says of the rows, and what became of them. */
  rows: call(
    RIGHT,
    z.strictObject({
      run: rowId,
      verdict: z.union([z.enum(VERDICTS), z.literal('')]),
      from: z.int().min(0),
      most: z.int().min(1).max(200),
    }),
    z.array(verdictRow),
  ),
  /** Decides about rows that look like a case that is there: all of one verdict at once, or one. IMPORT_DECIDED. */
  decide: call(
    RIGHT,
    z.strictObject({
      run: rowId,
      rows: z.union([z.int(), z.enum(['duplicate', 'before'])]),
      choice: z.enum(['create', 'skip']),
      why: z.string().trim().max(2000),
    }),
    run,
  ),
  /** Saves the verdicts as a file without names or answers. Null: the person changed their mind. */
  saveVerdicts: desktopCall(RIGHT, oneRun, z.strictObject({ fileName: line }).nullable()),
  /** Writes rows as cases for a moment: what it answers is kept, whatever happens after. IMPORT_DECIDED, DISK_*. */
  goOn: call(RIGHT, oneRun, step),
  /** Leaves the rows that are not written yet out, for good. */
  stop: call(RIGHT, oneRun, run),
  /** Takes cases of an import out of the lists for a moment; those that somebody changed since stay. */
  undo: call(RIGHT, z.strictObject({ run: rowId, why: reason }), step),
  /** Forgets a dry run of which nothing was written. */
  drop: call(RIGHT, oneRun, none),
} as const;

export type ImportTable = z.infer<typeof table>;
export type ImportRun = z.infer<typeof run>;
export type ImportVerdict = z.infer<typeof verdictRow>;
export type ImportProblem = z.infer<typeof problem>;
export type ImportDraft = z.infer<typeof importDraft>;
export type ChosenFile = z.infer<typeof chosenFile>;
export type ReadAs = z.infer<typeof readAs>;
