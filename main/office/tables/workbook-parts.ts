import { Readable } from 'node:stream';
import { createInflateRaw } from 'node:zlib';
import { zipParts, type ZipPart } from '#core/attachments/zip-parts.ts';
import { Refusal } from '#core/result.ts';
import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { TABLE_LIMITS } from './table-limits.ts';

const STORED = 0;
const DEFLATED = 8;
const PIECE = 64 * 1024;

function* slices(bytes: Uint8Array): Generator<Uint8Array> {
  for (let i = 0; i < bytes.length; i += PIECE) yield bytes.subarray(i, i + PIECE);
}

/** What a reader of a part hears. */
export interface PartListener {
  readonly open: (tag: SaxesTagPlain) => void;
  readonly text: (text: string) => void;
  readonly close: (name: string) => void;
}

/** Names without the prefix of their namespace: other programs write `x:row` for `row`. */
export const bareName = (name: string): string => name.slice(name.indexOf(':') + 1);

/**
 * The parts of a workbook, read in pieces. What unfolds to more than the limits say is refused as it unfolds, whatever the
 * file says of its sizes: IMPORT_TOO_LARGE. IMPORT_NOT_A_WORKBOOK for a file that is none.
 */
export class WorkbookParts {
  readonly #parts: ReadonlyMap<string, ZipPart>;
  #unfolded = 0;

  constructor(bytes: Uint8Array) {
    const parts = zipParts(bytes);
    if (parts === undefined) throw new Refusal('IMPORT_NOT_A_WORKBOOK');
    this.#parts = new Map(parts.map((part) => [Buffer.from(part.name).toString('utf8').replaceAll('\\', '/'), part]));
  }

  has(name: string): boolean {
    return this.#parts.has(name);
  }

  async *#bytes(part: ZipPart): AsyncGenerator<Uint8Array> {
    let size = 0;
    const counted = (piece: Uint8Array): Uint8Array => {
      size += piece.length;
      this.#unfolded += piece.length;
      const bomb = size > TABLE_LIMITS.foldedFrom && size > part.data.length * TABLE_LIMITS.folded;
      if (bomb || size > TABLE_LIMITS.partBytes || this.#unfolded > TABLE_LIMITS.allPartBytes)
        throw new Refusal('IMPORT_TOO_LARGE', { what: 'file', most: TABLE_LIMITS.partBytes });
      return piece;
    };
    if (part.method === STORED) {
      for (const piece of slices(part.data)) yield counted(piece);
      return;
    }
    if (part.method !== DEFLATED) throw new Refusal('IMPORT_NOT_A_WORKBOOK');
    const unfolding = Readable.from(slices(part.data)).pipe(createInflateRaw({ chunkSize: PIECE }));
    try {
      for await (const piece of unfolding) yield counted(piece as Uint8Array);
    } finally {
      unfolding.destroy();
    }
  }

  /**
   * Reads a part of XML, a piece after each `yield`. Entities beyond the five of XML itself are not known to the parser, and a
   * document type is refused: nothing in it can grow.
   */
  async *read(name: string, { open, text, close }: PartListener): AsyncGenerator<void> {
    const part = this.#parts.get(name);
    if (part === undefined) throw new Refusal('IMPORT_NOT_A_WORKBOOK');
    const parser = new SaxesParser({ xmlns: false, position: false });
    const wrong = (): never => {
      throw new Refusal('IMPORT_NOT_A_WORKBOOK');
    };
    parser.on('error', wrong);
    parser.on('doctype', wrong);
    parser.on('opentag', open);
    parser.on('text', text);
    parser.on('closetag', (tag) => {
      close(tag.name);
    });
    const decoder = new TextDecoder('utf-8', { fatal: true });
    try {
      for await (const piece of this.#bytes(part)) {
        parser.write(decoder.decode(piece, { stream: true }));
        yield;
      }
      parser.write(decoder.decode());
      parser.close();
    } catch (error) {
      // What zlib and the decoder say of broken bytes is the same to whoever reads the file.
      if (error instanceof Refusal) throw error;
      throw new Refusal('IMPORT_NOT_A_WORKBOOK');
    }
  }
}
