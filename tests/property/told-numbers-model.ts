import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Filter } from '#core/finding/filter.ts';
import { SECRET_FROM } from '#core/casework/deadline-class.ts';
import { filterFields } from '#core/finding/case-facts.ts';
import { fieldsIn, type PlacedField } from '#core/forms/known-fields.ts';
import type { FieldDef, FieldValue } from '#core/forms/types.ts';
import type { CaseId } from '#core/ids.ts';
import { MEASURES } from '#core/measures/measures.ts';
import type { Category, ReportDef } from '#core/measures/report-def.ts';
import { reportFields } from '#core/measures/report-fields.ts';
import { SPLITS } from '#core/measures/splits.ts';
import { CASE_RECORD, type Change } from '#core/records/changes.ts';
import type { RoleDef } from '#core/rights/roles.ts';
import { documentOf } from '../../main/office/case-document.ts';
import type { Office } from '../../main/office/office.ts';
import type { OpenOffice } from '../../main/office/open-office.ts';
import { recordChanges } from '../../main/office/record-changes.ts';
import { renewSubject } from '../../main/office/roles-in-force.ts';
import { RoleRepo } from '../../main/storage/role.repo.ts';
import type { Random } from '../builders/random.ts';
import { exportTo, orderOf, termsOf } from '../builders/read-export.ts';
import { everyCase } from '../builders/office-words.ts';
import { opensAnswer } from './plain-rights.ts';

/** Whose case it is, as the person who asks sees it. */
export const OWNERS = ['mine', 'friend', 'stranger'] as const;
export type Owner = (typeof OWNERS)[number];
export interface OwnedCase {
  readonly caseId: CaseId;
  readonly owner: Owner;
}
/** The office as one person asks it, in a role of which nothing else is known. */
export interface AskedOffice {
  readonly office: Office;
  readonly cases: readonly OwnedCase[];
  readonly folder: string;
}
const PROBE = 'probe';

function opened({ office }: AskedOffice): OpenOffice {
  if (office.open === undefined) throw new Error('the office is closed');
  return office.open;
}

/** Goes on in this role alone. */
export function become(asked: AskedOffice, role: RoleDef): void {
  const open = opened(asked);
  new RoleRepo(open.db).put({ roleId: PROBE, body: JSON.stringify({ ...role, id: PROBE }), base: null });
  const person = open.repos.offices.personById(open.me.id);
  if (person) open.repos.offices.putPerson({ ...person, roles: JSON.stringify([PROBE]) });
  renewSubject(open);
}

/** In the plainest words: whether somebody in this role alone hears of a case. */
export const reaches = ({ scope, rights }: RoleDef, owner: Owner): boolean =>
  rights.includes('case.view') &&
  (scope === 'all' ||
    scope === 'office' ||
    (scope !== 'none' && owner === 'mine') ||
    (scope === 'group' && owner === 'friend'));

const CHOSEN: ReadonlySet<FieldDef['type']> = new Set([
  'choice',
  'choices',
  'scale',
  'date',
  'date_time',
  'tick',
  'place',
]);

/** Every question of all forms that numbers, lists and reports may be made of. */
function countedFields(open: OpenOffice): readonly PlacedField[] {
  const known = new Set([...filterFields(open.configuration).keys(), ...reportFields(open.configuration).keys()]);
  return fieldsIn(open.configuration.configuration.forms).filter(({ collection, def }) => {
    const key = collection === CASE_RECORD ? def.id : `${collection}.${def.id}`;
    return CHOSEN.has(def.type) && (known.has(key) || def.id.startsWith('functioning_'));
  });
}

function anyAnswer(open: OpenOffice, random: Random, { def }: PlacedField): FieldValue | null {
  if (random.chance(0.15)) return null;
  const day = `202${String(random.int(3, 5))}-0${String(random.int(1, 9))}-1${String(random.int(0, 9))}`;
  const options = [...(open.configuration.options.get(def.options ?? '')?.keys() ?? [])];
  switch (def.type) {
    case 'date':
      return { date: day, precision: 'day', calendar: 'gregory' };
    case 'date_time':
      return { at: `${day}T10:00`, zone: 'Africa/Nairobi' };
    case 'tick':
      return random.pick(['yes', 'no']);
    case 'scale':
      return random.int(1, 5);
    case 'place':
      return random.pick(['mb0101', 'mb0202', 'mb0303']);
    case 'choices':
      return options.filter(() => random.chance(0.3));
    default:
      return options.length === 0 ? null : random.pick(options);
  }
}

/**
 * Writes other answers into a case: into those that `counts`, of the case and of one entry of each subform. An entry
 * that is not there begins where the subform itself counts.
 */
