import { dialog, type BrowserWindow } from 'electron';
import { basename, extname } from 'node:path';
import { OFFERED_ENDINGS } from '#core/attachments/kinds.ts';
import type { DesktopHandlers } from './gate.ts';
import { allowCapture } from './lockdown.ts';
import type { OfficePort } from './office-port.ts';

type AttachmentDialogs = Pick<DesktopHandlers, 'attachments.pick' | 'attachments.save' | 'attachments.capture'>;

/** Choosing a file to attach, and a place for a readable copy. The page learns no path. */
export function attachmentDialogs(port: OfficePort, window: () => BrowserWindow | undefined): AttachmentDialogs {
  return {
    'attachments.pick': async (about) => {
      const owner = window();
      const options = {
        properties: ['openFile' as const],
        filters: [{ name: 'Hifadhi', extensions: [...OFFERED_ENDINGS[about.kind]] }],
      };
      const answer = owner ? await dialog.showOpenDialog(owner, options) : await dialog.showOpenDialog(options);
      const path = answer.canceled ? undefined : answer.filePaths[0];
      if (path === undefined) return { ok: true, value: null };
      const taken = await port.shell('takeAttachment', { ...about, path });
      return taken.ok ? { ok: true, value: taken.value as never } : taken;
    },
    'attachments.save': async (which) => {
      const named = await port.shell('attachmentName', which);
      if (!named.ok) return named;
      const { fileName } = named.value as { fileName: string };
      const owner = window();
      const options = {
        defaultPath: fileName,
        filters: [{ name: 'Hifadhi', extensions: [extname(fileName).slice(1)] }],
      };
      const answer = owner ? await dialog.showSaveDialog(owner, options) : await dialog.showSaveDialog(options);
      if (answer.canceled || answer.filePath === '') return { ok: true, value: null };
      const written = await port.shell('saveAttachment', { ...which, path: answer.filePath });
      return written.ok ? { ok: true, value: { fileName: basename(answer.filePath) } } : written;
    },
    'attachments.capture': ({ on }) => {
      allowCapture(on ? window()?.webContents.id : undefined);
      return Promise.resolve({ ok: true, value: {} });
    },
  };
}
