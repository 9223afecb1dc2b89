import type { FormDef, Step } from '#core/forms/types.ts';
import type { FormView } from '#core/forms/view.ts';

/** Stands in the place of a form's id: the answers to questions that are not asked any more. No form is called so. */
export const LEFT_OVER = 'left-over';

/** The headings of the form list, in their order; each has a message `forms.group_<id>`. */
export const FORM_GROUPS = ['registration', 'assessment', 'plan', 'followup', 'closure', 'file'] as const;
export type FormGroup = (typeof FORM_GROUPS)[number];

const OF_STEP: Readonly<Record<Step, FormGroup>> = {
  C1: 'registration',
  C2: 'assessment',
  C3: 'plan',
  C4: 'plan',
  C5: 'followup',
  C6: 'closure',
};

/** Where a form stands in the list: under the heading it names, otherwise under that of its step. */
export const groupOf = ({ group, step }: FormDef): FormGroup =>
  FORM_GROUPS.find((known) => known === group) ?? OF_STEP[step];

/** The forms that are offered, by heading; headings without a form are left out. */
export function grouped(
  forms: readonly FormView[],
): readonly { readonly id: FormGroup; readonly forms: readonly FormView[] }[] {
  return FORM_GROUPS.map((id) => ({
    id,
    forms: forms.filter((form) => form.relevant && groupOf(form.def) === id),
  })).filter((group) => group.forms.length > 0);
}
