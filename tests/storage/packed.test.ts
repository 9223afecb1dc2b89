import { createHash, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { recordFromJson, recordToJson } from '#core/exchange/record-json.ts';
import type { RecordState, Stamp } from '#core/exchange/merge.ts';
import type { CommitId } from '#core/ids.ts';
import { CommitRepo } from '../../main/storage/commit.repo.ts';
import { ConfigurationRepo } from '../../main/storage/configuration.repo.ts';
import { connect } from '../../main/storage/connection.ts';
import { DamagedDatabase } from '../../main/storage/damaged-database.ts';
import { MIGRATIONS } from '../../main/storage/migrate.ts';
import { WORDS_1 } from '../../main/storage/packed-words.ts';
import { packed, packedText, unpacked, unpackedText } from '../../main/storage/packed.ts';
import { RecordStateRepo } from '../../main/storage/record-state.repo.ts';
import { makeOlder } from '../builders/older-database.ts';
import { scene } from './scene.ts';
import { newDatabase, newHash, opened } from './temporary-office.ts';

test('what a release packed is read by every later one', () => {
  expect(createHash('sha256').update(WORDS_1).digest('base64url')).toBe('Ir88qDH0Kv1cttW7g5fRDt2XVlACSr4gMJi8M5t-oCc');
  const kept =
    'AY0AAACrJtDbMDLTNTDVNQJNDRYUIcZzQBv0QJk3JxU0nw1q_halpucXVSrVYnY-MNspN7bcWH5j442dCjeW32y52Xaz_cZGBUMjpVoA';
  expect(unpacked(Buffer.from(kept, 'base64url')).toString('utf8')).toBe(
    '{"registration_date":{"date":"2026-05-20","precision":"day","calendar":"gregory"},"status":"open","current_address":"شارع النهر 12"}',
  );
});

test('bytes and texts of every kind come back as they were', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 700 }), (bytes) => {
      expect(unpacked(packed(bytes)).equals(bytes)).toBe(true);
    }),
    { numRuns: 10 },
  );
  const large = randomBytes(100_000);
  expect(unpacked(packed(large)).equals(large)).toBe(true);
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 900 }), (text) => {
      const proper = text.toWellFormed();
      expect(unpackedText(packedText(proper))).toBe(proper);
    }),
    { numRuns: 12 },
  );
});

test('bytes that were not packed here are refused, and none grows beyond what it says', () => {
  const good = packed(Buffer.from('a record of a case, '.repeat(500)));
  const bomb = packed(Buffer.alloc(3_000_000, 'a'));
  bomb.writeUInt32LE(1000, 1);
  const other = Buffer.concat([Buffer.from([2]), good.subarray(1)]);
  const endless = Buffer.from(good);
  endless.writeUInt32LE(0xffffffff, 1);
  for (const bytes of [
    Buffer.alloc(0),
    Buffer.from([1]),
    Buffer.from('{"a":1}'),
    good.subarray(0, -3),
    other,
    bomb,
    endless,
  ])
    expect(() => unpacked(bytes)).toThrow('SAFE_DAMAGED');
  for (let at = 0; at < good.length; at += 1) {
    const broken = Buffer.from(good);
    broken[at] = (broken[at] ?? 0) ^ 0x40;
    try {
      expect(unpacked(broken).length).toBeLessThanOrEqual(good.readUInt32LE(1));
    } catch (error) {
      expect(error).toMatchObject({ error: { code: 'SAFE_DAMAGED' } });
    }
  }
});

test('a change that cannot be unpacked is one that cannot be read, and those behind it are taken from a damaged database', () => {
  const { db, file, key, close } = newDatabase();
  const { commit } = scene(db);
  const text = Buffer.from('What was said in the house. '.repeat(40));
  for (const n of [1, 2, 3]) new CommitRepo(db).append({ ...commit(n), payload: text });
  db.exec(`UPDATE commit_log SET payload = x'01ffffff7f4b4c' WHERE n = 2`);
  const second = new CommitRepo(db);
  expect(() => second.byNumber(2)).toThrow('SAFE_DAMAGED');
  close();
  const found = DamagedDatabase.open(file, key);
  const rows = [...(found?.commitsAfter(0) ?? [])].map((row) => (typeof row === 'number' ? row : row.payload));
  found?.close();
  expect(rows).toEqual([text, 2, text]);
});

test('what was unpacked a moment ago is never answered for other bytes', () => {
  const { db, close } = newDatabase();
  const { sid } = scene(db);
  const states = new RecordStateRepo(db);
  const docs = ['first answers ', 'other answers '].map((words) => JSON.stringify({ note: words.repeat(60) }));
  const put = (doc: string): void => {
    states.put(sid, { coll: 'case', rec: 'case', doc, meta: '{}' });
  };
  const [first = '', other = ''] = docs;
  put(first);
  expect(() => {
    db.transaction(() => {
      put(other);
      expect(states.get(sid, 'case', 'case')?.doc).toBe(other);
      throw new Error('taken back');
    });
  }).toThrow('taken back');
  expect(states.get(sid, 'case', 'case')?.doc).toBe(first);
  // Another connection, or an import, changed it behind this one's back.
  db.write<[Buffer]>('UPDATE case_state SET doc = ?').run(packed(Buffer.from(other)));
  expect(states.get(sid, 'case', 'case')?.doc).toBe(other);
  states.clear(sid);
  expect(states.get(sid, 'case', 'case')).toBeUndefined();
  close();
});

