import type { NumberView, Statistics } from '#core/contracts/measures.contract.ts';
import { GUIDELINE } from '../casework/caseload.ts';
import { partText } from '../measures/number-lines.ts';
import { frameOf, type PrintContext, type Translate } from './context.ts';
import { dateText } from './dates.ts';
import { words, type Block, type Cell, type Column, type PrintDocument, type Runs } from './document.ts';

/** A rule of the office that found something, and in how many cases. */
export interface SheetCheck {
  readonly rule: string;
  readonly text: string;
  readonly cases: number;
}

/** What a supervisor signs at the end of a month (reference.md §6.2, "supervisor monthly sheet"): one page or two. */
export interface MonthlySheet {
  readonly print: PrintContext;
  /** Messages of `measures.json`: names of the numbers and of their lines. */
  readonly say: Translate;
  readonly statistics: Statistics;
  /** As they stand today. */
  readonly checks: readonly SheetCheck[];
  /** Cases with two values of which somebody has to choose one. */
  readonly toDecide: number;
  readonly version: number;
}

const DEADLINES = [
  'first_contact_on_time',
  'assessment_on_time',
  'plan_on_time',
  'follow_ups',
  'reviews',
  'actions_on_time',
] as const;
const OUTCOMES = ['on_time', 'entered_late', 'late', 'missing'] as const;
const DAYS = ['days_to_assessment', 'days_to_plan', 'days_to_service', 'days_to_referred_service'] as const;
/** Of each number the lines that a month is judged by; without any, all of it. */
const WORK: readonly { readonly id: string; readonly lines?: readonly string[] }[] = [
  { id: 'not_seen' },
  { id: 'plans', lines: ['none', 'approved'] },
  { id: 'actions_done', lines: ['done', 'open'] },
  { id: 'referrals', lines: ['waiting', 'received', 'declined'] },
  { id: 'service_gaps' },
  { id: 'approvals_decided', lines: ['approved', 'returned'] },
  { id: 'satisfaction', lines: ['satisfied', 'not_satisfied'] },
];

type Count = number | null | undefined;

class Sheet {
  readonly #of: MonthlySheet;
  readonly #numbers: ReadonlyMap<string, NumberView>;
  constructor(of: MonthlySheet) {
    this.#of = of;
    this.#numbers = new Map(of.statistics.numbers.map((number) => [number.id, number]));
  }

