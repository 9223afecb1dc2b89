import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Values } from '#core/forms/types.ts';
import type { Output } from '#core/contracts/index.ts';
import type { CaseId } from '#core/ids.ts';
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

export interface WholeRow {
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
export function floorTime(dir: string, rows: readonly WholeRow[]): number {
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
  const db = writableHandle({ connection });
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

/** Two offices that know each other, and a folder that stands for a stick. */
export async function twoOffices(): Promise<{ a: BenchOffice; b: BenchOffice; stick: string }> {
  const a = await makeOffice('KSM');
  const b = await makeOffice('BND');
  const stick = join(a.dir, 'stick');
  mkdirSync(stick);
  await introduce(a, b, stick);
  await introduce(b, a, stick);
  return { a, b, stick };
}

/** Whole rows of cases, as an unsigned tool would send them. */
export const wholeRows = ({ open }: BenchOffice, ids: readonly CaseId[]): WholeRow[] =>
  ids.map((caseId): WholeRow => {
    const stored = loadCase(open, caseId);
    const document = documentOf(stored);
    const line = open.repos.list.get(stored.row.n);
    if (!line) throw new Error('a case without a line');
    return { line, json: JSON.stringify(document), findable: findableOf(stored.row, factsOf(document)) };
  });

/** Writes a stick from one office for another and takes it in there. Answers ms for both, and what was written and read. */
export async function carry(
  from: BenchOffice,
  to: BenchOffice,
  stick: string,
  cases?: readonly CaseId[],
): Promise<{ time: number; written: Output<'exchange.write'>; report: Output<'exchange.apply'>; path: string }> {
  const start = performance.now();
  const { place } = await from.caller.shell<{ place: string }>('namePlace', { path: stick });
  const selection = cases === undefined ? ({ waiting: true } as const) : { cases: [...cases] };
  const written = await from.caller.call('exchange.write', { office: to.open.self.officeId, selection, place });
  const path = join(stick, 'HIFADHI', to.open.self.code, written.fileName);
  const taken = await to.caller.shell<{ place: string }>('takeBundle', { path });
  const report = await to.caller.call('exchange.apply', { place: taken.place });
  return { time: performance.now() - start, written, report, path };
}

/** A first load of cases into another office, signatures and encryption included, against the floor with the same cases. */
export async function firstLoad(
  count: number,
  id: string,
  change: Values = {},
): Promise<{ a: BenchOffice; b: BenchOffice; stick: string; figures: Figure[]; path: string }> {
  const { a: empty, b, stick } = await twoOffices();
  const a = fill(empty, count, change);
  const rows = wholeRows(a, a.ids);
  // All in one stream, as a whole-row file would hold them: each by itself would be three times as large.
  const deflated = deflateRawSync(Buffer.from(rows.map((row) => row.json).join('\n')), { level: 6 }).length;
  const floors = [0, 1, 2].map((i) => floorTime(join(a.dir, `floor${String(i)}`), rows)).sort((x, y) => x - y);
  const { time, written, report, path } = await carry(a, b, stick, a.ids);
  if (report.newCases !== count) throw new Error(`only ${String(report.newCases)} of ${String(count)} cases arrived`);
  const what = `export plus import of ${String(count)} cases, first load`;
  const bytes = 'bytes per case in the bundle, against deflate-6 of the same JSON';
  const figures = [
    figure({ id: `exchange.load${id}`, what, unit: 'ms' }, time, { floor: floors[1] ?? 0 }),
    figure(
      { id: `exchange.loadBytes${id === '10k' ? '' : id}`, what: bytes, unit: 'bytes' },
      written.bundle.bytes / count,
      { floor: deflated / count },
    ),
  ];
  return { a, b, stick, figures, path };
}

/** A first load of 1,500 cases into another office. */
export async function exchangeLoad(): Promise<Figure[]> {
  const { a, b, figures } = await firstLoad(1500, '1500');
  a.remove();
  b.remove();
  return figures;
}
