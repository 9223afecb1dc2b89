import type Driver from 'better-sqlite3-multiple-ciphers';
import { connect } from '../../main/storage/connection.ts';
import { MIGRATIONS } from '../../main/storage/migrate.ts';

const MADE = /^\s*CREATE (?:UNIQUE )?(TABLE|INDEX|TRIGGER) (\w+)/iu;
const ADDED = /^\s*ALTER TABLE (\w+) ADD COLUMN (\w+)/iu;
const DROPPED = /^\s*DROP INDEX (?:IF EXISTS )?(\w+)/iu;
const DROPPED_TABLE = /^\s*DROP TABLE (\w+)/iu;
const RENAMED = /^\s*ALTER TABLE (\w+) RENAME TO (\w+)/iu;
const COPIED = /^\s*INSERT INTO (\w+)\(([^)]+)\)\s+SELECT ([\w\s,]+) FROM (\w+)$/iu;

/** The live mark of a record, which stood there also when it was the stamp that made it. */
const META = `iif(json_type(meta, '$.l') IS NULL, json_set(meta, '$.l', json_array(meta ->> '$.c[0]')), meta)`;

/** Steps that change what stands in tables, by how they begin, and how they are taken back. */
const BY_HAND: readonly (readonly [begins: string, back: string])[] = [
  ['INSERT INTO agency(', ''],
  ['UPDATE device SET sight', ''],
  ['UPDATE referral_role SET sent', ''],
  ['UPDATE office_item SET applied = 1', ''],
  ['CREATE TEMP TABLE named_agency', ''],
  ['INSERT OR IGNORE INTO agency(', ''],
  [
    'UPDATE account SET agency',
    `UPDATE account SET agency = COALESCE((SELECT name FROM agency WHERE agency_id = account.agency), '')`,
  ],
  ['DROP TABLE named_agency', ''],
  [
    'UPDATE office_role SET',
    `UPDATE office_role SET body = replace(body, ',"case.close","case.refer","case.transfer"', ''),
       base = replace(base, ',"case.close","case.refer","case.transfer"', '')`,
  ],
  ['UPDATE office_item SET body', `UPDATE office_item SET body = json_remove(body, '$.now') WHERE kind = 'role'`],
  [
    'ALTER TABLE commit_log ADD COLUMN list_n',
    `UPDATE commit_log SET list = (SELECT ids FROM signed_list s WHERE s.n = list_n) WHERE list_n IS NOT NULL;
     ALTER TABLE commit_log DROP COLUMN list_n`,
  ],
  [
    'INSERT INTO case_state(',
    `INSERT INTO record_state(sid, coll, rec, doc, meta)
     SELECT sid, 'case', 'case', unpacked_text(doc), ${META} FROM case_state`,
  ],
  [
    'INSERT INTO row_state(',
    `INSERT INTO record_state(sid, coll, rec, doc, meta)
     SELECT sid, coll, rec, unpacked_text(doc), ${META} FROM row_state`,
  ],
  [
    'UPDATE commit_log SET payload = packed_bytes',
    `UPDATE commit_log SET payload = unpacked_bytes(payload) WHERE is_packed = 1 AND payload IS NOT NULL`,
  ],
  [
    'INSERT INTO packed_configuration(',
    `INSERT INTO configuration(hash, profile, version, body, turn, since)
     SELECT hash, profile, version, unpacked_text(body), turn, since FROM packed_configuration`,
  ],
];

/** How to take one step of a migration back; undefined for a step of which nobody can tell. */
function backward(step: string, earlier: readonly string[]): string | undefined {
  const [, byHand] = BY_HAND.find(([begins]) => step.startsWith(begins)) ?? [];
  if (byHand !== undefined) return byHand;
  const [, kind, name] = MADE.exec(step) ?? [];
  if (kind !== undefined && name !== undefined) return `DROP ${kind} IF EXISTS ${name}`;
  const [, table, column] = ADDED.exec(step) ?? [];
  if (table !== undefined && column !== undefined) return `ALTER TABLE ${table} DROP COLUMN ${column}`;
  const [, was, is] = RENAMED.exec(step) ?? [];
  if (was !== undefined && is !== undefined) return `ALTER TABLE ${is} RENAME TO ${was}`;
  const [, to, columns, same, from] = COPIED.exec(step) ?? [];
  if (to !== undefined && columns !== undefined && same !== undefined && from !== undefined)
    return `INSERT INTO ${from}(${columns}) SELECT ${same} FROM ${to}`;
  const [, gone] = DROPPED_TABLE.exec(step) ?? [];
  if (gone !== undefined) {
    const about = new RegExp(
      `^\\s*(CREATE TABLE ${gone}\\(|ALTER TABLE ${gone} ADD|CREATE INDEX \\w+ ON ${gone}\\()`,
      'iu',
    );
    return earlier.filter((one) => about.test(one)).join(';\n');
  }
  const [, index] = DROPPED.exec(step) ?? [];
  return index === undefined ? undefined : earlier.findLast((one) => MADE.exec(one)?.[2] === index);
}

/**
 * Takes a closed database back by the last migrations, up to `most` of them and as far as their steps can be taken back:
 * what an office has that comes from the version before. Answers the version that it has now.
 */
export function makeOlder(file: string, key: Uint8Array, most: number): number {
  const connection: Driver.Database = connect(file, key, { fileMustExist: true });
  try {
    for (let left = most, at = MIGRATIONS.length - 1; left > 0; left -= 1, at -= 1) {
      const earlier = MIGRATIONS.slice(0, at).flatMap(({ steps }) => steps);
      const steps = (MIGRATIONS[at]?.steps ?? []).map((step) => backward(step, earlier)).reverse();
      if (!steps.every((step): step is string => step !== undefined)) break;
      connection.transaction(() => {
        // Tables that were made anew are filled again in the other order.
        connection.pragma('defer_foreign_keys=ON');
        for (const step of steps) connection.exec(step);
      })();
      connection.pragma(`user_version=${String(MIGRATIONS[at - 1]?.version ?? 0)}`);
    }
    return Number(connection.pragma('user_version', { simple: true }));
  } finally {
    connection.close();
  }
}
