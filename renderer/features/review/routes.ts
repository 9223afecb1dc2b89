import { GitCompare } from '@lucide/vue';
import type { RouteRecordRaw } from 'vue-router';
import type { NavEntry } from '../../app/nav.ts';
import { useReviewCountStore } from './review-count.store.ts';

const page = { component: () => import('./ReviewPage.vue'), meta: { right: 'review.view', rail: true } } as const;

export const routes: readonly RouteRecordRaw[] = [
  { path: '/review', ...page },
  { path: '/review/:caseId', ...page },
];

export const nav: readonly NavEntry[] = [
  {
    id: 'review',
    to: '/review',
    label: 'review.title',
    icon: GitCompare,
    right: 'review.view',
    order: 20,
    count: () => useReviewCountStore().count,
    alert: true,
  },
];
