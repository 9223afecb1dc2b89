import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type Driver from 'better-sqlite3-multiple-ciphers';
import { expect, test } from 'vitest';
import { connect } from '../../main/storage/connection.ts';
import { migrate, MIGRATIONS } from '../../main/storage/migrate.ts';
import { temporaryFolder } from './temporary-office.ts';

const ID = /^[0-9a-f]{21}A$/;
const before = MIGRATIONS.filter(({ version }) => version < 270);
const agencies = MIGRATIONS.filter(({ version }) => version <= 270);

/** A database of the version before, and what it becomes with these free texts. */
function updated(texts: readonly string[], told: readonly (readonly [id: string, body: string])[] = []) {
  const file = join(temporaryFolder(), 'office.db');
  const connection = connect(file, randomBytes(32));
  expect(migrate(connection, file, before).ok).toBe(true);
  // Accounts alone: whose they are makes no difference here.
  connection.pragma('foreign_keys = OFF');
  for (const [i, text] of texts.entries())
    connection.prepare(`INSERT INTO account(person_n, agency, position) VALUES(?, ?, 'Nurse')`).run(i + 1, text);
  for (const [i, [id, body]] of told.entries())
    connection.prepare(`INSERT INTO office_item VALUES('agency', ?, ?, '{}', 5, ?, 0)`).run(id, body, i + 1);
  expect(migrate(connection, file, agencies)).toEqual({ ok: true, value: 270 });
  const all = <T>(sql: string): T[] => (connection as Driver.Database).prepare<[], T>(sql).all();
  const found = {
    list: all<{ id: string; name: string; active: number }>(
      `SELECT agency_id AS id, name, active FROM agency ORDER BY name, agency_id`,
    ),
    accounts: all<{ agency: string; position: string }>(`SELECT agency, position FROM account ORDER BY person_n`),
    waiting: all<{ id: string }>(`SELECT id FROM office_item WHERE applied = 0`),
  };
  connection.close();
  return found;
}

test('free texts become one list, each agency once, and everybody stays with theirs', () => {
  const { list, accounts } = updated(['Red Acacia', '', ' red acacia ', 'منظمة السلام', '   ', `O'Neill "& Co"`, '😀']);
  expect(list.map(({ name }) => name).sort()).toEqual([`O'Neill "& Co"`, 'Red Acacia', 'منظمة السلام', '😀'].sort());
  for (const { id, active } of list) expect([ID.test(id), active]).toEqual([true, 1]);
  expect(new Set(list.map(({ id }) => id)).size).toBe(4);
  const named = accounts.map(({ agency }) => list.find(({ id }) => id === agency)?.name ?? agency);
  expect(named).toEqual(['Red Acacia', '', 'Red Acacia', 'منظمة السلام', '', `O'Neill "& Co"`, '😀']);
  expect(accounts.every(({ position }) => position === 'Nurse')).toBe(true);
});

test('two computers of one office make the same ids of the same names, whatever else they know', () => {
  const one = updated(['Red Acacia', 'Blue Nile']);
  const other = updated(['Green Hill', 'blue nile', 'Red Acacia']);
  const idOf = (list: typeof one.list, name: string) => list.find((row) => row.name.toLowerCase() === name)?.id;
  for (const name of ['red acacia', 'blue nile']) expect(idOf(one.list, name)).toBe(idOf(other.list, name));
  expect(idOf(other.list, 'green hill')).not.toBe(idOf(one.list, 'red acacia'));
});

test('a list that another computer told of before counts: its ids become no names, and what cannot be read waits', () => {
  const [known, ended, broken] = ['1', '2', '3'].map((char) => char.repeat(21) + 'A') as [string, string, string];
  const body = (name: string, active: boolean) => JSON.stringify({ name, shortName: '', active });
  const { list, accounts, waiting } = updated(
    [known, 'red acacia', ended, 'Blue Nile'],
    [
      [known, body('Red Acacia', true)],
      [ended, body('Old Hands', false)],
      [broken, '{"name":1}'],
    ],
  );
  expect(list.map(({ name, active }) => [name, active])).toEqual([
    ['Blue Nile', 1],
    ['Old Hands', 0],
    ['Red Acacia', 1],
  ]);
  const blue = list.find(({ name }) => name === 'Blue Nile')?.id;
  expect(accounts.map(({ agency }) => agency)).toEqual([known, known, ended, blue]);
  expect(waiting).toEqual([{ id: broken }]);
});
