import { computed, type ComputedRef } from 'vue';
import { useI18n } from 'vue-i18n';
import type { ExportColumnView } from '#core/contracts/exports.contract.ts';
import { RECORD_KINDS } from '#core/finding/record-kinds.ts';
import type { FieldDef } from '#core/forms/types.ts';
import { useConfigurationStore } from '../../configuration.ts';
import { useFormats } from '../../i18n/format.ts';

export interface ColumnGroup {
  readonly id: string;
  readonly label: string;
  readonly columns: readonly ExportColumnView[];
}

interface ColumnWords {
  readonly label: (column: ExportColumnView) => string;
  readonly subform: (id: string) => string;
  /** What no form asks first, then form by form; the entries that are lines stand by themselves. */
  readonly groups: ComputedRef<readonly ColumnGroup[]>;
}

const TASKS = RECORD_KINDS.tasks.tells;
const TASK_LABELS: Readonly<Record<string, string>> = {
  [TASKS]: 'lists.list_tasks',
  [`${TASKS}.task`]: 'lists.column_task',
  [`${TASKS}.due`]: 'lists.column_due',
};

/** Columns in the words of the configuration and the language of the screen. */
export function useColumnWords(columns: () => readonly ExportColumnView[]): ColumnWords {
  const { t } = useI18n();
  const { say } = useFormats();
  const store = useConfigurationStore();
  void store.read();
  const fields = computed(() => {
    const found = new Map<string, FieldDef>();
    for (const field of (store.configuration?.forms ?? []).flatMap((form) => form.sections.flatMap((s) => s.fields))) {
      found.set(field.id, field);
      for (const inner of field.fields ?? []) found.set(`${field.id}.${inner.id}`, inner);
    }
    return found;
  });
  const labelOf = (id: string): string => {
    const task = TASK_LABELS[id];
    if (task !== undefined) return t(task);
    const def = fields.value.get(id);
    return def === undefined ? id : say(def.label);
  };
  function label({ id, form, rows }: ExportColumnView): string {
    if (form === undefined) return t(`export.fact_${id.replace('case.', '')}`);
    const counted = rows === undefined && fields.value.get(id)?.type === 'rows';
    return counted ? t('export.count_of', { entries: labelOf(id) }) : labelOf(id);
  }
  const groups = computed(() => {
    const parts: ColumnGroup[] = [
      { id: 'case', label: t('export.group_facts'), columns: columns().filter(({ form }) => form === undefined) },
    ];
    for (const form of store.configuration?.forms ?? []) {
      const own = columns().filter((column) => column.form === form.id);
      parts.push({ id: form.id, label: say(form.label), columns: own.filter(({ rows }) => rows === undefined) });
      for (const subform of new Set(own.flatMap(({ rows }) => rows ?? [])))
        parts.push({ id: subform, label: labelOf(subform), columns: own.filter(({ rows }) => rows === subform) });
    }
    // Tasks stand in no form.
    parts.push({ id: TASKS, label: labelOf(TASKS), columns: columns().filter(({ form }) => form === TASKS) });
    return parts.filter((part) => part.columns.length > 0);
  });
  return { label, subform: labelOf, groups };
}
