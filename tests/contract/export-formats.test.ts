import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Exported, ExportOrder } from '#core/contracts/exports.contract.ts';
import type { CaseDocument, Row, Values } from '#core/forms/types.ts';
import type { CaseId } from '#core/ids.ts';
import { Office } from '../../main/office/office.ts';
import { csvRows, exported, exportTo, orderOf, termsOf, unlocked } from '../builders/read-export.ts';
import { readWorkbook, type ReadSheet, type ReadWorkbook } from '../builders/read-workbook.ts';
import { aCase, createOffice, done, register, resourcesDir } from '../faults/temporary-office.ts';

const row = (name: string, values: Values): Row => ({
  id: Buffer.from(`${name}0123456789abcdef`).subarray(0, 16).toString('base64url'),
  values,
});
const day = (date: string, precision: 'day' | 'month' = 'day') => ({ date, precision, calendar: 'gregory' }) as const;
const FORMULA = '=HYPERLINK("http://x","y")';
const MOTHER = row('mother', { name: 'Neema Zuwarra', relation: 'mother', sex: 'female', alive: 'alive' });
const BROTHER = row('brother', { name: 'Baraka', relation: 'brother', sex: 'male', alive: 'alive' });
const VISIT = row('visit', {
  followup_type: 'after_reunification',
  followup_done: day('2026-10-05'),
  followup_comments: 'a < b & "c" _x0041_',
});
const SERVICE = row('service', {
  service_type: 'education_formal',
  service_created: { at: '2026-10-05T09:30', zone: 'Africa/Nairobi' },
});

const document: CaseDocument = {
  values: {
    ...aCase({}).values,
    full_name: 'Amani Quorvex',
    nickname: FORMULA,
    sex: 'female',
    registration_date: day('2026-11-02'),
    identification_date: day('2026-10', 'month'),
    birth_registered: { missing: 'unknown' },
    consent_share: 'yes',
    consent_reporting: 'yes',
    household_people: { tally: { adults: 2 } },
  },
  rows: { family_members: [MOTHER, BROTHER], followups: [VISIT], services: [SERVICE] },
};
const COLUMNS = [
  'case.age_years',
  'case.updated',
  'sex',
  'registration_date',
  'identification_date',
  'birth_registered',
  'nickname',
  'household_people',
  'consent_share',
  'consent_reporting',
  'family_members',
  'family_members.name',
  'family_members.relation',
  'followups.followup_type',
  'followups.followup_done',
  'followups.followup_comments',
  'services.service_type',
  'services.service_created',
];

const folder = mkdtempSync(join(tmpdir(), 'hifadhi-formats-'));
const office = new Office({
  dir: join(folder, 'office'),
  resourcesDir,
  version: 'test',
  clock: { now: () => Date.now() },
  emit: () => undefined,
});
let caseId: CaseId;
let code: string;
let made = 0;

beforeAll(async () => {
  await createOffice(office);
  caseId = await register(office, document);
  ({ code } = await done(office, 'cases.open', { caseId }));
});
afterAll(() => {
  office.close();
  rmSync(folder, { recursive: true, force: true });
});

async function fileOf(more: Partial<ExportOrder>): Promise<{ bytes: Buffer; told: Exported; path: string }> {
  made += 1;
  const path = join(folder, `${String(made)}.${more.format ?? 'csv'}`);
  const told = await exported(office, path, orderOf([caseId], { columns: COLUMNS, names: true, ...more }));
  return { bytes: readFileSync(path), told, path };
}
const sheetOf = ({ sheets }: ReadWorkbook, id: string): ReadSheet => {
  const found = sheets.find(({ rows }) => rows[1]?.includes(id));
  if (found === undefined) throw new Error(`no sheet has ${id}`);
  return found;
};
const cellOf = (sheet: ReadSheet, id: string, line = 0) => sheet.rows[2 + line]?.[sheet.rows[1]?.indexOf(id) ?? -1];

