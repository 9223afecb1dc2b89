import { LayoutDashboard } from '@lucide/vue';
import type { RouteRecordRaw } from 'vue-router';
import type { NavEntry } from '../../app/nav.ts';
import { useRequestsStore } from './requests.store.ts';

export const routes: readonly RouteRecordRaw[] = [
  { path: '/team', component: () => import('./TeamPage.vue'), meta: { right: 'case.approve' } },
];

export const nav: readonly NavEntry[] = [
  {
    id: 'team',
    to: '/team',
    label: 'team.title',
    icon: LayoutDashboard,
    right: 'case.approve',
    order: 7,
    count: () => useRequestsStore().approvals?.length,
    alert: true,
  },
];
