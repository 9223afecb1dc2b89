import { expect, test } from 'vitest';
import { aCase, done, everyCase, openedOffice, register } from '../faults/temporary-office.ts';
import type { Office } from '../../main/office/office.ts';
import type { PrintJobDocument } from '../../main/office/print-documents.ts';

const NAME = 'Zanzivoort Amani';
const usual = { language: 'en', paper: 'A4', names: 'default', purpose: 'conference of 24 Nov' } as const;

async function printed(office: Office, order: object): Promise<PrintJobDocument> {
  const reply = await office.shell('printDocument', order);
  if (!reply.ok) throw new Error(reply.error.code);
  return reply.value as PrintJobDocument;
}
async function lastPrint(office: Office): Promise<{ readonly n: number; readonly detail: string }> {
  const { lines } = await done(office, 'audit.list', { limit: 20 });
  const line = lines.find(({ action }) => action === 'report.made');
  if (line === undefined) throw new Error('no print in the audit trail');
  return line;
}

test('the audit trail keeps what a copy was for, and why it shows more than usual', async () => {
  const { office } = await openedOffice();
  const caseId = await register(office, aCase({ full_name: NAME }));
  const report = { kind: 'case-summary', caseId };
  await printed(office, { ...usual, report });
  expect((await lastPrint(office)).detail).toBe('case-summary code copy 1 · for: conference of 24 Nov');

  expect(await office.shell('printDocument', { ...usual, report, names: 'full' })).toMatchObject({
    ok: false,
    error: { code: 'PRINT_REASON_NEEDED' },
  });
  const job = await printed(office, { ...usual, report, names: 'full', why: 'the court asked', purpose: '' });
  const line = await lastPrint(office);
  expect(line.detail).toBe('case-summary full copy 2 · why: the court asked');
  expect(line.n).toBe(job.auditNumber);
});

test('neither the file nor the job at the printer is called after a child', async () => {
  const { office } = await openedOffice();
  const caseId = await register(office, aCase({ full_name: NAME }));
  for (const kind of ['case-summary', 'registration'] as const) {
    const job = await printed(office, { ...usual, report: { kind, caseId }, names: 'full', why: 'the court asked' });
    expect(job.fileName).not.toMatch(/Zanzivoort|Amani/);
    expect(/<title>(.*)<\/title>/.exec(job.html)?.[1]).not.toMatch(/Zanzivoort|Amani/);
    expect(job.printerTitle).toBe(`Report ${String(job.auditNumber)}`);
  }
});

test('a printed list does not pair the name that was searched for with a code', async () => {
  const { office } = await openedOffice();
  await register(office, aCase({ full_name: NAME }));
  await register(office, aCase({ full_name: 'Somebody Else' }));
  const query = { ...everyCase.query, text: 'Zanzivoort' };
  const list = { ...usual, report: { kind: 'case-list', query } };
  const job = await printed(office, list);
  expect(job.html).toMatch(/1 case of \d · narrowed by a search/);
  expect(job.html).not.toMatch(/Zanzivoort/i);
  const named = await printed(office, { ...list, names: 'full', why: 'visit to the camp' });
  expect(named.html).toContain(NAME);
});

test('the summary tells of the family by code, also of a case that only its number ties to it', async () => {
  const { office } = await openedOffice();
  const named = await register(office, aCase({ full_name: 'Baraka Blimzat', sex: 'male' }));
  const caseId = await register(office, aCase({ full_name: NAME, sex: 'female' }));
  const { code } = await done(office, 'cases.open', { caseId: named });
  await done(office, 'family.join', { caseId, other: code, relation: 'brother' });
  const { number } = await done(office, 'family.ofCase', { caseId });
  const job = await printed(office, { ...usual, report: { kind: 'case-summary', caseId } });
  expect(job.html).toContain(code);
  expect(job.html).toContain(number);
  expect(job.html).toMatch(/Brother/);
  expect(job.html).not.toMatch(/Baraka|Blimzat/);
});

test('a selection is printed in one go: summaries that each begin on a page, or its list, and each case knows of it', async () => {
  const { office } = await openedOffice();
  const one = await register(office, aCase({ full_name: NAME }));
  const two = await register(office, aCase({ full_name: 'Somebody Else' }));
  await register(office, aCase({ full_name: 'Not Selected' }));
  const codes = [];
  for (const caseId of [one, two]) codes.push((await done(office, 'cases.open', { caseId })).code);
  const job = await printed(office, { ...usual, report: { kind: 'case-summaries', cases: [one, two, one] } });
  for (const code of codes) expect(job.html).toContain(code.slice(0, 9));
  expect(job.html.match(/<h1>/g)).toHaveLength(2);
  expect(job.html.match(/class="page-break"/g)).toHaveLength(1);
  expect(job.html).not.toMatch(/Zanzivoort|Somebody/);
  expect(job.fileName).toBe('Case summaries.pdf');
  const { lines } = await done(office, 'audit.list', { limit: 20 });
  const about = lines.filter(({ action }) => action === 'report.made').map(({ object }) => object);
  expect(about.toSorted()).toEqual([...codes, 'case-summaries'].toSorted());
  const list = await printed(office, {
    ...usual,
    report: { kind: 'case-list', query: { ...everyCase.query, text: 'nobody' }, cases: [two, one] },
  });
  for (const code of codes) expect(list.html).toContain(code);
  expect(list.html).toMatch(/2 cases of 4/);
  expect(
    await office.shell('printDocument', { ...usual, report: { kind: 'case-summaries', cases: [] } }),
  ).toMatchObject({
    ok: false,
  });
});
