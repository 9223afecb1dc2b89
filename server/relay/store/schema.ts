import { z } from 'zod';
import { nothing, type RelayDatabase } from './database.ts';

/**
 * Steps of the schema, in the words of both databases but for the names of types. A step is never edited after a
 * release; a new one is appended. Times are milliseconds since 1970 by the relay's clock, sizes are bytes.
 */
const STEPS: readonly (readonly string[])[] = [
  [
    `create table office(
       id blob primary key, code text not null, name text not null,
       next_seq integer not null, used_bytes integer not null, enrolled_at integer not null)`,
    `create table device(
       id blob primary key, office blob not null references office(id), signing_key blob not null, card blob not null,
       status text not null, changed_at integer not null)`,
    'create index device_office on device(office)',
    'create table used_nonce(nonce blob primary key, expires integer not null)',
    'create index used_nonce_expires on used_nonce(expires)',
    // "content" is the upload whose chunks hold the bundle: finishing an upload moves no bytes.
    `create table bundle(
       sha256 blob primary key, size integer not null, sender blob not null references office(id),
       content blob not null, stored_at integer not null, expires_at integer not null)`,
    'create index bundle_expires on bundle(expires_at)',
    `create table mailbox(
       office blob not null references office(id), seq integer not null, bundle blob not null references bundle(sha256),
       size integer not null, lane integer not null, put_at integer not null, done_at integer,
       primary key(office, seq))`,
    'create unique index mailbox_once on mailbox(office, bundle)',
    'create index mailbox_bundle on mailbox(bundle)',
    'create index mailbox_done on mailbox(done_at)',
    `create table reader(
       office blob not null references office(id), device blob not null references device(id),
       acked_seq integer not null, acked_at integer not null, primary key(office, device))`,
    `create table upload(
       id blob primary key, device blob not null references device(id), sha256 blob not null,
       to_office blob not null references office(id), lane integer not null, size integer not null,
       off integer not null, expires integer not null)`,
    'create unique index upload_once on upload(device, sha256, to_office)',
    'create index upload_expires on upload(expires)',
    'create table chunk(upload blob not null, at integer not null, bytes blob not null, primary key(upload, at))',
    `create table trust_object(
       seq integer primary key, kind text not null, version integer not null, body blob not null,
       put_at integer not null)`,
    'create unique index trust_once on trust_object(kind, version)',
  ],
  [
    `create table backup(
       office blob not null references office(id), bundle blob not null references bundle(sha256),
       device blob not null references device(id), lane integer not null, put_at integer not null,
       renewed_at integer not null, primary key(office, bundle))`,
    'create index backup_bundle on backup(bundle)',
    'create index backup_device on backup(device)',
    'create index backup_renewed on backup(renewed_at)',
    `create table kit_key(
       id blob not null, office blob not null references office(id), device blob not null references device(id),
       signing_key blob not null, changed_at integer not null, used_at integer not null, primary key(id, device))`,
    'create unique index kit_key_device on kit_key(device)',
    'create index kit_key_office on kit_key(office)',
  ],
  [
    'alter table trust_object add column subject blob',
    'alter table trust_object add column hash blob',
    'create index trust_object_subject on trust_object(kind, subject)',
    'create index trust_object_hash on trust_object(hash)',
    // Whatever was put there before was checked against no root.
    'delete from trust_object',
    // Why "status" is what it is: enrolled by a card, shut out by the operator, and what the programme's list says.
    'alter table device add column by_card integer not null default 1',
    'alter table device add column shut integer not null default 0',
    "alter table device add column listed text not null default 'no'",
    "update device set shut = 1 where status = 'revoked'",
  ],
];

const forPostgres = (text: string): string => text.replace(/\bblob\b/g, 'bytea').replace(/\binteger\b/g, 'bigint');
const forSqlite = (text: string): string => (text.startsWith('create table') ? `${text} strict` : text);

export class NewerDatabase extends Error {}

/**
 * Brings the schema to this version, once, whichever process comes first. Throws `NewerDatabase` for a database that a
 * later version made: that one may hold what this one would not know how to keep.
 */
export async function migrate(database: RelayDatabase): Promise<void> {
  const words = database.kind === 'postgres' ? forPostgres : forSqlite;
  await database.transaction(async (sql) => {
    // One of several processes that start together goes first.
    if (database.kind === 'postgres') await sql.rows(nothing, 'select pg_advisory_xact_lock(480090)');
    await sql.rows(nothing, 'create table if not exists relay_schema(version integer primary key)');
    const [row] = await sql.rows(
      z.object({ version: z.int().nullable() }),
      'select max(version) as version from relay_schema',
    );
    const version = row?.version ?? 0;
    if (version > STEPS.length) throw new NewerDatabase(`schema ${String(version)}`);
    for (const [i, step] of STEPS.entries()) {
      if (i < version) continue;
      for (const text of step) await sql.rows(nothing, words(text));
      await sql.rows(nothing, 'insert into relay_schema(version) values ($1)', [i + 1]);
    }
  });
}
