import type { RouteRecordRaw } from 'vue-router';

export const routes: readonly RouteRecordRaw[] = [
  { path: '/export', component: () => import('./ExportPage.vue'), meta: { right: 'export.cases', rail: true } },
];
