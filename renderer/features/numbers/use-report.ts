import { computed, ref, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue';
import type { NumberView } from '#core/contracts/measures.contract.ts';
import type { KnownReport, ReportChoices } from '#core/contracts/reports.contract.ts';
import type { ReportDef } from '#core/measures/report-def.ts';
import { office, type Refused } from '../../bridge.ts';

interface ReportWork {
  readonly choices: ShallowRef<ReportChoices | undefined>;
  /** What is being made up; undefined: nothing yet. */
  readonly def: ShallowRef<ReportDef | undefined>;
  /** The kept report that it began from. */
  readonly chosen: ComputedRef<KnownReport | undefined>;
  readonly name: Ref<string>;
  readonly shared: Ref<boolean>;
  readonly outside: Ref<boolean>;
  readonly result: ShallowRef<NumberView | undefined>;
  readonly refused: Ref<Refused | undefined>;
  readonly read: () => Promise<void>;
  readonly run: () => Promise<void>;
  readonly choose: (report: KnownReport, name: string) => void;
  readonly begin: () => void;
  /** Whether it was done; false: refused. */
  readonly save: () => Promise<boolean>;
  readonly remove: () => Promise<boolean>;
}

/** Cases by sex: something to begin from. */
const FIRST: ReportDef = {
  count: 'cases',
  lines: { by: 'split', split: 'age' },
  columns: { by: 'split', split: 'sex' },
};

/** Reports that are there, and one that is being made up: it is counted anew with every choice. */
export function useReport(): ReportWork {
  const choices = shallowRef<ReportChoices>();
  const def = shallowRef<ReportDef>();
  const chosenId = ref<string>();
  const name = ref('');
  const shared = ref(false);
  const outside = ref(false);
  const result = shallowRef<NumberView>();
  const refused = ref<Refused>();
  const chosen = computed(() => choices.value?.reports.find(({ id }) => id === chosenId.value));
  let round = 0;

  async function read(): Promise<void> {
    const reply = await office().reports.list({});
    refused.value = reply.ok ? undefined : reply.error;
    if (reply.ok) choices.value = reply.value;
  }
  async function run(): Promise<void> {
    const mine = (round += 1);
    if (def.value === undefined) return;
    const reply = await office().reports.run({ def: def.value, outside: outside.value });
    if (mine !== round) return;
    refused.value = reply.ok ? undefined : reply.error;
    result.value = reply.ok ? reply.value : undefined;
  }
  watch([def, outside], run);

  function choose(report: KnownReport, called: string): void {
    chosenId.value = report.id;
    name.value = called;
    shared.value = report.of === 'office';
    def.value = report.def;
  }
  function begin(): void {
    chosenId.value = undefined;
    name.value = '';
    shared.value = false;
    def.value = FIRST;
  }
  async function save(): Promise<boolean> {
    if (def.value === undefined) return false;
    const id = chosen.value?.mine === true ? { id: chosen.value.id } : {};
    const reply = await office().reports.save({ ...id, name: name.value, shared: shared.value, def: def.value });
    if (!reply.ok) {
      refused.value = reply.error;
      return false;
    }
    await read();
    chosenId.value = reply.value.id;
    return true;
  }
  async function remove(): Promise<boolean> {
    if (chosen.value?.mine !== true) return false;
    const reply = await office().reports.remove({ id: chosen.value.id });
    refused.value = reply.ok ? undefined : reply.error;
    if (!reply.ok) return false;
    chosenId.value = undefined;
    await read();
    return true;
  }
  void read();
  return {
    choices,
    def,
    chosen,
    name,
    shared,
    outside,
    result,
    refused,
    read,
    run,
    choose,
    begin,
    save,
    remove,
  };
}
