import { Rows3 } from '@lucide/vue';
import type { RouteRecordRaw } from 'vue-router';
import type { NavEntry } from '../../app/nav.ts';

export const routes: readonly RouteRecordRaw[] = [
  { path: '/lists/:list?', component: () => import('./RecordsPage.vue'), meta: { right: 'case.list' } },
];

export const nav: readonly NavEntry[] = [
  { id: 'lists', to: '/lists', label: 'lists.title', icon: Rows3, right: 'case.list', order: 12 },
];
