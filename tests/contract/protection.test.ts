import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { CaseId, UserId } from '#core/ids.ts';
import { newId } from '../../main/crypto/hashing.ts';
import type { Office } from '../../main/office/office.ts';
import { copyOffice } from '../builders/copy-office.ts';
import {
  aCase,
  closedOffice,
  done,
  everyCase,
  HEAD,
  officeIn,
  refusal,
  register,
  saveDraft,
  SetClock,
  signIn,
  temporaryFolder,
  withCheapKeys,
} from '../faults/temporary-office.ts';

const NAME = 'Wanjiru Neema Otieno';
const MINUTE = 60_000;
const passphraseOf = (name: string): string => `nine gentle otters ${name} bridge`;

interface World {
  readonly office: Office;
  readonly dir: string;
  readonly clock: SetClock;
  readonly head: UserId;
  /** A caseworker who does not have the case, and another supervisor. */
  readonly amina: UserId;
  readonly juma: UserId;
  readonly caseId: CaseId;
  readonly code: string;
}

type Made = Pick<World, 'dir' | 'head' | 'amina' | 'juma' | 'caseId' | 'code'>;

async function made(): Promise<Made> {
  const { dir, head } = await closedOffice();
  const office = officeIn(dir);
  await signIn(office, head);
  const add = (name: string, role: string) =>
    withCheapKeys(() => done(office, 'people.add', { name, roles: [role], passphrase: passphraseOf(name) }));
  const { id: amina } = await add('Amina', 'caseworker');
  const { id: juma } = await add('Juma', 'supervisor');
  const caseId = await register(office, aCase({ full_name: NAME, current_address: 'Behind the blue mosque' }));
  const { code } = await done(office, 'cases.open', { caseId });
  office.close();
  const kept = mkdtempSync(join(tmpdir(), 'hifadhi-protected-'));
  copyOffice(dir, kept);
  return { dir: kept, head, amina, juma, caseId, code };
}
let template: Promise<Made> | undefined;

afterAll(async () => {
  if (template === undefined) return;
  const { dir } = await template;
  for (const folder of [dir, `${dir}.marks`]) rmSync(folder, { recursive: true, force: true });
});

/** Made once, and copied for each test. */
async function world(): Promise<World> {
  const one = await (template ??= made());
  const dir = temporaryFolder();
  copyOffice(one.dir, dir);
  const clock = new SetClock();
  const office = officeIn(dir, clock);
  await signIn(office, one.head);
  return { ...one, office, dir, clock };
}
async function become({ office, head, amina, juma }: World, who: 'head' | 'amina' | 'juma'): Promise<void> {
  office.close();
  const user = { head, amina, juma }[who];
  const passphrase = who === 'head' ? undefined : passphraseOf(who === 'amina' ? 'Amina' : 'Juma');
  expect(await signIn(office, user, ...(passphrase === undefined ? [] : [passphrase]))).toMatchObject({ ok: true });
}
const listed = async (office: Office, text = ''): Promise<readonly CaseId[]> =>
  (await done(office, 'cases.list', { ...everyCase, query: { ...everyCase.query, text } })).rows.map((r) => r.caseId);
const why = 'The child was brought to the hospital.';
const child = { name: NAME, sex: '', ageYears: null, caregiver: '', place: '' };

