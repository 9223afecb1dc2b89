import { isList } from '#core/forms/answer-kind.ts';
import type { CaseDocument, FormDef } from '#core/forms/types.ts';
import type { NameMode } from './redaction.ts';

/** The newest photo of the child: the one by which people know it. */
export function newestPhoto(
  forms: readonly FormDef[],
  { values }: Pick<CaseDocument, 'values'>,
): { readonly field: string; readonly id: string } | undefined {
  const fields = forms.flatMap((form) => form.sections.flatMap((section) => section.fields));
  for (const { id: field, type } of fields) {
    const value = type === 'photo' ? values[field] : undefined;
    const id = value !== undefined && isList(value) ? value.at(-1) : undefined;
    if (id !== undefined) return { field, id };
  }
  return undefined;
}

/**
 * The photo of the child that a signed form may carry: the newest one, only where photo consent was given and no consent
 * was withdrawn (reference.md DQ35), and only on a copy that names the child, since a face is a name.
 */
export function printedPhoto(
  forms: readonly FormDef[],
  { values }: CaseDocument,
  names: NameMode,
): { readonly field: string; readonly id: string } | undefined {
  if ((names !== 'full' && names !== 'others') || values['consent_photo'] !== 'yes') return undefined;
  if (values['consent_withdrawn'] === 'yes' || values['withdrawal_date'] !== undefined) return undefined;
  return newestPhoto(forms, { values });
}
