import { computed, reactive, ref, shallowRef, type ComputedRef, type Ref, type ShallowRef } from 'vue';
import type { Exported, ExportColumnView, ExportOrder } from '#core/contracts/exports.contract.ts';
import type { Language } from '#core/forms/types.ts';
import type { CaseId } from '#core/ids.ts';
import { office, type Refused } from '../../bridge.ts';

interface ExportChoices {
  purpose: string;
  /** A subform each of whose entries is a line; undefined: each case. */
  rows: string | undefined;
  answers: ExportOrder['answers'];
  language: Language;
  names: boolean;
  readable: boolean;
}

export interface Exporting {
  readonly choices: ExportChoices;
  /** The columns that fit the choices. */
  readonly columns: ComputedRef<readonly ExportColumnView[]>;
  readonly subforms: ComputedRef<readonly string[]>;
  readonly chosen: ComputedRef<readonly ExportColumnView[]>;
  readonly mayNames: Ref<boolean>;
  readonly count: ShallowRef<{ readonly cases: number; readonly left: number } | undefined>;
  readonly isChosen: (column: ExportColumnView) => boolean;
  readonly choose: (columns: readonly ExportColumnView[], on: boolean) => void;
  readonly read: () => Promise<void>;
  readonly purposeMissing: ComputedRef<boolean>;
  readonly saving: Ref<boolean>;
  readonly saved: ShallowRef<Exported | undefined>;
  readonly refused: Ref<Refused | undefined>;
  /** False: the person changed their mind, or it was refused. */
  readonly save: () => Promise<boolean>;
  readonly stop: () => void;
}

const SHORTEST = 3;

/** A file that is being put together for these cases. Every choice starts where the least leaves. */
export function useExport(cases: readonly CaseId[], language: Language): Exporting {
  const choices = reactive<ExportChoices>({
    purpose: '',
    rows: undefined,
    answers: 'labels',
    language,
    names: false,
    readable: false,
  });
  const offered = shallowRef<readonly ExportColumnView[]>([]);
  const mayNames = ref(false);
  const count = shallowRef<{ readonly cases: number; readonly left: number }>();
  /** What the person changed of what is usual. */
  const touched = reactive(new Map<string, boolean>());
  const refused = ref<Refused>();
  const saving = ref(false);
  const saved = shallowRef<Exported>();

  const columns = computed(() =>
    offered.value.filter(
      ({ id, rows, names }) =>
        (rows === undefined || rows === choices.rows) &&
        (!names || choices.names) &&
        (id !== 'case.entry' || choices.rows !== undefined),
    ),
  );
  const isChosen = ({ id, usual }: ExportColumnView): boolean => touched.get(id) ?? usual;
  const chosen = computed(() => columns.value.filter(isChosen));
  const purposeMissing = computed(() => choices.purpose.trim().length < SHORTEST);

  async function read(): Promise<void> {
    const [offer, counted] = await Promise.all([
      office().exports.columns({}),
      office().exports.count({ cases: [...cases] }),
    ]);
    refused.value = offer.ok ? (counted.ok ? undefined : counted.error) : offer.error;
    if (offer.ok) {
      offered.value = offer.value.columns;
      mayNames.value = offer.value.mayNames;
    }
    if (counted.ok) count.value = counted.value;
  }
  async function save(): Promise<boolean> {
    saving.value = true;
    const { purpose, rows, answers, language: words, names, readable } = choices;
    const reply = await office().exports.save({
      cases: [...cases],
      columns: chosen.value.map(({ id }) => id),
      lines: rows === undefined ? 'cases' : { rows },
      answers,
      language: words,
      names,
      sealed: !readable,
      purpose: purpose.trim(),
    });
    saving.value = false;
    refused.value = reply.ok ? undefined : reply.error;
    if (!reply.ok || reply.value === null) return false;
    saved.value = reply.value;
    return true;
  }
  return {
    choices,
    columns,
    subforms: computed(() => [...new Set(offered.value.flatMap(({ rows }) => rows ?? []))]),
    chosen,
    mayNames,
    count,
    isChosen,
    choose(list, on) {
      for (const { id } of list) touched.set(id, on);
    },
    read,
    purposeMissing,
    saving,
    saved,
    refused,
    save,
    stop: () => void office().exports.stop({}),
  };
}
