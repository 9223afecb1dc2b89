import type { RouteRecordRaw } from 'vue-router';
import RecoverScreen from './RecoverScreen.vue';
import SignInScreen from './SignInScreen.vue';
import TroubleScreen from './TroubleScreen.vue';

export const routes: readonly RouteRecordRaw[] = [
  { path: '/sign-in', component: SignInScreen, meta: { entrance: true } },
  { path: '/recover', component: RecoverScreen, meta: { entrance: true } },
  { path: '/trouble', component: TroubleScreen, meta: { entrance: true } },
];
