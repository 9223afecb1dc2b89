import { Refusal } from '#core/result.ts';

/** Grows as numbers and bytes are put in. */
export class BytesOut {
  #bytes = Buffer.allocUnsafe(4096);
  #at = 0;

  #room(n: number): void {
    if (this.#at + n <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#at + n));
    this.#bytes.copy(larger, 0, 0, this.#at);
    this.#bytes = larger;
  }
  /** A whole number from 0 to 2^53 - 1, seven bits a byte, low bits first. */
  number(n: number): void {
    this.#room(8);
    let rest = n;
    while (rest > 127) {
      this.#bytes[this.#at++] = (rest % 128) + 128;
      rest = Math.floor(rest / 128);
    }
    this.#bytes[this.#at++] = rest;
  }
  /** A difference: 0, -1, 1, -2 … as 0, 1, 2, 3 …, so that small ones stay small. */
  difference(n: number): void {
    this.number(n >= 0 ? n * 2 : -n * 2 - 1);
  }
  bytes(part: Uint8Array): void {
    this.#room(part.length);
    this.#bytes.set(part, this.#at);
    this.#at += part.length;
  }
  taken(): Buffer {
    return this.#bytes.subarray(0, this.#at);
  }
}

const damaged = (): Refusal => new Refusal('SYNC_DAMAGED', { at: 'segment' });

/** Reads what `BytesOut` wrote. SYNC_DAMAGED at anything that it would not have written. */
export class BytesIn {
  readonly #bytes: Buffer;
  #at = 0;
  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }
  number(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined || scale > 2 ** 49) throw damaged();
      value += (byte & 127) * scale;
      if (byte < 128) {
        // One spelling for each number: no padding with zeros, nothing beyond what can be counted exactly.
        if ((byte === 0 && scale > 1) || !Number.isSafeInteger(value)) throw damaged();
        return value;
      }
      scale *= 128;
    }
  }
  difference(): number {
    const n = this.number();
    return n % 2 === 0 ? n / 2 : -(n + 1) / 2;
  }
  bytes(length: number): Buffer {
    const end = this.#at + length;
    if (end > this.#bytes.length) throw damaged();
    const part = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return part;
  }
  /** A number that counts things of which each takes at least one more byte, or `per` bytes, elsewhere. */
  count(most: number): number {
    const n = this.number();
    if (n > most) throw damaged();
    return n;
  }
  end(): void {
    if (this.#at !== this.#bytes.length) throw damaged();
  }
}
