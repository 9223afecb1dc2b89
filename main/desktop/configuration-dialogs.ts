import type { BrowserWindow } from 'electron';
import { chooseToOpen, saveAs } from './file-dialogs.ts';
import type { DesktopHandlers } from './gate.ts';
import type { OfficePort } from './office-port.ts';

type ConfigurationDialogs = Pick<DesktopHandlers, 'config.pick' | 'config.pickAreas' | 'config.save'>;

/** The dialogs of configurations and areas. The office worker reads and writes the file. */
export function configurationDialogs(port: OfficePort, window: () => BrowserWindow | undefined): ConfigurationDialogs {
  const look = async (verb: string, ending: string) => {
    const path = await chooseToOpen(window(), {
      properties: ['openFile'],
      filters: [{ name: 'Hifadhi', extensions: [ending] }],
    });
    if (path === undefined) return { ok: true as const, value: null };
    const read = await port.shell(verb, { path });
    return read.ok ? { ok: true as const, value: read.value as never } : read;
  };
  return {
    'config.pick': () => look('readConfiguration', 'hifadhi-config'),
    'config.pickAreas': () => look('readAreas', 'csv'),
    'config.save': () => saveAs(port, window(), { name: 'configurationName', write: 'writeConfiguration', about: {} }),
  };
}
