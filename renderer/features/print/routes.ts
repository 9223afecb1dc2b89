import { FileChartColumn } from '@lucide/vue';
import type { RouteRecordRaw } from 'vue-router';
import type { NavEntry } from '../../app/nav.ts';

export const routes: readonly RouteRecordRaw[] = [
  { path: '/print', component: () => import('./ReportsPage.vue'), meta: { right: 'case.print' } },
  { path: '/print/case/:id', component: () => import('./CasePrints.vue'), meta: { right: 'case.print' } },
  { path: '/print/each', component: () => import('./PrintEach.vue'), meta: { right: 'case.print' } },
  {
    path: '/print/:report(case-summary|case-summaries|case-history|registration|form|layout|blank-registration|blank-form|referral|handover|case-list|record-list|reminders|photo-wall|statistics|monthly-sheet)/:id?',
    component: () => import('./PrintPage.vue'),
    meta: { right: 'case.print', rail: true },
  },
];

export const nav: readonly NavEntry[] = [
  { id: 'reports', to: '/print', label: 'printing.reports', icon: FileChartColumn, right: 'case.print', order: 40 },
];
