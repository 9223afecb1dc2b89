import type { RouteRecordRaw } from 'vue-router';
import BeforeWork from './BeforeWork.vue';
import JoinScreen from './JoinScreen.vue';
import RecoverScreen from './RecoverScreen.vue';
import RestoreScreen from './RestoreScreen.vue';
import SignInScreen from './SignInScreen.vue';
import TroubleScreen from './TroubleScreen.vue';

export const routes: readonly RouteRecordRaw[] = [
  { path: '/sign-in', component: SignInScreen, meta: { entrance: true } },
  { path: '/before', component: BeforeWork, meta: { entrance: true } },
  { path: '/recover', component: RecoverScreen, meta: { entrance: true } },
  { path: '/join', component: JoinScreen, meta: { entrance: true } },
  { path: '/restore', component: RestoreScreen, meta: { entrance: true } },
  { path: '/trouble', component: TroubleScreen, meta: { entrance: true } },
];
