import type { CaseView, FieldPath, Gap } from '#core/forms/view.ts';
import { fieldDomId } from './field-id.ts';

/**
 * The next needed question without an answer: after the one that has the focus, then from the start of the form that is
 * open, then in the forms that are offered. Undefined when nothing is missing.
 *
 * @param here the id of the control that has the focus, if it is one of a question.
 */
export function nextMissing(view: CaseView, form: string, here: string | undefined): FieldPath | undefined {
  const offered = new Set(view.forms.filter(({ relevant }) => relevant).map(({ def }) => def.id));
  const gaps = view.gaps.filter((gap) => offered.has(gap.form));
  const order = [...view.fields.values()].map(({ path }) => fieldDomId(path));
  const place = (gap: Gap): number => order.indexOf(fieldDomId(gap.path));
  const at = here === undefined ? -1 : order.indexOf(here);
  const own = gaps.filter((gap) => gap.form === form);
  const next = own.find((gap) => place(gap) > at) ?? own.find((gap) => place(gap) !== at);
  return (next ?? gaps.find((gap) => gap.form !== form))?.path;
}
