import { useI18n } from 'vue-i18n';
import type { CardView, NamedPart, NumberView } from '#core/contracts/measures.contract.ts';
import { useFormats } from '../../i18n/format.ts';

interface NumberWords {
  /** How a line or a column is called. */
  readonly nameOf: (part: NamedPart) => string;
  readonly titleOf: (number: Pick<NumberView, 'id'>) => string;
  readonly definitionOf: (number: Pick<NumberView, 'id'>) => string;
  readonly cardTitle: (card: CardView) => string;
  /** A count; a star for one that is hidden. */
  readonly count: (value: number | null) => string;
  /** A part of a whole in per cent; empty when either is hidden or nothing is there. */
  readonly share: (part: number | null, of: number | null) => string;
}

/** Numbers in the words of the screen's language. */
export function useNumberWords(): NumberWords {
  const { t, locale } = useI18n();
  const { number, say } = useFormats();
  const percent = (value: number): string =>
    new Intl.NumberFormat(locale.value, { style: 'percent', maximumFractionDigits: 0 }).format(value);
  const titleOf = ({ id }: Pick<NumberView, 'id'>): string => t(`measures.${id}`);
  return {
    nameOf: ({ id, label, name, word }) =>
      label !== undefined ? say(label) : (name ?? (word === undefined ? id : t(`measures.part_${word}`))),
    titleOf,
    definitionOf: ({ id }) => t(`measures.${id}_def`),
    cardTitle: ({ title, fact, number: counted, id }) =>
      title !== undefined
        ? say(title)
        : fact !== undefined
          ? t(`measures.fact_${fact.name}`)
          : titleOf(counted ?? { id }),
    count: (value) => (value === null ? '*' : number(value)),
    share: (part, of) => (part === null || of === null || of === 0 ? '' : percent(part / of)),
  };
}
