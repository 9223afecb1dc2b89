import { z } from 'zod';
import { blob, type Sql } from './database.ts';

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
