import type { BrowserWindow } from 'electron';
import type { SavedNumbers } from '#core/contracts/reports.contract.ts';
import { chooseToSave, fileNameIn } from './file-dialogs.ts';
import type { DesktopHandlers } from './gate.ts';
import type { OfficePort } from './office-port.ts';

/** Asks where a table of numbers is to lie, and has the office write it there. The page learns no path. */
export const reportDialog = (
  port: OfficePort,
  window: () => BrowserWindow | undefined,
): Pick<DesktopHandlers, 'reports.write'> => ({
  'reports.write': async (order) => {
    const named = await port.shell('reportFileName', order);
    if (!named.ok) return named;
    const path = await chooseToSave(window(), fileNameIn(named.value));
    if (path === undefined) return { ok: true, value: null };
    const written = await port.shell('writeReport', { ...order, path });
    return written.ok ? { ok: true, value: written.value as SavedNumbers } : written;
  },
});
