import { UsersRound } from '@lucide/vue';
import type { RouteRecordRaw } from 'vue-router';
import type { NavEntry } from '../../app/nav.ts';
import PeopleScreen from './PeopleScreen.vue';

export const routes: readonly RouteRecordRaw[] = [
  { path: '/people', component: PeopleScreen, meta: { right: 'people.view' } },
  { path: '/people/set-up', component: () => import('./SetUpPage.vue'), meta: { right: 'people.manage' } },
];
export const nav: readonly NavEntry[] = [
  { id: 'people', to: '/people', label: 'people.title', icon: UsersRound, right: 'people.view', order: 80 },
];
