import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { CaseId } from '#core/ids.ts';
import type { Output } from '#core/contracts/index.ts';
import { CHUNK_BYTES } from '#core/attachments/kinds.ts';
import { writeBundle } from '../../main/office/write-bundle.ts';
import type { TestOffice } from './office-pair.ts';

/** Writes for an office what waits, or these cases, with files; `most`: bytes of a bundle of files. */
export async function writeWithFiles(
  from: TestOffice,
  to: TestOffice,
  { cases, files, most, on }: { cases?: CaseId[]; files?: 'none' | 'new' | 'all'; most?: number; on: string },
): ReturnType<typeof writeBundle> {
  const { place } = await from.caller.shell<{ place: string }>('namePlace', { path: on });
  const selection = cases === undefined ? ({ waiting: true } as const) : { cases };
  return writeBundle(from.open, { office: to.id, selection, place, ...(files ? { files } : {}) }, most);
}

/** Bundles on a stick for an office, those with cases first, without those of before. */
export function bundlesFor(to: TestOffice, on: string, before: readonly string[] = []): string[] {
  const dir = join(on, 'HIFADHI', to.code);
  return readdirSync(dir)
    .map((name) => join(dir, name))
    .filter((path) => !before.includes(path))
    .sort((x, y) => statSync(x).mtimeMs - statSync(y).mtimeMs);
}

/** Adds recordings to a case and saves the answer that names them; answers their ids. */
export async function withRecordings(
  office: TestOffice,
  caseId: CaseId,
  contents: readonly Uint8Array[],
): Promise<string[]> {
  const ids: string[] = [];
  for (const content of contents) {
    const about = { caseId, of: { field: 'child_recordings' }, kind: 'audio', name: 'voice.wav' } as const;
    const { upload } = await office.caller.call('attachments.begin', { ...about, bytes: content.length });
    for (let at = 0; at < content.length; at += CHUNK_BYTES) {
      const bytes = new Uint8Array(content.subarray(at, at + CHUNK_BYTES));
      await office.caller.call('attachments.append', { caseId, upload, at, bytes });
    }
    ids.push((await office.caller.call('attachments.finish', { caseId, upload })).id);
  }
  const before = (await office.values(caseId))['child_recordings'];
  await office.edit(caseId, { child_recordings: [...(Array.isArray(before) ? before : []), ...ids] });
  return ids;
}

export const filesOf = (office: TestOffice, caseId: CaseId): Promise<Output<'attachments.list'>> =>
  office.caller.call('attachments.list', { caseId });

/** What is still missing of the files of a case, each with why; empty when all are here. */
export const missingIn = async (office: TestOffice, caseId: CaseId): Promise<(string | undefined)[]> =>
  (await filesOf(office, caseId)).map(({ missing }) => missing).filter((missing) => missing !== undefined);

/** The whole content of a file, as the page reads it. */
export async function contentOf(office: TestOffice, caseId: CaseId, id: string): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for (let at = 0, total = 1; at < total;) {
    const part = await office.caller.call('attachments.read', { caseId, id, at });
    total = part.total;
    at += part.bytes.length;
    parts.push(part.bytes);
  }
  return Buffer.concat(parts);
}
