import type { RouteRecordRaw } from 'vue-router';

export const routes: readonly RouteRecordRaw[] = [
  {
    path: '/case/:id/hand-over',
    component: () => import('./HandOverPage.vue'),
    meta: { right: 'exchange.send', rail: true },
  },
];
