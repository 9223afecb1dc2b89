import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { makeCodec } from './codec.ts';
import { makeBridge } from './page-bridge.ts';
import { makePageElectron } from './page-electron.ts';

/** Unguessable prefix of everything the host puts into a page. */
export const TAG = `h${randomBytes(8).toString('hex')}`;
export const WORLD = 'Electron Isolated Context';
export const codec = makeCodec();
export const BINDING = `${TAG}ipc`;

const tag = JSON.stringify(TAG);

/** Script of the page's own world: only the other half of the bridge, before any script of the page. */
export const mainWorldScript = `if (window === window.top) (${makeBridge.toString()})(${tag}, 'M', 'I');`;

/** Script of the isolated world: `require('electron')` and the preload file, which sees nothing else of Node. */
export function isolatedWorldScript(preload: string | undefined): string {
  const source = preload === undefined ? '' : readFileSync(preload, 'utf8');
  const processStub = { type: 'renderer', sandboxed: true, contextIsolated: true, platform: process.platform };
  return `if (window === window.top) {
  const codec = (${makeCodec.toString()})();
  const post = (text) => globalThis[${JSON.stringify(BINDING)}](text);
  const tell = (message) => post(codec.encode(message));
  const bridge = (${makeBridge.toString()})(${tag}, 'I', 'M',
    (request) => tell({ t: 'open', ...request }), (input) => tell({ t: 'key', input }));
  const { electron, receive } = (${makePageElectron.toString()})(codec, bridge, post);
  globalThis[${tag} + 'in'] = receive;
  const require = (name) => {
    if (name === 'electron' || name === 'electron/renderer') return electron;
    throw new Error('module not found: ' + name);
  };
  try {
    (function (require, module, exports, process) {${source}
})(require, { exports: {} }, {}, Object.freeze(${JSON.stringify(processStub)}));
  } catch (error) {
    console.error('preload failed: ' + (error && error.stack || error));
  }
}`;
}
