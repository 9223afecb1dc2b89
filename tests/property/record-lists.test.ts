import fc from 'fast-check';
import { expect, test } from 'vitest';
import { everything, type Filter } from '#core/finding/filter.ts';
import { RECORD_KINDS, RECORD_LISTS } from '#core/finding/record-kinds.ts';
import type { CaseDocument, Row, Values } from '#core/forms/types.ts';
import type { CaseId, UserId } from '#core/ids.ts';
import type { RoleDef } from '#core/rights/roles.ts';
import type { Office } from '../../main/office/office.ts';
import { renewSubject } from '../../main/office/roles-in-force.ts';
import { RoleRepo } from '../../main/storage/role.repo.ts';
import { anyRole } from '../builders/any-role.ts';
import { copyOffice } from '../builders/copy-office.ts';
import {
  aCase,
  ask,
  done,
  officeIn,
  openedOffice,
  PASSPHRASE,
  register,
  saveDraft,
  signIn,
  temporaryFolder,
  withCheapKeys,
} from '../faults/temporary-office.ts';

const PROBE = 'probe';
const row = (letter: string, values: Values): Row => ({ id: letter.repeat(21).concat('A'), values });
const day = (date: string) => ({ date, precision: 'day', calendar: 'gregory' }) as const;
type Rows = Readonly<Record<string, readonly Row[]>>;

const INCIDENT = { incident_date: day('2026-03-02'), incident_type: 'neglect', incident_status: 'open' };
const REQUEST = { request_date: day('2026-04-01'), request_status: 'open', inquirer_name: 'Salma Hassan' };
const HELD: Rows = { incidents: [row('S', INCIDENT)], tracing_requests: [row('R', REQUEST)] };

/** An office that differs from another one in one answer, or in there being a record, of one case. */
interface Variant {
  readonly whose: 'mine' | 'theirs';
  readonly rows: Rows;
  /** Whether a role reads what differs, in the plainest words: its form, and its class. */
  readonly form: string;
  readonly sensitivity: number;
}
const VARIANTS: readonly Variant[] = (['mine', 'theirs'] as const).flatMap((whose) => [
  {
    whose,
    form: 'incident',
    sensitivity: 5,
    rows: {
      ...HELD,
      incidents: [row('S', { ...INCIDENT, incident_type: 'trafficking', incident_date: day('2025-01-02') })],
    },
  },
  { whose, form: 'incident', sensitivity: 4, rows: { ...HELD, incidents: [] } },
  {
    whose,
    form: 'tracing',
    sensitivity: 3,
    rows: {
      ...HELD,
      tracing_requests: [row('R', { ...REQUEST, request_status: 'closed', inquirer_name: 'Yusuf Omar' })],
    },
  },
]);
const told = (role: RoleDef, { whose, form, sensitivity }: Variant): boolean =>
  role.rights.includes('case.view') &&
  (role.scope === 'all' || role.scope === 'office' || (role.scope !== 'none' && whose === 'mine')) &&
  (role.forms.forms?.[form] ?? role.forms.otherwise) !== 'none' &&
  sensitivity <= role.maxClass;

async function write(office: Office, caseId: CaseId, rows: Rows): Promise<void> {
  const { draftId, document } = await done(office, 'cases.startEdit', { caseId });
  await saveDraft(office, draftId, { values: (document as CaseDocument).values, rows });
  await done(office, 'cases.save', { draftId });
}
function become({ open }: Office, role: RoleDef): void {
  if (!open) throw new Error('the office is closed');
  new RoleRepo(open.db).put({ roleId: PROBE, body: JSON.stringify({ ...role, id: PROBE }), base: null });
  const person = open.repos.offices.personById(open.me.id);
  if (person) open.repos.offices.putPerson({ ...person, roles: JSON.stringify([PROBE]) });
  renewSubject(open);
}

const CONDITIONS: readonly Filter[] = [
  { on: 'record', fact: 'incident_type', is: { in: ['neglect'] } },
  { on: 'record', fact: 'incident_status', is: { in: ['open'] } },
  { on: 'record', fact: 'incident_date', is: { after: '2026-01-01' } },
  { on: 'record', fact: 'request_status', is: { in: ['open'] } },
];
/**
 * Everything that the lists tell somebody: the lists, views with their counts, and the rows for all conditions, their
 * opposites, every order and what may be typed. Without when a case was changed last, which any list of cases says.
 */
