import { DoorOpen, ShieldAlert } from '@lucide/vue';
import type { RouteRecordRaw } from 'vue-router';
import type { NavEntry } from '../../app/nav.ts';
import { useAccessStore } from './access.store.ts';

export const routes: readonly RouteRecordRaw[] = [
  { path: '/emergency-access', component: () => import('./OpenPage.vue'), meta: { right: 'case.break-glass' } },
  { path: '/emergency-access/look', component: () => import('./LookPage.vue'), meta: { right: 'case.protect' } },
  { path: '/case/:id/protection', component: () => import('./ProtectionPage.vue'), meta: { right: 'case.view' } },
];

export const nav: readonly NavEntry[] = [
  {
    id: 'emergency-access',
    to: '/emergency-access',
    label: 'protection.open_nav',
    icon: DoorOpen,
    right: 'case.break-glass',
    order: 12,
  },
  {
    id: 'emergency-look',
    to: '/emergency-access/look',
    label: 'protection.look_nav',
    icon: ShieldAlert,
    right: 'case.protect',
    order: 22,
    count: () => useAccessStore().waiting,
    alert: true,
  },
];
