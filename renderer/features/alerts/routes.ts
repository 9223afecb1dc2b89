import { ListChecks } from '@lucide/vue';
import type { RouteRecordRaw } from 'vue-router';
import type { NavEntry } from '../../app/nav.ts';
import { useAlertsStore } from './alerts.store.ts';

export const routes: readonly RouteRecordRaw[] = [
  { path: '/alerts', component: () => import('./AlertsPage.vue'), meta: { right: 'case.list' } },
];

export const nav: readonly NavEntry[] = [
  {
    id: 'alerts',
    to: '/alerts',
    label: 'alerts.title',
    icon: ListChecks,
    right: 'case.list',
    order: 15,
    count: () => useAlertsStore().found?.count,
  },
];
