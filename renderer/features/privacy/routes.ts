import { Scale } from '@lucide/vue';
import type { RouteRecordRaw } from 'vue-router';
import type { NavEntry } from '../../app/nav.ts';
import { useAppStore } from '../../stores/app.store.ts';
import { useKeepingStore } from './keeping.store.ts';

const PROCESSING = { right: 'privacy.processing' } as const;

export const routes: readonly RouteRecordRaw[] = [
  {
    path: '/privacy',
    redirect: () => (useAppStore().may('privacy.breaches') ? '/privacy/incidents' : '/privacy/requests'),
  },
  {
    path: '/privacy/incidents',
    component: () => import('./BreachesPage.vue'),
    meta: { right: 'privacy.breaches' },
  },
  {
    path: '/privacy/incidents/:id',
    component: () => import('./BreachPage.vue'),
    meta: { right: 'privacy.breaches' },
  },
  {
    path: '/privacy/requests',
    component: () => import('./RequestsPage.vue'),
    meta: { right: 'privacy.requests' },
  },
  {
    path: '/privacy/requests/:id',
    component: () => import('./RequestPage.vue'),
    meta: { right: 'privacy.requests' },
  },
  { path: '/privacy/processing', component: () => import('./ProcessingPage.vue'), meta: PROCESSING },
  { path: '/privacy/processing/:number', component: () => import('./ProcessingVersionPage.vue'), meta: PROCESSING },
  { path: '/privacy/purposes', component: () => import('./PurposesPage.vue'), meta: PROCESSING },
  { path: '/privacy/assessment', component: () => import('./AssessmentPage.vue'), meta: PROCESSING },
  { path: '/privacy/self-check', component: () => import('./SelfCheckPage.vue'), meta: PROCESSING },
  { path: '/privacy/agreements', component: () => import('./AgreementsPage.vue'), meta: PROCESSING },
  { path: '/privacy/agreements/:id', component: () => import('./AgreementPage.vue'), meta: PROCESSING },
  { path: '/privacy/disputes/:caseId', component: () => import('./DisputesPage.vue'), meta: { right: 'case.view' } },
  {
    path: '/privacy/restrictions',
    component: () => import('./RestrictionsPage.vue'),
    meta: { right: 'privacy.requests' },
  },
  {
    path: '/privacy/keeping',
    component: () => import('./KeepingPage.vue'),
    meta: { right: 'privacy.erase' },
  },
  {
    path: '/privacy/keeping/:id',
    component: () => import('./EraseCasePage.vue'),
    meta: { right: 'privacy.erase' },
  },
  { path: '/privacy/holds', component: () => import('./HoldsPage.vue'), meta: { right: 'privacy.hold' } },
];

export const nav: readonly NavEntry[] = [
  {
    id: 'privacy',
    to: '/privacy',
    label: 'privacy.title',
    icon: Scale,
    right: 'privacy.breaches',
    orRight: 'privacy.requests',
    order: 86,
    count: () => useKeepingStore().waiting,
  },
];
