import { Settings } from '@lucide/vue';
import type { RouteRecordRaw } from 'vue-router';
import type { NavEntry } from '../../app/nav.ts';
import SettingsScreen from './SettingsScreen.vue';

export const routes: readonly RouteRecordRaw[] = [{ path: '/settings', component: SettingsScreen }];
export const nav: readonly NavEntry[] = [
  { id: 'settings', to: '/settings', label: 'settings.title', icon: Settings, order: 90 },
];
