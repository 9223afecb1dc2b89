import { frameOf } from './context.ts';
import type { PrintContext } from './context.ts';
import { code, data, strong, words } from './document.ts';
import type { PrintDocument } from './document.ts';

export interface TrustSheet {
  readonly print: PrintContext;
  readonly programme: string;
  /** The office that the sheet is for. */
  readonly office: { readonly code: string; readonly name: string };
  /** The words of the programme's keys, and the same as groups of digits. */
  readonly words: readonly string[];
  readonly groups: readonly string[];
  readonly rootVersion: number;
  readonly directoryVersion: number;
}

/** For an office that was enrolled: what to compare when it reads the answer, and who handed it over. Nothing secret. */
export function trustSheet({ print, programme, office, words: list, ...rest }: TrustSheet): PrintDocument {
  const { t } = print;
  const frame = frameOf(print, {
    report: 'trust-sheet',
    name: t('print.report_trust_sheet'),
    code: office.code,
    formVersion: t('print.trust_versions', {
      root: String(rest.rootVersion),
      list: String(rest.directoryVersion),
    }),
  });
  const step = (number: number) => ({
    kind: 'paragraph' as const,
    runs: [strong(`${String(number)}. `), words(t(`print.trust_step_${String(number)}`))],
  });
  return {
    ...frame,
    head: { ...frame.head, marking: t('print.trust_marking') },
    blocks: [
      {
        kind: 'cover',
        report: t('print.report_trust_sheet'),
        title: [data(office.name)],
        line: [words(t('print.trust_line', { programme }))],
      },
      { kind: 'heading', level: 2, text: t('print.trust_words') },
      { kind: 'kit-words', label: t('print.trust_words'), words: list },
      { kind: 'paragraph', runs: [words(`${t('print.trust_digits')} `), code(rest.groups.join(' '))] },
      { kind: 'heading', level: 2, text: t('print.trust_what_to_do') },
      step(1),
      step(2),
      step(3),
      {
        kind: 'grid',
        items: [
          { label: t('print.trust_given_by'), value: 'blank', span: 6 },
          { label: t('print.trust_taken_by'), value: 'blank', span: 6 },
        ],
      },
    ],
  };
}
