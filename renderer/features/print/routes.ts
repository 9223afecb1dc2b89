import { FileChartColumn } from '@lucide/vue';
import type { RouteRecordRaw } from 'vue-router';
import type { NavEntry } from '../../app/nav.ts';

export const routes: readonly RouteRecordRaw[] = [
  { path: '/print', component: () => import('./ReportsPage.vue'), meta: { right: 'case.print' } },
  {
    path: '/print/:report(case-summary|case-summaries|case-history|registration|blank-registration|referral|handover|case-list|reminders)/:id?',
    component: () => import('./PrintPage.vue'),
    meta: { right: 'case.print', rail: true },
  },
];

export const nav: readonly NavEntry[] = [
  { id: 'reports', to: '/print', label: 'printing.reports', icon: FileChartColumn, right: 'case.print', order: 40 },
];
