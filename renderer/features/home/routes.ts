import { House } from '@lucide/vue';
import type { RouteRecordRaw } from 'vue-router';
import type { NavEntry } from '../../app/nav.ts';
import { useDueTasksStore } from '../tasks/due-tasks.store.ts';

export const routes: readonly RouteRecordRaw[] = [
  { path: '/home', component: () => import('./HomePage.vue'), meta: { right: 'case.write' } },
];

/** Only for those who work on cases; others begin at the list or at their own task. */
export const nav: readonly NavEntry[] = [
  {
    id: 'home',
    to: '/home',
    label: 'home.title',
    icon: House,
    right: 'case.write',
    order: 5,
    count: () => useDueTasksStore().count,
    alert: true,
  },
];
