import type { Translate } from '../reports/context.ts';
import type { AnswerTest, Condition, ConditionOn, DayTest, Filter } from './filter.ts';
import { groupOf } from './filter-group.ts';

/** In whose words a filter is said: those of the screen, or of a print. */
export interface FilterWording {
  /** Messages of `cases.json` and `finding.json`. */
  readonly t: Translate;
  readonly day: (date: string) => string;
  readonly number: (value: number) => string;
  /** What a condition is about; undefined: closed to whoever reads it, or not asked any more. */
  readonly label: (condition: Condition) => string | undefined;
  /** What one of the ids in a condition stands for. */
  readonly word: (condition: Condition, id: string) => string;
  /** Which number the cases are behind. */
  readonly measure: (condition: ConditionOn<'measure'>) => string;
}

/** Filters in words, for chips, saved views and paper. */
export class FilterWords {
  readonly #in: FilterWording;
  constructor(wording: FilterWording) {
    this.#in = wording;
  }

  /** What the condition is about, and what it asks. */
  of(condition: Condition): { readonly label: string; readonly value: string } {
    const { t, label } = this.#in;
    const about = condition.on === 'measure' ? t('finding.on_measure') : label(condition);
    return { label: about ?? t('finding.on_closed'), value: about === undefined ? '' : this.#value(condition) };
  }
  /** A whole filter in one line; empty when it asks nothing. */
  line(filter: Filter): string {
    const { t } = this.#in;
    if ('on' in filter) return t('finding.condition', { ...this.of(filter) });
    const { mode, parts } = groupOf(filter);
    const inside = parts.map((part) =>
      'on' in part ? this.line(part) : t('finding.in_brackets', { text: this.line(part) }),
    );
    if (mode === 'none') return t('finding.none_of', { text: inside.join(t('finding.or')) });
    return inside.join(t(mode === 'all' ? 'finding.and' : 'finding.or'));
  }
  days(test: DayTest): string {
    const { t, day } = this.#in;
    if ('before' in test) return t('finding.days_before', { day: day(test.before) });
    if ('after' in test) return t('finding.days_after', { day: day(test.after) });
    if ('from' in test) return t('finding.days_between', { from: day(test.from), to: day(test.to) });
    if ('lastDays' in test) return t('finding.days_last', { count: test.lastDays });
    if ('nextDays' in test) return t('finding.days_next', { count: test.nextDays });
    if ('olderThan' in test) return t('finding.days_older', { count: test.olderThan });
    return t('finding.not_answered');
  }

  #named(condition: Condition, ids: readonly string[]): string {
    return ids.map((id) => this.#in.word(condition, id)).join(this.#in.t('cases.list_comma'));
  }
  #age({ from, to, missing }: ConditionOn<'age'>): string {
    const { t, number } = this.#in;
    if (missing === true) return t('finding.not_answered');
    if (to === undefined) return t('finding.age_from', { from: number(from ?? 0) });
    if (from === undefined) return t('finding.age_to', { to: number(to) });
    return t('finding.age_between', { from: number(from), to: number(to) });
  }
  #task(condition: ConditionOn<'task'>): string {
    const { t } = this.#in;
    const { due, deadlines = [] } = condition;
    const second =
      due === undefined
        ? t('finding.task_any')
        : due === 'late'
          ? t('finding.task_late')
          : t('finding.task_within', { count: due.within });
    const first = this.#named(condition, deadlines);
    return first === '' ? second : t('finding.two_parts', { first, second });
  }
  #answer(condition: Condition, is: AnswerTest): string {
    const { t, number } = this.#in;
    if ('in' in is) return this.#named(condition, is.in);
    if ('least' in is) return t('finding.number_between', { least: number(is.least), most: number(is.most) });
    return this.days(is);
  }
  #value(condition: Condition): string {
    const { t, measure } = this.#in;
    switch (condition.on) {
      case 'age':
        return this.#age(condition);
      case 'updated':
        return this.days(condition.when);
      case 'task':
        return this.#task(condition);
      case 'approval':
        return t('finding.two_parts', {
          first: this.#named(condition, condition.of),
          second: condition.in.map((state) => t(`finding.approval_${state}`)).join(t('cases.list_comma')),
        });
      case 'field':
      case 'record':
        return this.#answer(condition, condition.is);
      case 'measure':
        return measure(condition);
      case 'conflicts':
      case 'photo':
      case 'incident':
        return t('finding.yes');
      default:
        return this.#named(condition, condition.in);
    }
  }
}
