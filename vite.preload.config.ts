import { defineConfig } from 'vite';
import { noticesPlugin } from './scripts/third-party-notices.ts';

// A sandboxed preload cannot be an ES module: one CommonJS file in which only require('electron') survives.
export default defineConfig({
  plugins: [noticesPlugin(import.meta.dirname, 'preload')],
  ssr: { noExternal: true },
  build: {
    ssr: true,
    target: 'chrome140',
    outDir: 'dist/preload',
    emptyOutDir: true,
    minify: false,
    sourcemap: false,
    rolldownOptions: {
      input: { index: 'preload/index.ts' },
      external: ['electron'],
      output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
    },
  },
});
