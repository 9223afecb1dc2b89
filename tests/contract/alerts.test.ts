import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CaseDocument, Row } from '#core/forms/types.ts';
import type { CaseId, UserId } from '#core/ids.ts';
import { Office } from '../../main/office/office.ts';
import { projectEverything } from '../../main/office/project-case.ts';
import {
  aCase,
  createOffice,
  done,
  PASSPHRASE,
  refusal,
  register,
  resourcesDir,
  saveDraft,
  SetClock,
  signIn,
  withCheapKeys,
} from '../faults/temporary-office.ts';
import { wallDay } from '../builders/calendar-days.ts';

const DAY_MS = 86_400_000;
const dir = mkdtempSync(join(tmpdir(), 'hifadhi-alerts-'));
const clock = new SetClock();
const office = new Office({ dir: join(dir, 'a'), resourcesDir, version: 'test', clock, emit: () => undefined });
const people = new Map<string, UserId>();
let made = 0;

async function become(name: string): Promise<void> {
  office.close();
  const user = people.get(name);
  if (user === undefined) throw new Error(name);
  const reply = await signIn(office, user, name === 'head' ? PASSPHRASE : `nine gentle otters ${name} bridge`);
  if (!reply.ok) throw new Error(reply.error.code);
}
const rowOf = (values: Row['values']): Row => {
  made += 1;
  return { id: Buffer.from(`row${String(made).padStart(13, '0')}`).toString('base64url'), values };
};
const dayFrom = (days: number) =>
  ({
    date: wallDay(clock.now() + days * DAY_MS),
    precision: 'day',
    calendar: 'gregory',
  }) as const;
async function change(caseId: CaseId, edit: (document: CaseDocument) => CaseDocument): Promise<void> {
  const { draftId, document } = await done(office, 'cases.startEdit', { caseId });
  await saveDraft(office, draftId, edit(document as CaseDocument));
  await done(office, 'cases.save', { draftId });
}
const addRow = (caseId: CaseId, collection: string, values: Row['values']): Promise<void> =>
  change(caseId, (document) => ({
    ...document,
    rows: { ...document.rows, [collection]: [...(document.rows[collection] ?? []), rowOf(values)] },
  }));
const codeOf = async (caseId: CaseId): Promise<string> => (await done(office, 'cases.open', { caseId })).code;
const inCase = (caseId: CaseId) => done(office, 'alerts.ofCase', { caseId });
const rulesOf = async (caseId: CaseId): Promise<string[]> => (await inCase(caseId)).map(({ rule }) => rule);
const listed = (of: 'mine' | 'office' = 'mine') => done(office, 'alerts.list', { of });
/** The rules that the list of this person names for a case. */
const listedFor = async (caseId: CaseId, of: 'mine' | 'office' = 'mine'): Promise<string[]> =>
  (await listed(of)).lines.filter((line) => line.case.caseId === caseId).map(({ finding }) => finding.rule);

beforeAll(async () => {
  people.set('head', await createOffice(office));
  for (const [name, role] of [
    ['amani', 'caseworker'],
    ['neema', 'caseworker'],
    ['pamoja', 'manager'],
  ] as const satisfies readonly (readonly [string, string])[]) {
    const passphrase = `nine gentle otters ${name} bridge`;
    const added = await withCheapKeys(() => done(office, 'people.add', { name, roles: [role], passphrase }));
    people.set(name, added.id);
  }
}, 60_000);
afterAll(() => {
  office.close();
  rmSync(dir, { recursive: true, force: true });
});

test('DQ33: another child’s code or whole name in a text is told, one’s own and the family’s are not', async () => {
  await become('amani');
  const other = await register(office, aCase({ full_name: 'Zuberi Kahindi Mrisho' }));
  const code = await codeOf(other);
  const mine = await register(
    office,
    aCase({ full_name: 'Rehema Tatu Bakari', immediate_action: 'Rehema Tatu Bakari went home with her aunt.' }),
  );
  expect(await rulesOf(mine)).toEqual([]);
  await change(mine, (document) => ({
    ...document,
    values: { ...document.values, immediate_action: 'She plays with ZUBERI  Kahindi, Mrisho every day.' },
  }));
  expect(await inCase(mine)).toMatchObject([
    { rule: 'DQ33', kind: 'warn', field: 'immediate_action', others: [{ caseId: other, code }] },
  ]);
  await change(mine, (document) => ({
    ...document,
    values: { ...document.values, immediate_action: `See ${code.toLowerCase().replaceAll('-', ' ')} too.` },
  }));
  expect(await listedFor(mine)).toEqual(['DQ33']);
  await change(mine, (document) => ({
    ...document,
    values: { ...document.values, immediate_action: 'Zuberi Kahindi Mrisho is the brother of Rehema.' },
    rows: { ...document.rows, family_members: [rowOf({ name: 'Zuberi Kahindi Mrisho', relation: 'brother' })] },
  }));
  expect(await rulesOf(mine)).toEqual([]);
});

