import inspector from 'node:inspector';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { commandLine, hostedApp } from './hosted-app.ts';

// What Electron's own binary does before the app's main file: `process` as the app expects it, the inspector when asked.
Object.assign(process, { type: 'browser', resourcesPath: join(hostedApp.dir, 'resources'), defaultApp: true });
process.argv = [process.execPath, ...commandLine];
// Playwright waits for the line "Debugger listening on ws://…" that this prints.
if (commandLine.some((a) => a.startsWith('--inspect'))) inspector.open(0, '127.0.0.1');
await import('./electron.ts');
await import(pathToFileURL(hostedApp.mainFile).href);
