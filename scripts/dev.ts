// npm run dev: the page from Vite's server with hot reload; shell, worker and preload rebuilt on change, app restarted.
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { build, createServer } from 'vite';

const CONFIGS = ['vite.main.config.ts', 'vite.preload.config.ts'];
/** Several files saved at once restart the app once. */
const SETTLE_MS = 100;

const server = await createServer({ configFile: 'vite.config.ts' });
await server.listen();
const url = `http://127.0.0.1:${String(server.config.server.port)}`;
server.printUrls();

let app: ChildProcess | undefined;
let timer: NodeJS.Timeout | undefined;

async function restart(): Promise<void> {
  const old = app;
  app = undefined;
  if (old?.exitCode === null) {
    const gone = new Promise((resolve) => old.once('exit', resolve));
    old.kill('SIGTERM');
    await gone;
  }
  const started = spawn(process.execPath, [join(import.meta.dirname, 'start.ts'), ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...process.env, HIFADHI_DEV_SERVER: url },
  });
  app = started;
  started.once('exit', (code) => {
    if (app === started) process.exit(code ?? 0);
  });
}

let built = 0;
for (const configFile of CONFIGS) {
  const watcher = await build({ configFile, logLevel: 'warn', build: { watch: {} } });
  if (!('on' in watcher)) throw new Error(`${configFile} is not being watched`);
  watcher.on('event', (event) => {
    if (event.code !== 'END' || ++built < CONFIGS.length) return;
    clearTimeout(timer);
    timer = setTimeout(() => void restart(), SETTLE_MS);
  });
}

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
  process.once(signal, () => {
    const last = app;
    app = undefined;
    last?.once('exit', () => process.exit(0));
    if (last) last.kill('SIGTERM');
    else process.exit(0);
  });
}
