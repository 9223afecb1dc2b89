import type { ConditionOn } from '../finding/filter.ts';
import type { Configuration, Language } from '../forms/types.ts';
import type { Translate } from '../reports/context.ts';
import { measureOf, splitOf } from './measures.ts';
import { partText } from './number-lines.ts';
import { partIn } from './part-address.ts';
import { namePart } from './part-names.ts';

export interface MeasureWording {
  /** Messages of `cases.json`, `finding.json` and `measures.json`. */
  readonly t: Translate;
  readonly language: Language;
  readonly day: (date: string) => string;
  /** Absent: on its way. */
  readonly configuration: Configuration | undefined;
  readonly nameOfPerson: (user: string) => string | undefined;
}

/** Lists that have a name and are behind no number of the statistics. */
const SETS: ReadonlySet<string> = new Set(['tasks-late', 'not-seen', 'checks-open']);

/** Which number some cases are behind: its title, line, column and period. */
export function measureWords(
  { measure, part, from, to }: ConditionOn<'measure'>,
  { t, language, day, configuration, nameOfPerson }: MeasureWording,
): string {
  if (SETS.has(measure)) return t(`finding.set_${measure.replaceAll('-', '_')}`);
  const def = measureOf(measure);
  if (def === undefined || configuration === undefined) return t('finding.set_other');
  const { line, split } = partIn(part);
  const column = split && splitOf(split.id);
  const named = (names: Parameters<typeof namePart>[2], id: string): string =>
    partText(namePart(configuration, nameOfPerson, names, id), language, t);
  const said = [
    t(`measures.${measure}`),
    ...(line === undefined || def.parts === 'none' ? [] : [named(def.parts, line)]),
    ...(column === undefined || split === undefined
      ? []
      : [t('finding.condition', { label: t(`measures.split_${split.id}`), value: named(column.names, split.value) })]),
    ...(from === undefined || to === undefined || def.when === 'now'
      ? []
      : [t('finding.days_between', { from: day(from), to: day(to) })]),
  ];
  return said.join(t('cases.list_comma'));
}
