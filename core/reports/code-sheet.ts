import type { CodeKind } from '../exchange/code-parts.ts';
import { frameOf } from './context.ts';
import type { PrintContext } from './context.ts';
import { code, data, words } from './document.ts';
import type { Block, PrintDocument } from './document.ts';

export interface CodeSheet {
  readonly print: PrintContext;
  readonly what: CodeKind;
  /** Of the office that prints it. */
  readonly officeCode: string;
  /** The words that the reader compares, and the same as groups of digits. */
  readonly words: readonly string[];
  readonly groups: readonly string[];
  /** One code for each part, in their order: rows of modules, `true` is dark. */
  readonly matrices: readonly (readonly (readonly boolean[])[])[];
}

/** A card, a request or a list as codes for a camera, and the words to compare. Nothing secret. */
export function codeSheet({ print, what, words: list, groups, matrices, officeCode }: CodeSheet): PrintDocument {
  const { t } = print;
  const frame = frameOf(print, {
    report: 'codes',
    name: t(`print.codes_${what}`),
    code: officeCode,
    formVersion: t('print.codes_count', { count: String(matrices.length) }),
  });
  const blocks: readonly Block[] = matrices.map((matrix, i) => ({
    kind: 'qr',
    label: t('print.codes_part', { part: String(i + 1), of: String(matrices.length) }),
    matrix,
    large: true,
  }));
  return {
    ...frame,
    head: { ...frame.head, marking: t('print.codes_marking') },
    blocks: [
      {
        kind: 'cover',
        report: t(`print.codes_${what}`),
        title: [data(print.office)],
        line: [words(t('print.codes_line'))],
      },
      { kind: 'heading', level: 2, text: t('print.codes_words') },
      { kind: 'kit-words', label: t('print.codes_words'), words: list },
      { kind: 'paragraph', runs: [words(`${t('print.trust_digits')} `), code(groups.join(' '))] },
      ...blocks,
    ],
  };
}
