import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ExportOrder } from '#core/contracts/exports.contract.ts';
import type { CaseDocument, Row, Values } from '#core/forms/types.ts';
import type { CaseId, UserId } from '#core/ids.ts';
import type { Office } from '../../main/office/office.ts';
import { csvRows, exported, exportTo, opened, orderOf, termsOf } from '../builders/read-export.ts';
import {
  aCase,
  done,
  everyCase,
  filesBelow,
  officeIn,
  openedOffice,
  register,
  signIn,
  temporaryFolder,
} from '../faults/temporary-office.ts';

const row = (name: string, values: Values): Row => ({
  id: Buffer.from(`${name}0123456789abcdef`).subarray(0, 16).toString('base64url'),
  values,
});
const MOTHER = row('mother', { name: 'Neema Zuwarra', relation: 'mother', sex: 'female', alive: 'alive' });
const child = (values: Values, rows: CaseDocument['rows'] = {}): CaseDocument => ({
  values: { ...aCase({}).values, full_name: 'Amani Quorvex', ...values },
  rows,
});

interface Taken {
  readonly office: Office;
  readonly head: UserId;
  readonly path: string;
  readonly read: (cases: readonly CaseId[], more?: Partial<ExportOrder>) => Promise<string[][]>;
}
async function anOffice(): Promise<Taken> {
  const { office, head } = await openedOffice();
  const path = join(temporaryFolder(), 'cases.csv');
  return {
    office,
    head,
    path,
    read: async (cases, more) => {
      await exported(office, path, orderOf(cases, more));
      return csvRows(readFileSync(path, 'utf8'));
    },
  };
}

