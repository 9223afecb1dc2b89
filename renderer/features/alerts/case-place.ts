import type { RouteLocationRaw } from 'vue-router';
import type { FieldPath } from '#core/forms/view.ts';
import type { CaseId } from '#core/ids.ts';
import { useConfigurationStore } from '../../configuration.ts';

/** Where an answer of a case is read: the case, at the form in which it stands. */
export function useCasePlace(): (caseId: CaseId, path: FieldPath | undefined) => RouteLocationRaw {
  const store = useConfigurationStore();
  return (caseId, path) => {
    const wanted = path === undefined ? undefined : 'rows' in path ? path.rows : path.field;
    const form = store.configuration?.forms.find(({ sections }) =>
      sections.some(({ fields }) => fields.some(({ id }) => id === wanted)),
    );
    if (form === undefined) return { path: `/case/${caseId}` };
    const row = path !== undefined && 'rows' in path ? { row: path.row } : {};
    return { path: `/case/${caseId}`, query: { form: form.id, ...row } };
  };
}
