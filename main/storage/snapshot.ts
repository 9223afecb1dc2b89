import { open } from 'node:fs/promises';
import { statSync, existsSync } from 'node:fs';
import { Refusal } from '#core/result.ts';
import { connect } from './connection.ts';
import { PAGE_SIZE, PageSeals } from './page-verifier.ts';
import type { OfficeDatabase } from './open-database.ts';

const CHUNK_PAGES = 256;

/** Lets messages in between two pieces. */
const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/**
 * The file of an open database as it is at this moment, byte for byte encrypted as it lies there, while people go on
 * writing: the log is emptied into the file first, and a reader that needs nothing of the log keeps SQLite from touching
 * the file until the last byte was read (https://sqlite.org/wal.html, checkpoints wait for readers). Every page's seal is
 * looked at on the way. SAFE_DAMAGED { page } for one that does not fit, SAFE_IN_USE when somebody else reads at length,
 * AUTH_LOCKED when the database is closed meanwhile.
 *
 * @param onStart runs when the moment is fixed, before the first byte: what the copy will hold can be read then.
 */
export async function* snapshot(
  { file, checkpoint, readers }: Pick<OfficeDatabase, 'file' | 'checkpoint' | 'readers'>,
  key: Uint8Array,
  onStart: () => void,
): AsyncGenerator<Buffer> {
  const emptied = checkpoint();
  if (!emptied.ok) throw new Refusal(emptied.error.code, emptied.error.params);
  if (existsSync(`${file}-wal`) && statSync(`${file}-wal`).size > 0) throw new Refusal('SAFE_IN_USE');
  const holder = connect(file, key, { readonly: true, fileMustExist: true });
  readers.add(holder);
  try {
    holder.exec('BEGIN');
    holder.prepare('SELECT count(*) FROM sqlite_schema').get();
    onStart();
    const handle = await open(file, 'r');
    try {
      const seals = new PageSeals(key);
      const { size } = await handle.stat();
      for (let page = 0; page * PAGE_SIZE < size;) {
        const chunk = Buffer.alloc(Math.min(CHUNK_PAGES * PAGE_SIZE, size - page * PAGE_SIZE));
        const { bytesRead } = await handle.read(chunk, 0, chunk.length, page * PAGE_SIZE);
        // Nothing keeps the file as it was any more: what was read may be of another moment.
        if (!holder.open) throw new Refusal('AUTH_LOCKED');
        if (bytesRead !== chunk.length || chunk.length % PAGE_SIZE !== 0) throw new Refusal('SAFE_DAMAGED', { page });
        for (let at = 0; at < chunk.length; at += PAGE_SIZE) {
          page += 1;
          if (!seals.fits(page, chunk.subarray(at, at + PAGE_SIZE))) throw new Refusal('SAFE_DAMAGED', { page });
        }
        yield chunk;
        await breathe();
      }
    } finally {
      await handle.close();
    }
  } finally {
    readers.delete(holder);
    holder.close();
  }
}
