import { isDateTime, isMoney, isTally } from '#core/forms/answer-kind.ts';
import type { DateRangeValue, DateTimeValue, FieldDef, MoneyValue, TallyValue } from '#core/forms/types.ts';
import type { AnswerSetting } from './answers.ts';
import { dateText } from './dates.ts';
import { code, words } from './document.ts';
import type { Runs } from './document.ts';

/** A moment, span, count or amount in the language of the print. Counts are labelled by `label`, in their order. */
export function kindRuns(
  field: FieldDef,
  value: DateTimeValue | DateRangeValue | TallyValue | MoneyValue,
  setting: AnswerSetting,
  label: (option: string) => Runs,
): Runs {
  const { language, t } = setting.print;
  const day = (iso: string): string => dateText(iso, language);
  if (isDateTime(value))
    return [words(t('print.moment', { date: day(value.at.slice(0, 10)), time: value.at.slice(11) }))];
  if (isMoney(value)) return [code(`${value.amount} ${value.currency}`)];
  if (isTally(value)) {
    const options =
      setting.configuration.lists.find((list) => list.id === field.options)?.options.map((o) => o.id) ?? [];
    const counted = [...options, ...Object.keys(value.tally).filter((id) => !options.includes(id))].filter((id) =>
      Object.hasOwn(value.tally, id),
    );
    return counted.flatMap((id, i) => [
      ...(i === 0 ? [] : [words(t('print.list_semicolon'))]),
      ...label(id),
      words(t('print.counted', { count: value.tally[id] ?? 0 })),
    ]);
  }
  if (value.from === undefined) return [words(t('print.until', { date: day(value.to ?? '') }))];
  if (value.to === undefined) return [words(t('print.since', { date: day(value.from) }))];
  return [words(t('print.from_to', { from: day(value.from), to: day(value.to) }))];
}