function scramble(asked: AskedOffice, caseId: CaseId, random: Random, counts: (field: PlacedField) => boolean): void {
  const open = opened(asked);
  const forms = fieldsIn(open.configuration.configuration.forms);
  const byCollection = Map.groupBy(countedFields(open).filter(counts), ({ collection }) => collection);
  recordChanges(open, caseId, (stored) => {
    const document = documentOf(stored);
    const changes = [...byCollection].flatMap(([collection, fields]): Change[] => {
      const set = (row: string): Change[] =>
        fields
          .filter(() => random.chance(0.5))
          .map((field) => ({
            kind: 'set',
            collection,
            row,
            field: field.def.id,
            value: anyAnswer(open, random, field),
          }));
      if (collection === CASE_RECORD) return set(CASE_RECORD);
      const first = document.rows[collection]?.[0];
      if (first !== undefined) return set(first.id);
      const subform = forms.find(({ def }) => def.id === collection);
      if (subform === undefined || !counts(subform) || random.chance(0.5)) return [];
      const values = fields.flatMap((field) => {
        const value = anyAnswer(open, random, field);
        return value === null ? [] : [[field.def.id, value] as const];
      });
      return [{ kind: 'add', collection, row: random.id(), values: Object.fromEntries(values) }];
    });
    return { changes, action: 'case.saved' };
  });
}

/**
 * Whether every list of cases says an answer, whatever its class: how urgent a case is, and its main concern where its
 * form is not closed. The list leaves out the concerns that nobody may be known by.
 */
const isListed = (role: RoleDef, { def, form }: PlacedField): boolean =>
  def.id === 'risk_level' ||
  (['primary_concern', 'protection_concerns'].includes(def.id) && opensAnswer({ ...role, maxClass: 5 }, { def, form }));

/**
 * Whether an answer decides that some task was done, by its day or by what happened then: that nothing is due any more
 * says so, as it says to everybody who has the list of tasks (core/casework/deadline-class.ts).
 */
function fulfils(open: OpenOffice, { collection, def }: PlacedField): boolean {
  const key = collection === CASE_RECORD ? def.id : `${collection}.${def.id}`;
  return (open.configuration.workflow?.deadlines ?? []).some(
    ({ def: { done }, doneWhen }) => done.includes(key) || doneWhen?.reads.has(key) === true,
  );
}

/**
 * Changes whatever the role may not see: everything of the cases that it does not reach, and the answers that it may not
 * read of those that it does. What every list of cases says is no secret in a case that is reached.
 */
export function scrambleUnseen(asked: AskedOffice, role: RoleDef, random: Random): number {
  let unseen = 0;
  for (const { caseId, owner } of asked.cases) {
    const seen = reaches(role, owner);
    if (!seen) unseen += 1;
    const secret = (field: PlacedField): boolean =>
      field.def.sensitivity >= SECRET_FROM &&
      !opensAnswer(role, field) &&
      !isListed(role, field) &&
      !fulfils(opened(asked), field);
    scramble(asked, caseId, random, (field) => !seen || secret(field));
  }
  return unseen;
}

const RISKS = ['high', 'medium', 'low', 'none', 'not-assessed'] as const;
const STATUSES = ['open', 'closed', 'transferred', 'duplicate', 'disabled'] as const;

function anyCondition(open: OpenOffice, random: Random): Filter {
  const fields = [...filterFields(open.configuration).values()].filter(({ def }) => def.options !== undefined);
  const field = random.pick(fields);
  const options = [...(open.configuration.options.get(field.def.options ?? '')?.keys() ?? [])];
  const measure = random.pick(MEASURES);
  const parts = measure.order ?? [''];
  return random.pick<Filter>([
    { on: 'status', in: [random.pick(STATUSES)] },
    { on: 'risk', in: [random.pick(RISKS)] },
    { on: 'sex', in: [random.pick(['female', 'male'])] },
    { on: 'age', from: random.int(0, 9), to: random.int(9, 18) },
    { on: 'concern', in: [random.pick(['neglect', 'sexual_abuse_violence', 'child_labour', 'separated'])] },
    { on: 'area', in: [random.pick(['mb01', 'mb0101', 'mb0202'])] },
    { on: 'task', due: 'late' },
    { on: 'flag', in: ['open'] },
    { on: 'approval', of: ['case_plan'], in: ['requested', 'approved'] },
    { on: 'consent', in: ['given'] },
    { on: 'step', in: [random.pick(['C2', 'C3', 'C4', 'C5'])] },
    { on: 'incident' },
    { on: 'field', field: field.key, is: options.length === 0 ? { missing: true } : { in: [random.pick(options)] } },
    { on: 'measure', measure: measure.id, part: { line: random.pick(parts) }, from: '2023-01-01', to: '2026-02-28' },
  ]);
}
function anyFilter(open: OpenOffice, random: Random): Filter {
  const two = [anyCondition(open, random), anyCondition(open, random)];
  return random.pick<Filter>([two[0] ?? { all: [] }, { all: two }, { any: two }, { not: { all: two } }]);
}

