import { isBlank, own } from './answer-kind.ts';
import type { LoadedConfiguration, LoadedField, LoadedForm } from './config-index.ts';
import { rowsOf, withRows, withValue } from './document-edit.ts';
import { prefilled } from './prefill.ts';
import type { CaseDocument, Row, Values } from './types.ts';
import type { EvaluationSetting } from './view.ts';

/** What is needed to add rows: ids come from outside, so that the same document is made twice of the same ids. */
export interface RowMaker {
  readonly config: LoadedConfiguration;
  readonly setting: EvaluationSetting;
  /** 16 random bytes, base64url. */
  readonly newRowId: () => string;
}

/** The rows that a subform begins with: one per offered option, or some that are empty. */
function firstRows({ def }: LoadedField, { config, newRowId }: RowMaker, more: Values): readonly Row[] {
  const { rowsFrom, initialRows = 0 } = def;
  const values: readonly Values[] =
    rowsFrom === undefined
      ? Array.from({ length: initialRows }, () => more)
      : [...(config.options.get(rowsFrom.list)?.values() ?? [])]
          .filter(({ active }) => active !== false)
          .map(({ id }) => ({ ...more, [rowsFrom.field]: id }));
  return values.map((each) => ({ id: newRowId(), values: each }));
}

const append = (document: CaseDocument, subform: string, rows: readonly Row[]): CaseDocument =>
  rows.length === 0 ? document : withRows(document, subform, [...rowsOf(document, subform), ...rows]);

/** Fills the rows that `after` has and `before` has not. */
function fillNew(before: CaseDocument, after: CaseDocument, maker: RowMaker): CaseDocument {
  const old = new Set(Object.values(before.rows).flatMap((rows) => rows.map(({ id }) => id)));
  return prefilled(maker.config, after, maker.setting, (_, row) => row !== undefined && !old.has(row));
}

/**
 * The document with one more row at the end of a subform, prefilled, with the rows that its child tables begin with.
 *
 * @param row its id and what it is to hold from the start.
 */
export function withNewRow(document: CaseDocument, subform: string, row: Row, maker: RowMaker): CaseDocument {
  // Somebody who adds a row has answered: an earlier "unknown" about the whole goes.
  const open = append(withValue(document, { field: subform }, undefined), subform, [row]);
  const whole = (maker.config.children.get(subform) ?? []).reduce(
    (all, child) => append(all, child.def.id, firstRows(child, maker, { [child.def.within?.by ?? '']: row.id })),
    open,
  );
  return fillNew(document, whole, maker);
}

/**
 * The document as it is when a form is opened for the first time: blank fields prefilled, subforms with the rows they
 * begin with. A form in which something of that is there already was opened before, and stays as it is.
 */
export function withOpenedForm(document: CaseDocument, form: LoadedForm, maker: RowMaker): CaseDocument {
  const fields = form.sections.flatMap((section) => section.fields);
  const begun = fields.some(
    ({ def, prefill }) =>
      // What follows other answers may be there from elsewhere: the whole name comes from the search.
      (prefill !== undefined && def.follows !== true && !isBlank(own(document.values, def.id))) ||
      (def.type === 'rows' && rowsOf(document, def.id).length > 0),
  );
  if (begun) return document;
  const these = new Set(fields);
  const filled = prefilled(
    maker.config,
    document,
    maker.setting,
    (field, row) => row === undefined && these.has(field),
  );
  const whole = fields
    .filter(({ def }) => def.type === 'rows' && def.within === undefined && def.readOnly !== true)
    .reduce((all, field) => append(all, field.def.id, firstRows(field, maker, {})), filled);
  return fillNew(document, whole, maker);
}