describe('a workbook', () => {
  test('has a sheet for the case, for each form and for each subform, under labels and ids that stay in sight', async () => {
    const { bytes, told } = await fileOf({ format: 'xlsx', answers: 'labels' });
    const book = readWorkbook(bytes);
    expect(book.sheets.map(({ name }) => name)).toEqual([
      'About',
      'Cases',
      'Registration',
      'Consent and assent',
      'Family members',
      'Follow-ups',
      'Services',
      'Lists',
    ]);
    for (const id of ['sex', 'family_members.name', 'followups.followup_done']) {
      const sheet = sheetOf(book, id);
      expect(sheet.frozen).toEqual([2, 1]);
      expect(sheet.rows[1]?.[0]).toBe('case.code');
      expect(sheet.rows[2]?.[0]).toBe(code);
    }
    expect(sheetOf(book, 'sex')).not.toBe(sheetOf(book, 'consent_share'));
    const members = sheetOf(book, 'family_members.relation');
    expect(members.rows.slice(2).map((line) => line.slice(1))).toEqual([
      [BROTHER.id, 'Baraka', 'Brother'],
      [MOTHER.id, 'Neema Zuwarra', 'Mother'],
    ]);
    expect(told).toMatchObject({ cases: 1, left: { closed: 0, consent: 0, withheld: 0 } });
  });

  test('keeps days, moments, numbers and text apart, and no text is ever a formula', async () => {
    const { bytes } = await fileOf({ format: 'xlsx', answers: 'codes' });
    const book = readWorkbook(bytes);
    const form = sheetOf(book, 'sex');
    expect(cellOf(form, 'registration_date')).toBe('day:2026-11-02');
    // A month is no day, and unknown is no answer.
    expect(cellOf(form, 'identification_date')).toBe('2026-10');
    expect(cellOf(form, 'birth_registered')).toBe('[missing_unknown]');
    expect(cellOf(form, 'family_members')).toBe(2);
    expect(typeof cellOf(sheetOf(book, 'case.age_years'), 'case.age_years')).toBe('number');
    expect(cellOf(form, 'nickname')).toBe(FORMULA);
    expect(book.formulas).toBe(0);
    expect(cellOf(sheetOf(book, 'services.service_created'), 'services.service_created')).toBe('day:2026-10-05');
    expect(cellOf(sheetOf(book, 'followups.followup_comments'), 'followups.followup_comments')).toBe(
      'a < b & "c" _x0041_',
    );
  });

  test('says what its ids mean, what it is, for whom and until when, and nothing of whoever made it', async () => {
    const { bytes } = await fileOf({ format: 'xlsx', language: 'ar', answers: 'labels' });
    const book = readWorkbook(bytes);
    expect(book.sheets.every(({ rightToLeft }) => rightToLeft)).toBe(true);
    const lists = book.sheets.at(-1)?.rows ?? [];
    expect(lists).toContainEqual(['sex', 'female', expect.any(String) as string]);
    const about = book.sheets[0]?.rows.flat() ?? [];
    expect(about).toEqual(expect.arrayContaining(['monthly figures', 'the head of office', 'day:2027-01-31']));
    expect(book.paths.filter((path) => /docProps|custom|thumbnail/i.test(path))).toEqual([]);
    const { staff = [] } = await done(office, 'app.state', {});
    for (const { name } of staff) expect(JSON.stringify(book.sheets)).not.toContain(name);
  });

  test('is encrypted like every other file, and opens with its passphrase', async () => {
    const { told, path } = await fileOf({ format: 'xlsx', terms: termsOf({ sealed: true }) });
    expect(readFileSync(path).includes('xl/workbook.xml')).toBe(false);
    const book = readWorkbook(await unlocked(path, told.passphrase ?? []));
    expect(cellOf(sheetOf(book, 'sex'), 'sex')).toBe('female');
  });

  test('opens in LibreOffice with every sheet and every kind of cell', async ({ skip }) => {
    skip(!existsSync('/usr/bin/soffice'), 'LibreOffice is not here; continuous integration installs it (.ci/run)');
    const { path } = await fileOf({ format: 'xlsx', answers: 'codes' });
    const out = join(folder, 'calc');
    // Every sheet as a table: comma, quotes, UTF-8, cells as they are shown.
    const filter = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1';
    const profile = `-env:UserInstallation=file://${join(folder, 'profile')}`;
    execFileSync('soffice', [profile, '--headless', '--convert-to', filter, '--outdir', out, path], {
      stdio: 'pipe',
    });
    const sheets = readdirSync(out).map((name) =>
      csvRows(readFileSync(join(out, name), 'utf8').replace(/(?<!\r)\n/g, '\r\n')),
    );
    expect(sheets.length).toBe(readWorkbook(readFileSync(path)).sheets.length);
    const form = sheets.find((rows) => rows[1]?.includes('sex')) ?? [];
    const at = (id: string) => form[2]?.[form[1]?.indexOf(id) ?? -1];
    expect([at('registration_date'), at('nickname'), at('family_members')]).toEqual(['2026-11-02', FORMULA, '2']);
    const csv = await fileOf({ columns: ['sex', 'nickname'], csv: { separator: 'semicolon', mark: true } });
    const text = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false';
    execFileSync(
      'soffice',
      [
        profile,
        '--headless',
        '--infilter=CSV:59,34,76,1',
        '--convert-to',
        text,
        '--outdir',
        join(out, 'again'),
        csv.path,
      ],
      { stdio: 'pipe' },
    );
    const again = readFileSync(join(out, 'again', `${String(made)}.csv`), 'utf8');
    expect(again).toContain(`${code},female`);
    expect(again).toContain("'=HYPERLINK");
  }, 120_000);
});

