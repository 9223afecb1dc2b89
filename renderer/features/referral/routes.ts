import type { RouteRecordRaw } from 'vue-router';

export const routes: readonly RouteRecordRaw[] = [
  { path: '/case/:id/refer', component: () => import('./ReferPage.vue'), meta: { right: 'case.refer', rail: true } },
  { path: '/office-referrals', component: () => import('./OfficeReferralsPage.vue'), meta: { right: 'case.write' } },
  {
    path: '/office-referral/:referral',
    component: () => import('./OfficeReferralPage.vue'),
    meta: { right: 'case.write' },
  },
  { path: '/referral/:case/:referral', component: () => import('./ReceivedPage.vue'), meta: { right: 'case.write' } },
];
