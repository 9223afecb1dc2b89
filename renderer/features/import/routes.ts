import type { RouteRecordRaw } from 'vue-router';

export const routes: readonly RouteRecordRaw[] = [
  { path: '/import', component: () => import('./ImportPage.vue'), meta: { right: 'import.cases', rail: true } },
  { path: '/import/:run', component: () => import('./ImportRunPage.vue'), meta: { right: 'import.cases', rail: true } },
];
