import { computed, ref, shallowRef, type ComputedRef, type Ref } from 'vue';
import { useI18n } from 'vue-i18n';
import type { LayoutDef, LayoutsDef } from '#core/forms/layout-def.ts';
import type { FormDef } from '#core/forms/types.ts';
import { usualPaper, type OfficePaper } from '#core/reports/office-paper.ts';
import { office, type Refused } from '../../bridge.ts';
import { useConfigurationStore } from '../../configuration.ts';
import { useFormats } from '../../i18n/format.ts';
import type { Report } from './print-choices.ts';

interface Papers {
  /** The configuration and what the office changed of it are here. */
  readonly ready: Ref<boolean>;
  readonly refused: Ref<Refused | undefined>;
  readonly layouts: ComputedRef<LayoutsDef | undefined>;
  /** Forms that can be printed, in their order. */
  readonly forms: ComputedRef<readonly FormDef[]>;
  readonly changed: Ref<OfficePaper>;
  readonly paper: ComputedRef<'A4' | 'Letter'>;
  readonly layout: (id: string) => LayoutDef | undefined;
  /** What a report is called on screen. */
  readonly title: (report: Report) => string;
  readonly read: () => Promise<void>;
}

/** What can be printed here, and how it looks at this office. */
export function usePapers(): Papers {
  const { t } = useI18n();
  const { say } = useFormats();
  const store = useConfigurationStore();
  const ready = ref(false);
  const refused = ref<Refused>();
  const changed = shallowRef<OfficePaper>({});
  const layouts = computed(() => store.configuration?.layouts);
  const forms = computed(() => (store.configuration?.forms ?? []).filter(({ system }) => system !== true));
  async function read(): Promise<void> {
    const [own] = await Promise.all([office().paper.get({}), store.read()]);
    refused.value = own.ok ? store.refused : own.error;
    if (!own.ok || store.configuration === undefined) return;
    changed.value = own.value.office;
    ready.value = true;
  }
  void read();
  const layout = (id: string): LayoutDef | undefined => layouts.value?.reports.find((one) => one.id === id);
  const title = (report: Report): string => {
    if (report.kind === 'layout') {
      const found = layout(report.layout);
      return found === undefined ? t('printing.reports') : say(found.label);
    }
    if ('form' in report) {
      const found = forms.value.find(({ id }) => id === report.form);
      const name = found === undefined ? t('printing.reports') : say(found.label);
      return report.kind === 'blank-form' ? t('printing.blank', { form: name }) : name;
    }
    return report.kind === 'record-list' ? t(`lists.list_${report.list}`) : t(`printing.title_${report.kind}`);
  };
  const paper = computed(() => usualPaper(changed.value, layouts.value));
  return { ready, refused, layouts, forms, changed, paper, layout, title, read };
}
