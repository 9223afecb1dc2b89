import { expect, test } from 'vitest';
import { aCase, done, refusal, register } from '../faults/temporary-office.ts';
import { aminaId, APART, become, BROTHER, codeOf, family, finish, office, rows, start } from './family-office.ts';

test('a new case of the family begins with what its case knows, and with nothing of the child alone', async () => {
  const draft = await start(BROTHER.id);
  const { values } = draft.document;
  expect(values).toMatchObject({
    full_name: 'Baraka Juma',
    sex: 'male',
    age: { years: 7, asOf: '2026-11-20' },
    current_address: 'Behind the mosque',
    phone: '+000555010',
    family_name: 'Juma',
    languages: ['marabi'],
  });
  for (const field of [
    'protection_concerns',
    'risk_level',
    'risk_reason',
    'consent_share',
    'consent_date',
    'case_code',
  ])
    expect(values[field], field).toBeUndefined();
  expect(draft.document.rows['family_members']?.map(({ values: member }) => member)).toEqual([
    expect.objectContaining({
      name: 'Amina Juma',
      relation: 'sister',
      sibling_case: [await codeOf(aminaId())],
      lives_with_child: 'yes',
    }),
    expect.objectContaining({ name: 'Neema Juma', relation: 'mother', lives_with_child: 'yes' }),
    expect.objectContaining({ name: 'Tumaini Juma', relation: 'brother' }),
  ]);
  const [care] = draft.document.rows['care_arrangements'] ?? [];
  expect(care?.values).toEqual({
    arrangement_type: 'parents',
    caregiver_name: 'Neema Juma',
    caregiver_relation: 'mother',
    caregiver_phone: '+000555010',
  });
  expect(draft.copied).toMatchObject({
    code: await codeOf(aminaId()),
    answers: { current_address: 'Behind the mosque', full_name: 'Baraka Juma' },
  });
  // What was taken over is said again when the draft is opened another day.
  expect((await done(office, 'cases.openDraft', { draftId: draft.draftId })).copied).toEqual(draft.copied);
});

test('a child who lives elsewhere gets no address, phone or caregiver; concerns come only when asked for', async () => {
  const apart = await start(APART.id, { concerns: true });
  expect(apart.document.values).toMatchObject({ full_name: 'Tumaini Juma', protection_concerns: ['neglect'] });
  expect(apart.document.values).not.toHaveProperty('current_address');
  expect(apart.document.values).not.toHaveProperty('phone');
  expect(apart.document.rows['care_arrangements']).toBeUndefined();
});

test('both cases name each other and are of one family, also after a restart', async () => {
  const baraka = await finish(await start(BROTHER.id));
  await become('amani');
  const [ours, theirs] = [await family(aminaId()), await family(baraka)];
  expect(ours.number).toMatch(/^KSM-F-\d\d-/);
  expect(theirs.number).toBe(ours.number);
  expect(ours.members.find(({ rowId }) => rowId === BROTHER.id)?.cases).toEqual([theirs.code]);
  expect(theirs.members.filter(({ cases }) => cases.includes(ours.code))).toHaveLength(1);
  expect(ours.relatives).toMatchObject([
    { caseId: baraka, relation: 'brother', sameFamily: true, named: true, names: true, mayWrite: true },
  ]);
  expect(theirs.relatives).toMatchObject([{ caseId: aminaId(), relation: 'sister', livesTogether: 'yes' }]);
  const found = await done(office, 'cases.list', {
    query: { ...LIST, text: ours.number ?? '' },
    offset: 0,
    limit: 10,
    showNames: false,
  });
  expect(found.rows.map(({ caseId }) => caseId).sort()).toEqual([aminaId(), baraka].sort());
  expect(await refusal(office, 'family.siblingQuery', { caseId: aminaId(), row: BROTHER.id })).toMatchObject({
    code: 'FORM_STALE',
  });
});
const LIST = {
  text: '',
  exactSpelling: false,
  status: [],
  risk: [],
  sex: [],
  mine: false,
  conflicts: false,
  office: 'all' as const,
  sort: 'code' as const,
  descending: false,
};

test('a child of whom no row spoke gets one in both cases', async () => {
  const hope = await finish(await start(undefined, { relation: 'sister' }));
  expect(await rows(aminaId(), 'family_members')).toContainEqual(
    expect.objectContaining({
      values: expect.objectContaining({ name: 'Hope Juma', relation: 'sister', sibling_case: [await codeOf(hope)] }),
    }),
  );
  expect((await family(hope)).members.find(({ name }) => name === 'Amina Juma')?.relation).toBe('sister');
});

test('of a case that is not open to them a caseworker learns the code and nothing else', async () => {
  const code = await codeOf(aminaId());
  await become('neema');
  const baraka = await register(office, aCase({ full_name: 'Baraka Juma', sex: 'male' }));
  expect(await refusal(office, 'family.ofCase', { caseId: aminaId() })).toMatchObject({ code: 'PERM_DENIED' });
  const joined = await done(office, 'family.join', { caseId: baraka, other: code, relation: 'sister' });
  expect(joined.written).toBe(1);
  const theirs = await family(baraka);
  expect(theirs.relatives).toEqual([
    {
      caseId: aminaId(),
      code,
      codes: [code],
      mayWrite: false,
      mayLeave: false,
      relation: 'sister',
      sameFamily: false,
      named: true,
      names: false,
    },
  ]);
  for (const word of ['Amina', 'mosque', '555010', 'Neema Juma', 'neglect'])
    expect(JSON.stringify(theirs)).not.toContain(word);
  expect(await done(office, 'family.differences', { caseId: baraka })).toEqual([]);

  // Who follows the other child sees that somebody named it, and joins by writing the own case.
  await become('amani');
  expect((await family(aminaId())).relatives).toMatchObject([{ caseId: baraka, names: true, sameFamily: false }]);
  expect(JSON.stringify(await family(aminaId()))).not.toContain('"line"');
  await done(office, 'family.join', { caseId: aminaId(), other: theirs.code });
  expect((await family(aminaId())).number).toBe(theirs.number);
  await become('head');
  const [, seen] = [await family(baraka), (await family(baraka)).relatives[0]];
  expect(seen).toMatchObject({ caseId: aminaId(), sameFamily: true, line: { name: 'Amina Juma' } });
});

test('the number of a family that did not ask is not taken over, and two families never run together', async () => {
  const baraka = await finish(await start(BROTHER.id));
  const number = (await family(aminaId())).number;
  const code = await codeOf(aminaId());
  await become('neema');
  const other = await register(office, aCase({ full_name: 'Rehema Said' }));
  const another = await register(office, aCase({ full_name: 'Saidi Said' }));
  await done(office, 'family.join', { caseId: other, other: code });
  expect(await family(other)).not.toHaveProperty('number');
  await done(office, 'family.join', { caseId: other, other: await codeOf(another) });
  await become('head');
  expect((await family(other)).number).not.toBe(number);
  expect(await refusal(office, 'family.join', { caseId: other, other: code })).toMatchObject({ code: 'FAMILY_OTHER' });
  expect(await refusal(office, 'family.join', { caseId: other, other: await codeOf(other) })).toMatchObject({
    code: 'FAMILY_SAME_CASE',
  });
  expect(await refusal(office, 'family.join', { caseId: other, other: 'KSM-26-22222-2' })).toMatchObject({
    code: 'FORM_CASE_NOT_FOUND',
  });
  expect((await family(baraka)).number).toBe(number);
});
