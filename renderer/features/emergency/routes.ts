import type { RouteRecordRaw } from 'vue-router';

export const routes: readonly RouteRecordRaw[] = [
  { path: '/emergency', component: () => import('./EmergencyPage.vue') },
];
