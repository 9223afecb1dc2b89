import type { AttachmentMime } from './kinds.ts';

const at = (bytes: Uint8Array, i: number): number => bytes[i] ?? -1;
const u16 = (bytes: Uint8Array, i: number): number => (at(bytes, i) << 8) | at(bytes, i + 1);
const ascii = (bytes: Uint8Array, from: number, text: string): boolean =>
  [...text].every((sign, i) => at(bytes, from + i) === sign.charCodeAt(0));

/** What a picture's bytes are, and whether anything but the picture is in them. `undefined`: no picture that is kept. */
export interface Picture {
  readonly mime: Extract<AttachmentMime, 'image/jpeg' | 'image/png'>;
  readonly clean: boolean;
}

/** Segments that only say how to draw: JFIF head, colour profile, Adobe's colour transform. */
function drawsOnly(bytes: Uint8Array, marker: number, body: number): boolean {
  if (marker === 0xe0) return ascii(bytes, body, 'JFIF\0') || ascii(bytes, body, 'JFXX\0');
  if (marker === 0xe2) return ascii(bytes, body, 'ICC_PROFILE\0');
  if (marker === 0xee) return ascii(bytes, body, 'Adobe');
  return !((marker >= 0xe0 && marker <= 0xef) || marker === 0xfe);
}

/** The next marker inside or after coded picture data: neither a stuffed zero nor a restart. */
function nextMarker(bytes: Uint8Array, from: number): number {
  for (let i = from; i + 1 < bytes.length; i += 1) {
    if (bytes[i] !== 0xff) continue;
    const next = at(bytes, i + 1);
    if (next !== 0x00 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return i;
  }
  return -1;
}

/** Walks the segments to the end mark. Nothing may follow it: phones hide further pictures with places there. */
function jpeg(bytes: Uint8Array): Picture | undefined {
  let clean = true;
  let i = 2;
  let drawn = false;
  while (i + 1 < bytes.length) {
    if (at(bytes, i) !== 0xff) return undefined;
    const marker = at(bytes, i + 1);
    if (marker === 0xff) {
      i += 1;
      continue;
    }
    if (marker === 0xd9) return drawn ? { mime: 'image/jpeg', clean: clean && i + 2 === bytes.length } : undefined;
    const length = u16(bytes, i + 2);
    if (length < 2 || i + 2 + length > bytes.length) return undefined;
    clean &&= drawsOnly(bytes, marker, i + 4);
    i += 2 + length;
    if (marker === 0xda) {
      drawn = true;
      i = nextMarker(bytes, i);
      if (i < 0) return undefined;
    }
  }
  return undefined;
}

const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** Chunks that only say how to draw. Texts, times and camera data are none of them. */
const PNG_DRAWS = 'IHDR PLTE IDAT IEND tRNS sRGB gAMA cHRM iCCP sBIT pHYs bKGD cICP'.split(' ');

function png(bytes: Uint8Array): Picture | undefined {
  let clean = true;
  for (let i = 8; i + 12 <= bytes.length;) {
    const length = u16(bytes, i) * 65536 + u16(bytes, i + 2);
    const name = String.fromCharCode(...bytes.subarray(i + 4, i + 8));
    if (i === 8 && name !== 'IHDR') return undefined;
    i += 12 + length;
    if (i > bytes.length) return undefined;
    clean &&= PNG_DRAWS.includes(name);
    if (name === 'IEND') return { mime: 'image/png', clean: clean && i === bytes.length };
  }
  return undefined;
}

/** Total: any bytes give an answer. Only the outer build is judged, the pixels are the page's to draw. */
export function pictureOf(bytes: Uint8Array): Picture | undefined {
  if (at(bytes, 0) === 0xff && at(bytes, 1) === 0xd8 && at(bytes, 2) === 0xff) return jpeg(bytes);
  return PNG.every((byte, i) => at(bytes, i) === byte) ? png(bytes) : undefined;
}
