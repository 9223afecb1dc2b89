import { frameOf } from './context.ts';
import type { PrintContext } from './context.ts';
import { data, words } from './document.ts';
import type { PrintDocument } from './document.ts';

/** The codes of one person for a day without the phone, on one page to be locked away. */
export function factorCodesSheet(print: PrintContext, codes: readonly string[]): PrintDocument {
  const { t } = print;
  const frame = frameOf(print, {
    report: 'factor-codes',
    name: t('print.report_factor_codes'),
    formVersion: t('print.factor_version'),
  });
  return {
    ...frame,
    head: { ...frame.head, marking: t('print.factor_marking') },
    blocks: [
      {
        kind: 'cover',
        report: t('print.report_factor_codes'),
        title: [data(print.printedBy)],
        line: [words(t('print.factor_line'))],
      },
      { kind: 'kit-words', label: t('print.report_factor_codes'), words: codes },
    ],
  };
}
