import { nothing, type Sql } from './database.ts';

/**
 * Holds the rows of these offices until the end of the transaction, always in the order of their ids: two bundles that go
 * both ways between two offices at the same moment wait one for the other, and never each for the other. For a transaction
 * that counts room of one and numbers of the other, before it touches either.
 */
export async function holdOffices(sql: Sql, ...ids: readonly Uint8Array[]): Promise<void> {
  const ordered = [...ids].sort((a, b) => Buffer.compare(a, b));
  for (const [i, id] of ordered.entries()) {
    const before = ordered[i - 1];
    if (before && Buffer.compare(before, id) === 0) continue;
    // Both databases know this; a lock without a write they do not say alike.
    await sql.rows(nothing, 'update office set next_seq = next_seq where id = $1', [id]);
  }
}