describe('a case opened in an emergency', () => {
  test('is read for an hour and nothing else, is told at once, and is looked at by somebody else', async () => {
    const here = await world();
    const { office, clock, caseId, code } = here;
    await become(here, 'amina');
    expect(await refusal(office, 'cases.open', { caseId })).toMatchObject({ code: 'PERM_DENIED' });
    const opened = await done(office, 'protection.open', { code, why });
    expect(opened).toMatchObject({ caseId, leftMs: 60 * MINUTE });
    const file = await done(office, 'cases.open', { caseId });
    expect(file).toMatchObject({ mayWrite: false, line: { name: NAME } });
    expect(file.document.values['full_name']).toBe(NAME);
    expect(await refusal(office, 'cases.startEdit', { caseId })).toMatchObject({ code: 'PERM_DENIED' });
    expect(await office.shell('printDocument', PRINT(caseId))).toMatchObject({ error: { code: 'PERM_DENIED' } });
    // The lists stay as the role says.
    expect(await listed(office)).not.toContain(caseId);
    const mine = await done(office, 'protection.accesses', {});
    expect(mine).toMatchObject({ waiting: 0, lines: [{ own: true, mayReview: false, why }] });
    const access = mine.lines[0]?.access ?? 0;

    await become(here, 'juma');
    expect(await done(office, 'protection.accesses', {})).toMatchObject({
      waiting: 1,
      lines: [{ access, code, who: 'Amina', why, mayReview: true }],
    });
    expect((await done(office, 'audit.unusual', {})).map(({ kind, name }) => `${kind} ${name}`)).toContain(
      'emergency Amina',
    );
    await done(office, 'protection.review', { access, verdict: 'questioned', note: 'Why was nobody called?' });
    expect(await refusal(office, 'protection.review', { access, verdict: 'accepted', note: 'After all.' })).toEqual({
      code: 'FORM_STALE',
      params: {},
    });

    // The end is the same after a new sign-in, and comes by itself.
    await become(here, 'amina');
    expect((await done(office, 'protection.accesses', {})).lines[0]).toMatchObject({
      review: { verdict: 'questioned', by: 'Juma', note: 'Why was nobody called?' },
    });
    await done(office, 'cases.open', { caseId });
    clock.offset = 61 * MINUTE;
    expect(await refusal(office, 'cases.open', { caseId })).toMatchObject({ code: 'PERM_DENIED' });
    expect((await done(office, 'protection.accesses', {})).lines[0]).toMatchObject({ ended: 'time' });
    clock.offset = 0;
    expect(await refusal(office, 'cases.open', { caseId })).toMatchObject({ code: 'PERM_DENIED' });
  });

  test('is not prolonged by a clock that is set back, here or before the next sign-in, and ends when it is told to', async () => {
    const here = await world();
    const { office, clock, caseId, code } = here;
    await become(here, 'amina');
    await done(office, 'protection.open', { code, why });
    clock.offset = 20 * MINUTE;
    await done(office, 'cases.open', { caseId });
    clock.offset = 10 * MINUTE;
    expect(await refusal(office, 'cases.open', { caseId })).toMatchObject({ code: 'PERM_DENIED' });
    clock.offset = 20 * MINUTE;
    await done(office, 'protection.open', { code, why });
    await done(office, 'cases.open', { caseId });
    office.close();
    clock.offset = 0;
    await become(here, 'amina');
    expect(await refusal(office, 'cases.open', { caseId })).toMatchObject({ code: 'PERM_DENIED' });
    const { lines } = await done(office, 'protection.accesses', {});
    expect(lines.map(({ ended }) => ended)).toEqual(['clock', 'clock']);

    clock.offset = 25 * MINUTE;
    await done(office, 'protection.open', { code, why });
    const access = (await done(office, 'protection.accesses', {})).lines[0]?.access ?? 0;
    await done(office, 'protection.end', { access });
    expect(await refusal(office, 'cases.open', { caseId })).toMatchObject({ code: 'PERM_DENIED' });
    expect(await refusal(office, 'protection.end', { access })).toMatchObject({ code: 'FORM_STALE' });
  });

  test('is for roles that may, ends with the right, and shows no hidden name', async () => {
    const here = await world();
    const { office, head, caseId, code } = here;
    await done(office, 'protection.hide', { caseId, people: [head], roles: [], why: 'A relative works next door.' });
    await become(here, 'juma');
    expect(await refusal(office, 'protection.open', { code, why })).toMatchObject({ code: 'PERM_DENIED' });
    await become(here, 'amina');
    await done(office, 'protection.open', { code, why });
    const file = await done(office, 'cases.open', { caseId });
    expect(JSON.stringify(file)).not.toContain('Wanjiru');
    const role = office.open?.configuration.configuration.roles?.find(({ id }) => id === 'caseworker');
    await become(here, 'head');
    const rights = (role?.rights ?? []).filter((right) => right !== 'case.break-glass');
    await done(office, 'roles.save', { role: { ...role, rights } as never });
    await become(here, 'amina');
    expect(await refusal(office, 'cases.open', { caseId })).toMatchObject({ code: 'PERM_DENIED' });
  });
});

const PRINT = (caseId: CaseId) => ({
  report: { kind: 'registration', caseId },
  language: 'en',
  paper: 'A4',
  names: 'default',
  purpose: 'test',
});

