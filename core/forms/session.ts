import { changesBetween, sameValue } from '../records/changes.ts';
import type { Change } from '../records/changes.ts';
import { fail, ok } from '../result.ts';
import type { Result } from '../result.ts';
import { isBlank } from './answer-kind.ts';
import { childRows } from './child-rows.ts';
import { isLocked, isSystemField, withSavedRows } from './closed-changes.ts';
import type { LoadedConfiguration, LoadedField } from './config-index.ts';
import { rowsOf, withRows, withValue } from './document-edit.ts';
import { evaluateCase } from './evaluate.ts';
import { withFollowers } from './follow.ts';
import { withNewRow, withOpenedForm } from './new-rows.ts';
import { cleanValue } from './normalise.ts';
import type { CaseDocument, DateTimeValue, FieldValue, Values } from './types.ts';
import { fieldKey, pathKey } from './view.ts';
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
  /**
   * Adds a row at the end, prefilled, with the rows that its child tables begin with, and gives its id.
   * `parent`: for a child table, the row that it stands in.
   */
  addRow(subform: string, values?: Values, parent?: string): Result<string>;
  /** Removes a row, and of a record form's row the rows of its child tables. */
  removeRow(subform: string, row: string): Result<undefined>;
  /** Whether the row was saved in a subform to which rows are only added. */
  isLocked(subform: string, row: string): boolean;
  /**
   * Somebody opens a form. The first time, its blank fields are prefilled and its subforms get the rows they begin
   * with, as one step for undo.
   */
  openForm(form: string): void;
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
 * @param clock gives the minute at the office. It is asked at every change, and only then: nothing moves while somebody
 *   reads. Without it the minute of the setting stays.
 */
export function openSession(
  config: LoadedConfiguration,
  opened: CaseDocument,
  firstSetting: EvaluationSetting,
  newRowId: () => string,
  clock?: () => DateTimeValue,
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
  const openedForms = new Set<string>();
  const maker = () => ({ config, setting, newRowId });

  const changed = (): void => {
    earlier = view ?? earlier;
    view = undefined;
    for (const listener of listeners) listener();
  };
  const keepTime = (): void => {
    const moment = clock?.();
    if (moment !== undefined && !sameValue(moment, setting.moment)) setting = { ...setting, moment };
  };
  /** `run`: changes of the same run are one step for undo. */
  const become = (next: CaseDocument, path: FieldPath, run: string | undefined): void => {
    if (run === undefined || run !== running) {
      past.push({ document, path });
      if (past.length > MOST_STEPS) past.shift();
    }
    running = run;
    keepTime();
    future.length = 0;
    document = next;
    changed();
  };
  const put = (path: FieldPath, value: FieldValue | undefined, run: string | undefined): void => {
    become(withFollowers({ config, setting }, document, withValue(document, path, value), path), path, run);
  };
  /** A step that only took back rows that are saved for good is none: the one before it counts. */
  const move = (from: Moment[], to: Moment[]): FieldPath | undefined => {
    for (;;) {
      const moment = from.pop();
      if (moment === undefined) return undefined;
      const next = withSavedRows(config, base, moment.document);
      if (next !== moment.document && changesBetween(document, next).length === 0) continue;
      to.push({ document, path: moment.path });
      document = next;
      running = undefined;
      changed();
      return moment.path;
    }
  };

  const answerable = (path: FieldPath): Result<LoadedField> => {
    const field = config.fields.get(fieldKey(path));
    if (field === undefined) return fail('FORM_INVALID', { field: path.field, problem: 'unknown_field' });
    if (field.calculate !== undefined || field.def.readOnly === true || isSystemField(config, field)) {
      return fail('FORM_INVALID', { field: path.field, problem: 'read_only' });
    }
    if ('rows' in path && isLocked(config, base, path.rows, path.row)) {
      return fail('FORM_INVALID', { field: path.field, problem: 'row_locked' });
    }
    const present = !('rows' in path) || rowsOf(document, path.rows).some((row) => row.id === path.row);
    return present ? ok(field) : fail('FORM_INVALID', { field: path.field, problem: 'unknown_field' });
  };
  const subformField = (subform: string): Result<LoadedField> => {
    const field = config.fields.get(subform);
    const found = field?.def.type === 'rows' && field.def.readOnly !== true && !isSystemField(config, field);
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
      put(path, nothing ? undefined : clean.value, pathKey(path));
      return ok(undefined);
    },
    clear(path) {
      const field = answerable(path);
      if (!field.ok) return field;
      put(path, undefined, undefined);
      return ok(undefined);
    },
    addRow(subform, values = {}, parent) {
      const field = subformField(subform);
      if (!field.ok) return field;
      const { within } = field.value.def;
      const stands = within === undefined || rowsOf(document, within.rows).some(({ id }) => id === parent);
      if (!stands) return fail('FORM_INVALID', { field: subform, problem: 'unknown_field' });
      if (rowsOf(document, subform).length >= MOST_ROWS) {
        return fail('FORM_INVALID', { field: subform, problem: 'too_many' });
      }
      keepTime();
      const id = newRowId();
      const link = within === undefined || parent === undefined ? {} : { [within.by]: parent };
      become(
        withNewRow(document, subform, { id, values: { ...values, ...link } }, maker()),
        { field: subform },
        undefined,
      );
      return ok(id);
    },
    removeRow(subform, row) {
      const field = subformField(subform);
      if (!field.ok) return field;
      if (!rowsOf(document, subform).some(({ id }) => id === row)) {
        return fail('FORM_INVALID', { field: subform, problem: 'unknown_field' });
      }
      const children = config.children.get(subform) ?? [];
      const below = (child: LoadedField) => childRows(document, child.def, row);
      const locked =
        isLocked(config, base, subform, row) ||
        children.some((child) => below(child).some(({ id }) => isLocked(config, base, child.def.id, id)));
      if (locked) return fail('FORM_INVALID', { field: subform, problem: 'row_locked' });
      const left = withRows(
        document,
        subform,
        rowsOf(document, subform).filter(({ id }) => id !== row),
      );
      const next = children.reduce((all, child) => {
        const gone = new Set(below(child));
        return gone.size === 0
          ? all
          : withRows(
              all,
              child.def.id,
              rowsOf(all, child.def.id).filter((each) => !gone.has(each)),
            );
      }, left);
      become(next, { field: subform }, undefined);
      return ok(undefined);
    },
    isLocked: (subform, row) => isLocked(config, base, subform, row),
    openForm(id) {
      const form = config.forms.find(({ def }) => def.id === id);
      if (form === undefined || form.def.system === true || openedForms.has(id)) return;
      openedForms.add(id);
      keepTime();
      const next = withOpenedForm(document, form, maker());
      const [first] = form.sections.flatMap((section) => section.fields);
      if (next !== document && first !== undefined) become(next, { field: first.def.id }, undefined);
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
