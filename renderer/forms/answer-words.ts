import { inject } from 'vue';
import { useI18n } from 'vue-i18n';
import {
  isAge,
  isDate,
  isDateRange,
  isDateTime,
  isList,
  isMissing,
  isMoney,
  isTally,
} from '#core/forms/answer-kind.ts';
import { placeTreeOf } from '#core/forms/place-tree.ts';
import { placeWords } from '#core/forms/place-words.ts';
import type { AgeValue, Configuration, DateRangeValue, FieldDef, FieldValue } from '#core/forms/types.ts';
import { useFormats } from '../i18n/format.ts';
import { listFormat } from '../i18n/kept-formats.ts';
import { dateWords } from '../ui/calendar-date.ts';
import { FORM } from './form-state.ts';
import { rowName } from './records.ts';

/** What an answer's words depend on. */
type Asked = Partial<Pick<FieldDef, 'options' | 'type' | 'of'>>;
export type Words = (def: Asked, value: FieldValue | null | undefined) => string;

const FILES: ReadonlySet<string> = new Set(['photo', 'audio', 'document', 'signature']);

/**
 * An answer in the language of the screen. Blank is an empty text; unknown, refused and not asked are words. A link to
 * a row is that row's line, inside a form; elsewhere nothing is known of the row.
 */
export function useAnswerWords(configuration: () => Configuration | undefined): Words {
  const { t, locale } = useI18n();
  const { say, number } = useFormats();
  const form = inject(FORM, undefined);
  const option = (list: string | undefined, id: string): string => {
    const found =
      form?.config.options.get(list ?? '')?.get(id) ??
      configuration()
        ?.lists.find((one) => one.id === list)
        ?.options.find((one) => one.id === id);
    return found === undefined ? id : say(found.label);
  };
  const day = (date: string): string => dateWords({ date, precision: 'day', calendar: 'gregory' }, locale.value);
  const age = (value: AgeValue): string => {
    const { years, months, toYears, asOf } = value;
    const told =
      months !== undefined
        ? t('print.age_months', { months })
        : toYears !== undefined
          ? t('print.age_range', { from: years ?? 0, to: toYears })
          : t('print.age_years', { years: years ?? 0 });
    return t('print.age_as_of', { age: told, date: day(asOf) });
  };
  const range = ({ from, to }: DateRangeValue): string => {
    if (from === undefined) return t('print.until', { date: day(to ?? '') });
    return to === undefined
      ? t('print.since', { date: day(from) })
      : t('print.from_to', { from: day(from), to: day(to) });
  };
  const place = (code: string): string => {
    const known = configuration();
    const said =
      known === undefined ? '' : placeWords(placeTreeOf(known), code, say, (names) => t('print.place_now', names));
    return said === '' ? code : said;
  };
  const linked = (of: string | undefined, id: string): string => {
    const rows = form?.view.value.fields.get(of ?? '');
    const row = rows?.rows.find((one) => one.id === id);
    if (rows === undefined || row === undefined) return t('forms.linked_entry');
    // Links inside the line of a linked row are not followed: two rows may name each other.
    const plain: Words = (def, value) => (def.type === 'row_link' ? '' : words(def, value));
    return rowName(rows.def, row, plain, form?.masked) || t('forms.linked_entry');
  };
  const text = (def: Asked, value: string): string => {
    if (def.type === 'tick') return t('forms.tick');
    if (def.type === 'place') return place(value);
    if (def.type === 'row_link') return linked(def.of, value);
    return def.options === undefined ? value : option(def.options, value);
  };
  const list = (parts: readonly string[]): string =>
    listFormat(locale.value, { style: 'long', type: 'unit' }).format(parts);
  const tally = (def: Asked, counts: Readonly<Record<string, number>>): string =>
    list(
      Object.entries(counts).map(([id, count]) =>
        t('forms.counted', { what: option(def.options, id), count: number(count) }),
      ),
    );
  const words: Words = (def, value) => {
    if (value === null || value === undefined) return '';
    if (typeof value === 'number') {
      return def.type === 'scale' ? score(def, value) : number(value);
    }
    if (typeof value === 'string') return text(def, value);
    if (isList(value)) {
      if (FILES.has(def.type ?? '')) return t('print.files', { count: value.length });
      return list(value.map((one) => option(def.options, one)));
    }
    if (isMissing(value)) return t(`ui.missing_${value.missing}`);
    if (isAge(value)) return age(value);
    if (isDateTime(value)) {
      const [date = '', time = ''] = value.at.split('T');
      return t('print.moment', { date: day(date), time });
    }
    if (isTally(value)) return tally(def, value.tally);
    if (isMoney(value)) return `${value.amount} ${value.currency}`;
    if (isDateRange(value)) return range(value);
    if (!isDate(value)) return '';
    const told = dateWords(value, locale.value);
    return value.precision === 'about' ? t('print.date_about', { date: told }) : told;
  };
  const score = (def: Asked, value: number): string =>
    t('forms.score', { score: number(value), word: option(def.options, String(value)) });
  return words;
}
