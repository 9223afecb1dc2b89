import { expect, test } from 'vitest';
import { everything, type Filter } from '#core/finding/filter.ts';
import type { CaseId } from '#core/ids.ts';
import { aCase, done, everyCase, openedOffice, register, signIn, withCheapKeys } from '../faults/temporary-office.ts';
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

test('a printed list says every condition in words, and which number it is behind', async () => {
  const { office } = await openedOffice();
  await register(office, aCase({ full_name: NAME, sex: 'female' }));
  const lineOf = async (where: Filter, language: 'en' | 'fr' = 'en'): Promise<string> => {
    const report = { kind: 'case-list', query: { ...everyCase.query, where } };
    const { html } = await printed(office, { ...usual, language, report });
    return html.replaceAll(/<[^>]+>/gu, ' ').replaceAll(/\s+/gu, ' ');
  };
  const further: Filter = {
    any: [{ on: 'age', from: 0, to: 5 }, { all: [{ on: 'owner', in: ['me'] }, { not: { on: 'task', due: 'late' } }] }],
  };
  expect(await lineOf(further)).toMatch(/Age: 0 to 5 years or \(Owner: .+ and \(none of: \(?Task: late\)?\)\)/);
  expect(await lineOf({ on: 'consent', in: ['missing', 'refused'] })).toContain(
    'Consent to sharing: not asked yet, refused',
  );
  const behind: Filter = {
    on: 'measure',
    measure: 'new_cases',
    part: { split: 'sex', value: 'female', level: '1' },
    from: '2026-01-01',
    to: '2026-12-31',
  };
  expect(await lineOf(behind)).toContain('Cases of a number: New cases, Sex: Girl, 1 Jan 2026 to 31 Dec 2026');
  expect(await lineOf({ on: 'measure', measure: 'not-seen' }, 'fr')).toMatch(/enfants non vus/);
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

test('the month of an office is printed with its balance and what is to be put right, and tells of no child', async () => {
  const { office } = await openedOffice();
  const caseId = await register(office, aCase({ full_name: NAME }));
  const { code } = await done(office, 'cases.open', { caseId });
  const [year, month] = new Date().toISOString().split('-').map(Number);
  const day = (date: number): string =>
    new Date(Date.UTC(year ?? 0, (month ?? 1) - 1, date)).toISOString().slice(0, 10);
  const order = { from: day(1), to: day(28), areaLevel: 1, outside: false };
  const job = await printed(office, { ...usual, report: { kind: 'monthly-sheet', order } });
  for (const part of ['Monthly sheet', 'Balance of open cases', 'Assessments on time', 'To put right', 'Supervisor'])
    expect(job.html).toContain(part);
  for (const who of [NAME, 'Zanzivoort', code]) expect(job.html).not.toContain(who);
  const { numbers } = await done(office, 'measures.statistics', order);
  const balance = numbers.find(({ id }) => id === 'balance');
  const told = /<caption>Balance of open cases<\/caption>.*?<tbody>(.*?)<\/tbody>/s.exec(job.html)?.[1] ?? '';
  expect([...told.matchAll(/>(\d+)</g)].map(([, count]) => Number(count))).toEqual(
    balance?.lines.map(({ cases }) => cases),
  );
  expect((await lastPrint(office)).detail).toContain('monthly-sheet code copy 1');
});

test('lists on paper leave out the cases that may not be printed, say how many, and each case on them knows of it', async () => {
  const { office } = await openedOffice();
  const shown = await register(office, aCase({ full_name: NAME }));
  const restricted = await register(office, aCase({ full_name: 'Somebody Else' }));
  const codeOf = async (caseId: CaseId): Promise<string> => (await done(office, 'cases.open', { caseId })).code;
  const [code, closed] = [await codeOf(shown), await codeOf(restricted)];
  await done(office, 'restrictions.set', { code: closed, why: 'The father contests it.', authority: 'The father' });
  const query = { text: '', where: everything, sort: 'at', descending: true };
  const lists = [
    { kind: 'case-list', query: everyCase.query, cases: [shown, restricted] },
    { kind: 'record-list', list: 'tasks', columns: ['@task'], query },
    { kind: 'reminders', of: 'office' },
  ];
  for (const report of lists) {
    const { html } = await printed(office, { ...usual, report });
    expect(html).toContain(code);
    expect(html).not.toContain(closed);
    expect(html).toMatch(/\d lines? (is|are) not printed/);
    const { lines } = await done(office, 'audit.list', { limit: 20 });
    const about = lines.filter(({ action, detail }) => action === 'report.made' && detail.startsWith(report.kind));
    expect(about.map(({ object }) => object)).toContain(code);
    expect(about.map(({ object }) => object)).not.toContain(closed);
  }
});

test('who lists every case by one role and prints their own by another gets their own on paper', async () => {
  const { office, first } = await openedOffice();
  const passphrase = 'nine gentle otters amani bridge';
  const { code: others } = await done(office, 'cases.open', { caseId: first });
  const { id } = await withCheapKeys(() =>
    done(office, 'people.add', { name: 'Amina', roles: ['manager', 'caseworker'], passphrase }),
  );
  office.close();
  expect(await signIn(office, id, passphrase)).toMatchObject({ ok: true });
  const own = await register(office, aCase({ full_name: NAME }));
  const { code } = await done(office, 'cases.open', { caseId: own });
  expect((await done(office, 'cases.list', everyCase)).total).toBe(2);
  const { html } = await printed(office, { ...usual, report: { kind: 'case-list', query: everyCase.query } });
  expect(html).toContain(code);
  expect(html).not.toContain(others);
  expect(html).toMatch(/1 line is not printed/);
});
