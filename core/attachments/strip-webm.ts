/** Elements of Matroska by their ids: what holds others, what tells of the making, and texts that may not be left out. */
const SEGMENT = 0x18538067;
const CLUSTER = 0x1f43b675;
const INFO = 0x1549a966;
/** Tags, attached files, title, day of making, name of the file before. */
const TELLS: ReadonlySet<number> = new Set([0x1254c367, 0x1941a469, 0x7ba9, 0x4461, 0x7384]);
/** The programs that wrote it. */
const PROGRAMS: ReadonlySet<number> = new Set([0x4d80, 0x5741]);
const HOLDS: ReadonlySet<number> = new Set([SEGMENT, INFO]);
const VOID = 0xec;
const SPACE = 0x20;
const LONG = 8;

/** How many bytes a number of variable length takes, by its first byte; 0 when it is none. */
const lengthOf = (first: number): number => (first === 0 ? 0 : Math.clz32(first) - 23);

interface Element {
  readonly id: number;
  readonly body: number;
  /** Undefined: it goes on as far as its parent, as live recordings do. */
  readonly size: number | undefined;
}

function elementAt(bytes: Uint8Array, at: number, to: number): Element | undefined {
  const idLength = lengthOf(bytes[at] ?? 0);
  const sizeAt = at + idLength;
  const sizeLength = lengthOf(bytes[sizeAt] ?? 0);
  const body = sizeAt + sizeLength;
  if (idLength === 0 || idLength > 4 || sizeLength === 0 || body > to) return undefined;
  const id = bytes.subarray(at, sizeAt).reduce((sum, byte) => sum * 256 + byte, 0);
  const [first = 0, ...rest] = bytes.subarray(sizeAt, body);
  const mask = (1 << (8 - sizeLength)) - 1;
  const isUnknown = (first & mask) === mask && rest.every((byte) => byte === 0xff);
  const size = rest.reduce((sum, byte) => sum * 256 + byte, first & mask);
  return { id, body, size: isUnknown ? undefined : size };
}

/** An empty stretch of the same length. False when it is too short for one. */
function empty(made: Uint8Array, from: number, to: number): boolean {
  const total = to - from;
  const sizeLength = total - 2 <= 126 ? 1 : LONG;
  let size = total - 1 - sizeLength;
  if (size < 0) return false;
  made.fill(0, from, to);
  made[from] = VOID;
  for (let i = from + sizeLength; i > from; i -= 1) {
    made[i] = size % 256;
    size = Math.floor(size / 256);
  }
  made[from + 1] = (made[from + 1] ?? 0) | (1 << (8 - sizeLength));
  return true;
}

/** The elements that are gone into stand in one another no deeper than this. */
const DEEPEST = 2;

function clean(made: Uint8Array, from: number, to: number, depth = 0): boolean {
  if (depth > DEEPEST) return false;
  for (let at = from; at < to;) {
    const element = elementAt(made, at, to);
    if (element === undefined) return false;
    const { id, body, size } = element;
    // What has no length of its own is gone into: what follows it stands on the same level for us.
    if (size === undefined) {
      if (id !== SEGMENT && id !== CLUSTER) return false;
      at = body;
      continue;
    }
    // The last part of a recording that was cut short.
    const end = Math.min(to, body + size);
    if (TELLS.has(id) && !empty(made, at, end)) return false;
    if (PROGRAMS.has(id)) made.fill(SPACE, body, end);
    if (HOLDS.has(id) && !clean(made, body, end, depth + 1)) return false;
    at = end;
  }
  return true;
}

/**
 * WebM without tags, title, day of making and the names of programs. They are emptied where they stand, so that nothing
 * else moves. `undefined` when its elements do not fit into one another.
 */
export function stripWebm(bytes: Uint8Array): Uint8Array | undefined {
  const made = Uint8Array.from(bytes);
  return clean(made, 0, made.length) ? made : undefined;
}
