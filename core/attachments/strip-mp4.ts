import { signsOf, viewOf } from './bytes.ts';

interface Box {
  readonly at: number;
  readonly name: string;
  /** Where what is in it begins, and where it ends. */
  readonly body: number;
  readonly end: number;
}

/** The boxes of a stretch; `undefined` when one does not fit into it. */
function boxesIn(bytes: Uint8Array, from: number, to: number): readonly Box[] | undefined {
  const found: Box[] = [];
  for (let at = from; at < to;) {
    if (at + 8 > to) return undefined;
    const short = viewOf(bytes).getUint32(at);
    const isLong = short === 1;
    if (isLong && at + 16 > to) return undefined;
    const length = isLong ? Number(viewOf(bytes).getBigUint64(at + 8)) : short === 0 ? to - at : short;
    const body = at + (isLong ? 16 : 8);
    if (length < body - at || at + length > to) return undefined;
    found.push({ at, name: signsOf(bytes, at + 4, at + 8), body, end: at + length });
    at += length;
  }
  return found;
}

/** Boxes of the program, the person and the place; what plays the sound does not read them. */
const TELLS = new Set(['udta', 'meta', 'uuid']);
const HOLDS = new Set(['moov', 'trak', 'mdia', 'moof', 'traf']);
/** Boxes that begin with the times of making and changing. */
const TIMED = new Set(['mvhd', 'tkhd', 'mdhd']);
const FREE = [0x66, 0x72, 0x65, 0x65];

/** Boxes inside boxes: no file of sound goes as deep. */
const DEEPEST = 6;

function clean(made: Uint8Array, from: number, to: number, depth = 0): boolean {
  const boxes = boxesIn(made, from, to);
  if (boxes === undefined || depth > DEEPEST) return false;
  return boxes.every(({ at, name, body, end }) => {
    if (TELLS.has(name)) {
      made.set(FREE, at + 4);
      made.fill(0, body, end);
    }
    if (TIMED.has(name)) made.fill(0, body + 4, Math.min(end, body + 4 + (made[body] === 1 ? 16 : 8)));
    return !HOLDS.has(name) || clean(made, body, end, depth + 1);
  });
}

/**
 * M4A without texts, places and times of making. They are emptied where they stand, so that nothing else moves.
 * `undefined` when the boxes of the file do not fit into one another.
 */
export function stripMp4(bytes: Uint8Array): Uint8Array | undefined {
  const made = Uint8Array.from(bytes);
  return clean(made, 0, made.length) ? made : undefined;
}
