import type { BrowserWindow } from 'electron';
import { chooseToOpen, saveAs } from './file-dialogs.ts';
import type { DesktopHandlers } from './gate.ts';
import type { OfficePort } from './office-port.ts';

const LISTS = [
  { name: 'CSV, XLSX, JSON', extensions: ['csv', 'tsv', 'txt', 'xlsx', 'json'] },
  { name: '*', extensions: ['*'] },
];

/** Asks for the file of an import, and where its verdicts are to lie. The office worker reads and writes; the page learns no path. */
export function importDialogs(
  port: OfficePort,
  window: () => BrowserWindow | undefined,
): Pick<DesktopHandlers, 'imports.choose' | 'imports.saveVerdicts'> {
  return {
    'imports.choose': async () => {
      const path = await chooseToOpen(window(), { properties: ['openFile'], filters: LISTS });
      if (path === undefined) return { ok: true, value: null };
      const taken = await port.shell('takeImportFile', { path });
      return taken.ok ? { ok: true, value: taken.value as never } : taken;
    },
    'imports.saveVerdicts': (about) => saveAs(port, window(), { name: 'verdictsName', write: 'saveVerdicts', about }),
  };
}
