import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { CaseId } from '#core/ids.ts';
import { offerEach, saveEach, toEdit } from './batch-saves.ts';
import { fill, type BenchOffice } from './bench-office.ts';
import { carry, firstLoad, floorTime, twoOffices, wholeRows } from './exchange-load.ts';
import { figure, quantile, type Figure } from './measure.ts';

/** How large the run is; smaller where only the way is tried. */
export interface EditSizes {
  readonly cases: number;
  /** Cases that each office edits, those that both edit, and of those the ones with the same field. */
  readonly edited: number;
  readonly common: number;
  readonly same: number;
}
const WHOLE: EditSizes = { cases: 10_000, edited: 500, common: 50, same: 20 };

type Answers = Readonly<Record<string, string>>;

/** Made-up cases may be closed; an office writes into open ones only. */
const OPEN = { status: 'open' } as const;

async function edit(office: BenchOffice, caseId: CaseId, answers: Answers): Promise<void> {
  const { draftId, document } = await office.caller.call('cases.startEdit', { caseId });
  const full = { ...document, values: { ...document.values, ...answers } };
  await office.caller.call('cases.saveDraft', { draftId, document: full, accepted: [], notSameAs: [] });
  await office.caller.call('cases.save', { draftId });
}

/** Three answers of a case by each office; only the landmark is ever given by both. */
const here = (n: number): Answers => ({
  phone: `+0005${String(n).padStart(5, '0')}`,
  current_address: `Street ${String(n)}`,
  address_landmark: `Behind the market, row ${String(n)}`,
});
const there = (n: number, same: boolean): Answers => ({
  ...(same ? { address_landmark: `Beside the well ${String(n)}` } : { nickname: `Nick ${String(n)}` }),
  physical_characteristics: `Scar on the left hand (${String(n)})`,
  interview_landmark: `At the school gate, ${String(n)}`,
});

/** How many answers an office has neither in force nor beside what is in force. */
async function lostAt(office: BenchOffice, caseId: CaseId, answers: Answers): Promise<number> {
  const { document } = await office.caller.call('cases.open', { caseId });
  const { cases, records } = office.open.repos;
  const beside = new Set(records.conflictsOf(cases.byId(caseId)?.n ?? 0).map(({ field }) => field));
  return Object.entries(answers).filter(
    ([field, value]) => JSON.stringify(document.values[field]) !== JSON.stringify(value) && !beside.has(field),
  ).length;
}

const databaseBytes = ({ open }: BenchOffice): number =>
  open.db
    .read<[], { bytes: number }>(
      `SELECT p.page_count * s.page_size AS bytes FROM pragma_page_count() p, pragma_page_size() s`,
    )
    .get()?.bytes ?? 0;

/**
 * A first load, then edits of both offices while they were apart, in both directions: time and bytes against the floor, what
 * was lost, which clashes are listed, one edit alone, and the size of the database with its whole signed history.
 */
export async function exchangeEdits({ cases, edited, common, same }: EditSizes = WHOLE): Promise<Figure[]> {
  const { a, b, stick, figures } = await firstLoad(cases, '10k', OPEN);
  const floorBytes = statSync(join(a.dir, 'floor0', 'floor.db')).size;
  const disk = databaseBytes(b);
  await carry(b, a, stick);

  const ofA = a.ids.slice(0, edited);
  const ofB = a.ids.slice(edited - common, 2 * edited - common);
  const isSame = (n: number): boolean => n < same;
  for (const [n, caseId] of ofA.entries()) await edit(a, caseId, here(n));
  for (const [n, caseId] of ofB.entries()) await edit(b, caseId, there(n, isSame(n)));
  // The floor sends whole rows, both ways, and keeps nothing of what both changed.
  const rows = [wholeRows(a, ofA), wholeRows(b, ofB)];
  const floor = rows.reduce((sum, part, i) => sum + floorTime(join(a.dir, `edits${String(i)}`), part), 0);
  const there1 = await carry(a, b, stick);
  const back = await carry(b, a, stick);
  let lost = 0;
  for (const office of [a, b]) {
    for (const [n, caseId] of ofA.entries()) lost += await lostAt(office, caseId, here(n));
    for (const [n, caseId] of ofB.entries()) lost += await lostAt(office, caseId, there(n, isSame(n)));
  }
  const listed = new Set(
    (await a.caller.call('review.list', {}))
      .filter(({ field }) => field === 'address_landmark')
      .map(({ caseId }) => caseId),
  );
  await carry(a, b, stick);
  const [one] = ofA;
  if (one === undefined) throw new Error('nothing was edited');
  await edit(a, one, { phone: '+000599999' });
  const alone = await carry(a, b, stick);
  a.remove();
  b.remove();
  const both = `${String(edited)} cases edited here and ${String(edited)} there, three answers each`;
  const bytes = there1.written.bundle.bytes + back.written.bundle.bytes;
  return [
    ...figures,
    figure({ id: 'exchange.edits', what: `${both}, both directions`, unit: 'ms' }, there1.time + back.time, { floor }),
    figure({ id: 'exchange.bytesPerEdit', what: 'bytes per edited case', unit: 'bytes' }, bytes / (2 * edited)),
    figure({ id: 'exchange.editsLost', what: `${both}: answers that one of them has not`, unit: 'count' }, lost),
    figure(
      { id: 'exchange.clashesListed', what: `of ${String(same)} answers given differently`, unit: 'count' },
      listed.size,
    ),
    figure(
      { id: 'exchange.bytesSingleEdit', what: 'one edit alone to one computer', unit: 'bytes' },
      alone.written.bundle.bytes,
    ),
    figure(
      { id: 'exchange.disk', what: 'database with the whole signed history, against the floor’s', unit: 'bytes' },
      disk,
      { floor: floorBytes },
    ),
  ];
}

/** The list of values to decide when two offices answered one question differently in every case. */
export async function conflictList(count = 10_000): Promise<Figure[]> {
  const { a: empty, b, stick } = await twoOffices();
  const a = fill(empty, count, OPEN);
  await carry(a, b, stick, a.ids);
  for (const [office, place] of [
    [a, 'Behind the market, row'],
    [b, 'Beside the well'],
  ] as const) {
    const cases = toEdit(office.open, a.ids);
    saveEach(office.open, cases, (n) => `${place} ${String(n)}`);
    offerEach(office.open, cases);
  }
  await carry(b, a, stick);
  const list = await a.caller.call('review.list', {});
  if (list.length < count) throw new Error(`only ${String(list.length)} of ${String(count)} are listed`);
  const times: number[] = [];
  for (let run = 0; run < 5; run += 1) {
    const start = performance.now();
    await a.caller.call('review.list', {});
    times.push(performance.now() - start);
  }
  a.remove();
  b.remove();
  return [
    figure(
      { id: 'conflicts.list10k', what: `list of ${String(count)} values to decide`, unit: 'ms' },
      quantile(times, 0.95),
      { p50: quantile(times, 0.5), runs: times.length },
    ),
  ];
}
