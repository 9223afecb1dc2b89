import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { columnsFor, SENSITIVE_CLASS } from '#core/export/columns.ts';
import { hides } from '#core/reports/redaction.ts';
import { decide, visibleClass, type Subject } from '#core/rights/decide.ts';
import { ROLES, ROLE_TABLE } from '#core/rights/roles.ts';
import { csvRows, exportTo, orderOf } from '../builders/read-export.ts';
import { done } from '../faults/temporary-office.ts';
import { become, classOf, MARKED, office, planted, wordOf } from './role-office.ts';

const folder = mkdtempSync(join(tmpdir(), 'hifadhi-export-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});
/** Every question that a word was planted in, so that a file tells by itself what it gives away. */
const everything = { columns: [...MARKED], names: true };
/** Not asked of a child who is in no school: an answer that is there all the same is in no file. */
const NOT_ASKED = 'school_name';

describe.each(ROLES)('as %s', (role) => {
  const path = join(folder, `${role}.csv`);
  let subject: Subject;
  beforeAll(async () => {
    subject = await become(role);
  });

  test('a file holds the cases and the words that the role may give, and no others', async () => {
    const cases = planted.map(({ caseId }) => caseId);
    const may = (
      right: 'export.cases' | 'export.names' | 'export.sensitive',
      of: (typeof planted)[number]['resource'],
    ) => decide(subject, right, of).allowed;
    const own = { ownerUser: subject.user, ownerOffice: planted[0]?.resource.ownerOffice as never };
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
    const reply = await exportTo(office, path, orderOf(cases, { columns: ['case.code', ...columns], names }));
    const reached = planted.filter(({ resource }) => may('export.cases', resource));
    expect(reply.ok).toBe(reached.length > 0);
    const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
    expect(Math.max(0, csvRows(text).length - 1)).toBe(reached.length);
    for (const { whose, resource } of planted) {
      for (const field of MARKED) {
        const sensitive = classOf(field) >= SENSITIVE_CLASS;
        const allowed =
          field !== NOT_ASKED &&
          columns.includes(field) &&
          may('export.cases', resource) &&
          classOf(field) <= visibleClass(subject, resource) &&
          (!sensitive || may('export.sensitive', resource));
        expect([field, whose, text.includes(wordOf(field, whose))]).toEqual([field, whose, allowed]);
      }
    }
  });
});

test('a person of two roles gives of each case what one of them alone could give', async () => {
  // A clerk reads every case of the office, a caseworker takes out their own: together not everybody's.
  const roles = ['clerk', 'caseworker'] as const;
  const me = { user: 'me', roles } as unknown as Subject;
  const others = { ownerUser: 'other', ownerOffice: 'x' } as never;
  expect(decide(me, 'case.view', others).allowed).toBe(true);
  expect(decide(me, 'export.cases', others).allowed).toBe(false);
});

test('no column of a class or kind beyond the reach is ever offered, and none that is sensitive or a name beforehand', async () => {
  await become('supervisor');
  const configuration = await done(office, 'config.get', {});
  for (const visible of [0, 2, 3, 4, 5])
    for (const sensitive of [false, true])
      for (const names of [false, true]) {
        const columns = columnsFor(configuration, { visible, sensitive, names });
        for (const { id, field, sensitivity, usual } of columns) {
          expect([id, sensitivity <= visible]).toEqual([id, true]);
          if (sensitivity >= SENSITIVE_CLASS) expect([id, sensitive, usual]).toEqual([id, true, false]);
          if (field && hides(field) !== undefined) expect([id, names, usual]).toEqual([id, true, false]);
        }
      }
  expect(columnsFor(configuration, { visible: 5, sensitive: true, names: true }).length).toBeGreaterThan(300);
});

test('roles without cases, and those that only see the list, take out nothing', () => {
  for (const role of ['administrator', 'it', 'dpo', 'manager', 'clerk'] as const)
    expect(ROLE_TABLE[role].rights.filter((right) => right.startsWith('export.'))).toEqual([]);
});
