import { deflateSync, inflateSync, crc32 } from 'node:zlib';

/** A picture in shades of grey, one byte a point: 0 is black. */
export interface GreyPicture {
  readonly width: number;
  readonly height: number;
  readonly points: Uint8Array;
}

const SIGNATURE = [137, 80, 78, 71, 13, 10, 26, 10];
const GREY_8_BIT = [8, 0, 0, 0, 0];

const paeth = (a: number, b: number, c: number): number => {
  const p = a + b - c;
  const [pa, pb, pc] = [Math.abs(p - a), Math.abs(p - b), Math.abs(p - c)];
  return pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
};

/** Takes the filter of each line away (PNG specification, 9.2). */
function unfiltered(data: Uint8Array, width: number, height: number): Uint8Array {
  const points = new Uint8Array(width * height);
  for (let y = 0; y < height; y += 1) {
    const filter = data[y * (width + 1)] ?? 0;
    for (let x = 0; x < width; x += 1) {
      const at = y * width + x;
      const [a, b] = [x > 0 ? (points[at - 1] ?? 0) : 0, y > 0 ? (points[at - width] ?? 0) : 0];
      const c = x > 0 && y > 0 ? (points[at - width - 1] ?? 0) : 0;
      const guess = [0, a, b, (a + b) >> 1, paeth(a, b, c)][filter] ?? 0;
      points[at] = (data[y * (width + 1) + 1 + x] ?? 0) + guess;
    }
  }
  return points;
}

/** Reads a portable grey map of eight bits, as Poppler draws a page. */
export function readGreyMap(bytes: Uint8Array): GreyPicture {
  const head = /^P5\s(\d+)\s(\d+)\s255\s/.exec(Buffer.from(bytes.subarray(0, 64)).toString('latin1'));
  if (head === null) throw new Error('this is no grey map of eight bits');
  return { width: Number(head[1]), height: Number(head[2]), points: bytes.subarray(head[0].length) };
}

/** Reads a PNG of eight bits of grey without interlacing, as `greyPng` writes it. */
export function readGreyPng(png: Uint8Array): GreyPicture {
  const bytes = Buffer.from(png);
  if (!SIGNATURE.every((byte, i) => bytes[i] === byte)) throw new Error('this is no PNG');
  let [width, height] = [0, 0];
  const data: Buffer[] = [];
  for (let at = SIGNATURE.length; at < bytes.length;) {
    const length = bytes.readUInt32BE(at);
    const kind = bytes.toString('latin1', at + 4, at + 8);
    const body = bytes.subarray(at + 8, at + 8 + length);
    if (kind === 'IHDR') {
      [width, height] = [body.readUInt32BE(0), body.readUInt32BE(4)];
      if (!GREY_8_BIT.every((byte, i) => body[8 + i] === byte)) throw new Error('this is no grey PNG of eight bits');
    }
    if (kind === 'IDAT') data.push(body);
    at += length + 12;
  }
  return { width, height, points: unfiltered(inflateSync(Buffer.concat(data)), width, height) };
}

function chunk(kind: string, body: Uint8Array): Buffer {
  const bytes = Buffer.alloc(body.length + 12);
  bytes.writeUInt32BE(body.length, 0);
  bytes.write(kind, 4, 'latin1');
  bytes.set(body, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, 8 + body.length)), 8 + body.length);
  return bytes;
}

/** Sixteen shades are enough to know a page by, and make its file small. */
const SHADE = 17;

export function greyPng({ width, height, points }: GreyPicture): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set(GREY_8_BIT, 8);
  const lines = new Uint8Array((width + 1) * height);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1)
      lines[y * (width + 1) + 1 + x] = Math.round((points[y * width + x] ?? 0) / SHADE) * SHADE;
  const parts = [
    Buffer.from(SIGNATURE),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(lines, { level: 9 })),
    chunk('IEND', new Uint8Array()),
  ];
  return Buffer.concat(parts);
}

/** A tile is so many points wide and high. */
const TILE = 6;
/** Two tiles look different when their grey is this far apart. Another way of smoothing letters stays far below it. */
const FAR = 28;

/** The share of tiles that look different, 0 to 1; 1 for pictures of another size. */
export function difference(a: GreyPicture, b: GreyPicture): number {
  if (a.width !== b.width || a.height !== b.height) return 1;
  const mean = ({ points, width, height }: GreyPicture, left: number, top: number): number => {
    let [sum, count] = [0, 0];
    for (let y = top; y < Math.min(top + TILE, height); y += 1)
      for (let x = left; x < Math.min(left + TILE, width); x += 1) {
        sum += points[y * width + x] ?? 0;
        count += 1;
      }
    return sum / count;
  };
  let [different, tiles] = [0, 0];
  for (let y = 0; y < a.height; y += TILE)
    for (let x = 0; x < a.width; x += TILE) {
      tiles += 1;
      if (Math.abs(mean(a, x, y) - mean(b, x, y)) > FAR) different += 1;
    }
  return different / tiles;
}
