import { computed, type ComputedRef } from 'vue';
import { useI18n } from 'vue-i18n';
import type { RecordLine, RecordSort } from '#core/contracts/lists.contract.ts';
import type { ListColumn } from '#core/contracts/finding.contract.ts';
import { RECORD_KINDS, type RecordList } from '#core/finding/record-kinds.ts';
import { recordFields, useConfigurationStore } from '../../configuration.ts';
import { useFormats } from '../../i18n/format.ts';
import type { GridColumn } from '../../ui/grid-column.ts';
import { useListSetupStore } from './list-setup.store.ts';
import { useRecordListsStore } from './record-lists.store.ts';

type Column = GridColumn<RecordLine> & { readonly id: string };

export const CASE = 'case:';
/** What every list may say of the case that a record stands in, in rem. */
const CASE_COLUMNS: Readonly<Record<string, number>> = {
  age: 7.25,
  status: 5.75,
  registered: 6.5,
  updated: 7.75,
  owner: 4,
  office: 5,
  exchange: 7.25,
};
/** Of what is wider than the usual answer. */
const WIDE: Readonly<Record<string, number>> = { '@task': 16, '@due': 11, '@children': 14, '@family': 11 };
const USUAL = 9;
/** They name the case, and stay where they are (ui-guide §7). */
const FIXED = ['risk', 'code', 'child'] as const;
const CASE_SORTS: Readonly<Record<string, RecordSort>> = {
  risk: 'case:risk',
  code: 'case:code',
  child: 'case:name',
  'case:age': 'case:age',
  'case:status': 'case:status',
  'case:registered': 'case:registered',
  'case:updated': 'case:updated',
  'case:owner': 'case:owner',
  'case:office': 'case:office',
  'case:exchange': 'case:exchange',
  '@due': 'at',
};
/** All cases of a family are one line: it has an order by its number and by the latest change only. */
const FAMILY_SORTS: Readonly<Record<string, RecordSort>> = { '@family': 'case:code', 'case:updated': 'case:updated' };
const NOT_SORTED: ReadonlySet<string> = new Set(['@task', '@children', '@family']);

export interface RecordColumns {
  /** Every column that the list may show beside the fixed ones. */
  readonly offered: ComputedRef<readonly { readonly id: string; readonly label: string }[]>;
  /** Those that are chosen now. */
  readonly chosen: ComputedRef<readonly ListColumn[]>;
  readonly columns: ComputedRef<readonly Column[]>;
  /** The order that a heading stands for; undefined for a column that cannot be sorted. */
  readonly sortOf: (column: string) => RecordSort | undefined;
  readonly columnOf: (sort: RecordSort) => string | undefined;
}

/** The columns of a list: those of the open view, of the person, or the usual ones. */
export function useRecordColumns(list: () => RecordList): RecordColumns {
  const { t } = useI18n();
  const { say } = useFormats();
  const configuration = useConfigurationStore();
  const setup = useListSetupStore();
  const lists = useRecordListsStore();
  const kind = computed(() => RECORD_KINDS[list()]);
  const isSorted = (id: string): boolean => setup.setup?.facts.includes(id) === true && !kind.value.people.includes(id);

  function sortOf(column: string): RecordSort | undefined {
    if (kind.value.of === 'family') return FAMILY_SORTS[column];
    if (NOT_SORTED.has(column)) return undefined;
    if (column === kind.value.at && isSorted(column)) return 'at';
    return CASE_SORTS[column] ?? (isSorted(column) ? column : undefined);
  }
  const offered = computed(() => {
    const fields = recordFields(configuration.configuration, list());
    const known = fields.filter(
      ({ id }) => kind.value.texts.includes(id) || kind.value.facts.includes(id) || setup.setup?.facts.includes(id),
    );
    return [
      ...known.map((def) => ({ id: def.id, label: say(def.label) })),
      ...kind.value.texts
        .filter((id) => id.startsWith('@'))
        .map((id) => ({ id, label: t(`lists.column_${id.slice(1)}`) })),
      ...Object.keys(CASE_COLUMNS).map((id) => ({
        id: `${CASE}${id}`,
        label: t(id === 'age' ? 'cases.sex_age' : id === 'office' ? 'finding.on_office' : `cases.${id}`),
      })),
    ];
  });
  const usual = computed((): readonly ListColumn[] => kind.value.columns.map((id) => ({ id })));
  const chosen = computed(() => lists.now.columns ?? setup.setup?.columns ?? usual.value);
  const columns = computed(() => [
    { id: 'risk', label: t('cases.risk'), width: 7.75, pinned: true, sortable: sortOf('risk') !== undefined },
    { id: 'code', label: t('cases.code'), width: 8.5, pinned: true, sortable: sortOf('code') !== undefined },
    { id: 'child', label: t('cases.child'), rowHeader: true, sortable: sortOf('child') !== undefined },
    ...chosen.value.flatMap(({ id, width }): Column[] => {
      const known = offered.value.find((one) => one.id === id);
      if (known === undefined) return [];
      const own = id.startsWith(CASE) ? CASE_COLUMNS[id.slice(CASE.length)] : WIDE[id];
      return [{ id, label: known.label, width: width ?? own ?? USUAL, sortable: sortOf(id) !== undefined }];
    }),
  ]);
  const columnOf = (sort: RecordSort): string | undefined =>
    [...FIXED, ...chosen.value.map(({ id }) => id)].find((id) => sortOf(id) === sort);
  return { offered, chosen, columns, sortOf, columnOf };
}
