import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { columnsFor, SENSITIVE_CLASS } from '#core/export/columns.ts';
import { hides } from '#core/reports/redaction.ts';
import { ANY_CASE, decide, type Subject } from '#core/rights/decide.ts';
import { fieldIndexOf } from '#core/forms/field-index.ts';
import { CASE_FORMATS, type CaseFormat } from '#core/export/formats.ts';
import { inRoles, ROLE_IDS, roleOf } from '../builders/office-roles.ts';
import { csvRows, exportTo, orderOf, termsOf } from '../builders/read-export.ts';
import { readWorkbook } from '../builders/read-workbook.ts';
import { done } from '../faults/temporary-office.ts';
import { become, classOf, MARKED, office, planted, sightFor, wordOf } from './role-office.ts';

const folder = mkdtempSync(join(tmpdir(), 'hifadhi-export-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});
/** Every question that a word was planted in, so that a file tells by itself what it gives away. */
const everything = { columns: [...MARKED], names: true };
/** What a file tells, whatever its format. */
function told(path: string, format: CaseFormat): string {
  if (!existsSync(path)) return '';
  const bytes = readFileSync(path);
  return format === 'xlsx' ? JSON.stringify(readWorkbook(bytes).sheets) : bytes.toString('utf8');
}
/** Not asked of a child who is in no school: an answer that is there all the same is in no file. */
const NOT_ASKED = 'school_name';

describe.each(ROLE_IDS)('as %s', (role) => {
  const path = join(folder, `${role}.csv`);
  let subject: Subject;
  beforeAll(async () => {
    subject = await become(role);
  });

  test('a file holds the cases and the words that the role may give, and no others', async () => {
    const cases = planted.map(({ caseId }) => caseId);
    const may = (
      right: 'export.cases' | 'export.names' | 'export.sensitive' | 'export.readable',
      of: (typeof planted)[number]['resource'],
    ) => decide(subject, right, of).allowed;
    const own = { caseId: ANY_CASE, ownerUser: subject.user, ownerOffice: planted[0]?.resource.ownerOffice as never };
    const names = may('export.names', own);
    const offered = (await office.call('exports.columns', {})) as {
      ok: boolean;
      value?: { columns: { id: string }[] };
    };
    expect(offered.ok).toBe(decide(subject, 'export.cases').allowed);
    const offers = new Set(offered.value?.columns.map(({ id }) => id));
    // Whoever asks for more than is offered to them gets nothing at all.
    if (!MARKED.every((field) => offers.has(field)) || !names) {
      expect(await exportTo(office, path, orderOf(cases, everything))).toMatchObject({
        error: { code: 'PERM_DENIED' },
      });
      expect(existsSync(path)).toBe(false);
    }
    const columns = MARKED.filter((field) => offers.has(field));
    const reached = planted.filter(({ resource }) => may('export.cases', resource));
    const allowed = (field: (typeof MARKED)[number], { resource }: (typeof planted)[number]): boolean =>
      field !== NOT_ASKED &&
      columns.includes(field) &&
      may('export.cases', resource) &&
      sightFor(subject, resource).sees('case', field) &&
      (classOf(field) < SENSITIVE_CLASS || may('export.sensitive', resource));
    const asked = { columns: ['case.code', ...columns], names };
    const readable = may('export.readable', own);
    if (!readable) expect((await exportTo(office, path, orderOf(cases, asked))).ok).toBe(false);
    for (const format of readable ? CASE_FORMATS : []) {
      const file = `${path}.${format}`;
      const reply = await exportTo(office, file, orderOf(cases, { ...asked, format }));
      expect(reply.ok).toBe(reached.length > 0);
      const text = told(file, format);
      if (format === 'csv') expect(Math.max(0, csvRows(text).length - 1)).toBe(reached.length);
      for (const one of planted)
        for (const field of MARKED) {
          const there = text.includes(wordOf(field, one.whose));
          // Primero has no place for some of the questions.
          if (format !== 'primero' || there)
            expect([format, field, one.whose, there]).toEqual([format, field, one.whose, allowed(field, one)]);
        }
    }
    const sealed = orderOf(cases, { ...asked, terms: termsOf({ sealed: true }) });
    expect((await exportTo(office, path, sealed)).ok).toBe(reached.length > 0);
  });
});

test('a person of two roles gives of each case what one of them alone could give', async () => {
  // A clerk reads every case of the office, a caseworker takes out their own: together not everybody's.
  const roles = ['clerk', 'caseworker'] as const;
  const me = inRoles('me' as never, 'x' as never, roles);
  const others = { caseId: ANY_CASE, ownerUser: 'other', ownerOffice: 'x' } as never;
  expect(decide(me, 'case.view', others).allowed).toBe(true);
  expect(decide(me, 'export.cases', others).allowed).toBe(false);
});

test('no column of a class or kind beyond the reach is ever offered, and none that is sensitive or a name beforehand', async () => {
  await become('supervisor');
  const configuration = await done(office, 'config.get', {});
  const fields = fieldIndexOf(configuration);
  const upTo = (visible: number) => (collection: string | undefined, field: string) =>
    fields.sensitivity(collection, field) <= visible;
  for (const visible of [0, 2, 3, 4, 5])
    for (const sensitive of [false, true])
      for (const names of [false, true]) {
        const columns = columnsFor(configuration, { sees: upTo(visible), highest: visible, sensitive, names });
        for (const { id, field, sensitivity, usual } of columns) {
          expect([id, sensitivity <= visible]).toEqual([id, true]);
          if (sensitivity >= SENSITIVE_CLASS) expect([id, sensitive, usual]).toEqual([id, true, false]);
          if (field && hides(field) !== undefined) expect([id, names, usual]).toEqual([id, true, false]);
        }
      }
  expect(columnsFor(configuration, { sees: upTo(5), highest: 5, sensitive: true, names: true }).length).toBeGreaterThan(
    300,
  );
});

test('roles without cases, and those that only see the list, take out nothing', () => {
  for (const role of ['administrator', 'it', 'dpo', 'manager', 'clerk'] as const)
    expect(roleOf(role).rights.filter((right) => right.startsWith('export.'))).toEqual([]);
});