async function heard(office: Office): Promise<string> {
  const replies: unknown[] = [await ask(office, 'lists.all', {})];
  for (const list of RECORD_LISTS) {
    if (list === 'tasks') continue;
    replies.push(await ask(office, 'lists.setUp', { list }));
    const { facts, at } = RECORD_KINDS[list];
    const wheres: Filter[] = [everything, ...CONDITIONS.flatMap((one) => [one, { not: one }])];
    const query = { text: '', where: everything, sort: 'at', descending: true } as const;
    const queries = [
      ...wheres.map((where) => ({ ...query, where })),
      ...['salma', 'yusuf', 'omar'].map((text) => ({ ...query, text })),
      ...(at === undefined ? [] : [{ ...query, sort: at, descending: false }]),
    ];
    for (const one of queries)
      replies.push(
        await ask(office, 'lists.page', {
          list,
          query: one,
          offset: 0,
          limit: 50,
          showNames: true,
          columns: [...facts, 'inquirer_name'],
        }),
      );
  }
  return JSON.stringify(replies, (key, value: unknown) =>
    key === 'updatedAtUtc' || key === 'exchange' ? undefined : value,
  );
}

test('what a person may not read makes no difference to any row, count, order, filter or search of a list', async () => {
  const { office, dir, head } = await openedOffice();
  const me: UserId = (
    await withCheapKeys(() =>
      done(office, 'people.add', { name: 'Me', roles: ['supervisor'], passphrase: 'nine gentle otters amani bridge' }),
    )
  ).id;
  const cases = {
    mine: await register(office, aCase({ full_name: 'Amani Baraka' })),
    theirs: await register(office, aCase({ full_name: 'Zuhura Neema' })),
  };
  for (const caseId of Object.values(cases)) await write(office, caseId, HELD);
  await done(office, 'casework.assign', { cases: [cases.mine], to: me, why: 'Made for it.' });
  office.close();
  const offices: Office[] = [];
  for (const variant of [undefined, ...VARIANTS]) {
    const folder = temporaryFolder();
    copyOffice(dir, folder);
    const one = officeIn(folder);
    expect(await signIn(one, head, PASSPHRASE)).toMatchObject({ ok: true });
    if (variant !== undefined) await write(one, cases[variant.whose], variant.rows);
    // Every list of cases says which was changed last: here it is the same one everywhere.
    for (const caseId of Object.values(cases)) await done(one, 'casework.addNote', { caseId, text: 'Seen today.' });
    one.close();
    expect(await signIn(one, me, 'nine gentle otters amani bridge')).toMatchObject({ ok: true });
    offices.push(one);
  }
  const [base, ...others] = offices;
  if (base === undefined) throw new Error('there is no office');
  const roles = fc.sample(
    anyRole(PROBE, ['incident', 'tracing'], []).map((role): RoleDef => ({
      ...role,
      scope: role.scope === 'none' ? 'own' : role.scope,
      maxClass: role.maxClass < 3 ? 5 : role.maxClass,
      rights: [...new Set([...role.rights, 'case.list' as const, 'case.view' as const])],
    })),
    { numRuns: 14, seed: 20_261_126 },
  );
  let [same, different] = [0, 0];
  for (const role of roles) {
    become(base, role);
    const expected = await heard(base);
    for (const [i, variant] of VARIANTS.entries()) {
      const other = others[i];
      if (other === undefined) throw new Error('there is no other office');
      become(other, role);
      const found = await heard(other);
      if (told(role, variant)) different += Number(found !== expected);
      else {
        same += 1;
        expect(found === expected, JSON.stringify([variant, { ...role, label: 0, description: 0 }])).toBe(true);
      }
    }
  }
  // It would prove little if nobody were told of what differs, or everybody.
  expect(same).toBeGreaterThan(20);
  expect(different).toBeGreaterThan(10);
}, 120_000);
