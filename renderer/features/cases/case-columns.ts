import { CheckCheck, Clock, Inbox, Usb } from '@lucide/vue';
import type { Component } from 'vue';
import type { CaseLine, ListQuery } from '#core/contracts/cases.contract.ts';
import type { GridColumn } from '../../ui/grid-column.ts';

type Sort = ListQuery['sort'];
type Column = GridColumn<CaseLine> & { readonly id: string };

const SORTS: Readonly<Record<string, Sort>> = {
  risk: 'risk',
  code: 'code',
  child: 'name',
  age: 'age',
  status: 'status',
  updated: 'updated',
  registered: 'registered',
};
/** The order that a heading stands for; undefined for a column that cannot be sorted. */
export const sortOf = (column: string): Sort | undefined => SORTS[column];
/** The heading that shows an order; undefined for orders without a heading (match, urgency). */
export const columnOf = (sort: Sort): string | undefined => Object.entries(SORTS).find(([, one]) => one === sort)?.[0];

/** The columns of the case list; `label` turns a message key into words; a wide window has room for one more. */
export const caseColumns = (label: (key: string) => string, wide: boolean): readonly Column[] => [
  { id: 'risk', label: label('cases.risk'), width: 7.75, pinned: true, sortable: true },
  { id: 'code', label: label('cases.code'), width: 8.5, pinned: true, sortable: true },
  { id: 'child', label: label('cases.child'), rowHeader: true, sortable: true },
  { id: 'age', label: label('cases.sex_age'), width: wide ? 9 : 7.25, sortable: true },
  { id: 'concern', label: label('cases.concern'), width: wide ? 18 : 11 },
  { id: 'status', label: label('cases.status'), width: 5.75, sortable: true },
  ...(wide ? [{ id: 'registered', label: label('cases.registered'), width: 6.5, sortable: true }] : []),
  { id: 'updated', label: label('cases.updated'), width: wide ? 9 : 7.75, sortable: true },
  { id: 'owner', label: label('cases.owner'), width: 4 },
  { id: 'exchange', label: label('cases.exchange'), width: 7.25 },
];

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
