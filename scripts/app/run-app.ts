import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { openDisplay } from './display.ts';
import { findEngine } from './find-engine.ts';

const root = join(import.meta.dirname, '../..');
const say = (text: string): void => {
  process.stderr.write(`[app] ${text}\n`);
};
const asRoot = process.getuid?.() === 0;

/**
 * Opens the built app and resolves with its exit code when it ends. Says which engine it runs on. Signals sent to this
 * process reach the app. `env` is added to the environment.
 */
export async function runApp(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<number> {
  const engine = findEngine(say);
  if (!engine) return 1;
  const display = await openDisplay();
  const isHost = engine.kind === 'host';
  say(isHost ? 'running in the test host (Chromium); development and demonstration only' : 'running on Electron');
  if (isHost) say('never put data of real people into it.');
  if (!display.isReal) {
    say(display.name === undefined ? 'no display: no window is shown.' : 'no display: the window is invisible.');
  }
  const sandbox = asRoot && !isHost ? ['--no-sandbox'] : [];
  const app = spawn(engine.path, [...sandbox, root, ...args], {
    stdio: 'inherit',
    env: {
      ...process.env,
      ...(display.name === undefined ? {} : { DISPLAY: display.name, HIFADHI_HOST_HEADED: '1' }),
      ...env,
    },
  });
  const pass = (): void => void app.kill('SIGTERM');
  const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, pass);
  try {
    return await new Promise<number>((resolve, reject) => {
      app.once('error', reject);
      app.once('exit', (code, signal) => {
        resolve(code ?? 128 + constants.signals[signal ?? 'SIGTERM']);
      });
    });
  } finally {
    for (const signal of signals) process.off(signal, pass);
    display.close();
  }
}
