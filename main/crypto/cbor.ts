import type { DecodeOptions } from 'cborg';
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

/** Ids are bytes in CBOR and base64url everywhere else. */
export const toBytes = (id: string): Uint8Array => new Uint8Array(Buffer.from(id, 'base64url'));
export const idFrom = <T extends string>(bytes: Uint8Array): T => Buffer.from(bytes).toString('base64url') as T;
