import type { BrowserWindow } from 'electron';
import { chooseToOpen } from './file-dialogs.ts';
import type { DesktopHandlers } from './gate.ts';
import type { OfficePort } from './office-port.ts';

type SafetyDialogs = Pick<DesktopHandlers, 'safety.pickPlace' | 'setup.pickBackup' | 'setup.pickRelayCard'>;

/** The dialogs of backups. The office worker writes into the folder, or looks what is in it. */
export function safetyDialogs(port: OfficePort, window: () => BrowserWindow | undefined): SafetyDialogs {
  const folder = async (verb: string) => {
    const path = await chooseToOpen(window(), { properties: ['openDirectory', 'createDirectory'] });
    if (path === undefined) return { ok: true as const, value: null };
    const read = await port.shell(verb, { path });
    return read.ok ? { ok: true as const, value: read.value as never } : read;
  };
  return {
    'safety.pickPlace': () => folder('chooseBackupPlace'),
    'setup.pickBackup': () => folder('lookForBackups'),
    'setup.pickRelayCard': async () => {
      const path = await chooseToOpen(window(), {
        properties: ['openFile'],
        filters: [{ name: 'Hifadhi', extensions: ['hifadhi-relay'] }],
      });
      if (path === undefined) return { ok: true, value: null };
      const read = await port.shell('nameRelayCard', { path });
      return read.ok ? { ok: true, value: read.value as never } : read;
    },
  };
}
