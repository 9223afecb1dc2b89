import type { BrowserWindow } from 'electron';
import { saveAs } from './file-dialogs.ts';
import type { DesktopHandlers } from './gate.ts';
import type { OfficePort } from './office-port.ts';

/** Asks where the register of processing is to lie as a table, and has the office write it there. */
export const processingDialog = (
  port: OfficePort,
  window: () => BrowserWindow | undefined,
): Pick<DesktopHandlers, 'processing.write'> => ({
  'processing.write': (order) =>
    saveAs(port, window(), { name: 'registerFileName', write: 'writeRegister', about: order }),
});
