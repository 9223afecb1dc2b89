export const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** As many arguments as a call may have on every engine. */
const MOST_AT_ONCE = 0x2000;

/** The bytes from one place up to another as signs of one byte each, as far as there are any. */
export function signsOf(bytes: Uint8Array, from: number, to: number): string {
  const pieces: string[] = [];
  for (let i = Math.max(0, from); i < Math.min(to, bytes.length); i += MOST_AT_ONCE) {
    pieces.push(String.fromCharCode(...bytes.subarray(i, Math.min(to, i + MOST_AT_ONCE))));
  }
  return pieces.join('');
}
