import type { Input, Output } from '#core/contracts/index.ts';
import { fieldsIn } from '#core/forms/known-fields.ts';
import type { FormDef } from '#core/forms/types.ts';
import { questionsOf, specialIn } from '#core/privacy/special-data.ts';
import { Refusal } from '#core/result.ts';
import { auditWords } from '../audit-words.ts';
import { instantOf } from '../clock.ts';
import type { OpenOffice } from '../open-office.ts';
import { entriesOfKind, keepProcessing, processingEntries } from './processing-entries.ts';

const formsOf = (open: OpenOffice): readonly FormDef[] =>
  open.configuration.configuration.forms.filter(({ system }) => system !== true);

/** FORM_STALE for a form that is not asked here. */
function formOf(open: OpenOffice, id: string): FormDef {
  const form = formsOf(open).find((one) => one.id === id);
  if (form === undefined) throw new Refusal('FORM_STALE');
  return form;
}

export function readPurposes(open: OpenOffice): Output<'processing.purposes'> {
  const entries = processingEntries(open);
  const { nameOf } = auditWords(open);
  const decided = Map.groupBy(entriesOfKind(entries, 'decided'), ({ entry }) => entry.form);
  const needed = new Map(entriesOfKind(entries, 'needed').map((one) => [`${one.entry.form} ${one.entry.field}`, one]));
  return {
    forms: formsOf(open).map(({ id: form }) => ({
      form,
      decided: (decided.get(form) ?? [])
        .map(({ at, by, entry: { purpose, basis, condition, note, why } }) => ({
          atUtc: instantOf(at),
          by: nameOf(by),
          why,
          purpose,
          basis,
          condition,
          note,
        }))
        .toReversed(),
    })),
    needed: [...needed.values()]
      .filter(({ entry }) => entry.why !== '')
      .map(({ at, by, entry: { form, field, why } }) => ({ form, field, why, atUtc: instantOf(at), by: nameOf(by) })),
  };
}

/** FORM_STALE; FORM_NEEDED { field: condition } where the form asks for special categories. */
export function decidePurpose(open: OpenOffice, decision: Input<'processing.decide'>): Output<'processing.decide'> {
  const form = formOf(open, decision.form);
  if (decision.condition === 'none' && specialIn(questionsOf([form])).length > 0)
    throw new Refusal('FORM_NEEDED', { field: 'condition' });
  keepProcessing(open, { kind: 'decided', ...decision }, decision.form);
  return {};
}

/** FORM_STALE for a question that this form does not have. */
export function explainQuestion(
  open: OpenOffice,
  { form, field, why }: Input<'processing.explain'>,
): Output<'processing.explain'> {
  if (!fieldsIn([formOf(open, form)]).some(({ def }) => def.id === field)) throw new Refusal('FORM_STALE');
  keepProcessing(open, { kind: 'needed', form, field, why }, form);
  return {};
}
