import { dialog, type BrowserWindow, type OpenDialogOptions } from 'electron';
import { basename, extname } from 'node:path';
import type { OfficePort, PortReply } from './office-port.ts';

type Owner = BrowserWindow | undefined;

/** The path that a person chose; undefined when they did not. */
export async function chooseToOpen(owner: Owner, options: OpenDialogOptions): Promise<string | undefined> {
  const answer = owner ? await dialog.showOpenDialog(owner, options) : await dialog.showOpenDialog(options);
  return answer.canceled ? undefined : answer.filePaths[0];
}

export const fileNameIn = (value: unknown): string => {
  const { fileName } = value as { fileName: string };
  return fileName;
};

/** The path under which a person wants a file to be saved; undefined when they did not choose. */
export async function chooseToSave(owner: Owner, fileName: string): Promise<string | undefined> {
  const options = { defaultPath: fileName, filters: [{ name: 'Hifadhi', extensions: [extname(fileName).slice(1)] }] };
  const answer = owner ? await dialog.showSaveDialog(owner, options) : await dialog.showSaveDialog(options);
  return answer.canceled || answer.filePath === '' ? undefined : answer.filePath;
}

/** What the office worker answers on behalf of a save: how the file is called, and the writing of it. */
interface Saving {
  readonly name: string;
  readonly write: string;
  readonly about: object;
}

/** Asks for a place under the name that the worker gives, and lets it write there. Null when the person did not choose. */
export async function saveAs(
  port: OfficePort,
  owner: Owner,
  { name, write, about }: Saving,
): Promise<{ ok: true; value: { fileName: string } | null } | Extract<PortReply, { ok: false }>> {
  const named = await port.shell(name, about);
  if (!named.ok) return named;
  const path = await chooseToSave(owner, fileNameIn(named.value));
  if (path === undefined) return { ok: true, value: null };
  const written = await port.shell(write, { ...about, path });
  return written.ok ? { ok: true, value: { fileName: basename(path) } } : written;
}
