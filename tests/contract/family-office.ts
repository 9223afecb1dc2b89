import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { Draft } from '#core/contracts/cases.contract.ts';
import type { CaseDocument, Row } from '#core/forms/types.ts';
import type { CaseId, UserId } from '#core/ids.ts';
import { Office } from '../../main/office/office.ts';
import {
  aCase,
  createOffice,
  done,
  PASSPHRASE,
  register,
  resourcesDir,
  saveDraft,
  SetClock,
  signIn,
  withCheapKeys,
} from '../faults/temporary-office.ts';

// Two caseworkers and a supervisor around the children of one family.
const dir = mkdtempSync(join(tmpdir(), 'hifadhi-family-'));
const clock = new SetClock();
export const office = new Office({ dir: join(dir, 'a'), resourcesDir, version: 'test', clock, emit: () => undefined });
export const people = new Map<string, UserId>();
export const row = (n: number, values: Row['values']): Row => ({
  id: Buffer.from(`row-${String(n).padStart(12, '0')}`).toString('base64url'),
  values,
});
const MOTHER = row(1, {
  name: 'Neema Juma',
  relation: 'mother',
  sex: 'female',
  alive: 'alive',
  lives_with_child: 'yes',
});
export const BROTHER = row(2, {
  name: 'Baraka Juma',
  relation: 'brother',
  sex: 'male',
  alive: 'alive',
  lives_with_child: 'yes',
  age: { years: 7, asOf: '2026-11-20' },
});
export const APART = row(3, { name: 'Tumaini Juma', relation: 'brother', sex: 'male', lives_with_child: 'no' });
const CARE = row(4, {
  arrangement_type: 'parents',
  caregiver_name: 'Neema Juma',
  caregiver_relation: 'mother',
  caregiver_phone: '+000555010',
  include_in_referral: 'yes',
});
const AMINA: CaseDocument = {
  ...aCase({
    full_name: 'Amina Juma',
    sex: 'female',
    current_address: 'Behind the mosque',
    phone: '+000555010',
    family_name: 'Juma',
    languages: ['marabi'],
    protection_concerns: ['neglect'],
    risk_reason: 'Left alone at night',
  }),
  rows: { family_members: [MOTHER, BROTHER, APART], care_arrangements: [CARE] },
};
let amina: CaseId;
/** The case that every test begins with. */
export const aminaId = (): CaseId => amina;

export async function become(name: string): Promise<void> {
  office.close();
  const user = people.get(name);
  if (user === undefined) throw new Error(name);
  const reply = await signIn(office, user, name === 'head' ? PASSPHRASE : `nine gentle otters ${name} bridge`);
  if (!reply.ok) throw new Error(reply.error.code);
}
export const family = (caseId: CaseId) => done(office, 'family.ofCase', { caseId });
export const codeOf = async (caseId: CaseId): Promise<string> => (await done(office, 'cases.open', { caseId })).code;
export const rows = async (caseId: CaseId, list: string) =>
  (await done(office, 'cases.open', { caseId })).document.rows[list] ?? [];
const known = (name: string, sex = '') => ({ name, sex, ageYears: null, caregiver: '', place: '' });

export async function start(
  member: string | undefined,
  more: { concerns?: boolean; relation?: string } = {},
): Promise<Draft> {
  const from = { caseId: amina, ...(member === undefined ? {} : { row: member }) };
  const { query } = await done(office, 'family.siblingQuery', from);
  return done(office, 'family.startSibling', {
    ...from,
    known: query.name === '' ? known('Hope Juma', 'female') : query,
    notSameAs: [],
    concerns: more.concerns === true,
    ...(more.relation === undefined ? {} : { relation: more.relation }),
  });
}
/** Turns a started registration into a case, with what the form still needs. */
export async function finish({ draftId, document }: Draft): Promise<CaseId> {
  const needed = aCase({}).values;
  await saveDraft(office, draftId, { ...document, values: { ...needed, ...document.values } } as CaseDocument);
  return (await done(office, 'cases.save', { draftId })).caseId;
}

beforeAll(async () => {
  people.set('head', await createOffice(office));
  for (const name of ['amani', 'neema']) {
    const passphrase = `nine gentle otters ${name} bridge`;
    const added = await withCheapKeys(() => done(office, 'people.add', { name, roles: ['caseworker'], passphrase }));
    people.set(name, added.id);
  }
}, 60_000);
beforeEach(async () => {
  await become('amani');
  amina = await register(office, AMINA);
});
afterAll(() => {
  office.close();
  rmSync(dir, { recursive: true, force: true });
});