test('a file has a line for each case under its code, answers as words or as codes, in a form that spreadsheets take', async () => {
  const { office, path, read } = await anOffice();
  const caseId = await register(office, child({ sex: 'female', registration_date: dayOf('2026-11-02') }));
  const { code } = await done(office, 'cases.open', { caseId });
  const columns = ['sex', 'registration_date', 'protection_concerns'];
  const [head, line] = await read([caseId], { columns });
  expect(head).toEqual(['case.code', ...columns]);
  expect(line?.slice(0, 3)).toEqual([code, 'female', '2026-11-02']);
  expect(readFileSync(path).subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
  const [french, mots] = await read([caseId], { columns, answers: 'labels', language: 'fr' });
  expect(french?.[1]).toMatch(/ › Sexe$/);
  expect(mots?.slice(0, 3)).toEqual([code, 'Fille', '2026-11-02']);
});

test('unknown, refused and not asked are told apart from blank and from every answer', async () => {
  const { office, read } = await anOffice();
  const caseId = await register(
    office,
    child({
      birth_registered: { missing: 'unknown' },
      occupation: { missing: 'refused' },
      languages: { missing: 'not_asked' },
      nickname: '',
    }),
  );
  const columns = ['birth_registered', 'occupation', 'languages', 'nickname'];
  const [, codes] = await read([caseId], { columns, names: true });
  expect(codes?.slice(1)).toEqual(['[missing_unknown]', '[missing_refused]', '[missing_not_asked]', '']);
  const [, words] = await read([caseId], { columns, names: true, answers: 'labels' });
  expect(words?.slice(1)).toEqual(['[unknown]', '[refused to answer]', '[not asked]', '']);
});

test('codes stand for children, and no name, phone or address is in a file without the tick', async () => {
  const { office, path, read } = await anOffice();
  const caseId = await register(
    office,
    child(
      {
        current_address: 'Behind the Drusket mill',
        phone: '+000555777',
        risk_reason: 'Amani Quorvex sleeps at the market; Neema knows.',
      },
      { family_members: [MOTHER] },
    ),
  );
  const columns = ['full_name', 'current_address', 'phone', 'risk_reason'];
  const [, coded] = await read([caseId], { columns });
  expect(coded?.[1]).toBe(coded?.[0]);
  expect(readFileSync(path, 'utf8')).not.toMatch(/Amani|Quorvex|Neema|Drusket|555777/);
  const [, named] = await read([caseId], { columns, names: true });
  expect(named?.slice(1)).toEqual([
    'Amani Quorvex',
    'Behind the Drusket mill',
    "'+000555777",
    'Amani Quorvex sleeps at the market; Neema knows.',
  ]);
});

test('where the child is must stay secret: the address is in no file, whoever makes it', async () => {
  const { office, path, read } = await anOffice();
  const caseId = await register(office, child({ current_address: 'Behind the mill', location_confidential: 'yes' }));
  const [, line] = await read([caseId], { columns: ['current_address'], names: true });
  expect(line?.[1]).toBe('[place_secret]');
  expect(readFileSync(path, 'utf8')).not.toContain('mill');
});

test('each entry of a subform can be a line, and beside cases its entries are counted', async () => {
  const { office, read } = await anOffice();
  const brother = row('brother', { name: 'Baraka', relation: 'brother', sex: 'male', alive: 'alive' });
  const two = await register(office, child({}, { family_members: [MOTHER, brother] }));
  const none = await register(office, child({ full_name: 'Zawadi Blimzat' }));
  const counted = await read([two, none], { columns: ['family_members'] });
  expect(counted.slice(1).map((line) => line[1])).toEqual(['2', '0']);
  const entries = await read([two, none], {
    columns: ['sex', 'case.entry', 'family_members.relation'],
    lines: { rows: 'family_members' },
  });
  expect(new Map(entries.slice(1).map((line) => [line[2], line[3]]))).toEqual(
    new Map([
      [MOTHER.id, 'mother'],
      [brother.id, 'brother'],
    ]),
  );
  // A column of an entry has no place where each line is a case.
  expect(await exportTo(office, 'x', orderOf([two], { columns: ['family_members.relation'] }))).toMatchObject({
    ok: false,
    error: { code: 'PERM_DENIED' },
  });
});

test('an encrypted file opens with the passphrase that was told once, and holds nothing readable', async () => {
  const { office } = await anOffice();
  const caseId = await register(office, child({ nickname: 'Kipepeo' }));
  const path = join(temporaryFolder(), 'cases.csv.age');
  const order = orderOf([caseId], {
    columns: ['full_name', 'nickname'],
    names: true,
    terms: termsOf({ sealed: true }),
  });
  const { passphrase = [], ...facts } = await exported(office, path, order);
  expect(passphrase).toHaveLength(6);
  expect(facts).toMatchObject({ fileName: 'cases.csv.age', cases: 1, lines: 1, left: { closed: 0 } });
  expect(readFileSync(path, 'latin1')).not.toMatch(/Kipepeo|Quorvex/);
  expect(csvRows(await opened(path, passphrase))[1]?.slice(1)).toEqual(['Amani Quorvex', 'Kipepeo']);
  await expect(opened(path, ['six', 'other', 'words', 'open', 'it', 'not'])).rejects.toThrow();
  const { passphrase: next } = await exported(office, path, order);
  expect(next).not.toEqual(passphrase);
  const { lines } = await done(office, 'audit.list', { limit: 50 });
  expect(JSON.stringify(lines)).not.toContain(passphrase.join('-'));
});

test('the audit trail says before anything is written how many cases, which columns and what for, and never an answer', async () => {
  const { office, path } = await anOffice();
  const caseId = await register(office, child({ nickname: 'Kipepeo' }));
  const terms = termsOf({ purpose: 'for the cluster meeting' });
  const order = orderOf([caseId], { columns: ['sex', 'nickname'], names: true, terms });
  await exported(office, path, order);
  const { lines } = await done(office, 'audit.list', { limit: 10 });
  const [written, begun] = lines.filter(({ action }) => action.startsWith('export.'));
  expect(begun).toMatchObject({
    action: 'export.begun',
    detail:
      '1 cases · csv · readable: stays on this computer · names · a line for each case · ids · columns: case.code sex nickname · for: for the cluster meeting · to: the head of office (this office) · until: 2027-01-31',
  });
  expect(written).toMatchObject({
    action: 'export.written',
    object: String(begun?.n),
    detail: '1 cases 1 lines · left out: 0 closed 0 without consent 0 withheld',
  });
  expect(JSON.stringify(lines)).not.toMatch(/Kipepeo|Quorvex/);
});

test('without a purpose, without a case and with an unknown column nothing is made', async () => {
  const { office, path } = await anOffice();
  const caseId = await register(office, child({}));
  const code = async (order: ExportOrder) => {
    const reply = await exportTo(office, path, order);
    return reply.ok ? 'done' : reply.error.code;
  };
  expect(await code(orderOf([caseId], { terms: termsOf({ purpose: '  ' }) }))).not.toBe('done');
  const { readableWhy: _why, ...silent } = termsOf();
  expect(await code(orderOf([caseId], { terms: silent }))).not.toBe('done');
  expect(await code(orderOf([caseId], { columns: ['no_such_question'] }))).toBe('PERM_DENIED');
  expect(await code(orderOf(['AAAAAAAAAAAAAAAAAAAAAA' as CaseId]))).toBe('EXPORT_NO_CASE');
  expect(existsSync(path)).toBe(false);
});

test('stopped, refused by the disk or cut off by a lock it leaves no readable word, and a file that was there stays', async () => {
  const { office, head, path } = await anOffice();
  const caseId = await register(office, child({ nickname: 'Kipepeo' }));
  const order = orderOf([caseId], { columns: ['nickname'], names: true });
  writeFileSync(path, 'the file of last month');
  const begin = async (): Promise<string> => {
    const begun = await office.shell('beginExport', order);
    if (!begun.ok) throw new Error(begun.error.code);
    return (begun.value as { token: string }).token;
  };
  const stopped = await begin();
  await office.shell('growExport', { token: stopped });
  await done(office, 'exports.stop', {});
  expect(await office.shell('growExport', { token: stopped })).toEqual({
    ok: true,
    value: { more: false, stopped: true },
  });
  expect(await office.shell('placeExport', { token: stopped, path })).toEqual({ ok: true, value: null });

  const folder = join(temporaryFolder(), 'folder.csv');
  mkdirSync(join(folder, 'in the way'), { recursive: true });
  expect(await exportTo(office, folder, order)).toMatchObject({ ok: false, error: { code: /DISK_/ as never } });
  expect(readdirSync(folder)).toEqual(['in the way']);

  const token = await begin();
  await office.shell('growExport', { token });
  const { dir } = office.options;
  const growing = filesBelow(dir);
  expect([...growing.keys()].filter((name) => name.endsWith('.export'))).toHaveLength(1);
  for (const [name, bytes] of growing) expect(bytes.includes('Kipepeo'), name).toBe(false);
  office.close();
  // As after a power cut, when nobody could tidy up.
  const outbox = join(dir, 'outbox');
  mkdirSync(outbox, { recursive: true });
  writeFileSync(join(outbox, 'left.export'), 'sealed');
  const again = officeIn(dir);
  expect(await signIn(again, head)).toMatchObject({ ok: true });
  expect(readdirSync(outbox)).toEqual([]);
  expect(await again.shell('placeExport', { token, path })).toEqual({ ok: true, value: null });
  expect(readFileSync(path, 'utf8')).toBe('the file of last month');
});

test('a whole list can be chosen, as far as the person may see it, and a passing call gets its turn meanwhile', async () => {
  const { office, path } = await anOffice();
  for (const name of ['Amani', 'Baraka', 'Chausiku']) await register(office, child({ full_name: `${name} Grelpon` }));
  const ids = await done(office, 'cases.ids', { query: { ...everyCase.query, text: 'Grelpon' } });
  expect(ids).toHaveLength(3);
  expect(await done(office, 'exports.count', { cases: [...ids, ...ids] })).toEqual({ cases: 3, left: 0 });
  const begun = await office.shell('beginExport', orderOf(ids));
  if (!begun.ok) throw new Error(begun.error.code);
  const [grown, counts] = await Promise.all([
    office.shell('growExport', begun.value),
    done(office, 'cases.counts', {}),
  ]);
  expect(grown.ok).toBe(true);
  expect(counts.all).toBeGreaterThanOrEqual(3);
  await done(office, 'exports.stop', {});
  expect(existsSync(path)).toBe(false);
});

function dayOf(date: string) {
  return { date, precision: 'day', calendar: 'gregory' } as const;
}
