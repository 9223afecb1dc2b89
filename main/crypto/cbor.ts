/** The rules for reading are those of `core`, where the relay's messages are read by them too. */
export { STRICT_CBOR, bytes16, bytes32, bytes64 } from '#core/exchange/strict-cbor.ts';

/** Ids are bytes in CBOR and base64url everywhere else. */
export const toBytes = (id: string): Uint8Array => new Uint8Array(Buffer.from(id, 'base64url'));
export const idFrom = <T extends string>(bytes: Uint8Array): T => Buffer.from(bytes).toString('base64url') as T;
