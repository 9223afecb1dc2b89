import { isPresent } from '#core/exchange/merge.ts';
import { recordFromJson } from '#core/exchange/record-json.ts';
import { isList, isTally } from '#core/forms/answer-kind.ts';
import type { AnswerCounts } from '#core/forms/configuration-changes.ts';
import { keyOf } from '#core/forms/known-fields.ts';
import type { FieldValue } from '#core/forms/types.ts';
import { CASE_RECORD } from '#core/records/changes.ts';
import type { OpenOffice } from './open-office.ts';

const optionsIn = (value: FieldValue): readonly string[] => {
  if (isList(value)) return value;
  if (typeof value === 'string' || typeof value === 'number') return [String(value)];
  return isTally(value) ? Object.keys(value.tally) : [];
};

/** How often each question was answered in the cases of this office, and each option chosen. Reads them all once. */
export function countAnswers(open: OpenOffice): AnswerCounts {
  const fields = new Map<string, number>();
  const options = new Map<string, number>();
  const more = (counts: Map<string, number>, key: string): void => {
    counts.set(key, (counts.get(key) ?? 0) + 1);
  };
  for (const { coll, ...json } of open.repos.records.every()) {
    const state = recordFromJson(json);
    if (coll !== CASE_RECORD && !isPresent(state)) continue;
    for (const [field, value] of Object.entries(state.values)) {
      const key = keyOf(coll, field);
      more(fields, key);
      if (open.fields.find(coll, field)?.options === undefined) continue;
      for (const option of optionsIn(value)) more(options, `${key}/${option}`);
    }
  }
  return {
    to: (key) => fields.get(key) ?? 0,
    holding: (key, option) => options.get(`${key}/${option}`) ?? 0,
  };
}
