import {
  closeSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { Refusal } from '#core/result.ts';
import { connect } from './connection.ts';
import { PageRekeyer } from './page-rekeyer.ts';
import { PAGE_SIZE, PageSeals, SEAL_AT } from './page-verifier.ts';

/** Of each page's seal: which version of it is in the copy. */
const MARK = 16;
const CHUNK_PAGES = 256;

const damaged = (page: number): Refusal => new Refusal('SAFE_DAMAGED', { page });

/**
 * A copy of a database under another key that is made while people work: first every page as it was at one moment, then,
 * in the short moment in which nobody writes, those that changed since. The last step is one rename: before it the old key
 * opens the file, after it the new one (storage.md rules 5, 7, 15).
 */
export class RekeyedCopy {
  readonly #file: string;
  readonly #part: string;
  readonly #newKey: Uint8Array;
  readonly #pages: PageRekeyer;
  #handle: number | undefined;
  #marks = Buffer.alloc(MARK * CHUNK_PAGES);

  constructor(file: string, oldKey: Uint8Array, newKey: Uint8Array) {
    this.#file = file;
    this.#part = `${file}.rekey`;
    this.#newKey = newKey;
    this.#pages = new PageRekeyer(oldKey, newKey);
    this.#remove();
    this.#handle = openSync(this.#part, 'wx+', 0o600);
  }

  /** Takes whole pages of the file, from page number `first` on; those that are here as they are stay. SAFE_DAMAGED. */
  take(first: number, pages: Buffer): void {
    for (let at = 0; at < pages.length; at += PAGE_SIZE) {
      const n = first + at / PAGE_SIZE;
      const page = pages.subarray(at, at + PAGE_SIZE);
      if (this.#isHere(n, page)) continue;
      const next = this.#pages.rekeyed(n, page);
      if (!next) throw damaged(n);
      for (let done = 0; done < next.length;)
        done += writeSync(this.#open(), next, done, next.length - done, (n - 1) * PAGE_SIZE + done);
      page.copy(this.#marks, (n - 1) * MARK, SEAL_AT, SEAL_AT + MARK);
    }
  }

  /** Reads back what is in the copy and looks at each seal, a piece at a time. Gives how many pages were looked at. */
  *check(): Generator<number> {
    const seals = new PageSeals(this.#newKey);
    let pages = 0;
    for (const { first, chunk } of chunksOf(this.#open())) {
      for (let at = 0; at < chunk.length; at += PAGE_SIZE)
        if (!seals.fits(first + at / PAGE_SIZE, chunk.subarray(at, at + PAGE_SIZE))) throw new Refusal('DISK_FAILED');
      yield (pages += chunk.length / PAGE_SIZE);
    }
  }

  /**
   * The file is closed now: takes what changed since, and puts the copy in its place. The name is durable only once the
   * folder was flushed: before the old key is let go of.
   */
  place(): void {
    const source = openSync(this.#file, 'r');
    try {
      for (const { first, chunk } of chunksOf(source)) this.take(first, chunk);
      ftruncateSync(this.#open(), fstatSync(source).size);
    } finally {
      closeSync(source);
    }
    fsyncSync(this.#open());
    this.#close();
    const opened = connect(this.#part, this.#newKey, { fileMustExist: true });
    try {
      opened.prepare('SELECT count(*) FROM sqlite_schema').get();
    } finally {
      opened.close();
    }
    renameSync(this.#part, this.#file);
  }

  /** Lets go of it; nothing is left unless it was put in place. */
  discard(): void {
    this.#close();
    this.#remove();
  }

  /** A stop while the copy was tried leaves the files that its connection had beside it, too. */
  #remove(): void {
    for (const beside of ['', '-wal', '-shm']) rmSync(`${this.#part}${beside}`, { force: true });
  }
  #isHere(n: number, page: Buffer): boolean {
    const at = (n - 1) * MARK;
    if (at + MARK > this.#marks.length) this.#marks = Buffer.concat([this.#marks, Buffer.alloc(this.#marks.length)]);
    return this.#marks.compare(page, SEAL_AT, SEAL_AT + MARK, at, at + MARK) === 0;
  }
  #open(): number {
    if (this.#handle === undefined) throw new Error('the copy was let go of');
    return this.#handle;
  }
  #close(): void {
    if (this.#handle !== undefined) closeSync(this.#handle);
    this.#handle = undefined;
  }
}

/** All of a file in pieces of whole pages, with the number of the first. SAFE_DAMAGED for a file that ends in a page. */
function* chunksOf(handle: number): Generator<{ readonly first: number; readonly chunk: Buffer }> {
  const { size } = fstatSync(handle);
  const chunk = Buffer.alloc(CHUNK_PAGES * PAGE_SIZE);
  for (let at = 0; at < size; at += chunk.length) {
    const length = Math.min(chunk.length, size - at);
    if (readSync(handle, chunk, 0, length, at) !== length || length % PAGE_SIZE !== 0) throw damaged(at / PAGE_SIZE);
    yield { first: at / PAGE_SIZE + 1, chunk: chunk.subarray(0, length) };
  }
}
