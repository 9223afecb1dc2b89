/**
 * JSON as commits use it: objects without duplicate keys, arrays, strings, integers, true, false, null; nothing else.
 * Two readers must never understand the same signed bytes differently, so everything doubtful is refused.
 */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

export interface JsonLimits {
  readonly depth: number;
  readonly characters: number;
}
export const COMMIT_JSON: JsonLimits = { depth: 16, characters: 2_000_000 };

class NotJson extends Error {}

const SPACE = /[ \t\n\r]*/y;
const INTEGER = /-?(?:0|[1-9]\d{0,15})(?![\d.eE])/y;
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const WORD = /true|false|null/y;

class Reader {
  readonly #text: string;
  readonly #limits: JsonLimits;
  #at = 0;
  constructor(text: string, limits: JsonLimits) {
    this.#text = text;
    this.#limits = limits;
  }

  read(): Json {
    const value = this.#value(0);
    if (this.#at !== this.#text.length) throw new NotJson();
    return value;
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }
  #take(sign: string): boolean {
    if (this.#text[this.#at] !== sign) return false;
    this.#at += 1;
    return true;
  }
  #string(): string {
    const literal = this.#match(STRING);
    if (literal === undefined) throw new NotJson();
    const text: unknown = JSON.parse(literal);
    if (typeof text !== 'string' || !text.isWellFormed()) throw new NotJson();
    return text;
  }

  #value(depth: number): Json {
    if (depth > this.#limits.depth) throw new NotJson();
    this.#match(SPACE);
    const value = this.#bare(depth);
    this.#match(SPACE);
    return value;
  }
  #bare(depth: number): Json {
    const sign = this.#text[this.#at];
    if (sign === '"') return this.#string();
    if (sign === '[') return this.#array(depth);
    if (sign === '{') return this.#object(depth);
    const word = this.#match(WORD);
    if (word !== undefined) return word === 'null' ? null : word === 'true';
    const digits = this.#match(INTEGER);
    const number = Number(digits);
    if (digits === undefined || !Number.isSafeInteger(number) || Object.is(number, -0)) throw new NotJson();
    return number;
  }
  #array(depth: number): Json {
    this.#at += 1;
    const items: Json[] = [];
    this.#match(SPACE);
    if (this.#take(']')) return items;
    do items.push(this.#value(depth + 1));
    while (this.#take(','));
    if (!this.#take(']')) throw new NotJson();
    return items;
  }
  #object(depth: number): Json {
    this.#at += 1;
    const entries = new Map<string, Json>();
    this.#match(SPACE);
    if (this.#take('}')) return {};
    do {
      this.#match(SPACE);
      const key = this.#string();
      this.#match(SPACE);
      if (!this.#take(':') || key === '__proto__' || entries.has(key)) throw new NotJson();
      entries.set(key, this.#value(depth + 1));
    } while (this.#take(','));
    if (!this.#take('}')) throw new NotJson();
    return Object.fromEntries(entries);
  }
}

/** Whether a value that stood in compact JSON keeps to the limits and holds whole numbers only. */
function isStrict(value: unknown, depth: number): value is Json {
  if (depth < 0) return false;
  if (typeof value === 'number') return Number.isSafeInteger(value);
  if (typeof value !== 'object' || value === null) return true;
  const items: unknown[] = Array.isArray(value) ? value : Object.values(value);
  for (const item of items) if (!isStrict(item, depth - 1)) return false;
  return true;
}

/** What no compact text holds that says one thing only: an escaped character, or a key that objects treat apart. */
const DOUBTFUL = /\\u|"__proto__"/;

/**
 * The short way for what commits are made of. A text that the engine's own parser and writer give back letter for
 * letter has no duplicate keys, no other spelling of numbers and no spaces; everything else is read the long way.
 */
function readCompact(text: string, limits: JsonLimits): Json | undefined {
  if (DOUBTFUL.test(text)) return undefined;
  const value: unknown = JSON.parse(text);
  return JSON.stringify(value) === text && isStrict(value, limits.depth) ? value : undefined;
}

/** The value, or undefined when the text is anything but strict JSON within the limits. Never throws. */
export function parseStrictJson(text: string, limits: JsonLimits = COMMIT_JSON): Json | undefined {
  if (text.length > limits.characters) return undefined;
  try {
    return readCompact(text, limits) ?? readStrictJson(text, limits);
  } catch {
    return undefined;
  }
}

/** As `parseStrictJson`, the long way only. Throws for anything but strict JSON. */
export const readStrictJson = (text: string, limits: JsonLimits): Json => new Reader(text, limits).read();
