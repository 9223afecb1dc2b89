import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';

export interface Display {
  /** Undefined when there is none and none can be made. */
  readonly name: string | undefined;
  readonly isReal: boolean;
  readonly close: () => void;
}

const nothing = (): undefined => undefined;

/** Whether somebody can see a window. Windows and macOS always have a screen. */
export const hasDisplay = (): boolean =>
  process.platform !== 'linux' || Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']);

/** The display of this computer, or an invisible one. Not xvfb-run: it does not pass signals on. */
export async function openDisplay(): Promise<Display> {
  if (hasDisplay()) return { name: process.env['DISPLAY'], isReal: true, close: nothing };
  if (!existsSync('/usr/bin/Xvfb')) return { name: undefined, isReal: false, close: nothing };
  const xvfb = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1600x1000x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const number = await new Promise<string>((resolve, reject) => {
    xvfb.stdio[3]?.once('data', (data: Buffer) => {
      resolve(data.toString().trim());
    });
    xvfb.once('exit', (code) => {
      reject(new Error(`Xvfb ended (${String(code)})`));
    });
  });
  return { name: `:${number}`, isReal: false, close: () => void xvfb.kill() };
}
