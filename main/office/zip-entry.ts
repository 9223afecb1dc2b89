import { constants, crc32, deflateRawSync } from 'node:zlib';
import type { AsyncFlateStreamHandler, ZipInputFile } from 'fflate';

const DEFLATE = 8;
const LEVEL = 5;
/** So much is compressed at once. */
const PIECE = 256 * 1024;
/** How far back deflate looks. */
const WINDOW = 32 * 1024;

/**
 * One entry of a ZIP file that grows, compressed by the zlib of Node: several times as fast as the library that puts the
 * file together, which is what a workbook of thousands of cases waits for. Each piece goes on from the one before it.
 */
export class ZipEntry implements ZipInputFile {
  readonly filename: string;
  readonly mtime: Date;
  readonly compression = DEFLATE;
  size = 0;
  crc = 0;
  /** Set by the file that the entry is added to. */
  ondata?: AsyncFlateStreamHandler;
  #waiting: Uint8Array[] = [];
  #waits = 0;
  #window: Buffer | undefined;

  constructor(filename: string, mtime: Date) {
    this.filename = filename;
    this.mtime = mtime;
  }

  push(bytes: Uint8Array, last = false): void {
    this.size += bytes.length;
    this.crc = crc32(bytes, this.crc);
    this.#waiting.push(bytes);
    this.#waits += bytes.length;
    if (last || this.#waits >= PIECE) this.#compress(last);
  }

  #compress(last: boolean): void {
    const piece = Buffer.concat(this.#waiting);
    const compressed = deflateRawSync(piece, {
      level: LEVEL,
      finishFlush: last ? constants.Z_FINISH : constants.Z_SYNC_FLUSH,
      ...(this.#window === undefined ? {} : { dictionary: this.#window }),
    });
    this.#window = piece.length >= WINDOW ? piece.subarray(-WINDOW) : undefined;
    this.#waiting = [];
    this.#waits = 0;
    this.ondata?.(null, new Uint8Array(compressed), last);
  }
}
