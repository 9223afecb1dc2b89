import { z } from 'zod';
import { blob, type RelayDatabase } from '../../server/relay/store/database.ts';

const rows = z.object({ bundle: blob });

/** The relay loses everything that lies there of backups. */
export async function losePieces(database: RelayDatabase): Promise<void> {
  await database.transaction((sql) => sql.rows(rows, 'delete from backup returning bundle'));
}

/** How many of these pieces, 32 bytes each, the relay does not have. */
export async function missingPieces(database: RelayDatabase, names: Buffer): Promise<number> {
  const found = await database.rows(rows, 'select bundle from backup');
  const there = new Set(found.map(({ bundle }) => Buffer.from(bundle).toString('hex')));
  const all = Array.from({ length: names.length / 32 }, (_, i) => names.subarray(i * 32, i * 32 + 32).toString('hex'));
  return all.filter((one) => !there.has(one)).length;
}
