import type { BreachedData } from '../privacy/breach.ts';
import { frameOf, type PrintContext, type Translate } from './context.ts';
import { data, words, type Block, type PrintDocument } from './document.ts';
import type { Reader } from './privacy-notice.ts';

export interface BreachLetter {
  /** Messages of `processing.json` and `privacy.json`. */
  readonly say: Translate;
  readonly reader: Reader;
  /** Which data it happened to, as the register says. */
  readonly about: readonly BreachedData[];
  readonly knownOn: string;
  /** In words for whoever reads it, written for this letter. */
  readonly happened: string;
  readonly done: string;
  readonly contact: readonly string[];
}

/** What somebody can do themselves, by what others may know now. */
const ADVICE: Readonly<Record<BreachedData, 'family' | 'contact' | 'careful'>> = {
  names: 'careful',
  contacts: 'contact',
  family: 'family',
  concerns: 'careful',
  health: 'careful',
  violence: 'family',
  pictures: 'careful',
  staff: 'contact',
};

/**
 * The letter to people whose data an incident concerns (reference.md §8.2, article 34), out of its record: what happened,
 * which data, what was done, what they can do, whom to ask. It names nobody; the name is written on it by hand.
 */
export function breachLetter(print: PrintContext, letter: BreachLetter): PrintDocument {
  const { say, reader, about, knownOn, happened, done, contact } = letter;
  const t = (name: string, params?: Readonly<Record<string, string>>): string =>
    say(`processing.letter_${reader}_${name}`, params);
  const heading = (name: string): Block => ({ kind: 'heading', level: 2, text: t(name) });
  const paragraph = (text: string): Block => ({ kind: 'paragraph', runs: [words(text)] });
  const typed = (text: string): Block =>
    text === '' ? { kind: 'lines', count: 3 } : { kind: 'paragraph', runs: [data(text)], long: true };
  const title = t('title');
  const frame = frameOf(print, { report: 'breach-letter', name: title, formVersion: say('processing.letter_version') });
  const advice = [...new Set(about.map((one) => ADVICE[one]))];
  return {
    ...frame,
    large: reader === 'child',
    blocks: [
      { kind: 'cover', report: print.office, title: [words(title)], line: [words(t('line', { day: knownOn }))] },
      { kind: 'grid', items: [{ label: t('to'), value: 'blank', span: 12 }] },
      heading('what'),
      typed(happened),
      paragraph(t('data')),
      ...about.map((one) => paragraph(`• ${say(`privacy.data_${one}`)}`)),
      heading('done'),
      typed(done),
      heading('may'),
      ...advice.map((one) => paragraph(`• ${t(`advice_${one}`)}`)),
      paragraph(t('sorry')),
      heading('ask'),
      ...(contact.length === 0
        ? [{ kind: 'lines', count: 2 } satisfies Block]
        : contact.map((text): Block => ({ kind: 'paragraph', runs: [data(text)] }))),
      {
        kind: 'grid',
        items: [
          { label: t('signed'), value: 'blank', span: 6 },
          { label: t('day'), value: 'blank', span: 6 },
        ],
      },
    ],
  };
}
