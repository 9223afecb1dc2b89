import { builtinModules } from 'node:module';
import { defineConfig } from 'vite';
import { noticesPlugin } from './scripts/third-party-notices.ts';

// The shell and the office worker: ES modules, everything bundled except Electron, Node and the native module.
export default defineConfig({
  plugins: [noticesPlugin(import.meta.dirname, 'main', ['better-sqlite3-multiple-ciphers'])],
  ssr: { noExternal: true },
  build: {
    ssr: true,
    target: 'node24',
    outDir: 'dist/main',
    emptyOutDir: true,
    minify: false,
    sourcemap: true,
    rolldownOptions: {
      input: { index: 'main/desktop/index.ts', 'office-worker': 'main/office/worker.ts' },
      external: ['electron', 'better-sqlite3-multiple-ciphers', ...builtinModules, /^node:/],
      output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunk-[name]-[hash].js' },
    },
  },
});
