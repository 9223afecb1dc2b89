import { ShieldCheck } from '@lucide/vue';
import type { RouteRecordRaw } from 'vue-router';
import type { NavEntry } from '../../app/nav.ts';
import { useAuditStore } from './audit.store.ts';

export const routes: readonly RouteRecordRaw[] = [
  { path: '/audit', component: () => import('./AuditPage.vue'), meta: { right: 'audit.view' } },
];

export const nav: readonly NavEntry[] = [
  {
    id: 'audit',
    to: '/audit',
    label: 'audit.title',
    icon: ShieldCheck,
    right: 'audit.view',
    order: 85,
    count: () => useAuditStore().waiting || undefined,
    alert: true,
  },
];
