import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { CaseDocument, Row, Values } from '#core/forms/types.ts';
import type { CaseId } from '#core/ids.ts';
import { projectEverything } from '../../main/office/project-case.ts';
import { demoCases } from '../../scripts/demo/demo-cases.ts';
import { Offices, RESOURCES, type TestOffice } from './office-pair.ts';
import { wallDay } from '../builders/calendar-days.ts';

const offices = new Offices();
let office: TestOffice;
const MARKS = ['harbour', 'zanele', 'lighthouse', 'orchard'];
const NAMED = 'Zanele Okonkwo';
const documents = demoCases(RESOURCES, 20_260, 3, wallDay()).map((one, i): CaseDocument => ({
  ...one,
  values: {
    ...one.values,
    status: 'open',
    risk_level: 'low',
    risk_reason: 'Lives with relatives who care well.',
    ...(i === 2 ? { full_name: NAMED } : {}),
  },
}));

beforeAll(async () => {
  await offices.prepare(['KSM']);
}, 120_000);
afterEach(() => {
  offices.closeAll();
});
afterAll(() => {
  offices.remove();
});

/** Everything that is made from the answers of the cases, without the numbers of its own rows. */
function projected(): unknown {
  const { db, repos } = office.open;
  const rows = (sql: string): unknown => db.read<[], unknown>(sql).all();
  const matching = (index: string, word: string): unknown =>
    db.read<[string], unknown>(`SELECT rowid AS n FROM ${index} WHERE ${index} MATCH ? ORDER BY rowid`).all(word);
  return {
    list: rows(`SELECT * FROM case_list ORDER BY case_n`),
    marks: rows(`SELECT * FROM case_marks ORDER BY case_n`),
    tasks: [...repos.cases.all()].map(({ n }) => repos.tasks.ofCase(n)),
    past: rows(`SELECT * FROM case_past ORDER BY case_n`),
    findings: rows(`SELECT * FROM finding ORDER BY case_n, rule, spot`),
    keys: rows(`SELECT * FROM case_key ORDER BY kind, key, case_n, spot`),
    found: rows(`SELECT * FROM search_token ORDER BY tok, case_n`),
    subjects: rows(`SELECT * FROM match_subject ORDER BY case_n`),
    records: rows(`SELECT of_case, list, key, at, body FROM record ORDER BY of_case, list, key`),
    texts: MARKS.map((word) => [matching('case_text', word), matching('case_narrative', word)]),
  };
}

const visit = (text: string): Row => ({
  id: randomBytes(16).toString('base64url'),
  values: {
    followup_planned: { date: '2026-01-05', precision: 'day', calendar: 'gregory' },
    followup_done: { date: '2026-01-05', precision: 'day', calendar: 'gregory' },
    child_seen: 'yes',
    followup_child_view: text,
  },
});

type Edit = (caseId: CaseId) => Promise<void>;
const values =
  (changes: Values): Edit =>
  (caseId) =>
    office.edit(caseId, changes);
const addRow =
  (collection: string, row: Row): Edit =>
  (caseId) =>
    office.edit(caseId, {}, (rows) => ({ ...rows, [collection]: [...(rows[collection] ?? []), row] }));
const relative = (name: string): Row => ({ id: randomBytes(16).toString('base64url'), values: { name } });

describe('a save writes only what it changes', () => {
  it.each<[string, readonly Edit[]]>([
    ['an answer that nothing is made from', [values({ address_landmark: 'Behind the lighthouse' })]],
    ['a name, and back', [values({ nickname: 'Zanele' }), values({ nickname: 'Orchard' })]],
    ['the risk', [values({ risk_level: 'high', risk_reason: 'It was said again, and worse.' })]],
    ['a text that names another child', [addRow('followups', visit(`${NAMED} was at the harbour.`))]],
    [
      'a text of the case that names another child, and one that does not',
      [
        values({ immediate_action: `Went to the harbour with ${NAMED}.` }),
        values({ immediate_action: 'Went to the harbour alone.' }),
      ],
    ],
    [
      'a case that is put out of use and back, with a text that names another child',
      [
        addRow('followups', visit(`${NAMED} was at the harbour.`)),
        async (caseId) => {
          await office.caller.call('casework.disable', { caseId, why: 'Written down twice.' });
        },
        async (caseId) => {
          await office.caller.call('casework.enable', { caseId, why: 'It was another child.' });
        },
      ],
    ],
    ['a relative', [addRow('family_members', relative('Zanele Harbour'))]],
    ['a number', [values({ phone: '+99970000014' }), values({ phone: '+99970000015' })]],
    [
      'all of it after one another',
      [
        addRow('followups', visit('At the orchard, with an aunt.')),
        values({ nickname: 'Zanele', address_landmark: 'The lighthouse' }),
        addRow('family_members', relative(NAMED)),
        addRow('followups', visit(`${NAMED} was at the harbour.`)),
        values({ nickname: 'Harbour', risk_level: 'medium', risk_reason: 'Agreed with the supervisor.' }),
      ],
    ],
  ])('%s: the same as when all is made again', async (_name, edits) => {
    const { offices: taken } = await offices.take('KSM');
    office = taken[0] ?? office;
    const ids: CaseId[] = [];
    for (const document of documents) ids.push(await office.register(document));
    const [first] = ids;
    if (first === undefined) throw new Error('no case');
    // Their names are those that are looked for in texts.
    expect(office.open.repos.findings.among('name', [NAMED.toLowerCase()])).toHaveLength(1);
    for (const [i, edit] of edits.entries()) {
      const before = JSON.stringify(projected());
      await edit(first);
      const saved = projected();
      expect(JSON.stringify(saved), `change ${String(i)} changed nothing`).not.toBe(before);
      projectEverything(office.open);
      expect(projected()).toEqual(saved);
    }
  });
});
