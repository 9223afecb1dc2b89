import { useI18n } from 'vue-i18n';
import type { FieldDef } from '#core/forms/types.ts';
import type { RowView } from '#core/forms/view.ts';
import { useAnswerWords } from './answer-words.ts';
import { useForm } from './form-state.ts';
import { rowName } from './records.ts';

interface RowWords {
  /** One answer of a row, for its column. */
  readonly cell: (def: FieldDef, row: RowView, column: string) => string;
  /** What the row is called; by its number while it has no answers. */
  readonly nameOf: (def: FieldDef, row: RowView, index: number) => string;
  readonly hasCheck: (row: RowView) => boolean;
}

/** Rows in words, and whether something in them is to be looked at. */
export function useRowWords(): RowWords {
  const { t } = useI18n();
  const form = useForm();
  const words = useAnswerWords(() => form.config.configuration);
  return {
    cell: (def, row, column) => {
      const view = row.fields.find((one) => one.def.id === column);
      if (view?.relevant !== true) return '';
      return form.masked.has(`${def.id}.${column}`) ? t('forms.closed') : words(view.def, view.value);
    },
    nameOf: (def, row, index) => rowName(def, row, words, form.masked) || t('forms.row_number', { number: index + 1 }),
    hasCheck: (row) =>
      form.checks.value.some(
        (check) => check.accepted === undefined && check.paths.some((path) => 'row' in path && path.row === row.id),
      ),
  };
}
