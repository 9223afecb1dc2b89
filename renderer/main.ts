import './forms/no-eval.ts';
import { createPinia } from 'pinia';
import { createApp } from 'vue';
import AppRoot from './app/AppRoot.vue';
import { lastResort } from './app/last-resort.ts';
import { i18n } from './i18n/i18n.ts';
import { router } from './router.ts';
import { useAppStore } from './stores/app.store.ts';
import { usePreferencesStore } from './stores/preferences.store.ts';
import './styles/index.css';

const app = createApp(AppRoot);
app.use(createPinia());
app.use(i18n);
app.config.errorHandler = lastResort;
window.addEventListener('unhandledrejection', (event) => {
  lastResort(event.reason);
});

// Whatever fails here, a page comes: without the state of the office it is the one that tells of trouble.
await Promise.allSettled([usePreferencesStore().read(), useAppStore().read(), useAppStore().readVersion()]);
app.use(router);
await router.isReady();
app.mount('#app');
