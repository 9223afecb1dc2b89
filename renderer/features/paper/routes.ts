import type { RouteRecordRaw } from 'vue-router';

export const routes: readonly RouteRecordRaw[] = [
  {
    path: '/settings/paper',
    component: () => import('./PaperPage.vue'),
    meta: { right: 'office.settings', rail: true },
  },
];
