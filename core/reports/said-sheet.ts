import type { SaidChange, SaidLine, SaidSection } from '../privacy/said.ts';
import { frameOf, type PrintContext, type Translate } from './context.ts';
import {
  data,
  marked,
  strong,
  words,
  type Block,
  type Cell,
  type PrintDocument,
  type ReportId,
  type Runs,
} from './document.ts';
import { saidText } from './said-text.ts';

export interface SaidPaper {
  readonly print: PrintContext;
  /** Messages of `processing.json` and `roles.json`. */
  readonly say: Translate;
  readonly report: ReportId;
  readonly title: string;
  /** Of which version it is, and of when. */
  readonly line: string;
  readonly sections: readonly SaidSection[];
  /** What changed since the version before; printed first. */
  readonly changes: readonly SaidChange[];
}

/** Columns that hold many words have more room. */
const WIDE: ReadonlySet<string> = new Set([
  'basis',
  'special',
  'said',
  'rights',
  'against',
  'own',
  'question',
  'note',
  'now',
]);

class Sheet {
  readonly #of: SaidPaper;
  constructor(of: SaidPaper) {
    this.#of = of;
  }

  #cell(said: SaidLine['cells'][number]): Runs {
    const { print, say } = this.#of;
    const texts = saidText(said, print.language, say);
    return said.flatMap(({ kind }, i) => [
      ...(i === 0 ? [] : [words(say('processing.comma'))]),
      kind === 'typed' ? data(texts[i] ?? '') : words(texts[i] ?? ''),
    ]);
  }
  #line({ cells, warn }: SaidLine): readonly Cell[] {
    const [head = [], ...rest] = cells.map((cell) => this.#cell(cell));
    return warn === true
      ? [[...head, words(' '), marked(this.#of.say('processing.to_look'))], ...rest]
      : [head, ...rest];
  }
  #section({ id, columns, lines }: SaidSection): Block[] {
    const { say } = this.#of;
    const caption = say(`processing.section_${id}`);
    return [
      { kind: 'heading', level: 2, text: caption },
      {
        kind: 'table',
        caption,
        rowHeads: true,
        columns: columns.map((one) => ({ label: say(`processing.column_${one}`), weight: WIDE.has(one) ? 4 : 2 })),
        rows: lines.map((line) => this.#line(line)),
        none: say('processing.nothing_here'),
      },
    ];
  }
  #changes(): Block[] {
    const { say, changes } = this.#of;
    if (changes.length === 0) return [];
    const caption = say('processing.changes');
    const all = (line: SaidLine | undefined): Runs =>
      (line?.cells.slice(1) ?? [])
        .filter((cell) => cell.length > 0)
        .flatMap((cell, i) => [...(i === 0 ? [] : [words(' · ')]), ...this.#cell(cell)]);
    return [
      { kind: 'heading', level: 2, text: caption },
      {
        kind: 'table',
        caption,
        rowHeads: true,
        columns: [
          { label: say('processing.column_what'), weight: 3 },
          { label: say('processing.column_before'), weight: 4 },
          { label: say('processing.column_now'), weight: 4 },
        ],
        rows: changes.map(({ section, kind, line, before }) => [
          [strong(say(`processing.section_${section}`)), words(': '), ...this.#cell(line.cells[0] ?? [])],
          kind === 'added' ? [words('–')] : all(kind === 'removed' ? line : before),
          kind === 'removed' ? [words('–')] : all(line),
        ]),
      },
    ];
  }
  blocks(): readonly Block[] {
    const { print, title, line, sections } = this.#of;
    return [
      { kind: 'cover', report: print.office, title: [words(title)], line: [words(line)] },
      ...this.#changes(),
      ...sections.flatMap((section) => this.#section(section)),
    ];
  }
}

/** The register of processing, the impact assessment or the self-check on paper. No child stands in any of them. */
export const saidSheet = (of: SaidPaper): PrintDocument => {
  const frame = frameOf(of.print, { report: of.report, name: of.title, formVersion: of.line, landscape: true });
  return { ...frame, head: { ...frame.head, marking: of.say('processing.marking') }, blocks: new Sheet(of).blocks() };
};
