import type { FileTerms, LeftCases } from '../contracts/exports.contract.ts';
import type { LeftOutWhy } from '../reports/context.ts';
import type { Translate } from '../reports/context.ts';
import type { Cell } from './cell.ts';

/** What a file says of itself to whoever opens it; no name of whoever made it. */
export interface AboutFile {
  /** The code of the office. */
  readonly office: string;
  /** `YYYY-MM-DD` at the office. */
  readonly made: string;
  readonly terms: Pick<FileTerms, 'purpose' | 'recipient' | 'keepUntil'>;
  readonly cases: number;
  readonly left: LeftCases;
  readonly answersLeft: readonly { readonly why: LeftOutWhy; readonly count: number }[];
}

/** Where a file is from, what for, for whom and until when, as lines of a sheet. */
export const termLines = (
  { office, made, terms }: Pick<AboutFile, 'office' | 'made' | 'terms'>,
  t: Translate,
): Cell[][] => [
  [t('export.about_office'), office],
  [t('export.about_made'), { day: made }],
  [t('export.purpose'), terms.purpose],
  [t('export.recipient'), terms.recipient],
  [t('export.keep_until'), { day: terms.keepUntil }],
];

/** All that a file of cases says of itself: what it is, what it says. */
export function aboutLines(about: AboutFile, t: Translate): Cell[][] {
  const { cases, left, answersLeft } = about;
  const leftCases = (['closed', 'consent', 'withheld'] as const).filter((why) => left[why] > 0);
  return [
    ...termLines(about, t),
    [t('export.cases'), cases],
    ...leftCases.map((why) => [t(`export.left_${why}_cases`), left[why]]),
    ...answersLeft.map(({ why, count }) => [t(`export.answers_left_${why}`), count]),
    [t('export.about_after'), t('export.about_after_text')],
    [t('export.about_brackets'), t('export.about_brackets_text')],
  ];
}