test('CSV takes the separator that is asked for, and the mark or none', async () => {
  const columns = ['sex', 'registration_date'];
  const { bytes } = await fileOf({ columns, csv: { separator: 'semicolon', mark: false } });
  expect(bytes.toString()).toBe(`case.code;sex;registration_date\r\n${code};female;2026-11-02\r\n`);
  const { bytes: tabs } = await fileOf({ columns, csv: { separator: 'tab', mark: true } });
  expect(tabs.toString()).toBe(`\u{FEFF}case.code\tsex\tregistration_date\r\n${code}\tfemale\t2026-11-02\r\n`);
});

test('JSON says its format, what the ids mean and why an answer is missing', async () => {
  const { bytes } = await fileOf({ format: 'json', names: false });
  const file = JSON.parse(bytes.toString()) as {
    format: string;
    version: number;
    about: object;
    columns: { id: string; list?: string }[];
    options: object[];
    cases: { code: string; facts: object; answers: object; entries: Record<string, object[]> }[];
  };
  expect([file.format, file.version]).toEqual(['hifadhi-cases', 1]);
  expect(file.columns).toContainEqual(expect.objectContaining({ id: 'sex', list: 'sex', type: 'choice' }));
  expect(file.options).toContainEqual(expect.objectContaining({ list: 'sex', id: 'female' }));
  expect(file.about).toMatchObject({ cases: 1, keep_until: '2027-01-31', left_out_answers: { name: 3 } });
  const [one] = file.cases;
  expect(one).toMatchObject({
    code,
    answers: {
      sex: 'female',
      registration_date: { date: '2026-11-02', precision: 'day' },
      birth_registered: { missing: 'unknown' },
      nickname: { left_out: 'not_in_this_copy' },
      household_people: { tally: { adults: 2 } },
    },
  });
  expect(one?.entries['family_members']).toContainEqual({
    id: MOTHER.id,
    answers: { name: { left_out: 'not_in_this_copy' }, relation: 'mother' },
  });
  expect(bytes.toString()).not.toMatch(/Quorvex|Neema|HYPERLINK/);
});

