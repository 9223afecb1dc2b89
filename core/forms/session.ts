import { changesBetween } from '../records/changes.ts';
import type { Change } from '../records/changes.ts';
import { fail, ok } from '../result.ts';
import type { Result } from '../result.ts';
import { isBlank, own } from './answer-kind.ts';
import type { LoadedConfiguration, LoadedField } from './config-index.ts';
import { evaluateCase } from './evaluate.ts';
import { cleanValue } from './normalise.ts';
import type { CaseDocument, FieldValue, Row, Values } from './types.ts';
import { pathKey } from './view.ts';
import type { CaseView, EvaluationSetting, FieldPath } from './view.ts';

/** Steps that can be taken back; older ones are forgotten. */
const MOST_STEPS = 500;
const MOST_ROWS = 500;

export interface FormSession {
  readonly document: CaseDocument;
  /** What follows from the answers; worked out when asked for, once per document. */
  readonly view: CaseView;
  /**
   * Puts an answer. The document is untouched when it is refused, so that whoever typed keeps the text.
   * Errors: `FORM_INVALID` with `field` and `problem`.
   */
  answer(path: FieldPath, value: FieldValue): Result<undefined>;
  /** Makes a field blank again. */
  clear(path: FieldPath): Result<undefined>;
  /** Adds a row at the end and gives its id. */
  addRow(subform: string, values?: Values): Result<string>;
  removeRow(subform: string, row: string): Result<undefined>;
  /** Ends the run of changes to one field that undo takes back together: on leaving it. */
  endRun(): void;
  /** Takes back the last change, whatever field it was in; gives the field to go to, if there was one. */
  undo(): FieldPath | undefined;
  redo(): FieldPath | undefined;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  /** What differs from the document as it was opened or last saved. */
  changes(): readonly Change[];
  /** The document as it is now becomes the one that changes are counted from. */
  saved(): void;
  /** A new day, a warning accepted, a field turned on. */
  setSetting(setting: EvaluationSetting): void;
  /** Called after every change of document or setting. Gives the way to stop it. */
  subscribe(listener: () => void): () => void;
}

interface Moment {
  readonly document: CaseDocument;
  /** Where the change was that led away from this moment. */
  readonly path: FieldPath;
}

/**
 * The answers of one case while somebody works on them: every change is a new document, the old ones stay for undo.
 *
 * @param newRowId gives an id for a row (16 random bytes, base64url).
 */
export function openSession(
  config: LoadedConfiguration,
  opened: CaseDocument,
  firstSetting: EvaluationSetting,
  newRowId: () => string,
): FormSession {
  let document = opened;
  let base = opened;
  let setting = firstSetting;
  let view: CaseView | undefined;
  let earlier: CaseView | undefined;
  let running: string | undefined;
  const past: Moment[] = [];
  const future: Moment[] = [];
  const listeners = new Set<() => void>();

  const changed = (): void => {
    earlier = view ?? earlier;
    view = undefined;
    for (const listener of listeners) listener();
  };
  /** `run`: changes of the same run are one step for undo. */
  const become = (next: CaseDocument, path: FieldPath, run: string | undefined): void => {
    if (run === undefined || run !== running) {
      past.push({ document, path });
      if (past.length > MOST_STEPS) past.shift();
    }
    running = run;
    future.length = 0;
    document = next;
    changed();
  };
  const move = (from: Moment[], to: Moment[]): FieldPath | undefined => {
    const moment = from.pop();
    if (moment === undefined) return undefined;
    to.push({ document, path: moment.path });
    document = moment.document;
    running = undefined;
    changed();
    return moment.path;
  };

  const answerable = (path: FieldPath): Result<LoadedField> => {
    const field = config.fields.get('rows' in path ? `${path.rows}.${path.field}` : path.field);
    if (field === undefined) return fail('FORM_INVALID', { field: path.field, problem: 'unknown_field' });
    if (field.calculate !== undefined || field.def.readOnly === true) {
      return fail('FORM_INVALID', { field: path.field, problem: 'read_only' });
    }
    const present = !('rows' in path) || rowsOf(document, path.rows).some((row) => row.id === path.row);
    return present ? ok(field) : fail('FORM_INVALID', { field: path.field, problem: 'unknown_field' });
  };
  const subformField = (subform: string): Result<LoadedField> => {
    const field = config.fields.get(subform);
    const found = field?.def.type === 'rows' && field.def.readOnly !== true;
    return found ? ok(field) : fail('FORM_INVALID', { field: subform, problem: 'unknown_field' });
  };

  return {
    get document() {
      return document;
    },
    get view() {
      view ??= evaluateCase(config, document, setting, earlier);
      return view;
    },
    get canUndo() {
      return past.length > 0;
    },
    get canRedo() {
      return future.length > 0;
    },
    answer(path, value) {
      const field = answerable(path);
      if (!field.ok) return field;
      const clean = cleanValue(field.value.def, value);
      if (!clean.ok) return clean;
      // Spaces are kept while typing; only nothing at all makes the field blank.
      const nothing = clean.value === '' || (typeof clean.value !== 'string' && isBlank(clean.value));
      become(withValue(document, path, nothing ? undefined : clean.value), path, pathKey(path));
      return ok(undefined);
    },
    clear(path) {
      const field = answerable(path);
      if (!field.ok) return field;
      become(withValue(document, path, undefined), path, undefined);
      return ok(undefined);
    },
    addRow(subform, values = {}) {
      const field = subformField(subform);
      if (!field.ok) return field;
      const rows = rowsOf(document, subform);
      if (rows.length >= MOST_ROWS) return fail('FORM_INVALID', { field: subform, problem: 'too_long' });
      const id = newRowId();
      // Somebody who adds a row has answered: an earlier "unknown" about the whole goes.
      const open = withValue(document, { field: subform }, undefined);
      become(withRows(open, subform, [...rows, { id, values }]), { field: subform }, undefined);
      return ok(id);
    },
    removeRow(subform, row) {
      const field = subformField(subform);
      if (!field.ok) return field;
      const rows = rowsOf(document, subform);
      const left = rows.filter((each) => each.id !== row);
      if (left.length === rows.length) return fail('FORM_INVALID', { field: subform, problem: 'unknown_field' });
      become(withRows(document, subform, left), { field: subform }, undefined);
      return ok(undefined);
    },
    endRun() {
      running = undefined;
    },
    undo: () => move(past, future),
    redo: () => move(future, past),
    changes: () => changesBetween(base, document),
    saved() {
      base = document;
      running = undefined;
    },
    setSetting(next) {
      setting = next;
      changed();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

const rowsOf = (document: CaseDocument, subform: string): readonly Row[] => own(document.rows, subform) ?? [];

function set(values: Values, field: string, value: FieldValue | undefined): Values {
  if (value !== undefined) return { ...values, [field]: value };
  return own(values, field) === undefined
    ? values
    : Object.fromEntries(Object.entries(values).filter(([id]) => id !== field));
}

function withRows(document: CaseDocument, subform: string, rows: readonly Row[]): CaseDocument {
  return { ...document, rows: { ...document.rows, [subform]: rows } };
}

function withValue(document: CaseDocument, path: FieldPath, value: FieldValue | undefined): CaseDocument {
  if (!('rows' in path)) return { ...document, values: set(document.values, path.field, value) };
  const rows = rowsOf(document, path.rows).map((row) =>
    row.id === path.row ? { ...row, values: set(row.values, path.field, value) } : row,
  );
  return withRows(document, path.rows, rows);
}
