import { computed, reactive, ref, shallowRef, type ComputedRef, type Ref, type ShallowRef } from 'vue';
import type { CsvStyle, Exported, ExportColumnView, ExportOrder } from '#core/contracts/exports.contract.ts';
import type { CaseFormat } from '#core/export/formats.ts';
import type { Language } from '#core/forms/types.ts';
import type { CaseId } from '#core/ids.ts';
import { office, type Refused } from '../../bridge.ts';
import { useTerms, type Terms } from './use-terms.ts';

/** What was selected: cases, or entries of one kind with the cases in which they stand. */
export interface Chosen {
  readonly cases: readonly CaseId[];
  readonly only?: ExportOrder['only'] | undefined;
}
interface ExportChoices {
  format: CaseFormat;
  csv: CsvStyle;
  /** Of CSV: a subform each of whose entries is a line; undefined: each case. */
  rows: string | undefined;
  answers: ExportOrder['answers'];
  language: Language;
  names: boolean;
  /** The recipient is no part of this office. */
  outside: boolean;
}

export interface Exporting {
  readonly choices: ExportChoices;
  readonly terms: Terms;
  /** The columns that fit the choices. */
  readonly columns: ComputedRef<readonly ExportColumnView[]>;
  readonly subforms: ComputedRef<readonly string[]>;
  readonly chosen: ComputedRef<readonly ExportColumnView[]>;
  readonly mayNames: Ref<boolean>;
  readonly mayReadable: Ref<boolean>;
  readonly count: ShallowRef<{ readonly cases: number; readonly left: number } | undefined>;
  readonly isChosen: (column: ExportColumnView) => boolean;
  readonly choose: (columns: readonly ExportColumnView[], on: boolean) => void;
  readonly read: () => Promise<void>;
  readonly saving: Ref<boolean>;
  readonly saved: ShallowRef<Exported | undefined>;
  readonly refused: Ref<Refused | undefined>;
  /** False: the person changed their mind, or it was refused. */
  readonly save: () => Promise<boolean>;
  readonly stop: () => void;
}

/** What stands in front of every entry by itself where entries have a sheet of their own. */
const ENTRY = 'case.entry';

/** Whether a column has a place in the file that is chosen. */
function fits({ id, rows, names, primero }: ExportColumnView, choices: ExportChoices): boolean {
  if (names && !choices.names) return false;
  if (choices.format === 'primero') return primero;
  if (choices.format !== 'csv') return id !== ENTRY;
  return (rows === undefined || rows === choices.rows) && (id !== ENTRY || choices.rows !== undefined);
}

/** A file that is being put together of what was selected. Every choice starts where the least leaves. */
export function useExport({ cases, only }: Chosen, language: Language, today: string): Exporting {
  const choices = reactive<ExportChoices>({
    format: 'xlsx',
    csv: { separator: 'comma', mark: true },
    rows: only?.rows,
    answers: 'labels',
    language,
    names: false,
    outside: true,
  });
  const terms = useTerms(today);
  const offered = shallowRef<readonly ExportColumnView[]>([]);
  const mayNames = ref(false);
  const mayReadable = ref(false);
  const count = shallowRef<{ readonly cases: number; readonly left: number }>();
  /** What the person changed of what is usual. */
  const touched = reactive(new Map<string, boolean>());
  const refused = ref<Refused>();
  const saving = ref(false);
  const saved = shallowRef<Exported>();

  const columns = computed(() => offered.value.filter((column) => fits(column, choices)));
  /** Entries are in a file only where somebody asked for them: as its lines, or one by one. */
  const isChosen = ({ id, usual, rows, form }: ExportColumnView): boolean =>
    touched.get(id) ??
    (usual &&
      (only === undefined ? rows === undefined || choices.format === 'csv' : rows === only.rows || form === undefined));
  const chosen = computed(() => columns.value.filter(isChosen));

  async function read(): Promise<void> {
    const [offer, counted] = await Promise.all([
      office().exports.columns(only === undefined ? {} : { rows: only.rows }),
      office().exports.count({ cases: [...cases] }),
    ]);
    refused.value = offer.ok ? (counted.ok ? undefined : counted.error) : offer.error;
    if (offer.ok) {
      offered.value = offer.value.columns;
      mayNames.value = offer.value.mayNames;
      mayReadable.value = offer.value.mayReadable;
    }
    if (counted.ok) count.value = counted.value;
  }
  async function save(): Promise<boolean> {
    saving.value = true;
    const { format, csv, rows, answers, language: words, names, outside } = choices;
    const reply = await office().exports.save({
      format,
      csv: { ...csv },
      cases: [...cases],
      columns: chosen.value.map(({ id }) => id),
      lines: rows === undefined ? 'cases' : { rows },
      ...(only === undefined ? {} : { only }),
      answers,
      language: words,
      names,
      outside,
      terms: terms.order(),
    });
    saving.value = false;
    refused.value = reply.ok ? undefined : reply.error;
    if (!reply.ok || reply.value === null) return false;
    saved.value = reply.value;
    return true;
  }
  return {
    choices,
    terms,
    columns,
    subforms: computed(() => [...new Set(offered.value.flatMap(({ rows }) => rows ?? []))]),
    chosen,
    mayNames,
    mayReadable,
    count,
    isChosen,
    choose(list, on) {
      for (const { id } of list) touched.set(id, on);
    },
    read,
    saving,
    saved,
    refused,
    save,
    stop: () => void office().exports.stop({}),
  };
}