function anyCategory(open: OpenOffice, random: Random, rows: string | undefined): Category {
  if (rows === undefined && random.chance(0.5)) return { by: 'split', split: random.pick(SPLITS).id };
  const fields = [...reportFields(open.configuration).values()].filter((field) => field.rows === rows);
  const { key, kind } = random.pick(fields);
  return kind === 'time' ? { by: 'time', field: key, length: 'year' } : { by: 'answer', field: key };
}
function anyReport(open: OpenOffice, random: Random): ReportDef {
  const rows = random.chance(0.4) ? undefined : random.pick(['services', 'incidents', 'referrals', 'followups']);
  return {
    count: rows === undefined ? 'cases' : { rows },
    lines: anyCategory(open, random, rows),
    columns: anyCategory(open, random, rows),
    ...(random.chance(0.5) ? { where: anyFilter(open, random) } : {}),
  };
}

/** Says when, and the how manieth: every reply has its own. */
const EACH_ITS_OWN = /"(?:madeAtUtc|nowUtc)":"[^"]*"|Copy \d+/g;

interface Question {
  readonly name: string;
  readonly ask: () => Promise<unknown>;
}

/** Questions of every kind that answers with a number, a list, a chart or a file. */
function questions(asked: AskedOffice, random: Random): readonly Question[] {
  const open = opened(asked);
  const { office, folder, cases } = asked;
  const call = (name: string, input: unknown): Question => ({
    name: `${name} ${JSON.stringify(input)}`,
    ask: () => office.call(name, input),
  });
  const query = (where: Filter) => ({ ...everyCase.query, where });
  const statistics = { from: '2025-01-01', to: '2025-12-31', areaLevel: 1 };
  const lists = Array.from({ length: 5 }, () => query(anyFilter(open, random)));
  const reports = Array.from({ length: 6 }, () => anyReport(open, random));
  const report = { kind: 'case-list', query: query({ all: [] }) };
  const printed = { language: 'en', paper: 'A4', names: 'default', purpose: 'test' };
  const columns = fieldsIn(open.configuration.configuration.forms)
    .filter(({ collection }) => collection === CASE_RECORD)
    .slice(0, 60)
    .map(({ def }) => def.id);
  const file = (name: string, write: (path: string) => Promise<{ readonly ok: boolean }>): Question => ({
    name,
    ask: async () => {
      const path = join(folder, 'told');
      const reply = await write(path);
      return reply.ok ? readFileSync(path, 'latin1') : reply;
    },
  });
  const order = { format: 'csv', csv: { separator: 'comma', mark: true }, terms: termsOf(), language: 'en' };
  return [
    call('cases.counts', {}),
    ...lists.flatMap((one) => [
      call('cases.ids', { query: one }),
      call('cases.list', { query: one, offset: 0, limit: 50, showNames: false }),
    ]),
    call('tasks.list', { of: 'office', days: 30 }),
    call('measures.dashboard', {}),
    call('measures.statistics', { ...statistics, outside: false }),
    ...SPLITS.map(({ id }) => call('measures.statistics', { ...statistics, split: id, outside: random.chance(0.5) })),
    call('reports.list', {}),
    ...reports.map((def) => call('reports.run', { def, outside: random.chance(0.3) })),
    file('statistics to a file', (path) =>
      office.shell('writeReport', {
        ...order,
        path,
        of: { statistics: { ...statistics, split: 'sex', outside: true } },
      }),
    ),
    file('cases to a file', (path) =>
      exportTo(
        office,
        path,
        orderOf(
          cases.map(({ caseId }) => caseId),
          { columns },
        ),
      ),
    ),
    {
      name: 'printed list',
      ask: async () => {
        const reply = await office.shell('printDocument', { report, ...printed });
        return reply.ok ? (reply.value as { html: string }).html : reply;
      },
    },
  ];
}

const AROUND = 200;
function whereDifferent(a: string, b: string): readonly string[] {
  const at = [...a].findIndex((letter, i) => b[i] !== letter);
  return [a, b].map((text) => text.slice(Math.max(0, at - AROUND), at + AROUND));
}

export interface Told {
  readonly questions: number;
  /** Answered with something, not with a refusal. */
  readonly answered: number;
  readonly leaks: readonly string[];
}

/**
 * Asks everything, changes what the role may not see, and asks again: answers that differ tell of what it may not see.
 *
 * @param blind what this role may not see is changed, where it is another one.
 */
export async function askTwice(asked: AskedOffice, role: RoleDef, random: Random, blind = role): Promise<Told> {
  scrambleUnseen(asked, blind, random);
  become(asked, role);
  const all = questions(asked, random);
  const answers: string[] = [];
  const read = async ({ ask }: Question): Promise<string> => JSON.stringify(await ask()).replace(EACH_ITS_OWN, '');
  for (const one of all) answers.push(await read(one));
  scrambleUnseen(asked, blind, random);
  const leaks: string[] = [];
  for (const [i, one] of all.entries()) {
    const again = await read(one);
    const before = answers[i] ?? '';
    if (again !== before) leaks.push([one.name, ...whereDifferent(before, again)].join('\n'));
  }
  return { questions: all.length, answered: answers.filter((one) => !one.startsWith('{"ok":false')).length, leaks };
}
