/** Ids and hashes travel as base64url and lie in the database as bytes. */
export const bytesOf = (id: string): Buffer => Buffer.from(id, 'base64url');

/** The text of an id read from a column. The brand is the column's: the repository that reads it names it. */
export const idOf = <T extends string>(bytes: Uint8Array): T =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64url') as T;

export const idOrNull = <T extends string>(bytes: Uint8Array | null): T | null => (bytes ? idOf<T>(bytes) : null);
