import type { BrowserWindow } from 'electron';
import { chooseToOpen, saveAs } from './file-dialogs.ts';
import type { DesktopHandlers } from './gate.ts';
import type { OfficePort } from './office-port.ts';

type ConfigurationDialogs = Pick<DesktopHandlers, 'config.pick' | 'config.save'>;

const ENDING = 'hifadhi-config';

/** The dialogs of configurations. The office worker reads and writes the file. */
export function configurationDialogs(port: OfficePort, window: () => BrowserWindow | undefined): ConfigurationDialogs {
  return {
    'config.pick': async () => {
      const path = await chooseToOpen(window(), {
        properties: ['openFile'],
        filters: [{ name: 'Hifadhi', extensions: [ENDING] }],
      });
      if (path === undefined) return { ok: true, value: null };
      const read = await port.shell('readConfiguration', { path });
      return read.ok ? { ok: true, value: read.value as never } : read;
    },
    'config.save': () => saveAs(port, window(), { name: 'configurationName', write: 'writeConfiguration', about: {} }),
  };
}
