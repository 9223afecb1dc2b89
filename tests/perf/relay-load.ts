import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { nothing } from '../../server/relay/store/database.ts';
import { dataPlace } from '../relay/databases.ts';
import { TestRelay, computer, type Visitor } from '../relay/test-relay.ts';
import { figure, quantile, type Figure } from './measure.ts';
import { slowDay } from './relay-slow-day.ts';

const UPLOADS = 400;
const SENDERS = 8;
const SIZE = 8 * 1024;

/** Bundles of 8 KiB a second that one relay takes, durably, from eight computers at once, over HTTP on this machine. */
export async function uploadsPerSecond(kind: 'sqlite' | 'postgres'): Promise<number> {
  const place = await dataPlace(kind);
  const relay = await new TestRelay(place).start();
  const to = computer();
  const senders = Array.from({ length: SENDERS }, () => computer());
  await relay.enrol(to, ...senders);
  const visitors = await Promise.all(senders.map((sender) => relay.login(sender)));
  const each = UPLOADS / SENDERS;
  const bundles = visitors.map(() => Array.from({ length: each }, () => randomBytes(SIZE)));
  const start = performance.now();
  await Promise.all(
    visitors.map(async (visitor, i) => {
      for (const bundle of bundles[i] ?? []) {
        const { status } = await visitor.putWhole(to.office, bundle);
        if (status !== 201) throw new Error(`an upload ended with ${String(status)}`);
      }
    }),
  );
  const seconds = (performance.now() - start) / 1000;
  await relay.stop();
  await place.remove();
  return UPLOADS / seconds;
}

const OFFICES = 1000;
const BUNDLES = 1000;

/** A mailbox is listed among 1,000,000 bundles of 1,000 offices: 95 of 100 requests, answer read, take no longer. */
async function listAmongAMillion(): Promise<Figure> {
  const place = await dataPlace('sqlite');
  const relay = await new TestRelay(place).start();
  const asker = computer();
  await relay.enrol(asker);
  const { database } = relay;
  const numbers = (upto: number): string =>
    `with recursive n(i) as (select 1 union all select i + 1 from n where i < ${String(upto)})`;
  await database.transaction(async (sql) => {
    await sql.rows(
      nothing,
      `insert into office(id, code, name, next_seq, used_bytes, enrolled_at)
       ${numbers(OFFICES - 1)} select randomblob(16), 'X', 'X', ${String(BUNDLES)}, 0, 0 from n`,
    );
    await sql.rows(
      nothing,
      `insert into bundle(sha256, size, sender, content, stored_at, expires_at)
       select randomblob(32), 4096, o.id, randomblob(16), 0, 9e15 from office o
       join (${numbers(BUNDLES)} select i from n) k`,
    );
    await sql.rows(
      nothing,
      `insert into mailbox(office, seq, bundle, size, lane, put_at)
       select sender, row_number() over (partition by sender), sha256, size, 1, 0 from bundle`,
    );
  });
  const [count] = await database.rows(z.object({ n: z.int() }), 'select count(*) as n from mailbox');
  const visitor: Visitor = await relay.login(asker);
  const times: number[] = [];
  for (let i = 0; i < 400; i++) {
    const after = (i * 37) % 800;
    const start = performance.now();
    const page = await visitor.list(`?after=${String(after)}`);
    times.push(performance.now() - start);
    if (page.l.length !== 200) throw new Error('the list is short');
  }
  await relay.stop();
  await place.remove();
  const what = `list of 200 entries among ${String(count?.n)} bundles, over HTTP, p95`;
  return figure({ id: 'relay.list1m', what, unit: 'ms' }, quantile(times, 0.95), {
    p50: quantile(times, 0.5),
    p95: quantile(times, 0.95),
    runs: times.length,
  });
}

const perSecond = (id: string, value: number): Figure =>
  figure({ id, what: 'uploads of 8 KiB a second, one relay, eight senders', unit: 'count' }, value, { runs: UPLOADS });

/** In a process of its own, with a PostgreSQL that is made for it. */
function onPostgres(): number {
  const root = join(import.meta.dirname, '../..');
  const args = ['scripts/with-postgres.ts', 'tests/perf/relay-postgres.ts'];
  const run = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  const last = run.stdout.trim().split('\n').at(-1);
  if (run.status !== 0 || last === undefined) throw new Error('the measurement on PostgreSQL failed');
  return Number(last);
}

export async function relayLoad(): Promise<Figure[]> {
  return [
    perSecond('relay.uploadsSqlite', await uploadsPerSecond('sqlite')),
    perSecond('relay.uploadsPostgres', onPostgres()),
    await listAmongAMillion(),
    await slowDay(),
  ];
}