  #title(id: string): string {
    return this.#of.say(`measures.${id}`);
  }
  #count(count: Count): Runs {
    return [words(this.#written(count))];
  }
  /** A star stands for what is hidden. */
  #written(count: Count): string {
    return count === null || count === undefined ? '*' : this.#figure(count);
  }
  #figure(count: number): string {
    return count.toLocaleString(`${this.#of.print.language}-u-nu-latn`);
  }
  #share(part: Count, of: Count): Runs {
    const known = part !== null && part !== undefined && of !== null && of !== undefined && of > 0;
    return [words(known ? `${String(Math.round((part / of) * 100))} %` : '')];
  }
  #heading(text: string): Block {
    return { kind: 'heading', level: 2, text };
  }
  #table(caption: string, columns: readonly string[], rows: readonly (readonly Cell[])[]): Block {
    const heads = columns.map((label, i): Column =>
      i === 0 ? { label, weight: 6 } : { label, weight: 2, numeric: true },
    );
    return { kind: 'table', caption, rowHeads: true, columns: heads, rows, none: this.#of.say('measures.none_here') };
  }

  /** The lines of a number beside each other, all in one row. */
  #across(id: string): readonly Block[] {
    const number = this.#numbers.get(id);
    if (number === undefined) return [];
    const { print, say } = this.#of;
    return [
      this.#heading(this.#title(id)),
      {
        kind: 'table',
        caption: this.#title(id),
        rowHeads: false,
        columns: number.lines.map(({ part }) => ({ label: partText(part, print.language, say), numeric: true })),
        rows: [number.lines.map(({ cases }) => this.#count(cases))],
      },
    ];
  }

  #balance(): readonly Block[] {
    const lines = this.#numbers.get('balance')?.lines ?? [];
    const of = (part: string): Count => lines.find((line) => line.part.id === part)?.cases;
    const [opening, closing] = [of('opening'), of('closing')];
    const adds = this.#of.say('measures.adds_up', { opening: opening ?? 0, closing: closing ?? 0 });
    const told = typeof opening === 'number' && typeof closing === 'number';
    return [
      ...this.#across('balance'),
      ...(told ? [{ kind: 'paragraph', small: true, runs: [words(adds)] } satisfies Block] : []),
    ];
  }

  #deadlines(): readonly Block[] {
    const { say } = this.#of;
    const rows = DEADLINES.flatMap((id): (readonly Cell[])[] => {
      const number = this.#numbers.get(id);
      if (number === undefined) return [];
      const of = (part: string): Count => number.lines.find((line) => line.part.id === part)?.entries;
      const all = OUTCOMES.map(of);
      const inTime = [of('on_time'), of('entered_late')];
      const kept = inTime.every((count) => typeof count === 'number')
        ? inTime.reduce((a, b) => (a ?? 0) + (b ?? 0), 0)
        : null;
      return [
        [
          [words(this.#title(id))],
          this.#count(number.total.entries),
          ...all.map((count) => this.#count(count)),
          this.#share(kept, number.total.entries),
        ],
      ];
    });
    const heads = OUTCOMES.map((outcome) => say(`measures.part_outcome_${outcome}`));
    const title = say('measures.sheet_deadlines');
    return [
      this.#heading(title),
      this.#table(title, [say('measures.line'), say('measures.sheet_due'), ...heads, say('measures.sheet_kept')], rows),
    ];
  }

  #days(): readonly Block[] {
    const { say } = this.#of;
    const rows = DAYS.flatMap((id): (readonly Cell[])[] => {
      const days = this.#numbers.get(id)?.total.days;
      if (days === undefined) return [];
      const middle = [days.median, days.p90].map((value) => (value === undefined ? [words('')] : this.#count(value)));
      return [[[words(this.#title(id))], this.#count(days.ended), ...middle, this.#count(days.waiting)]];
    });
    const title = say('measures.sheet_days');
    const heads = ['line', 'ended', 'median', 'p90', 'waiting'].map((key) => say(`measures.${key}`));
    return [this.#heading(title), this.#table(title, heads, rows)];
  }

  #work(): readonly Block[] {
    const { print, say } = this.#of;
    const rows = WORK.flatMap(({ id, lines }): (readonly Cell[])[] => {
      const number = this.#numbers.get(id);
      if (number === undefined) return [];
      const parts = number.lines
        .filter(({ part }) => lines?.includes(part.id) === true)
        .map(({ part, entries }) => `${partText(part, print.language, say)}: ${this.#written(entries)}`);
      return [[[words(this.#title(id))], [words(parts.join(' · '))], this.#count(number.total.cases)]];
    });
    const title = say('measures.chapter_work');
    const columns: readonly Column[] = [
      { label: say('measures.line'), weight: 4 },
      { label: say('measures.sheet_of_which'), weight: 6 },
      { label: say('measures.children'), weight: 2, numeric: true },
    ];
    return [this.#heading(title), { kind: 'table', caption: title, rowHeads: true, columns, rows }];
  }

  /** By risk, and by person with what is above the guideline. */
  #caseload(): readonly Block[] {
    const { print, say } = this.#of;
    const { lines = [] } = this.#numbers.get('caseload') ?? {};
    const over = (cases: Count): string =>
      typeof cases === 'number' && cases > GUIDELINE ? `+${this.#figure(cases - GUIDELINE)}` : '';
    const rows = lines.map(({ part, cases }): readonly Cell[] => [
      [words(partText(part, print.language, say))],
      this.#count(cases),
      [words(part.id === '' ? '' : over(cases))],
    ]);
    const heads = [
      say('measures.line'),
      say('measures.children'),
      say('measures.sheet_over', { guideline: GUIDELINE }),
    ];
    const title = this.#title('caseload');
    return [...this.#across('open_at_end'), this.#heading(title), this.#table(title, heads, rows)];
  }

  #quality(): readonly Block[] {
    const { say, checks, toDecide } = this.#of;
    const rows = checks.map(({ rule, text, cases }): readonly Cell[] => [
      [words(text)],
      [words(rule)],
      this.#count(cases),
    ]);
    const decide: readonly Cell[] = [[words(say('measures.fact_to_decide'))], [words('')], this.#count(toDecide)];
    const title = say('measures.sheet_quality');
    const heads = [say('measures.line'), say('measures.sheet_rule'), say('measures.children')];
    return [this.#heading(title), this.#table(title, heads, [...rows, decide])];
  }

  #signature(): Block {
    const { t, printedBy } = this.#of.print;
    return {
      kind: 'signatures',
      heading: t('print.signatures'),
      people: [{ role: t('print.role_supervisor'), statement: [words(printedBy)], thumbprint: false }],
      words: {
        sign: t('print.sign'),
        signOrThumb: t('print.sign_or_thumb'),
        date: t('print.date'),
        thumb: t('print.thumbprint'),
      },
    };
  }

  blocks(): readonly Block[] {
    const { print, say, statistics } = this.#of;
    const { from, to, reach, staff } = statistics;
    const days = `${dateText(from, print.language)} – ${dateText(to, print.language)}`;
    return [
      {
        kind: 'cover',
        report: print.office,
        title: [words(say('measures.sheet'))],
        line: [words(days), words(' · '), words(say(`measures.reach_${reach}`))],
      },
      { kind: 'paragraph', runs: [words(say('measures.staff', staff))] },
      ...this.#balance(),
      ...this.#deadlines(),
      ...this.#days(),
      ...this.#caseload(),
      ...this.#work(),
      ...this.#quality(),
      this.#signature(),
    ];
  }
}

/** The month of an office on paper: no name of a child and no code stands on it. */
export const monthlySheet = (of: MonthlySheet): PrintDocument => ({
  ...frameOf(of.print, {
    report: 'monthly-sheet',
    name: of.say('measures.sheet'),
    formVersion: of.print.t('print.configuration_version', { version: String(of.version) }),
  }),
  blocks: new Sheet(of).blocks(),
});
