import { answerOf } from './answer-kind.ts';
import { isComputedDate } from './computed.ts';
import type { Computed } from './computed.ts';
import type { FieldDef, FieldValue } from './types.ts';

/** What an expression gave, as a value of the field; undefined when it gave nothing the field can hold. */
export function asValue(def: FieldDef, computed: Computed): FieldValue | undefined {
  if (isComputedDate(computed)) {
    const { date } = computed;
    const precision = date.length === 10 ? 'day' : date.length === 7 ? 'month' : 'year';
    return answerOf(def.type, { date, precision, calendar: 'gregory' });
  }
  return typeof computed === 'boolean' ? undefined : answerOf(def.type, computed);
}
