import type { RouteRecordRaw } from 'vue-router';

export const routes: readonly RouteRecordRaw[] = [
  { path: '/cases/same/:id', component: () => import('./SameChildPage.vue'), meta: { right: 'case.merge' } },
  { path: '/cases/compare/:a/:b', component: () => import('./ComparePage.vue'), meta: { right: 'case.merge' } },
  { path: '/cases/apart/:id/:merge', component: () => import('./ApartPage.vue'), meta: { right: 'case.merge' } },
];
