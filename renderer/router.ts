import { createRouter, createWebHashHistory } from 'vue-router';
import { featureRoutes, isShown, navEntries } from './app/nav.ts';
import AppFrame from './app/AppFrame.vue';
import { useAppStore } from './stores/app.store.ts';

/** Where a person begins (ui-guide §2): at the view they chose, at the page that the office names for what they may do, otherwise at the first one that they may open. */
export function homePath(): string {
  const { may, session } = useAppStore();
  const open = navEntries.filter((entry) => isShown(entry, may));
  if (session?.startView !== undefined && may('case.list')) {
    const { list, viewId } = session.startView;
    return `${list === 'cases' ? '/cases' : `/lists/${list}`}?saved=${viewId}`;
  }
  const start = open.find(({ id }) => id === session?.begins);
  return (start ?? open[0])?.to ?? '/settings';
}

const entrance = featureRoutes.filter((route) => route.meta?.entrance === true);
const inside = featureRoutes.filter((route) => route.meta?.entrance !== true);

export const router = createRouter({
  history: createWebHashHistory(),
  routes: [
    ...entrance,
    { path: '/', component: AppFrame, children: [{ path: '', redirect: () => homePath() }, ...inside] },
    { path: '/:rest(.*)*', redirect: '/' },
  ],
});

const PLACES = { 'first-start': '/setup', locked: '/sign-in', problem: '/trouble' } as const;

router.beforeEach((to) => {
  const { phase, may, session } = useAppStore();
  if (phase === undefined) return to.path === '/trouble' ? true : '/trouble';
  if (phase === 'locked' && to.path === '/recover') return true;
  if ((phase === 'first-start' || phase === 'problem') && to.path === '/restore') return true;
  if (phase === 'first-start' && to.path === '/join') return true;
  if (phase !== 'open') return to.path === PLACES[phase] ? true : { path: PLACES[phase], query: to.query };
  if (session !== undefined && session.before.length > 0) return to.path === '/before' ? true : '/before';
  if (to.meta.entrance === true && to.meta.right === undefined && to.path !== '/welcome') return homePath();
  return to.meta.right === undefined || may(to.meta.right) ? true : homePath();
});