test('what was explained is settled with its reason, and what is written after it is told again', async () => {
  await become('amani');
  await register(office, aCase({ full_name: 'Shabani Juma Kito' }));
  const mine = await register(office, aCase({ immediate_action: 'Met Shabani Juma Kito at the gate.' }));
  const accept = { caseId: mine, rule: 'DQ33', field: 'immediate_action', why: 'The guard, not the child' } as const;
  await done(office, 'alerts.accept', accept);
  expect(await inCase(mine)).toMatchObject([
    { rule: 'DQ33', accepted: { by: 'amani', reason: 'The guard, not the child' } },
  ]);
  expect(await listedFor(mine)).toEqual([]);
  clock.offset += 60_000;
  await change(mine, (document) => ({
    ...document,
    values: { ...document.values, immediate_action: 'Met Shabani Juma Kito at the market.' },
  }));
  const [again] = await inCase(mine);
  expect(again?.accepted).toBeUndefined();
  expect(await refusal(office, 'alerts.accept', { ...accept, rule: 'DQ22' })).toMatchObject({ code: 'FORM_STALE' });
});

test('DQ30: a brother of one home under another caregiver is told in both files, and no longer when one moves', async () => {
  await become('amani');
  const home = { current_address: 'Kisimani, house 14', family_name: 'Otieno' };
  const child = (name: string, caregiver: string) => {
    const { values, rows } = aCase({ full_name: name, ...home });
    return { values, rows: { ...rows, care_arrangements: [rowOf({ caregiver_name: caregiver })] } } as CaseDocument;
  };
  const first = await register(office, child('Baraka Otieno', 'Mary Atieno'));
  expect(await rulesOf(first)).toEqual([]);
  const second = await register(office, child('Imani Otieno', 'Jackson Wekesa'));
  expect(await inCase(first)).toMatchObject([{ rule: 'DQ30', kind: 'info', others: [{ caseId: second }] }]);
  expect(await inCase(second)).toMatchObject([{ rule: 'DQ30', others: [{ caseId: first }] }]);
  const atHome = async () =>
    (await listed('mine')).lines.flatMap((line) => (line.finding.rule === 'DQ30' ? [line.case.caseId] : []));
  expect((await atHome()).toSorted()).toEqual([first, second].toSorted());
  await change(second, (document) => ({
    ...document,
    values: { ...document.values, current_address: 'Majengo, house 2' },
  }));
  expect(await rulesOf(first)).toEqual([]);
  expect(await atHome()).toEqual([]);
});

test('DQ39: a text that one worker wrote into three cases on a day is told to the supervisor alone, once in the list', async () => {
  await become('neema');
  const text = 'The child was well and had eaten. The caregiver had no questions at all this week.';
  const cases = [];
  for (const name of ['Ayo One', 'Bisi Two', 'Chi Three'])
    cases.push(await register(office, aCase({ full_name: name, immediate_action: text, risk_reason: name })));
  const [first] = cases;
  if (first === undefined) throw new Error('no case');
  expect(await rulesOf(first)).toEqual([]);
  await become('head');
  const [told] = await inCase(first);
  expect(told).toMatchObject({ rule: 'DQ39', by: 'neema' });
  expect(told?.others.map(({ caseId }) => caseId).toSorted()).toEqual(cases.slice(1).toSorted());
  const neemas = async () => (await listed('office')).lines.filter(({ finding }) => finding.by === 'neema');
  expect(await neemas()).toMatchObject([{ finding: { rule: 'DQ39' } }]);
  await become('neema');
  await change(first, (document) => ({
    ...document,
    values: { ...document.values, immediate_action: 'He was ill, and the clinic saw him at once on the same day.' },
  }));
  await become('head');
  expect(await rulesOf(first)).not.toContain('DQ39');
  expect(await neemas()).toEqual([]);
});

test('DQ21: three contacts in a row without the child are told to the supervisor, and a contact with it ends that', async () => {
  await become('amani');
  const caseId = await register(office, aCase({ registration_date: dayFrom(-20) }));
  const visit = (days: number, seen: string) =>
    addRow(caseId, 'followups', { followup_done: dayFrom(days), child_seen: seen, not_seen_reason: ['at_school'] });
  await visit(-12, 'yes');
  await visit(-9, 'no');
  await visit(-6, 'no');
  await become('head');
  expect(await rulesOf(caseId)).not.toContain('DQ21');
  await become('amani');
  await visit(-3, 'no');
  expect(await rulesOf(caseId)).not.toContain('DQ21');
  await become('head');
  expect(await listedFor(caseId, 'office')).toContain('DQ21');
  await become('amani');
  await visit(-1, 'yes');
  await become('head');
  expect(await rulesOf(caseId)).not.toContain('DQ21');
});

