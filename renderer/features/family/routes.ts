import type { RouteRecordRaw } from 'vue-router';

export const routes: readonly RouteRecordRaw[] = [
  { path: '/case/:id/family', component: () => import('./FamilyPage.vue'), meta: { right: 'case.view', rail: true } },
];
