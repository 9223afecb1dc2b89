import { Folder } from '@lucide/vue';
import type { RouteRecordRaw } from 'vue-router';
import type { NavEntry } from '../../app/nav.ts';
import { useCaseCountsStore } from './case-counts.store.ts';

export const routes: readonly RouteRecordRaw[] = [
  { path: '/cases', component: () => import('./CaseListPage.vue'), meta: { right: 'case.list' } },
];

export const nav: readonly NavEntry[] = [
  {
    id: 'cases',
    to: '/cases',
    label: 'cases.title',
    icon: Folder,
    right: 'case.list',
    order: 10,
    count: () => useCaseCountsStore().counts?.open,
  },
];
