/** A seed and the labels on the way down from it: `Random.from(20260101, 'case', 17)`. */
type Label = string | number;

const ID_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const LAST = 'AQgw';

/** 128 bits from a text, well mixed: neighbouring labels give unrelated streams. */
function digest(text: string): readonly [number, number, number, number] {
  let a = 1779033703;
  let b = 3144134277;
  let c = 1013904242;
  let d = 2773480762;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = b ^ Math.imul(a ^ code, 597399067);
    b = c ^ Math.imul(b ^ code, 2869860233);
    c = d ^ Math.imul(c ^ code, 951274213);
    d = a ^ Math.imul(d ^ code, 2716044179);
  }
  a = Math.imul(c ^ (a >>> 18), 597399067);
  b = Math.imul(d ^ (b >>> 22), 2869860233);
  c = Math.imul(a ^ (c >>> 17), 951274213);
  d = Math.imul(b ^ (d >>> 19), 2716044179);
  return [a ^ b ^ c ^ d, b ^ a, c ^ a, d ^ a];
}

/**
 * Numbers that look random and depend on nothing but their labels (sfc32). A part of the generator takes its own branch
 * with `split`, so that a draw added in one place does not move the draws of all others.
 */
export class Random {
  readonly #path: string;
  #a: number;
  #b: number;
  #c: number;
  #counter: number;

  private constructor(path: string) {
    this.#path = path;
    [this.#a, this.#b, this.#c, this.#counter] = digest(path);
    for (let i = 0; i < 12; i++) this.next();
  }

  static from(...labels: readonly Label[]): Random {
    return new Random(labels.join('/'));
  }

  /** A stream of its own. It does not depend on how much was drawn from this one. */
  split(label: Label): Random {
    return new Random(`${this.#path}/${label}`);
  }

  /** 32 random bits. */
  next(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (this.#c << 21) | (this.#c >>> 11);
    this.#c = (this.#c + sum) | 0;
    return sum >>> 0;
  }

  /** From 0 to below 1. */
  float(): number {
    return this.next() / 4294967296;
  }
  /** A whole number, both ends included. */
  int(min: number, max: number): number {
    return min + Math.floor(this.float() * (max - min + 1));
  }
  chance(probability: number): boolean {
    return this.float() < probability;
  }
  pick<T>(items: readonly T[]): T {
    const item = items[this.int(0, items.length - 1)];
    if (item === undefined) throw new Error('nothing to pick from');
    return item;
  }
  /** One of the items, in proportion to its weight. Weights need not add up to anything. */
  weighted<T>(items: readonly (readonly [T, number])[]): T {
    let left = this.float() * items.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [item, weight] of items) {
      left -= weight;
      if (left < 0) return item;
    }
    const last = items.at(-1);
    if (last === undefined) throw new Error('nothing to pick from');
    return last[0];
  }
  /** About normally distributed, mean 0 and deviation 1: twelve draws added up. */
  normal(): number {
    let sum = -6;
    for (let i = 0; i < 12; i++) sum += this.float();
    return sum;
  }
  /** A 16-byte id in its one base64url spelling. */
  id(): string {
    let id = '';
    for (let i = 0; i < 21; i++) id += ID_ALPHABET.charAt(this.next() & 63);
    return id + LAST.charAt(this.next() & 3);
  }
}