test('Primero gets records in the shape of its API, with its own names and codes, whole days and nothing else', async () => {
  const { bytes } = await fileOf({ format: 'primero' });
  const { data, metadata } = JSON.parse(bytes.toString()) as {
    data: Record<string, unknown>[];
    metadata: object;
  };
  expect(metadata).toEqual({ total: 1, per: 1, page: 1 });
  const [record = {}] = data;
  const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
  expect(record).toMatchObject({
    id: expect.stringMatching(uuid) as string,
    enabled: true,
    record_state: true,
    module_id: 'primeromodule-cp',
    case_id_display: code,
    sex: 'female',
    registration_date: '2026-11-02',
    name_nickname: FORMULA,
    disclosure_other_orgs: true,
    consent_reporting: 'true',
    followup_subform_section: [
      {
        unique_id: expect.stringMatching(uuid) as string,
        followup_date: '2026-10-05',
        followup_type: 'after_reunification',
      },
    ],
    services_section: [{ service_type: 'education_service', service_response_day_time: '2026-10-05T06:30:00.000Z' }],
  });
  expect(record['short_id']).toBe(String(record['id']).slice(-7));
  // Known to the month, of no counterpart, or unknown.
  for (const key of ['identification_date', 'birth_registered', 'household_people', 'family_members'])
    expect(record).not.toHaveProperty(key);
});

describe('for somebody outside the office', () => {
  const withheld = ['yes', 'no', 'withdrawn', 'withheld'] as const;
  test('only cases with consent leave, and none that is to be withheld; how many stayed and why is said', async () => {
    const cases: CaseId[] = [];
    for (const kind of withheld)
      cases.push(
        await register(office, {
          values: {
            ...document.values,
            nickname: `Nick-${kind}`,
            consent_share: kind === 'no' ? 'no' : 'yes',
            ...(kind === 'withdrawn' ? { consent_withdrawn: 'yes', withdrawal_date: day('2026-11-03') } : {}),
            ...(kind === 'withheld' ? { withhold: 'yes', withhold_from: ['agencies'] } : {}),
          },
          rows: {},
        }),
      );
    for (const format of ['csv', 'xlsx', 'json', 'primero'] as const) {
      const path = join(folder, `outside.${format}`);
      const order = orderOf(cases, { format, columns: ['nickname'], names: true, outside: true });
      const told = await exported(office, path, order);
      expect(told).toMatchObject({ cases: 1, left: { closed: 0, consent: 2, withheld: 1 } });
      const file = readFileSync(path);
      const text = format === 'xlsx' ? JSON.stringify(readWorkbook(file).sheets) : file.toString();
      expect(withheld.filter((kind) => text.includes(`Nick-${kind}`))).toEqual(['yes']);
    }
    const { lines } = await done(office, 'audit.list', { limit: 5 });
    expect(JSON.stringify(lines)).toContain('left out: 0 closed 2 without consent 1 withheld');
  });

  test('a case whose list says all that is withheld goes without these answers, which are named as withheld', async () => {
    const one = await register(office, {
      values: {
        ...document.values,
        nickname: 'Nick-listed',
        in_school: 'yes',
        school_name: 'Quillonby school',
        consent_share: 'yes',
        location_confidential: 'no',
        withhold: 'yes',
        withhold_from: ['agencies'],
        withhold_themes: ['school'],
      },
      rows: {},
    });
    for (const format of ['csv', 'json'] as const) {
      const text = async (outside: boolean): Promise<string> => {
        const path = join(folder, `listed-${String(outside)}.${format}`);
        const order = orderOf([one], { format, columns: ['nickname', 'school_name'], names: true, outside });
        expect(await exported(office, path, order)).toMatchObject({ cases: 1, left: { withheld: 0 } });
        return readFileSync(path).toString();
      };
      expect(await text(false)).toContain('Quillonby');
      const outside = await text(true);
      expect(outside).toContain('Nick-listed');
      expect(outside).not.toContain('Quillonby');
    }
  });
});

test('a readable file needs its own right and a reason; without them nothing is made', async () => {
  const { readableWhy: _why, ...silent } = termsOf();
  const path = join(folder, 'refused.csv');
  expect((await exportTo(office, path, orderOf([caseId], { terms: silent }))).ok).toBe(false);
  expect(existsSync(path)).toBe(false);
});
