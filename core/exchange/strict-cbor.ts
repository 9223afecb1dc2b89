import { decode, type DecodeOptions } from 'cborg';
import { z } from 'zod';

/** CBOR from foreign bytes: nothing doubtful, nothing that two readers could understand differently. */
export const STRICT_CBOR: DecodeOptions = {
  strict: true,
  rejectDuplicateMapKeys: true,
  allowUndefined: false,
  allowIndefinite: false,
  allowInfinity: false,
  allowNaN: false,
  allowBigInt: false,
};

const exactly = (length: number) => z.instanceof(Uint8Array).refine((b) => b.length === length);
export const bytes16 = exactly(16);
export const bytes32 = exactly(32);
export const bytes64 = exactly(64);

/** What `bytes` say if they are strict CBOR of this shape, and undefined otherwise. Never throws. */
export function readStrict<S extends z.ZodType>(shape: S, bytes: Uint8Array): z.infer<S> | undefined {
  try {
    return shape.safeParse(decode(bytes, STRICT_CBOR)).data;
  } catch {
    return undefined;
  }
}
