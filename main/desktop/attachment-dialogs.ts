import type { BrowserWindow } from 'electron';
import { OFFERED_ENDINGS } from '#core/attachments/kinds.ts';
import { allowCapture } from './capture.ts';
import { chooseToOpen, saveAs } from './file-dialogs.ts';
import type { DesktopHandlers } from './gate.ts';
import type { OfficePort } from './office-port.ts';

type AttachmentDialogs = Pick<DesktopHandlers, 'attachments.pick' | 'attachments.save' | 'attachments.capture'>;

/** Choosing a file to attach, and a place for a readable copy. The page learns no path. */
export function attachmentDialogs(port: OfficePort, window: () => BrowserWindow | undefined): AttachmentDialogs {
  return {
    'attachments.pick': async (about) => {
      const path = await chooseToOpen(window(), {
        properties: ['openFile'],
        filters: [{ name: 'Hifadhi', extensions: [...OFFERED_ENDINGS[about.kind]] }],
      });
      if (path === undefined) return { ok: true, value: null };
      const taken = await port.shell('takeAttachment', { ...about, path });
      return taken.ok ? { ok: true, value: taken.value as never } : taken;
    },
    'attachments.save': (about) => saveAs(port, window(), { name: 'attachmentName', write: 'saveAttachment', about }),
    'attachments.capture': ({ on }) => {
      allowCapture(on ? window()?.webContents.id : undefined, ['video', 'audio']);
      return Promise.resolve({ ok: true, value: {} });
    },
  };
}
