import { CheckCheck, Clock, Inbox, Usb } from '@lucide/vue';
import { computed, type Component, type ComputedRef } from 'vue';
import { useI18n } from 'vue-i18n';
import type { CaseLine, ListSort, ListedCase } from '#core/contracts/cases.contract.ts';
import type { ListColumn } from '#core/contracts/finding.contract.ts';
import { SENSITIVE_CLASS } from '#core/export/columns.ts';
import type { FieldDef } from '#core/forms/types.ts';
import { useConfigurationStore } from '../../configuration.ts';
import { useFormats } from '../../i18n/format.ts';
import type { GridColumn } from '../../ui/grid-column.ts';
import { useFindingStore } from '../finding/finding.store.ts';
import { useCaseListStore } from './case-list.store.ts';

type Column = GridColumn<ListedCase> & { readonly id: string };

const SORTS: Readonly<Record<string, ListSort>> = {
  risk: 'risk',
  code: 'code',
  child: 'name',
  age: 'age',
  status: 'status',
  updated: 'updated',
  registered: 'registered',
  office: 'office',
  owner: 'owner',
  concern: 'concern',
  exchange: 'exchange',
};
const ANSWER = 'answer:';
/** The key of the answer that stands in a column; undefined for the list's own columns. */
export const answerIn = (column: string): string | undefined =>
  column.startsWith(ANSWER) ? column.slice(ANSWER.length) : undefined;

/** The order that a heading stands for; undefined for a column that cannot be sorted. */
export const sortOf = (column: string): ListSort | undefined => {
  const answer = answerIn(column);
  return answer === undefined ? SORTS[column] : `answer:${answer}`;
};
/** The heading that shows an order; undefined for orders without a heading (match, urgency). */
export const columnOf = (sort: ListSort): string | undefined =>
  sort.startsWith(ANSWER) ? sort : Object.entries(SORTS).find(([, one]) => one === sort)?.[0];

/** They name the case, and stay where they are (ui-guide §7). */
const FIXED: readonly string[] = ['risk', 'code', 'child'];
/** What else a list shows as long as nobody chose; a wide window has room for one more. */
export const usualColumns = (wide: boolean): readonly ListColumn[] =>
  ['age', 'concern', 'status', ...(wide ? ['registered'] : []), 'updated', 'owner', 'exchange'].map((id) => ({ id }));

/** In rem, in a usual and in a wide window. */
const WIDTHS: Readonly<Record<string, readonly [number, number]>> = {
  age: [7.25, 9],
  concern: [11, 18],
  status: [5.75, 5.75],
  registered: [6.5, 6.5],
  updated: [7.75, 9],
  owner: [4, 4],
  exchange: [7.25, 7.25],
  office: [5, 6],
};

export interface OfferedColumn {
  readonly id: string;
  readonly label: string;
  readonly def?: FieldDef;
}
/** Every column that a list may show beside the fixed ones: its own, and answers that are not sensitive. */
export function useOfferedColumns(): ComputedRef<readonly OfferedColumn[]> {
  const { t } = useI18n();
  const { say } = useFormats();
  const store = useConfigurationStore();
  const finding = useFindingStore();
  const keys: Readonly<Record<string, string>> = { age: 'cases.sex_age', office: 'finding.on_office' };
  return computed(() => {
    const may = new Set(finding.reach?.answers);
    const answers = (store.configuration?.forms ?? [])
      .flatMap(({ sections }) => sections.flatMap(({ fields }) => fields))
      .filter(({ id, sensitivity }) => may.has(id) && sensitivity < SENSITIVE_CLASS);
    return [
      ...Object.keys(WIDTHS).map((id) => ({ id, label: t(keys[id] ?? `cases.${id}`) })),
      ...answers.map((def) => ({ id: `${ANSWER}${def.id}`, label: say(def.label), def })),
    ];
  });
}

/** The columns of the case list as they are shown now: those of the open view, of the person, or the usual ones. */
export function useCaseColumns(wide: () => boolean): ComputedRef<readonly Column[]> {
  const { t } = useI18n();
  const list = useCaseListStore();
  const finding = useFindingStore();
  const offered = useOfferedColumns();
  return computed(() => {
    const chosen = list.viewColumns ?? finding.columns ?? usualColumns(wide());
    return [
      { id: 'risk', label: t('cases.risk'), width: 7.75, pinned: true, sortable: true },
      { id: 'code', label: t('cases.code'), width: 8.5, pinned: true, sortable: true },
      { id: 'child', label: t('cases.child'), rowHeader: true, sortable: true },
      ...chosen.flatMap(({ id, width }): Column[] => {
        const known = FIXED.includes(id) ? undefined : offered.value.find((one) => one.id === id);
        if (known === undefined) return [];
        return [{ id, label: known.label, width: width ?? WIDTHS[id]?.[wide() ? 1 : 0] ?? 9, sortable: true }];
      }),
    ];
  });
}

interface ExchangeMark {
  readonly icon?: Component;
  readonly tone: 'plain' | 'muted' | 'warn';
}
/** How a case stands with the other offices, as a drawing; the word goes with it. */
export function exchangeMark(state: CaseLine['exchange']): ExchangeMark {
  switch (state) {
    case 'none':
      return { tone: 'muted' };
    case 'waiting':
      return { icon: Clock, tone: 'plain' };
    case 'written':
      return { icon: Usb, tone: 'plain' };
    case 'delivered':
      return { icon: CheckCheck, tone: 'muted' };
    case 'received':
      return { icon: Inbox, tone: 'muted' };
  }
}