describe('a hidden name', () => {
  test('is a code for all but who is named: in lists, search, the case, paper, files and the check for the same child', async () => {
    const here = await world();
    const { office, head, amina, caseId, code } = here;
    await become(here, 'juma');
    expect(await listed(office, 'Wanjiru')).toEqual([caseId]);
    await done(office, 'protection.hide', { caseId, people: [head], roles: [], why: 'The father is known here.' });

    const told: string[] = [];
    const hear = async (reply: Promise<unknown>): Promise<void> => void told.push(JSON.stringify(await reply));
    expect(await listed(office, 'Wanjiru')).toEqual([]);
    expect(await listed(office, 'mosque')).toEqual([]);
    expect(await listed(office, code)).toEqual([caseId]);
    await hear(done(office, 'cases.list', { ...everyCase, showNames: true }));
    await hear(done(office, 'cases.open', { caseId }));
    await hear(done(office, 'history.entries', { caseId }));
    const row = { id: newId(), values: { name: 'Wanjiru Otieno', relation: 'sister', sibling_case: [code] } };
    const brother = aCase({ full_name: 'Baraka' });
    const other = await register(office, { ...brother, rows: { ...brother.rows, family_members: [row] } });
    // The case of a brother names the child by its code, and takes no other name in the place of the hidden one.
    await hear(done(office, 'cases.open', { caseId: other }));
    await hear(done(office, 'family.ofCase', { caseId: other }));
    const edit = await done(office, 'cases.startEdit', { caseId: other });
    await hear(Promise.resolve(edit));
    const typed = [{ id: row.id, values: { ...edit.document.rows['family_members']?.[0]?.values, name: 'Nobody' } }];
    await saveDraft(office, edit.draftId, {
      ...edit.document,
      rows: { ...edit.document.rows, family_members: typed },
    } as never);
    expect(await refusal(office, 'cases.save', { draftId: edit.draftId })).toMatchObject({
      code: 'PERM_DENIED',
      params: { rule: 'closed-answer' },
    });
    await done(office, 'cases.discardDraft', { draftId: edit.draftId });
    await hear(done(office, 'tasks.list', { of: 'office', days: 90 }));
    await hear(done(office, 'finding.recent', {}));
    await hear(done(office, 'audit.list', { limit: 100 }));
    await hear(office.shell('printDocument', PRINT(caseId)));
    await hear(
      office.shell('printDocument', { ...PRINT(caseId), report: { kind: 'case-list', query: everyCase.query } }),
    );
    for (const text of told) expect(text).not.toMatch(/Wanjiru|Otieno|mosque/i);
    expect(told[0]).toContain('"nameHidden":true');

    const found = await done(office, 'cases.findSame', child);
    expect(JSON.stringify(found)).not.toContain(code);
    expect(found.ask).toEqual([HEAD]);

    await become(here, 'head');
    expect(await listed(office, 'Wanjiru')).toContain(caseId);
    expect(JSON.stringify(await done(office, 'cases.open', { caseId: other }))).toContain('Wanjiru');
    expect((await done(office, 'cases.findSame', child)).ask).toEqual([]);
    expect(await done(office, 'protection.ofCase', { caseId })).toMatchObject({
      hidden: { people: [{ user: head }], by: 'Juma', why: 'The father is known here.' },
    });
    // Everybody of a role may be named; it counts over a restart, and ends with a reason.
    await done(office, 'protection.hide', { caseId, people: [amina], roles: ['supervisor'], why: 'Both follow it.' });
    await become(here, 'juma');
    expect(await listed(office, 'Wanjiru')).toContain(caseId);
    await done(office, 'protection.unhide', { caseId, why: 'The danger is over.' });
    expect(await refusal(office, 'protection.unhide', { caseId, why: 'Once more.' })).toMatchObject({
      code: 'FORM_STALE',
    });
  });

  test('is hidden by who may protect cases, from somebody who is left', async () => {
    const here = await world();
    const { office, amina, caseId } = here;
    expect(
      await refusal(office, 'protection.hide', { caseId, people: [], roles: [], why: 'Nobody shall see.' }),
    ).toMatchObject({ code: 'FORM_NEEDED' });
    await done(office, 'casework.assign', { cases: [caseId], to: amina, why: 'She knows the family.' });
    await become(here, 'amina');
    expect(
      await refusal(office, 'protection.hide', { caseId, people: [amina], roles: [], why: 'Mine alone.' }),
    ).toMatchObject({ code: 'PERM_DENIED' });
    expect(await done(office, 'protection.ofCase', { caseId })).toMatchObject({ mayProtect: false, people: [] });
  });
});

