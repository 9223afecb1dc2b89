import type { RouteRecordRaw } from 'vue-router';
import SetupScreen from './SetupScreen.vue';

export const routes: readonly RouteRecordRaw[] = [{ path: '/setup', component: SetupScreen, meta: { entrance: true } }];
