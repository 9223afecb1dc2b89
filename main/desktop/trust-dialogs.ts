import type { BrowserWindow } from 'electron';
import { basename } from 'node:path';
import { allowCapture } from './capture.ts';
import { chooseToOpen, saveAs } from './file-dialogs.ts';
import type { DesktopHandlers } from './gate.ts';
import type { OfficePort, PortReply } from './office-port.ts';

type TrustDialogs = Pick<
  DesktopHandlers,
  | 'codes.camera'
  | 'setup.saveJoinRequest'
  | 'setup.pickJoinAnswer'
  | 'computers.pickRequest'
  | 'trust.saveRequest'
  | 'trust.pickFile'
  | 'trust.saveFile'
  | 'trust.pickKey'
  | 'trust.pickFolder'
  | 'trust.pickRequest'
>;
type Picked = { ok: true; value: never } | { ok: true; value: null } | Extract<PortReply, { ok: false }>;

/** The dialogs of the programme's trust. A chosen path goes to the office worker; the page gets a token that names it. */
export function trustDialogs(port: OfficePort, window: () => BrowserWindow | undefined): TrustDialogs {
  /** Lets a person choose a file of a kind, and the worker read it. */
  async function pick(extension: string, verb: string): Promise<Picked> {
    const filters = [{ name: 'Hifadhi', extensions: [extension] }];
    const path = await chooseToOpen(window(), { properties: ['openFile'], filters });
    if (path === undefined) return { ok: true, value: null };
    const read = await port.shell(verb, { path });
    return read.ok ? { ok: true, value: read.value as never } : read;
  }
  return {
    'codes.camera': ({ on }) => {
      allowCapture(on ? window()?.webContents.id : undefined, ['video']);
      return Promise.resolve({ ok: true, value: {} });
    },
    'setup.saveJoinRequest': () =>
      saveAs(port, window(), { name: 'joinRequestName', write: 'writeJoinRequest', about: {} }),
    'setup.pickJoinAnswer': () => pick('hifadhi-computer-answer', 'readJoinAnswer'),
    'computers.pickRequest': () => pick('hifadhi-computer', 'readJoinRequest'),
    'trust.saveRequest': () => saveAs(port, window(), { name: 'requestName', write: 'writeRequest', about: {} }),
    'trust.saveFile': () => saveAs(port, window(), { name: 'trustFileName', write: 'writeTrustFile', about: {} }),
    'trust.pickFile': () => pick('hifadhi-trust', 'readTrustFile'),
    'trust.pickKey': () => pick('hifadhi-root-key', 'readRootKey'),
    'trust.pickRequest': () => pick('hifadhi-request', 'readRequest'),
    'trust.pickFolder': async () => {
      const path = await chooseToOpen(window(), { properties: ['openDirectory'] });
      if (path === undefined) return { ok: true, value: null };
      const named = await port.shell('namePlace', { path });
      return named.ok
        ? { ok: true, value: { place: (named.value as { place: string }).place, label: basename(path) } }
        : named;
    },
  };
}