describe('a conflict of interest', () => {
  test('takes a case away from somebody whatever their roles: it is not found, not counted, and not given to them', async () => {
    const here = await world();
    const { office, juma, caseId, code } = here;
    await become(here, 'juma');
    const before = await done(office, 'cases.counts', {});
    const numbers = { from: '2020-01-01', to: '2099-12-31', areaLevel: 1, outside: false } as const;
    const counted = JSON.stringify((await done(office, 'measures.statistics', numbers)).numbers);
    await become(here, 'head');
    await done(office, 'protection.record', { caseId, user: juma, kind: 'relative', why: 'He is the uncle.' });
    expect(await done(office, 'protection.ofCase', { caseId })).toMatchObject({
      conflicts: [{ name: 'Juma', kind: 'relative', owns: false }],
    });
    expect(await refusal(office, 'casework.assign', { cases: [caseId], to: juma, why: 'He has time.' })).toMatchObject({
      code: 'PERSON_NOT_FITTING',
    });
    expect(await refusal(office, 'casework.offerTransfer', { caseId, to: juma, why: 'He has time.' })).toMatchObject({
      code: 'PERSON_NOT_FITTING',
    });
    expect(await done(office, 'roles.why', { user: juma, code })).toMatchObject({
      list: { allowed: false, rule: 'conflict-of-interest' },
      read: { allowed: false, rule: 'conflict-of-interest' },
      write: { allowed: false, rule: 'conflict-of-interest' },
    });

    await become(here, 'juma');
    const gone = { code: 'FORM_CASE_NOT_FOUND' };
    expect(await listed(office)).not.toContain(caseId);
    expect(await listed(office, code)).toEqual([]);
    expect(await listed(office, 'Wanjiru')).toEqual([]);
    expect((await done(office, 'cases.counts', {})).all).toBe(before.all - 1);
    expect(JSON.stringify((await done(office, 'measures.statistics', numbers)).numbers)).not.toBe(counted);
    expect(await refusal(office, 'cases.open', { caseId })).toMatchObject(gone);
    expect(await refusal(office, 'cases.byCode', { code })).toMatchObject(gone);
    expect(await refusal(office, 'protection.lift', { caseId, conflict: 1, why: 'I may.' })).toMatchObject(gone);
    expect(await refusal(office, 'casework.requestTransfer', { of: caseId, why: 'I may.' })).toMatchObject(gone);
    const found = await done(office, 'cases.findSame', child);
    expect([JSON.stringify(found).includes(code), found.ask]).toEqual([false, []]);
    const lines = JSON.stringify(await done(office, 'audit.list', { limit: 200 }));
    expect(lines).not.toContain(code);
    expect(lines).not.toContain('interest');

    await become(here, 'head');
    await done(office, 'protection.lift', { caseId, conflict: 1, why: 'It was another Juma.' });
    await become(here, 'juma');
    expect(await listed(office, code)).toEqual([caseId]);
  });

  test('is above an emergency, is declared by oneself, and shows that the case needs somebody else', async () => {
    const here = await world();
    const { office, amina, caseId, code } = here;
    await done(office, 'casework.assign', { cases: [caseId], to: amina, why: 'She knows the family.' });
    await become(here, 'amina');
    const declared = { caseId, kind: 'close', why: 'My neighbour’s child.' } as const;
    expect(await refusal(office, 'protection.declare', { ...declared, code: 'another' })).toMatchObject({
      code: 'FORM_STALE',
    });
    await done(office, 'protection.declare', { ...declared, code });
    expect(await listed(office)).toEqual([]);
    expect(await refusal(office, 'protection.open', { code, why })).toMatchObject({ code: 'FORM_CASE_NOT_FOUND' });
    expect((await done(office, 'tasks.list', { of: 'mine', days: 92 })).lines).toEqual([]);
    await become(here, 'head');
    expect(await done(office, 'protection.ofCase', { caseId })).toMatchObject({
      conflicts: [{ name: 'Amina', by: 'Amina', owns: true }],
    });
  });
});
