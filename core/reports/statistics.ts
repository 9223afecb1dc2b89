import type { NamedPart, NumberView, Statistics } from '#core/contracts/measures.contract.ts';
import { CHAPTERS } from '../measures/measure.ts';
import { partText } from '../measures/number-lines.ts';
import { frameOf, type PrintContext, type Translate } from './context.ts';
import { dateText } from './dates.ts';
import { strong, words, type Block, type Cell, type Column, type PrintDocument, type Runs } from './document.ts';

/** The numbers of a period as they go to paper (reference.md §6.2, "monthly statistics" and "supervisor monthly sheet"). */
export interface StatisticsPaper {
  readonly print: PrintContext;
  /** Messages of `measures.json`: names and definitions of the numbers. */
  readonly say: Translate;
  readonly statistics: Statistics;
  /** Small numbers are hidden in it. */
  readonly outside: boolean;
  readonly version: number;
}

class Sheet {
  readonly #of: StatisticsPaper;
  constructor(of: StatisticsPaper) {
    this.#of = of;
  }

  #name(part: NamedPart): string {
    return partText(part, this.#of.print.language, this.#of.say);
  }
  #count(count: number | null | undefined): string {
    return count === null || count === undefined ? '*' : count.toLocaleString(`${this.#of.print.language}-u-nu-latn`);
  }
  #cell(count: number | null | undefined): Runs {
    return [words(this.#count(count))];
  }
  #share(part: number | null, of: number | null): Runs {
    return [words(part === null || of === null || of === 0 ? '' : `${String(Math.round((part / of) * 100))} %`)];
  }

  #columns(number: NumberView, shared: boolean): readonly Column[] {
    const { say } = this.#of;
    const column = (label: string): Column => ({ label, weight: 2, numeric: true });
    return [
      { label: say('measures.line'), weight: 6 },
      column(say('measures.children')),
      ...(shared ? [column(say('measures.share'))] : []),
      ...(number.shows === 'days'
        ? ['ended', 'median', 'p90', 'waiting'].map((key) => column(say(`measures.${key}`)))
        : []),
      ...number.columns.map((one) => column(this.#name(one))),
    ];
  }
  #row(name: Runs, line: NumberView['total'], number: NumberView, shared: boolean): readonly Cell[] {
    const entries = (number.total.entries ?? 0) > (number.total.cases ?? Number.MAX_SAFE_INTEGER);
    return [
      name,
      this.#cell(line.cases),
      ...(shared
        ? [entries ? this.#share(line.entries, number.total.entries) : this.#share(line.cases, number.total.cases)]
        : []),
      ...(number.shows === 'days'
        ? [line.days?.ended, line.days?.median, line.days?.p90, line.days?.waiting].map((value, i) =>
            // Where nothing ended there is no middle; what is hidden is a star.
            value === undefined && i > 0 ? [words('')] : this.#cell(value),
          )
        : []),
      ...line.by.map(({ cases }) => this.#cell(cases)),
    ];
  }
  #number(number: NumberView): Block[] {
    const { say } = this.#of;
    const title = say(`measures.${number.id}`);
    const shared = number.shows === 'share' && number.lines.length > 1;
    const rows = number.lines.map((line) => this.#row([words(this.#name(line.part))], line, number, shared));
    const summed = number.shows !== 'balance' && number.lines.length > 1;
    return [
      { kind: 'heading', level: 3, text: title },
      {
        kind: 'table',
        caption: title,
        rowHeads: true,
        columns: this.#columns(number, shared),
        rows: summed ? [...rows, this.#row([strong(say('measures.total'))], number.total, number, shared)] : rows,
        none: say('measures.none_here'),
      },
      { kind: 'paragraph', small: true, runs: [words(say(`measures.${number.id}_def`))] },
    ];
  }

  blocks(): readonly Block[] {
    const { print, say, statistics, outside } = this.#of;
    const { from, to, reach, staff, numbers } = statistics;
    const days = `${dateText(from, print.language)} – ${dateText(to, print.language)}`;
    const chapters = CHAPTERS.map((id) => ({ id, numbers: numbers.filter(({ chapter }) => chapter === id) }));
    return [
      {
        kind: 'cover',
        report: print.office,
        title: [words(say('measures.statistics'))],
        line: [words(days), words(' · '), words(say(`measures.reach_${reach}`))],
      },
      ...(outside ? [{ kind: 'notice', runs: [words(say('measures.outside_note'))] } satisfies Block] : []),
      { kind: 'paragraph', runs: [words(say('measures.staff', staff))] },
      ...chapters
        .filter((chapter) => chapter.numbers.length > 0)
        .flatMap((chapter): Block[] => [
          { kind: 'heading', level: 2, text: say(`measures.chapter_${chapter.id}`) },
          ...chapter.numbers.flatMap((number) => this.#number(number)),
        ]),
    ];
  }
}

/** Every number of a period with its definition, the balance first. No name of a child and no code stands in it. */
export const statisticsReport = (of: StatisticsPaper): PrintDocument => ({
  ...frameOf(of.print, {
    report: 'statistics',
    name: of.say('measures.statistics'),
    formVersion: of.print.t('print.configuration_version', { version: String(of.version) }),
    landscape: (of.statistics.numbers[0]?.columns.length ?? 0) > 5,
  }),
  blocks: new Sheet(of).blocks(),
});
