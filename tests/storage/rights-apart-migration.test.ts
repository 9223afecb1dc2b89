import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type Driver from 'better-sqlite3-multiple-ciphers';
import { expect, test } from 'vitest';
import { toldRole } from '#core/exchange/told-role.ts';
import { roleShape } from '#core/rights/role-shape.ts';
import { RIGHTS, type RoleDef } from '#core/rights/roles.ts';
import { connect } from '../../main/storage/connection.ts';
import { migrate, MIGRATIONS } from '../../main/storage/migrate.ts';
import { roleOf } from '../builders/office-roles.ts';
import { temporaryFolder } from './temporary-office.ts';

const upTo = (version: number) => MIGRATIONS.filter((one) => one.version <= version);
const APART = ['case.close', 'case.refer', 'case.transfer'];
const before = (role: RoleDef): RoleDef => ({ ...role, rights: role.rights.filter((one) => !APART.includes(one)) });
/** As the program writes it down. */
const inOrder = (role: RoleDef): string =>
  JSON.stringify({ ...role, rights: RIGHTS.filter((one) => role.rights.includes(one)) });

test('roles that an office changed or made before give what they gave, and are no newer or older for it', () => {
  const file = join(temporaryFolder(), 'office.db');
  const connection = connect(file, randomBytes(32));
  expect(migrate(connection, file, upTo(313)).ok).toBe(true);
  const worker = before(roleOf('caseworker'));
  // Words that look like a right, letters that JSON escapes, and a role that writes nothing.
  const named: RoleDef = {
    ...worker,
    id: 'named',
    label: { en: 'case.write', fr: 'L’« accueil »\n"\\', ar: 'الكتابة' },
    rights: ['case.list', 'case.write'],
  };
  const reader: RoleDef = { ...worker, id: 'reader', rights: ['case.list', 'case.view'] };
  const newer: RoleDef = { ...worker, id: 'newer', rights: ['case.list', 'case.write', 'case.refer'] };
  const put = connection.prepare(`INSERT INTO office_role(role_id, body, base) VALUES(?, ?, ?)`);
  put.run('caseworker', inOrder({ ...worker, maxClass: 3 }), JSON.stringify(worker));
  for (const role of [named, reader, newer]) put.run(role.id, inOrder(role), null);
  // As an older program noted them for the other computers of the office; one is no JSON of a role.
  const note = connection.prepare(
    `INSERT INTO office_item(kind, id, body, seen, at, rev, applied) VALUES('role', ?, ?, '{}', 1, 1, 1)`,
  );
  const noted = { caseworker: JSON.stringify(worker), named: null, reader: null };
  for (const [id, base] of Object.entries(noted)) {
    const body = inOrder({ caseworker: { ...worker, maxClass: 3 as const }, named, reader }[id] ?? reader);
    note.run(id, JSON.stringify({ body, base }));
  }
  note.run('gone', null);
  note.run('odd', JSON.stringify({ body: 'no role', base: null }));
  expect(migrate(connection, file, upTo(314))).toEqual({ ok: true, value: 314 });
  const rows = (connection as Driver.Database)
    .prepare<[], { id: string; body: string; base: string | null }>(`SELECT role_id AS id, body, base FROM office_role`)
    .all();
  const items = new Map(
    (connection as Driver.Database)
      .prepare<[], { id: string; body: string | null }>(`SELECT id, body FROM office_item`)
      .all()
      .map(({ id, body }) => [id, body]),
  );
  connection.close();
  const row = (id: string) => rows.find((one) => one.id === id);
  const role = (id: string): RoleDef => roleShape.parse(JSON.parse(row(id)?.body ?? ''));
  expect(row('caseworker')?.body).toBe(inOrder({ ...roleOf('caseworker'), maxClass: 3 }));
  // The very text of this version’s configuration: the office is not told that it says something else now.
  expect(row('caseworker')?.base).toBe(JSON.stringify(roleOf('caseworker')));
  expect(role('named')).toEqual({ ...named, rights: ['case.list', 'case.write', ...APART] });
  expect([row('reader')?.body, row('reader')?.base]).toEqual([inOrder(reader), null]);
  expect(role('newer').rights).toEqual(newer.rights);
  // Word by word what this version notes of them: the update is told to nobody as a change.
  for (const id of Object.keys(noted)) {
    const { body, base } = row(id) ?? { body: '', base: null };
    expect(items.get(id), id).toBe(toldRole({ body, base }));
  }
  expect([items.get('gone'), items.get('odd')]).toEqual([null, JSON.stringify({ body: 'no role', base: null })]);
});
