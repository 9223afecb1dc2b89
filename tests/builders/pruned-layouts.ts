import { placesIn } from '#core/forms/config-layouts.ts';
import type { LayoutDef, LayoutSection } from '#core/forms/layout-def.ts';
import type { Configuration } from '#core/forms/types.ts';

/** The papers of a package without what its forms no longer ask, as whoever takes questions away would write them. */
export function prunedLayouts({ forms, layouts }: Configuration): Pick<Configuration, 'layouts'> {
  if (layouts === undefined) return {};
  const fields = forms.flatMap((form) => form.sections.flatMap((section) => section.fields));
  const asked = new Map(fields.map((field) => [field.id, new Set((field.fields ?? []).map(({ id }) => id))]));
  const kept = (ids: readonly string[], rows?: string): string[] =>
    ids.filter((id) => (rows === undefined ? asked.has(id) : asked.get(rows)?.has(id) === true));
  const section = (one: LayoutSection, { record }: LayoutDef): LayoutSection[] => {
    if (one.show === 'words') return placesIn(one.text.en).every((id) => asked.has(id)) ? [one] : [];
    if (one.show === 'forms') return one.form === undefined || forms.some(({ id }) => id === one.form) ? [one] : [];
    if (!('fields' in one)) return [one];
    const left = kept(one.fields, one.show === 'rows' ? one.rows : one.show === 'record' ? record : undefined);
    return left.length === 0 ? [] : [{ ...one, fields: left }];
  };
  const reports = layouts.reports
    .filter(({ record }) => record === undefined || asked.has(record))
    .map(({ sections, ...rest }) => ({
      ...rest,
      ...(sections === undefined ? {} : { sections: sections.flatMap((one) => section(one, rest)) }),
    }));
  return { layouts: { ...layouts, reports } };
}
