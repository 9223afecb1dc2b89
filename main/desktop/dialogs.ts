import type { BrowserWindow, OpenDialogOptions } from 'electron';
import { statfsSync } from 'node:fs';
import { basename } from 'node:path';
import { chooseToOpen, saveAs } from './file-dialogs.ts';
import type { DesktopHandlers } from './gate.ts';
import type { OfficePort } from './office-port.ts';

type ExchangeDialogs = Pick<
  DesktopHandlers,
  'exchange.saveCard' | 'exchange.pickCard' | 'exchange.pickStick' | 'exchange.pickBundle' | 'relay.pickCard'
>;

/** The dialogs of exchange. A chosen path goes to the office worker; the page gets a token that names it. */
export function exchangeDialogs(port: OfficePort, window: () => BrowserWindow | undefined): ExchangeDialogs {
  const choose = (options: OpenDialogOptions) => chooseToOpen(window(), options);
  return {
    'exchange.saveCard': () => saveAs(port, window(), { name: 'cardFileName', write: 'writeCard', about: {} }),
    'exchange.pickCard': async () => {
      const path = await choose({
        properties: ['openFile'],
        filters: [{ name: 'Hifadhi', extensions: ['hifadhi-card'] }],
      });
      if (path === undefined) return { ok: true, value: null };
      const read = await port.shell('readCard', { path });
      return read.ok ? { ok: true, value: read.value as never } : read;
    },
    'relay.pickCard': async () => {
      const path = await choose({
        properties: ['openFile'],
        filters: [{ name: 'Hifadhi', extensions: ['hifadhi-relay'] }],
      });
      if (path === undefined) return { ok: true, value: null };
      const read = await port.shell('readRelayCard', { path });
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
