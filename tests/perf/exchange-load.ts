import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { factsOf } from '#core/records/facts.ts';
import { searchBody, searchTokens, type Findable } from '#core/records/search-keys.ts';
import { documentOf, loadCase } from '../../main/office/case-document.ts';
import { findableOf } from '../../main/office/project-case.ts';
import { CaseListRepo, type CaseListRow } from '../../main/storage/case-list.repo.ts';
import { connect, setForWriting } from '../../main/storage/connection.ts';
import { writableHandle } from '../../main/storage/database.ts';
import { steps } from '../../main/storage/migrations/0010-first.ts';
import { SearchRepo } from '../../main/storage/search.repo.ts';
import { fill, makeOffice, type BenchOffice } from './bench-office.ts';
import { figure, type Figure } from './measure.ts';

const CASES = 1500;

interface WholeRow {
  readonly line: CaseListRow;
  readonly json: string;
  readonly findable: Findable;
}

/** The product's own list and name indexes, column for column. */
const INDEXES = steps.filter((sql) => /\b(?:case_list|search_token|case_text)\b/.test(sql));

/**
 * The encrypted floor: whole rows deflated into one AES-256-GCM file and read into SQLCipher with the same list and name
 * indexes and the same durable settings. It keeps no history and signs nothing.
 */
function floorTime(dir: string, rows: readonly WholeRow[]): number {
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
  const connection = connect(join(dir, 'floor.db'), key);
  setForWriting(connection);
  const db = writableHandle(connection);
  db.exec('CREATE TABLE case_(n INTEGER PRIMARY KEY, json TEXT NOT NULL) STRICT');
  for (const sql of INDEXES) db.exec(sql);
  const lines = new CaseListRepo(db);
  const search = new SearchRepo(db);
  const add = db.write<[string]>('INSERT INTO case_(json) VALUES(?)');
  db.transaction(() => {
    for (const { json, line, findable } of list) {
      const caseN = add.run(json).rowid;
      lines.put({ ...line, caseN }, undefined);
      search.put(caseN, searchTokens(findable), searchBody(findable), true);
    }
  });
  connection.close();
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
  const rows = full.ids.map((caseId): WholeRow => {
    const stored = loadCase(a.open, caseId);
    const document = documentOf(stored);
    const line = a.open.repos.list.get(stored.row.n);
    if (!line) throw new Error('a case without a line');
    return { line, json: JSON.stringify(document), findable: findableOf(stored.row, factsOf(document)) };
  });
  // All in one stream, as a whole-row file would hold them: each by itself would be three times as large.
  const deflated = deflateRawSync(Buffer.from(rows.map((row) => row.json).join('\n')), { level: 6 }).length;
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
