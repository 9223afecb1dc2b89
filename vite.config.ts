import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';
import { printAssetsPlugin } from './scripts/print-assets.ts';
import { noticesPlugin } from './scripts/third-party-notices.ts';

/**
 * Code that several pages share is one file: a page that begins waited for a hundred small ones. Styles stay with their
 * pages, because their order counts.
 */
const common = { name: 'common', test: /\.(?:[cm]?[jt]s|vue)$/, minShareCount: 3 };

// The page. Base './' so that the same files work under app://hifadhi/ on Electron and on the test host. Nothing is
// inlined and no polyfill script is injected: the content security policy allows files of our own only.
export default defineConfig({
  root: 'renderer',
  base: './',
  plugins: [vue(), printAssetsPlugin(import.meta.dirname), noticesPlugin(import.meta.dirname, 'page')],
  define: {
    __VUE_I18N_LEGACY_API__: false,
    __VUE_PROD_DEVTOOLS__: false,
    __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: false,
  },
  server: { port: 5173, strictPort: true, host: '127.0.0.1' },
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    target: 'chrome140',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 4000,
    rolldownOptions: { output: { codeSplitting: { groups: [common] } } },
  },
});
