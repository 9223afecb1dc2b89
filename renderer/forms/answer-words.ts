import { useI18n } from 'vue-i18n';
import { isAge, isDate, isList, isMissing } from '#core/forms/answer-kind.ts';
import type { AgeValue, Configuration, FieldDef, FieldValue } from '#core/forms/types.ts';
import { useFormats } from '../i18n/format.ts';
import { dateWords } from '../ui/calendar-date.ts';

/** An answer in the language of the screen. Blank is an empty text; unknown, refused and not asked are words. */
export function useAnswerWords(
  configuration: () => Configuration | undefined,
): (def: Pick<FieldDef, 'options'>, value: FieldValue | null | undefined) => string {
  const { t, locale } = useI18n();
  const { say, number } = useFormats();
  const option = (list: string | undefined, id: string): string => {
    const found = configuration()
      ?.lists.find((one) => one.id === list)
      ?.options.find((one) => one.id === id);
    return found === undefined ? id : say(found.label);
  };
  const age = (value: AgeValue): string => {
    const { years, months, toYears, asOf } = value;
    const told =
      months !== undefined
        ? t('print.age_months', { months })
        : toYears !== undefined
          ? t('print.age_range', { from: years ?? 0, to: toYears })
          : t('print.age_years', { years: years ?? 0 });
    const date = dateWords({ date: asOf, precision: 'day', calendar: 'gregory' }, locale.value);
    return t('print.age_as_of', { age: told, date });
  };
  return (def, value) => {
    if (value === null || value === undefined) return '';
    if (typeof value === 'number') return number(value);
    if (typeof value === 'string') return def.options === undefined ? value : option(def.options, value);
    if (isList(value)) {
      return new Intl.ListFormat(locale.value, { style: 'long', type: 'unit' }).format(
        value.map((one) => option(def.options, one)),
      );
    }
    if (isMissing(value)) return t(`ui.missing_${value.missing}`);
    if (isAge(value)) return age(value);
    if (!isDate(value)) return '';
    const words = dateWords(value, locale.value);
    return value.precision === 'about' ? t('print.date_about', { date: words }) : words;
  };
}
