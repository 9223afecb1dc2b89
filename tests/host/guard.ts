import { registerHooks } from 'node:module';
import { isMainThread } from 'node:worker_threads';

// Loaded with --import in the main thread and, inherited, in every worker thread: decides what `import 'electron'` means.
const standIn = new URL('./electron.ts', import.meta.url).href;

registerHooks({
  resolve(specifier, context, next) {
    if (specifier !== 'electron' && !specifier.startsWith('electron/')) return next(specifier, context);
    if (!isMainThread) throw new Error('electron is not available in worker threads');
    return { url: standIn, format: 'module-typescript', shortCircuit: true };
  },
});
