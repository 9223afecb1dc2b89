import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { z } from 'zod';
import { sha256 } from '../../crypto/hashing.ts';
import { PIECE_KIND } from '../../storage/office-item.repo.ts';
import type { OpenOffice } from '../open-office.ts';

/** Bytes of a piece: with all that stands around it, it fits beside the largest list of the programme. */
const PIECE_BYTES = 16 * 1024;
/** The largest content that is told: eight packages of forms, or twice the tree of places that was tried. */
const MOST_BYTES = 64 * 1024 * 1024;
const MOST_PIECES = 4096;

/** A content that travels in pieces of its own, once: what names it is small and goes as often as it changes. */
export const contentMark = z.object({
  /** SHA-256 of what the pieces are put together to, base64url. */
  packed: z.string().regex(/^[\w-]{43}$/),
  pieces: z.int().min(1).max(MOST_PIECES),
  /** Of the content itself. */
  bytes: z.int().min(1).max(MOST_BYTES),
});
export type ContentMark = z.infer<typeof contentMark>;

const packedOf = (content: Buffer): Buffer => deflateRawSync(content, { level: 9 });
const hashOfPacked = (packed: Buffer): string => sha256(packed).toString('base64url');

export function markOfContent(content: Buffer): ContentMark {
  const packed = packedOf(content);
  return {
    packed: hashOfPacked(packed),
    pieces: Math.ceil(packed.length / PIECE_BYTES),
    bytes: content.length,
  };
}

const pieceId = (packed: string, i: number): string => `${packed}/${String(i)}`;

/** Whether the pieces of a content were noted, or came. */
export const hasPieces = (open: OpenOffice, { packed }: ContentMark): boolean =>
  open.repos.items.has(PIECE_KIND, pieceId(packed, 0));

/** The pieces of a content as they are noted. None where this computer makes them otherwise than the one that told of it. */
export function piecesOf(content: Buffer, mark: ContentMark): [id: string, body: string][] {
  const packed = packedOf(content);
  if (hashOfPacked(packed) !== mark.packed) return [];
  return Array.from({ length: mark.pieces }, (_, i) => [
    pieceId(mark.packed, i),
    JSON.stringify(packed.subarray(i * PIECE_BYTES, (i + 1) * PIECE_BYTES).toString('base64')),
  ]);
}

/** The content, when all of its pieces are here and are what was told of. */
export function contentOf(open: OpenOffice, mark: ContentMark): Buffer | undefined {
  const pieces: Buffer[] = [];
  for (let i = 0; i < mark.pieces; i += 1) {
    const body = open.repos.items.get(PIECE_KIND, pieceId(mark.packed, i))?.body;
    const text = z.string().safeParse(JSON.parse(body ?? 'null')).data;
    if (text === undefined) return undefined;
    pieces.push(Buffer.from(text, 'base64'));
  }
  const packed = Buffer.concat(pieces);
  if (hashOfPacked(packed) !== mark.packed) return undefined;
  const content = inflateRawSync(packed, { maxOutputLength: mark.bytes });
  return content.length === mark.bytes ? content : undefined;
}
