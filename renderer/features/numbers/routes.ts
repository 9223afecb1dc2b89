import { ChartColumn } from '@lucide/vue';
import type { RouteRecordRaw } from 'vue-router';
import type { NavEntry } from '../../app/nav.ts';

export const routes: readonly RouteRecordRaw[] = [
  { path: '/numbers', component: () => import('./DashboardPage.vue'), meta: { right: 'reports.view' } },
  { path: '/numbers/statistics', component: () => import('./StatisticsPage.vue'), meta: { right: 'reports.view' } },
  { path: '/numbers/reports', component: () => import('./ReportsPage.vue'), meta: { right: 'reports.view' } },
];

export const nav: readonly NavEntry[] = [
  { id: 'numbers', to: '/numbers', label: 'measures.title', icon: ChartColumn, right: 'reports.view', order: 38 },
];
