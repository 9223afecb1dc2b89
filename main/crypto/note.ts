import type { KeyObject } from 'node:crypto';
import * as cborg from 'cborg';
import { z } from 'zod';
import { STRICT_CBOR, bytes64 } from './cbor.ts';
import { fits, signBytes } from './ed25519.ts';

const envelope = z.strictObject({ b: z.instanceof(Uint8Array), s: bytes64 });

/** What a computer says to another office among the receipts of a bundle, not yet proven to be its word. */
export interface Note<T> {
  readonly value: T;
  readonly body: Uint8Array;
  readonly sig: Uint8Array;
}

/** A note with the signature of one computer over its bytes. */
export function signNote(type: string, value: object, key: KeyObject): Uint8Array<ArrayBuffer> {
  const b = cborg.encode(value);
  return new Uint8Array(cborg.encode({ b, s: signBytes(type, b, key) }));
}

/** Reads a note of this shape from foreign bytes; undefined for anything else. Who signed it is asked with `isBy`. */
export function readNote<T>(bytes: Uint8Array, shape: z.ZodType<T>): Note<T> | undefined {
  const outer = envelope.safeParse(decode(bytes));
  const inner = outer.success ? shape.safeParse(decode(outer.data.b)) : undefined;
  return outer.success && inner?.success === true
    ? { value: inner.data, body: outer.data.b, sig: outer.data.s }
    : undefined;
}

export const isBy = (type: string, { body, sig }: Note<unknown>, key: KeyObject | undefined): boolean =>
  key !== undefined && fits(type, body, key, sig);

function decode(bytes: Uint8Array): unknown {
  try {
    return cborg.decode(bytes, STRICT_CBOR);
  } catch {
    return undefined;
  }
}
