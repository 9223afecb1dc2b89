import type { RouteRecordRaw } from 'vue-router';
import SignInScreen from './SignInScreen.vue';
import TroubleScreen from './TroubleScreen.vue';

export const routes: readonly RouteRecordRaw[] = [
  { path: '/sign-in', component: SignInScreen, meta: { entrance: true } },
  { path: '/trouble', component: TroubleScreen, meta: { entrance: true } },
];
