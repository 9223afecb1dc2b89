// npm start: the app, on real Electron if it is here or can be downloaded, otherwise on the test host.
import { runApp } from './app/run-app.ts';
import { ensureBuilt } from './app/ensure-built.ts';

// Under `npm run dev` the watchers have built everything but the page, which comes from Vite.
if (process.env['HIFADHI_DEV_SERVER'] === undefined) ensureBuilt();
process.exitCode = await runApp(process.argv.slice(2));
