import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { Cdp } from './cdp.ts';
import { commandLine } from './hosted-app.ts';

export const headed = process.env['HIFADHI_HOST_HEADED'] === '1';

const executable = [
  process.env['HIFADHI_CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((p): p is string => p !== undefined && p !== '' && existsSync(p));
const profile = mkdtempSync(join(tmpdir(), 'hifadhi-host-'));
/** Only Playwright asks for a port; without it nothing listens. */
const wantsPort = commandLine.some((a) => a.startsWith('--remote-debugging-port'));
const noSandbox = process.getuid?.() === 0 || commandLine.includes('--no-sandbox');

/** What Chromium's first page shows until the app's first window takes it over. */
export const FIRST_PAGE = headed ? 'data:text/html,<title>Hifadhi</title>' : 'about:blank';

/** The browser's own surroundings, which no app has: each would be a page more to load. */
const NO_SURROUNDINGS = [
  'PreloadTopChromeWebUI',
  'WebUIOmniboxPopup',
  'WebUIOmniboxAimPopup',
  'WebUIOmniboxFullPopup',
  'MediaRouter',
  'Translate',
];
const SWITCHES = [
  '--remote-debugging-pipe',
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-default-apps',
  '--disable-extensions',
  '--metrics-recording-only',
  '--disable-breakpad',
  `--disable-features=${NO_SURROUNDINGS.join(',')},OptimizationHints,HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,PaintHolding,DestroyProfileOnBrowserClose`,
  '--password-store=basic',
  '--use-mock-keychain',
  '--force-color-profile=srgb',
  '--disable-dev-shm-usage',
  '--disable-infobars',
  '--test-type',
  '--lang=en-GB',
  // Nothing resolves: the network stays sealed even if the app's own filter fails.
  '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost',
];

let child: ChildProcess | undefined;

async function start(): Promise<Cdp> {
  if (executable === undefined) throw new Error('no Chromium found: sudo apt-get install chromium');
  const started = spawn(
    executable,
    [
      ...(headed ? [`--app=${FIRST_PAGE}`] : ['--headless', '--hide-scrollbars']),
      ...(noSandbox ? ['--no-sandbox'] : []),
      ...(wantsPort ? ['--remote-debugging-port=0'] : []),
      ...SWITCHES,
      `--user-data-dir=${profile}`,
      ...(headed ? [] : [FIRST_PAGE]),
    ],
    // Chromium quits when pipe 3 or 4 closes, so a killed host leaves no orphan behind.
    { stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'] },
  );
  child = started;
  const cdp = new Cdp(started.stdio[3] as Writable, started.stdio[4] as Readable);
  let text = '';
  const listening = new Promise<void>((resolve) => {
    started.stderr?.on('data', (data: Buffer) => {
      if (text.length < 20_000) text += data.toString();
      const line = wantsPort ? /DevTools listening on (ws:\/\/\S+)/.exec(text)?.[1] : undefined;
      if (line === undefined) return;
      text = '';
      process.stderr.write(`\nDevTools listening on ${line}\n`);
      resolve();
    });
  });
  const died = new Promise<never>((_resolve, reject) => {
    started.once('exit', (code) => {
      reject(new Error(`Chromium exited (${String(code)}): ${text.slice(-2000)}`));
    });
  });
  died.catch(() => undefined);
  await Promise.race([cdp.send('Browser.getVersion'), died]);
  if (wantsPort) await Promise.race([listening, died]);
  return cdp;
}

/** The connection to Chromium, started when the app starts. */
export const ready: Promise<Cdp> = start();

/** Ends Chromium and removes its throw-away profile; a graceful end would take two seconds and save nothing. */
export async function stop(): Promise<void> {
  await ready.then(
    (cdp) => {
      cdp.onClose = () => undefined;
    },
    () => undefined,
  );
  const running = child;
  if (running && running.exitCode === null && running.signalCode === null) {
    const gone = new Promise((resolve) => running.once('exit', resolve));
    running.kill('SIGKILL');
    await gone;
  }
  try {
    rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  } catch {
    // One of Chromium's helpers may still be writing; the folder is in the system's temporary directory.
  }
}

process.once('exit', () => child?.kill('SIGKILL'));
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
  process.once(signal, () => {
    void stop().finally(() => process.exit(0));
  });
}