const stamp = (dot: string): Stamp => ({ dot, wall: 5, counter: 1, suspect: false, device: 'computer', sseq: 1 });
const long = 'The child was seen at home; a neighbour was present. '.repeat(30);
/** As cases, rows and their like are: long and short, touched later, removed, never created here. */
const STATES: readonly (readonly [coll: string, rec: string, state: RecordState])[] = [
  [
    'case',
    'case',
    {
      created: stamp('a'),
      live: ['a'],
      values: { risk_reason: long, current_address: 'شارع النهر' },
      fields: { risk_reason: [{ ...stamp('b'), value: long }] },
    },
  ],
  ['family_members', 'one', { created: stamp('a'), live: ['a'], values: { name: 'Amina' }, fields: {} }],
  ['family_members', 'gone', { created: stamp('a'), live: [], values: { name: 'Juma' }, fields: {} }],
  ['followups', 'two', { created: stamp('a'), live: ['a', 'c'], values: { followup_note: long }, fields: {} }],
  ['followups', 'foreign', { created: undefined, live: [], values: {}, fields: { x: [{ ...stamp('d'), value: 3 }] } }],
];

test('an office of the version before goes on with all that it had, and long texts take less', () => {
  const { db, file, key, close } = newDatabase();
  const { sid, commit } = scene(db);
  const payloads = [Buffer.from(long), Buffer.from('short'), null, randomBytes(5000)];
  const ids = payloads.map(() => newHash<CommitId>());
  for (const [i, payload] of payloads.entries())
    new CommitRepo(db).append({ ...commit(i + 1), id: ids[i] ?? newHash<CommitId>(), payload });
  for (const [coll, rec, state] of STATES) new RecordStateRepo(db).put(sid, { coll, rec, ...recordToJson(state) });
  const body = JSON.stringify({ forms: [long, long] });
  new ConfigurationRepo(db).use({ hash: 'h', profile: 'full', version: 5, body }, 9);
  close();

  const salvaged = () => {
    const found = DamagedDatabase.open(file, key);
    const rows = [...(found?.commitsAfter(0) ?? [])].map((row) => (typeof row === 'number' ? row : row.payload));
    found?.close();
    return rows;
  };
  expect(salvaged()).toEqual(payloads);
  expect(makeOlder(file, key, MIGRATIONS.filter(({ version }) => version >= 302).length)).toBeLessThan(302);
  // In that version everything stands as it was signed and said.
  expect(salvaged()).toEqual(payloads);
  const before = connect(file, key);
  const states = before.prepare('SELECT coll, rec, doc, meta FROM record_state').all() as {
    coll: string;
    rec: string;
    doc: string;
    meta: string;
  }[];
  before.close();
  expect(states.map(({ doc }) => typeof doc)).toEqual(STATES.map(() => 'string'));
  expect(states.every(({ meta }) => meta.includes('"l":'))).toBe(true);

  const again = opened(file, key);
  const log = new CommitRepo(again.db);
  expect(ids.map((id) => log.byId(id)?.payload)).toEqual(payloads);
  const records = new RecordStateRepo(again.db);
  const kept = (coll: string, rec: string) => {
    const found = records.get(sid, coll, rec);
    return found && recordFromJson(found);
  };
  expect(STATES.map(([coll, rec]) => kept(coll, rec))).toEqual(STATES.map(([, , state]) => state));
  expect(records.ofStream(sid)).toHaveLength(STATES.length);
  expect([...records.every()]).toHaveLength(STATES.length);
  expect([...records.inCollection('case', () => true)].map(({ rec }) => rec)).toEqual(['case']);
  expect([...records.inCollection('followups', () => true)].map(({ rec }) => rec)).toEqual(['foreign', 'two']);
  expect([...records.inCollection('followups', () => false)]).toEqual([]);
  expect(new ConfigurationRepo(again.db).body('h')).toBe(body);
  const [sizes] = again.db
    .read<[], { log: number; state: number }>(
      `SELECT max(length(payload)) FILTER (WHERE n = 1) AS log, (SELECT length(doc) FROM case_state) AS state FROM commit_log`,
    )
    .all();
  expect(Math.max(sizes?.log ?? 0, sizes?.state ?? 0)).toBeLessThan(long.length / 4);

  // What an erasure takes out of the log is gone packed or not, and the states with it.
  again.db.exec('UPDATE commit_log SET payload = NULL');
  expect(ids.map((id) => log.byId(id)?.payload)).toEqual([null, null, null, null]);
  records.clear(sid);
  expect(records.ofStream(sid)).toEqual([]);
});
