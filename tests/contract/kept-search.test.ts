import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { KeptSearch } from '#core/contracts/kept.ts';
import type { DraftId, UserId } from '#core/ids.ts';
import { Office } from '../../main/office/office.ts';
import {
  aCase,
  createOffice,
  done,
  draftOf,
  PASSPHRASE,
  refusal,
  resourcesDir,
  saveDraft,
  SetClock,
  signIn,
  withCheapKeys,
} from '../faults/temporary-office.ts';

const MARK = 'Zanzivoort';
const search: KeptSearch = {
  name: `${MARK} Amani`,
  sex: 'female',
  ageYears: 7,
  caregiver: 'Rehema',
  place: 'Lowani market',
  nameUnknown: false,
  notSameAs: [],
};
const OTHER = 'nine gentle otters cross the bridge';
const dir = mkdtempSync(join(tmpdir(), 'hifadhi-search-'));
const opened = (): Office =>
  new Office({ dir, resourcesDir, version: 'test', clock: new SetClock(), emit: () => undefined });
let office = opened();
let head: UserId;
const drafts = () => done(office, 'cases.drafts', {});
const keep = async (typed: KeptSearch, draftId?: DraftId): Promise<DraftId> =>
  (await done(office, 'cases.keepSearch', { ...(draftId === undefined ? {} : { draftId }), search: typed })).draftId;

beforeAll(async () => {
  head = await createOffice(office);
});
afterAll(() => {
  office.close();
  rmSync(dir, { recursive: true, force: true });
});

test('what was typed before a registration is there after the next sign-in, and only in the encrypted database', async () => {
  const id = await keep({ ...search, place: '' });
  expect(await keep(search, id)).toBe(id);
  office.close();
  office = opened();
  await signIn(office, head);
  expect(await drafts()).toEqual([
    { draftId: id, label: search.name, savedAtUtc: expect.any(String) as string, search: true },
  ]);
  expect((await done(office, 'cases.keptSearch', { draftId: id })).search).toEqual(search);
  for (const file of readdirSync(dir, { recursive: true, withFileTypes: true })) {
    if (file.isFile()) expect(readFileSync(join(file.parentPath, file.name), 'latin1')).not.toContain(MARK);
  }
});

test('it is gone when the registration goes on, and when it is discarded', async () => {
  const [line] = await drafts();
  const id = line?.draftId;
  if (id === undefined) throw new Error('no search was kept');
  const { draftId, document } = await done(office, 'cases.startRegistration', {
    known: { name: search.name, sex: 'female', ageYears: 7, caregiver: 'Rehema', place: 'Lowani market' },
    notSameAs: [],
    search: id,
  });
  expect(document.values['full_name']).toBe(search.name);
  expect((await drafts()).map((one) => [one.draftId, one.search])).toEqual([[draftId, undefined]]);
  await done(office, 'cases.discardDraft', { draftId });
  const second = await keep(search);
  await done(office, 'cases.discardDraft', { draftId: second });
  expect(await drafts()).toEqual([]);
  // Typed on in a page that still names the draft just removed: kept again, and a registration is not stopped by it.
  const third = await keep(search, second);
  await done(office, 'cases.discardDraft', { draftId: third });
  const again = await done(office, 'cases.startRegistration', { notSameAs: [], search: third });
  await done(office, 'cases.discardDraft', { draftId: again.draftId });
});

test('it is no form, and nobody else has it', async () => {
  const id = await keep(search);
  const missing = { code: 'FORM_DRAFT_NOT_FOUND' };
  expect(await refusal(office, 'cases.openDraft', { draftId: id })).toMatchObject(missing);
  expect(await refusal(office, 'cases.save', { draftId: id })).toMatchObject(missing);
  await expect(saveDraft(office, id, { values: {}, rows: {} })).rejects.toThrow('FORM_DRAFT_NOT_FOUND');

  const colleague = await withCheapKeys(() =>
    done(office, 'people.add', { name: 'Neema Jabari', roles: ['caseworker'], passphrase: OTHER }),
  );
  office.close();
  await signIn(office, colleague.id, OTHER);
  expect(await drafts()).toEqual([]);
  expect(await refusal(office, 'cases.keptSearch', { draftId: id })).toMatchObject(missing);
  expect(await refusal(office, 'cases.discardDraft', { draftId: id })).toMatchObject(missing);
  expect(await keep({ ...search, name: 'Somebody else' }, id)).not.toBe(id);
  office.close();
  await signIn(office, head, PASSPHRASE);
  expect((await done(office, 'cases.keptSearch', { draftId: id })).search).toEqual(search);
});

test('a search for a new child of a family is kept with the family, and ends when its registration goes on', async () => {
  for (const line of await drafts()) await done(office, 'cases.discardDraft', { draftId: line.draftId });
  const { caseId } = await done(office, 'cases.save', {
    draftId: await draftOf(office, aCase({ full_name: 'Amina Juma' })),
  });
  const family = { of: caseId, relation: 'cousin', concerns: true };
  const id = await keep({ ...search, family });
  expect(await drafts()).toEqual([expect.objectContaining({ draftId: id, search: true, family: { of: caseId } })]);
  expect((await done(office, 'cases.keptSearch', { draftId: id })).search).toEqual({ ...search, family });
  const known = { name: search.name, sex: 'female', ageYears: 7, caregiver: 'Rehema', place: 'Lowani market' };
  const begin = { caseId, known, notSameAs: [], concerns: true, relation: 'cousin', search: id };
  expect(await refusal(office, 'family.startSibling', { ...begin, row: 'AAAAAAAAAAAAAAAAAAAAAA' })).toMatchObject({
    code: 'FORM_STALE',
  });
  expect((await drafts()).map(({ draftId }) => draftId)).toEqual([id]);
  const begun = await done(office, 'family.startSibling', begin);
  expect((await drafts()).map(({ draftId, search: kept }) => [draftId, kept])).toEqual([[begun.draftId, undefined]]);
});
