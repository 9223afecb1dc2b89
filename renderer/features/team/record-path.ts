import type { RouteLocationRaw } from 'vue-router';
import type { Approval } from '#core/contracts/casework.contract.ts';
import type { Configuration } from '#core/forms/types.ts';
import type { CaseId } from '#core/ids.ts';

/** Where the record that a request is about is read; the case itself while the configuration is on its way. */
export function recordPath(
  caseId: CaseId,
  approval: Pick<Approval, 'for' | 'rowId'>,
  configuration: Configuration | undefined,
): RouteLocationRaw {
  const path = `/case/${caseId}`;
  const rows = configuration?.workflow?.approvals.find((one) => one.for === approval.for)?.rows;
  const form = configuration?.forms.find(({ sections }) =>
    sections.some(({ fields }) => fields.some(({ id }) => id === rows)),
  );
  return form === undefined ? path : { path, query: { form: form.id, row: approval.rowId } };
}
