import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { RelayDatabase } from '../../server/relay/store/database.ts';
import { openRelayDatabase } from '../../server/relay/relay-folder.ts';

/** The address of a PostgreSQL for tests, which `scripts/with-postgres.ts` sets. */
const server = process.env['HIFADHI_POSTGRES'];

/** What the tests of a relay run on. PostgreSQL only where there is one: `.ci/run` starts one, `npm test` does not. */
export const KINDS: readonly RelayDatabase['kind'][] = server === undefined ? ['sqlite'] : ['sqlite', 'postgres'];
if (server === undefined)
  console.log('relay: tested on SQLite only; on PostgreSQL with: node scripts/setup.mjs scripts/with-postgres.ts …');

async function onServer(text: string): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  await client.query(text);
  await client.end();
}

/** A new, empty place for a relay's data, which any number of relays may open. */
export interface DataPlace {
  readonly dir: string;
  /** Undefined: SQLite in the folder. */
  readonly url: string | undefined;
  readonly open: () => Promise<RelayDatabase>;
  readonly remove: () => Promise<void>;
}

export async function dataPlace(kind: RelayDatabase['kind']): Promise<DataPlace> {
  const dir = mkdtempSync(join(tmpdir(), 'hifadhi-relay-'));
  const name = `relay_${randomBytes(6).toString('hex')}`;
  if (kind === 'postgres') await onServer(`create database ${name}`);
  const url = kind === 'postgres' ? server?.replace('/postgres?', `/${name}?`) : undefined;
  return {
    dir,
    url,
    open: () => openRelayDatabase(dir, url),
    remove: async () => {
      rmSync(dir, { recursive: true, force: true });
      if (kind === 'postgres') await onServer(`drop database if exists ${name} with (force)`);
    },
  };
}
