import type { ProcessingFacts } from '../privacy/processing-facts.ts';
import { usualPurpose, PURPOSES } from '../privacy/purposes.ts';
import { questionsOf, specialIn } from '../privacy/special-data.ts';
import { frameOf, type PrintContext, type Translate } from './context.ts';
import { data, words, type Block, type PrintDocument, type Runs } from './document.ts';

/** For whom a notice is written: `child` in the plainest words and large letters. */
export type Reader = 'child' | 'adult';

const BULLET = '• ';

/**
 * What the office keeps and why, for those about whom it is (reference.md §8.2, articles 12 and 13), from the register of
 * processing: which purposes it has, which sensitive things it asks, to whom data go, and whom to ask.
 */
export function privacyNotice(
  print: PrintContext,
  { say, facts, reader }: { readonly say: Translate; readonly facts: ProcessingFacts; readonly reader: Reader },
): PrintDocument {
  const t = (name: string): string => say(`processing.notice_${reader}_${name}`);
  const forms = facts.configuration.forms.filter(({ system }) => system !== true);
  const used = new Set(forms.map((form) => facts.decided.get(form.id)?.purpose ?? usualPurpose(form)));
  const special = specialIn(questionsOf(forms));
  const about = facts.about;
  const heading = (name: string): Block => ({ kind: 'heading', level: 2, text: t(name) });
  const paragraph = (...runs: Runs): Block => ({ kind: 'paragraph', runs });
  const bullet = (text: string): Block => paragraph(words(`${BULLET}${text}`));
  const others = [...facts.offices.map(({ name }) => name), ...facts.agreements.map(({ with: name }) => name)];
  const whom = [about?.officer, about?.contact].filter((text): text is string => text !== undefined && text !== '');
  const title = t('title');
  const frame = frameOf(print, { report: 'notice', name: title, formVersion: say('processing.notice_version') });
  const adult = reader === 'adult';
  return {
    ...frame,
    large: reader === 'child',
    head: { ...frame.head, marking: say('processing.notice_marking') },
    blocks: [
      { kind: 'cover', report: print.office, title: [words(title)], line: [words(t('line'))] },
      heading('what'),
      paragraph(words(t('what_text'))),
      ...(adult ? special.map((one) => bullet(say(`processing.special_${one.replaceAll('-', '_')}`))) : []),
      heading('why'),
      ...(adult
        ? PURPOSES.filter((one) => used.has(one)).map((one) => bullet(say(`processing.purpose_${one}`)))
        : [paragraph(words(t('why_text')))]),
      heading('who'),
      paragraph(words(t('who_text'))),
      ...(adult ? others.map((name) => paragraph(words(BULLET), data(name))) : []),
      heading('long'),
      paragraph(words(t('long_text'))),
      heading('may'),
      ...['see', 'correct', 'no', 'back', 'complain'].map((right) => bullet(t(`may_${right}`))),
      heading('ask'),
      ...(whom.length === 0
        ? [{ kind: 'lines', count: 2 } satisfies Block]
        : whom.map((text) => paragraph(data(text)))),
      ...(adult && (about?.authority ?? '') !== ''
        ? [paragraph(words(`${t('authority')} `), data(about?.authority ?? ''))]
        : []),
    ],
  };
}