test('DQ34: abuse by staff reaches the named focal point, who may not open the case, and nobody else', async () => {
  await become('amani');
  const caseId = await register(office, aCase({}));
  const incident = rowOf({ incident_date: dayFrom(-1) });
  await change(caseId, (document) => ({
    ...document,
    rows: {
      ...document.rows,
      incidents: [incident],
      perpetrators: [rowOf({ perpetrator_incident: incident.id, perpetrator_staff: 'yes' })],
    },
  }));
  await become('head');
  // Nobody is named yet: the supervisor hears of it.
  expect(await listedFor(caseId, 'office')).toContain('DQ34');
  const { people: may } = await done(office, 'settings.focalPoint', {});
  expect(may.map(({ name }) => name)).toContain('pamoja');
  await done(office, 'settings.setFocalPoint', { user: people.get('pamoja') ?? null });
  expect(await listedFor(caseId, 'office')).not.toContain('DQ34');
  await become('amani');
  expect(await rulesOf(caseId)).not.toContain('DQ34');
  await become('pamoja');
  const line = (await listed()).lines.find((one) => one.case.caseId === caseId);
  expect(line).toMatchObject({ finding: { rule: 'DQ34' }, mayOpen: false });
  await become('head');
  await done(office, 'settings.setFocalPoint', { user: null });
});

test('DQ22b: contacts at which the child is not seen tell nobody for two intervals, then the worker, until somebody saw it', async () => {
  await become('amani');
  const caseId = await register(office, aCase({ risk_level: 'high', registration_date: dayFrom(-20) }));
  const contact = (days: number, seen: 'yes' | 'no') =>
    addRow(caseId, 'followups', { followup_done: dayFrom(days), child_seen: seen, not_seen_reason: ['at_school'] });
  await contact(-13, 'yes');
  await contact(-6, 'no');
  await contact(-1, 'no');
  expect(await rulesOf(caseId)).not.toContain('DQ22b');
  clock.offset += 2 * DAY_MS;
  await become('amani');
  expect((await inCase(caseId)).find(({ rule }) => rule === 'DQ22b')).toMatchObject({ kind: 'alert', days: 15 });
  expect(await rulesOf(caseId)).not.toContain('DQ22');
  expect(await listedFor(caseId)).toContain('DQ22b');
  await contact(0, 'yes');
  expect(await rulesOf(caseId)).not.toContain('DQ22b');
});

test('DQ22 and DQ38 come true by time alone, are ended by a contact, and are the same when all is made again', async () => {
  await become('amani');
  const caseId = await register(office, aCase({ risk_level: 'high', registration_date: dayFrom(0) }));
  clock.offset += 13 * DAY_MS;
  expect(await listedFor(caseId)).toEqual([]);
  clock.offset += 2 * DAY_MS;
  expect(await inCase(caseId)).toMatchObject([{ rule: 'DQ22', kind: 'alert', days: 15 }]);
  clock.offset += 14 * DAY_MS;
  expect(await rulesOf(caseId)).toEqual(['DQ22']);
  clock.offset += 2 * DAY_MS;
  expect((await rulesOf(caseId)).toSorted()).toEqual(['DQ22', 'DQ38']);
  const before = await listed();
  if (office.open === undefined) throw new Error('closed');
  projectEverything(office.open);
  expect(await listed()).toEqual(before);
  await become('neema');
  expect(await listedFor(caseId, 'office')).toEqual([]);
  await become('head');
  expect(await listedFor(caseId, 'office')).toContain('DQ38');
  await become('amani');
  await addRow(caseId, 'followups', { followup_done: dayFrom(0), child_seen: 'yes' });
  expect(await rulesOf(caseId)).toEqual([]);
});

test('the checks of a worker’s cases are told to the worker and to a supervisor, and not when they are accepted', async () => {
  await become('amani');
  const born = { date: '2015-01-01', precision: 'day', calendar: 'gregory' } as const;
  const caseId = await register(office, aCase({ full_name: 'Kito Shabani', date_of_birth: born }));
  const rulesFor = async (worker?: UserId): Promise<string[]> => {
    const { lines } = await done(office, 'alerts.checks', worker === undefined ? {} : { worker });
    return lines.filter((line) => line.case.caseId === caseId).flatMap(({ checks }) => checks.map(({ rule }) => rule));
  };
  expect(await rulesFor()).toContain('DQ05');
  expect((await done(office, 'alerts.workers', {})).workers).toEqual([]);
  const amani = people.get('amani');
  if (amani === undefined) throw new Error('there is no worker');
  await become('neema');
  expect(await rulesFor()).toEqual([]);
  expect(await refusal(office, 'alerts.checks', { worker: amani })).toMatchObject({ code: 'PERM_DENIED' });
  await become('head');
  expect(await rulesFor(amani)).toContain('DQ05');
  const { workers } = await done(office, 'alerts.workers', {});
  expect(workers.find(({ user }) => user === amani)).toMatchObject({ name: 'amani' });

  await become('amani');
  const { draftId, document } = await done(office, 'cases.startEdit', { caseId });
  const accepted = [{ rule: 'DQ05', field: 'date_of_birth', reason: 'Her card says so' }];
  await done(office, 'cases.saveDraft', { draftId, document: document as never, accepted, notSameAs: [] });
  await done(office, 'cases.save', { draftId });
  expect(await rulesFor()).not.toContain('DQ05');
});
