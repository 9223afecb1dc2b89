import { ArrowRightLeft } from '@lucide/vue';
import type { RouteRecordRaw } from 'vue-router';
import type { NavEntry } from '../../app/nav.ts';

export const routes: readonly RouteRecordRaw[] = [
  { path: '/exchange', component: () => import('./ExchangePage.vue'), meta: { right: 'exchange.view' } },
  { path: '/exchange/cards', component: () => import('./CardsPage.vue'), meta: { right: 'exchange.view' } },
  { path: '/exchange/relay', component: () => import('./RelayPage.vue'), meta: { right: 'exchange.view' } },
  { path: '/exchange/aside', component: () => import('./AsidePage.vue'), meta: { right: 'exchange.view' } },
  { path: '/exchange/write', component: () => import('./WritePage.vue'), meta: { right: 'exchange.send' } },
  { path: '/exchange/read', component: () => import('./ReadPage.vue'), meta: { right: 'exchange.receive' } },
];

export const nav: readonly NavEntry[] = [
  { id: 'exchange', to: '/exchange', label: 'exchange.title', icon: ArrowRightLeft, right: 'exchange.view', order: 30 },
];
