import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import Database from 'better-sqlite3-multiple-ciphers';
import { normaliseName } from '#core/records/names.ts';
import { documentOf, loadCase } from '../../main/office/case-document.ts';
import { fill, makeOffice, type BenchOffice } from './bench-office.ts';
import { figure, type Figure } from './measure.ts';

const CASES = 1500;

/** The encrypted floor: whole rows deflated into one AES-256-GCM file, read into SQLCipher with list and name indexes. */
function floorTime(
  dir: string,
  rows: readonly { readonly code: string; readonly json: string; readonly name: string }[],
): number {
  mkdirSync(dir, { recursive: true });
  const key = randomBytes(32);
  const start = performance.now();
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  const packed = deflateRawSync(Buffer.from(JSON.stringify(rows)), { level: 6 });
  const file = join(dir, 'floor.bin');
  writeFileSync(file, Buffer.concat([nonce, cipher.update(packed), cipher.final(), cipher.getAuthTag()]), {
    flush: true,
  });
  const bytes = readFileSync(file);
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12));
  decipher.setAuthTag(bytes.subarray(-16));
  const plain = inflateRawSync(Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]));
  const list = JSON.parse(plain.toString('utf8')) as typeof rows;
  const db = new Database(join(dir, 'floor.db'));
  db.pragma("cipher='sqlcipher'");
  db.pragma('legacy=4');
  db.key(Buffer.concat([Buffer.from('raw:'), key]));
  db.pragma('journal_mode=WAL');
  db.pragma('synchronous=FULL');
  db.exec(`CREATE TABLE c(n INTEGER PRIMARY KEY, code TEXT, json TEXT, name TEXT) STRICT; CREATE INDEX c_code ON c(code); CREATE INDEX c_name ON c(name);
    CREATE TABLE tok(tok TEXT, n INTEGER, PRIMARY KEY(tok, n)) STRICT, WITHOUT ROWID;
    CREATE VIRTUAL TABLE f USING fts5(body, content='', contentless_delete=1, tokenize='trigram');`);
  const add = db.prepare('INSERT INTO c(code, json, name) VALUES(?, ?, ?)');
  const token = db.prepare('INSERT OR IGNORE INTO tok VALUES(?, ?)');
  const text = db.prepare('INSERT INTO f(rowid, body) VALUES(?, ?)');
  db.transaction(() => {
    for (const row of list) {
      const n = Number(add.run(row.code, row.json, row.name).lastInsertRowid);
      for (const word of normaliseName(row.name).split(' ')) token.run(word, n);
      text.run(n, normaliseName(row.name));
    }
  })();
  db.close();
  return performance.now() - start;
}

async function introduce(from: BenchOffice, to: BenchOffice, stick: string): Promise<void> {
  const path = join(stick, `${from.open.self.code}.hifadhi-card`);
  await from.caller.shell('writeCard', { path });
  const { place, card } = await to.caller.shell<{ place: string; card: { words: string[] } }>('readCard', { path });
  await to.caller.call('exchange.confirmCard', { place, words: card.words });
}

/** A first load of 1,500 cases into another office, signatures and encryption included. */
export async function exchangeLoad(): Promise<Figure[]> {
  const a = await makeOffice('KSM');
  const b = await makeOffice('BND');
  const stick = join(a.dir, 'stick');
  mkdirSync(stick);
  await introduce(a, b, stick);
  await introduce(b, a, stick);
  const full = fill(a, CASES);
  const rows = full.ids.map((caseId) => {
    const stored = loadCase(a.open, caseId);
    const document = documentOf(stored);
    const name = document.values['full_name'];
    return { code: stored.row.code, json: JSON.stringify(document), name: typeof name === 'string' ? name : '' };
  });
  const deflated = rows.reduce((sum, row) => sum + deflateRawSync(Buffer.from(row.json), { level: 6 }).length, 0);
  const floors = [0, 1, 2].map((i) => floorTime(join(a.dir, `floor${String(i)}`), rows)).sort((x, y) => x - y);
  const start = performance.now();
  const { place } = await a.caller.shell<{ place: string }>('namePlace', { path: stick });
  const written = await a.caller.call('exchange.write', {
    office: b.open.self.officeId,
    selection: { cases: [...full.ids] },
    place,
  });
  const path = join(stick, 'HIFADHI', 'BND', written.fileName);
  const taken = await b.caller.shell<{ place: string }>('takeBundle', { path });
  const report = await b.caller.call('exchange.apply', { place: taken.place });
  const time = performance.now() - start;
  if (report.newCases !== CASES) throw new Error(`only ${String(report.newCases)} of ${String(CASES)} cases arrived`);
  a.remove();
  b.remove();
  return [
    figure({ id: 'exchange.load1500', what: 'export plus import of 1,500 cases, first load', unit: 'ms' }, time, {
      floor: floors[1] ?? 0,
    }),
    figure(
      {
        id: 'exchange.loadBytes1500',
        what: 'bytes per case in the bundle, against deflate-6 of the same JSON',
        unit: 'bytes',
      },
      written.bundle.bytes / CASES,
      { floor: deflated / CASES },
    ),
  ];
}
