import type { RouteRecordRaw } from 'vue-router';

export const routes: readonly RouteRecordRaw[] = [
  { path: '/code/:code', component: () => import('./CaseByCode.vue'), meta: { right: 'case.view' } },
  { path: '/case/:id', component: () => import('./CasePage.vue'), meta: { right: 'case.view', rail: true } },
];
