import { dialog, type BrowserWindow, type OpenDialogOptions } from 'electron';
import { statfsSync } from 'node:fs';
import { basename } from 'node:path';
import type { DesktopHandlers } from './gate.ts';
import type { OfficePort } from './office-port.ts';

type ExchangeDialogs = Pick<
  DesktopHandlers,
  'exchange.saveCard' | 'exchange.pickCard' | 'exchange.pickStick' | 'exchange.pickBundle'
>;

/** The dialogs of exchange. A chosen path goes to the office worker; the page gets a token that names it. */
export function exchangeDialogs(port: OfficePort, window: () => BrowserWindow | undefined): ExchangeDialogs {
  const choose = async (options: OpenDialogOptions): Promise<string | undefined> => {
    const owner = window();
    const answer = owner ? await dialog.showOpenDialog(owner, options) : await dialog.showOpenDialog(options);
    return answer.canceled ? undefined : answer.filePaths[0];
  };
  return {
    'exchange.saveCard': async () => {
      const name = await port.shell('cardFileName', {});
      if (!name.ok) return name;
      const { fileName } = name.value as { fileName: string };
      const owner = window();
      const options = { defaultPath: fileName, filters: [{ name: 'Hifadhi', extensions: ['hifadhi-card'] }] };
      const answer = owner ? await dialog.showSaveDialog(owner, options) : await dialog.showSaveDialog(options);
      if (answer.canceled || answer.filePath === '') return { ok: true, value: null };
      const written = await port.shell('writeCard', { path: answer.filePath });
      return written.ok ? { ok: true, value: { fileName: basename(answer.filePath) } } : written;
    },
    'exchange.pickCard': async () => {
      const path = await choose({
        properties: ['openFile'],
        filters: [{ name: 'Hifadhi', extensions: ['hifadhi-card'] }],
      });
      if (path === undefined) return { ok: true, value: null };
      const read = await port.shell('readCard', { path });
      return read.ok ? { ok: true, value: read.value as never } : read;
    },
    'exchange.pickStick': async () => {
      const path = await choose({ properties: ['openDirectory'] });
      if (path === undefined) return { ok: true, value: null };
      let freeBytes: number;
      try {
        const disk = statfsSync(path);
        freeBytes = disk.bavail * disk.bsize;
      } catch {
        return { ok: false, error: { code: 'SYNC_STICK_REMOVED', params: {} } };
      }
      const named = await port.shell('namePlace', { path });
      if (!named.ok) return named;
      const { place } = named.value as { place: string };
      return { ok: true, value: { place, label: basename(path), freeBytes } };
    },
    'exchange.pickBundle': async () => {
      const path = await choose({
        properties: ['openFile'],
        filters: [{ name: 'Hifadhi', extensions: ['hifadhi'] }],
      });
      if (path === undefined) return { ok: true, value: null };
      const named = await port.shell('takeBundle', { path });
      return named.ok ? { ok: true, value: named.value as { place: string } } : named;
    },
  };
}
