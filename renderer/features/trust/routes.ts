import type { RouteRecordRaw } from 'vue-router';

export const routes: readonly RouteRecordRaw[] = [
  { path: '/exchange/trust', component: () => import('./TrustPage.vue'), meta: { right: 'exchange.view' } },
  { path: '/exchange/authority', component: () => import('./AuthorityPage.vue'), meta: { right: 'exchange.trust' } },
];
