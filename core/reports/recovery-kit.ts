import { frameOf } from './context.ts';
import type { PrintContext } from './context.ts';
import { data, strong, words } from './document.ts';
import type { PrintDocument } from './document.ts';

export interface RecoveryKit {
  readonly print: PrintContext;
  readonly officeCode: string;
  /** In their order. */
  readonly words: readonly string[];
  /** The same secret as a QR code: rows of modules, `true` is dark. */
  readonly matrix: readonly (readonly boolean[])[];
}

/** The office's recovery key on paper, and what to do with the paper (security.md, keys). */
export function recoveryKit({ print, officeCode, words: list, matrix }: RecoveryKit): PrintDocument {
  const { t } = print;
  const frame = frameOf(print, {
    report: 'recovery-kit',
    name: t('print.report_recovery_kit'),
    formVersion: t('print.kit_made_for', { office: officeCode }),
  });
  const step = (number: number) => ({
    kind: 'paragraph' as const,
    runs: [strong(`${String(number)}. `), words(t(`print.kit_step_${String(number)}`))],
  });
  return {
    ...frame,
    head: { ...frame.head, service: officeCode, marking: t('print.kit_marking') },
    blocks: [
      {
        kind: 'cover',
        report: t('print.report_recovery_kit'),
        title: [data(print.office)],
        line: [words(t('print.kit_line', { office: officeCode }))],
      },
      { kind: 'notice', title: t('print.kit_warning_title'), runs: [words(t('print.kit_warning'))] },
      { kind: 'heading', level: 2, text: t('print.kit_words') },
      { kind: 'kit-words', label: t('print.kit_words'), words: list },
      { kind: 'heading', level: 2, text: t('print.kit_code') },
      { kind: 'qr', label: t('print.kit_code_label'), matrix },
      { kind: 'heading', level: 2, text: t('print.kit_what_to_do') },
      step(1),
      step(2),
      step(3),
      step(4),
      {
        kind: 'grid',
        items: [
          { label: t('print.kit_kept_at'), value: 'blank', span: 6 },
          { label: t('print.kit_kept_by'), value: 'blank', span: 6 },
        ],
      },
    ],
  };
}
