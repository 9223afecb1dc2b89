import { pathKey, type Check, type FieldPath } from '#core/forms/view.ts';

/** The id of a field's control on the page; what an error summary links to. */
export const fieldDomId = (path: FieldPath): string => `q-${pathKey(path).replaceAll('/', '.')}`;
export const sectionDomId = (form: string, section: string): string => `s-${form}.${section}`;

/** The id of a row of a subform's table. */
export const rowDomId = (subform: string, row: string): string => `row-${subform}.${row}`;

/** The id of a check's message under its line. */
export const checkDomId = (check: Check): string => `k-${check.rule}.${check.rowId ?? 'case'}.${check.field}`;
