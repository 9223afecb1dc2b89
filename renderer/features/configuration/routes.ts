import type { RouteRecordRaw } from 'vue-router';

export const routes: readonly RouteRecordRaw[] = [
  {
    path: '/settings/configuration',
    component: () => import('./ConfigurationPage.vue'),
    meta: { right: 'office.settings' },
  },
];
