import type { RouteRecordRaw } from 'vue-router';

export const routes: readonly RouteRecordRaw[] = [
  { path: '/register', component: () => import('./RegisterSearch.vue'), meta: { right: 'case.register', rail: true } },
  {
    path: '/register/:draft',
    component: () => import('./RegisterDraft.vue'),
    meta: { right: 'case.register', rail: true },
  },
];
