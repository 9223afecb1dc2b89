import { z } from 'zod';
import { blob, nothing, type RelayDatabase, type Sql } from './database.ts';

const trustRow = z.object({ seq: z.int(), kind: z.string(), version: z.int(), body: blob });
export type TrustRow = z.infer<typeof trustRow>;

/**
 * Trust objects that arrived after number `since`, in order of arrival: as many as `most` bytes hold, at least one, and
 * not more than `limit`. Sizes are looked at first: what does not fit is not read. `more`: there are others behind them.
 */
export async function trustSince(
  sql: Sql,
  since: number,
  { limit, most }: { readonly limit: number; readonly most: number },
): Promise<{ readonly list: TrustRow[]; readonly more: boolean }> {
  const sizes = await sql.rows(
    z.object({ seq: z.int(), size: z.int() }),
    'select seq, length(body) as size from trust_object where seq > $1 order by seq limit $2',
    [since, limit + 1],
  );
  let [sum, last] = [0, since];
  for (const { seq, size } of sizes.slice(0, limit)) {
    sum += size;
    if (last !== since && sum > most) break;
    last = seq;
  }
  const text = 'select seq, kind, version, body from trust_object where seq > $1 and seq <= $2 order by seq';
  return { list: await sql.rows(trustRow, text, [since, last]), more: (sizes.at(-1)?.seq ?? since) > last };
}

/**
 * Keeps a trust object. `older`: a later version of this kind is there, and a relay does not go back. `other`: another
 * object of this very version is there. The same one again changes nothing.
 */
export function putTrustObject(
  database: RelayDatabase,
  object: { readonly kind: string; readonly version: number; readonly body: Uint8Array },
  now: number,
): Promise<'kept' | 'older' | 'other'> {
  const { kind, version, body } = object;
  return database.transaction(async (sql) => {
    const top = 'select seq, kind, version, body from trust_object where kind = $1 order by version desc limit 1';
    const [last] = await sql.rows(trustRow, top, [kind]);
    if (last && last.version > version) return 'older';
    if (last?.version === version) return Buffer.compare(last.body, body) === 0 ? 'kept' : 'other';
    await sql.rows(
      nothing,
      `insert into trust_object(seq, kind, version, body, put_at)
       select coalesce(max(seq), 0) + 1, $1, $2, $3, $4 from trust_object`,
      [kind, version, body, now],
    );
    return 'kept';
  });
}
