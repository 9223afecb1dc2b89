import { HardDrive } from '@lucide/vue';
import type { RouteRecordRaw } from 'vue-router';
import type { NavEntry } from '../../app/nav.ts';

export const routes: readonly RouteRecordRaw[] = [{ path: '/safety', component: () => import('./SafetyPage.vue') }];

export const nav: readonly NavEntry[] = [
  { id: 'safety', to: '/safety', label: 'safety.nav', icon: HardDrive, right: 'office.settings', order: 87 },
];
