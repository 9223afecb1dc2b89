import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { kitKeys, openPiece, openTop, sealPiece, sealTop, type BackupTop } from '../../../main/crypto/relay-backup.ts';
import { sha256 } from '../../../main/crypto/hashing.ts';

const kit = kitKeys(Buffer.alloc(32, 1));
const keys = { seal: kit.seal, salt: Buffer.alloc(16, 2) };
const piece = sealPiece(keys, Buffer.from('hifadhi'));
const top: BackupTop = {
  v: 1,
  s: new Uint8Array(16),
  f: new Uint8Array(1),
  m: new Uint8Array(2),
  k: new Uint8Array(3),
  b: new Uint8Array(4),
  d: new Uint8Array(64),
  a: [[new Uint8Array(32), 7, new Uint8Array(64)]],
};

describe('what a backup at a relay is made of', () => {
  it('is what the document of the format says', () => {
    const text = readFileSync(join(import.meta.dirname, '../../../docs/bundle-format.md'), 'utf8');
    const vector = [
      Buffer.from(kit.publicKey),
      Buffer.from(kit.seal),
      piece.hash,
      piece.bytes,
      sha256(piece.bytes),
    ].map((bytes) => bytes.toString('hex'));
    for (const line of vector) expect(text).toContain(line);
    const sealed = /A top under the same kit[^`]*(?:`[^`]+`[^`]*)*?```\n([0-9a-f\n]+)```/.exec(text)?.[1] ?? '';
    expect(openTop(kit.seal, Buffer.from(sealed.replaceAll('\n', ''), 'hex'))).toEqual(top);
  });

  it('gives the same bytes for the same piece of one computer, and others for any other', () => {
    expect(sealPiece(keys, Buffer.from('hifadhi')).bytes.equals(piece.bytes)).toBe(true);
    const other = sealPiece({ ...keys, salt: Buffer.alloc(16, 3) }, Buffer.from('hifadhi'));
    expect(other.bytes.equals(piece.bytes)).toBe(false);
    expect(openPiece(keys, piece.hash, piece.bytes)?.toString()).toBe('hifadhi');
  });

  it('opens with its kit alone, whole, and as the piece that it is', () => {
    const { hash, bytes } = piece;
    const stranger = kitKeys(Buffer.alloc(32, 9));
    expect(openPiece({ ...keys, seal: stranger.seal }, hash, bytes)).toBeUndefined();
    expect(openPiece(keys, sha256(Buffer.from('other')), bytes)).toBeUndefined();
    expect(openPiece(keys, hash, bytes.subarray(1))).toBeUndefined();
    expect(openPiece(keys, hash, new Uint8Array(3))).toBeUndefined();
    const sealed = sealTop(kit.seal, top);
    expect(openTop(kit.seal, sealed)).toEqual(top);
    expect(openTop(stranger.seal, sealed)).toBeUndefined();
    for (const at of [0, 12, sealed.length - 1]) {
      const changed = Buffer.from(sealed);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(openTop(kit.seal, changed)).toBeUndefined();
    }
    expect(openTop(kit.seal, new Uint8Array(5))).toBeUndefined();
  });
});
