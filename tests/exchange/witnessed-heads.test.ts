import * as cborg from 'cborg';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { CaseDocument } from '#core/forms/types.ts';
import type { CaseId } from '#core/ids.ts';
import { audit } from '../../main/office/audit.ts';
import { headsFor, isHead, takeHeads } from '../../main/office/witnessed-heads.ts';
import type { OfficeRow } from '../../main/storage/office.repo.ts';
import { demoCases } from '../../scripts/demo/demo-cases.ts';
import { Offices, RESOURCES, type TestOffice } from './office-pair.ts';
import { wallDay } from '../builders/calendar-days.ts';

// The end of an audit trail that is cut off and made anew, with everything that this computer itself remembers of it.
const offices = new Offices();
let a: TestOffice;
let b: TestOffice;
let stick: string;
let caseId: CaseId;
const [document] = demoCases(RESOURCES, 20_260, 1, wallDay()) as [CaseDocument];

beforeAll(async () => {
  await offices.prepare(['KSM', 'BND']);
}, 240_000);
/** B has a bundle of A, and with it the head of A's trail. */
beforeEach(async () => {
  const taken = await offices.take('KSM', 'BND');
  stick = taken.stick;
  [a, b] = taken.offices as [TestOffice, TestOffice];
  caseId = await a.register(document);
  await b.read(await a.write(b, stick, { cases: [caseId] }));
}, 240_000);
afterAll(() => {
  offices.remove();
});

const rowOf = (at: TestOffice, other: TestOffice): OfficeRow => {
  const row = at.open.repos.offices.offices().find(({ code }) => code === other.open.self.code);
  if (!row) throw new Error('the office is not known');
  return row;
};
async function standing(office: TestOffice) {
  let now = await office.caller.call('audit.standing', { again: true });
  while (now.state === 'checking') {
    await new Promise(setImmediate);
    now = await office.caller.call('audit.standing', { again: false });
  }
  return now;
}
/** Takes the last lines away, writes others in their place, and lets the computer remember those. */
async function makeEndAnew(office: TestOffice, lines: number): Promise<number> {
  const { db } = office.open;
  const from = office.open.repos.audit.head().n - lines;
  db.exec(`DELETE FROM audit_head WHERE n > ${String(from)}; DELETE FROM audit WHERE n > ${String(from)}`);
  for (let n = 0; n < lines + 3; n += 1) audit(office.open, 'case.opened', caseId);
  office.close();
  await office.signIn();
  return from;
}

test('an end that was made anew passes here, and shows with the next bundle of an office that saw the other', async () => {
  const seen = b.open.repos.witnesses.of(rowOf(b, a).n)[0]?.n ?? 0;
  const before = a.open.self.deviceId;
  const from = await makeEndAnew(a, 4);
  expect(seen).toBeGreaterThan(from);
  expect(a.open.self.deviceId).toBe(before);
  expect(await standing(a)).toMatchObject({ state: 'whole' });
  await a.read(await b.write(a, stick));
  expect(await standing(a)).toMatchObject({ state: 'broken', brokenAt: seen });
  const { lines } = await a.caller.call('audit.list', { trouble: true, limit: 20 });
  expect(lines.filter(({ action }) => action === 'audit.broken')).toMatchObject([{ object: String(seen) }]);
});

test('a shorter trail is noted at the office that saw the longer one', async () => {
  for (let n = 0; n < 30; n += 1) audit(a.open, 'case.opened', caseId);
  await b.read(await a.write(b, stick, { cases: [caseId] }));
  const seen = b.open.repos.witnesses.of(rowOf(b, a).n)[0]?.n ?? 0;
  const { db } = a.open;
  db.exec(`DELETE FROM audit_head WHERE n > ${String(seen - 20)}; DELETE FROM audit WHERE n > ${String(seen - 20)}`);
  await b.read(await a.write(b, stick, { cases: [caseId] }));
  const { lines } = await b.caller.call('audit.list', { trouble: true, limit: 20 });
  expect(lines.find(({ action }) => action === 'audit.partner')).toMatchObject({ object: a.open.self.name });
  // The highest stays: it is what is given back.
  expect(b.open.repos.witnesses.of(rowOf(b, a).n)[0]?.n).toBe(seen);
});

test('a whole trail stays whole, and heads that nobody signed, or another office, count for nothing', async () => {
  await a.read(await b.write(a, stick));
  expect(a.open.repos.witnesses.of(a.open.self.officeN)).toHaveLength(1);
  expect(await standing(a)).toMatchObject({ state: 'whole' });

  const [own, theirs] = headsFor(b.open, rowOf(b, a)).map(
    (bytes) => cborg.decode(bytes) as { b: Uint8Array; s: Uint8Array },
  );
  if (!own || !theirs) throw new Error('there are no two heads');
  const further = Buffer.from(theirs.b)
    .toString('utf8')
    .replace(/,\d+,"[0-9a-f]{64}"/u, `,9999,"${'ab'.repeat(32)}"`);
  const told = [
    { b: Buffer.from(further), s: theirs.s },
    { b: theirs.b, s: own.s },
    { b: Buffer.from(`${Buffer.from(theirs.b).toString('utf8')} `), s: theirs.s },
    { b: Buffer.from('[]'), s: theirs.s },
    { b: theirs.b },
  ].map((one) => cborg.encode(one));
  expect(told.map(isHead)).toEqual([true, true, false, false, false]);
  const kept = a.open.repos.witnesses.of(a.open.self.officeN);
  takeHeads(a.open, rowOf(a, b), [...told, new Uint8Array([0xff]), new Uint8Array()]);
  expect(a.open.repos.witnesses.of(a.open.self.officeN)).toEqual(kept);
  expect(await standing(a)).toMatchObject({ state: 'whole' });
});

test('an older copy that is put back goes on as another computer, whose trail need not hold what the one before had', async () => {
  a.close();
  const copy = offices.bareFolderOf(a);
  await a.signIn();
  for (let n = 0; n < 20; n += 1) audit(a.open, 'case.opened', caseId);
  await b.read(await a.write(b, stick, { cases: [caseId] }));
  a.close();
  offices.putBack(copy, a);
  await a.signIn();
  await a.read(await b.write(a, stick));
  expect(await standing(a)).toMatchObject({ state: 'whole' });
  const { renewed } = await a.caller.call('safety.state', {});
  expect(renewed).toHaveLength(1);
});
