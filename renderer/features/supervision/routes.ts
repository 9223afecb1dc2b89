import type { RouteRecordRaw } from 'vue-router';

export const routes: readonly RouteRecordRaw[] = [
  { path: '/team/balance', component: () => import('./BalancePage.vue'), meta: { right: 'case.assign' } },
  { path: '/supervision', component: () => import('./SessionsPage.vue'), meta: { right: 'case.list' } },
  { path: '/supervision/new', component: () => import('./NewSessionPage.vue'), meta: { right: 'case.approve' } },
  {
    path: '/case/:id/checklist',
    component: () => import('./ChecklistPage.vue'),
    meta: { right: 'case.view', rail: true },
  },
];
