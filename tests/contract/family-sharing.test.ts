import { expect, test } from 'vitest';
import type { CaseDocument } from '#core/forms/types.ts';
import type { UserId } from '#core/ids.ts';
import { done, refusal, saveDraft } from '../faults/temporary-office.ts';
import { aminaId, become, BROTHER, codeOf, family, finish, office, people, row, rows, start } from './family-office.ts';

test('a changed address is written into the other cases only where it was chosen', async () => {
  const baraka = await finish(await start(BROTHER.id));
  const { draftId, document } = await done(office, 'cases.startEdit', { caseId: aminaId() });
  const care = (document.rows['care_arrangements'] ?? []).map((one) => ({
    ...one,
    values: { ...one.values, caregiver_phone: '+000555099' },
  }));
  await saveDraft(office, draftId, {
    values: { ...document.values, current_address: 'New camp, block 4', phone: '+000555099' },
    rows: { ...document.rows, care_arrangements: care },
  } as CaseDocument);
  await done(office, 'cases.save', { draftId });
  const [other] = await done(office, 'family.differences', { caseId: aminaId() });
  if (!other) throw new Error('no difference');
  expect(other).toMatchObject({ caseId: baraka, livesTogether: 'yes' });
  const address = other.differences.find(({ fields }) => fields[0]?.field === 'current_address');
  const carer = other.differences.find(({ collection }) => collection === 'care_arrangements');
  expect(address?.fields).toEqual([
    { field: 'current_address', ours: 'New camp, block 4', theirs: 'Behind the mosque' },
  ]);
  expect(carer).toMatchObject({ title: 'Neema Juma', added: false, fields: [{ theirs: '+000555010' }] });
  const marks = [address?.mark ?? '', carer?.mark ?? ''];
  expect(await done(office, 'family.share', { caseId: aminaId(), to: [{ other: baraka, marks }] })).toEqual({
    cases: 1,
    answers: 2,
  });
  const after = await done(office, 'cases.open', { caseId: baraka });
  expect(after.document.values).toMatchObject({ current_address: 'New camp, block 4', phone: '+000555010' });
  expect(after.document.rows['care_arrangements']).toHaveLength(1);
  expect(after.document.rows['care_arrangements']?.[0]?.values).toMatchObject({ caregiver_phone: '+000555099' });
  expect(after.conflicts).toEqual([]);
  // What was agreed to before is not written again over something else.
  expect(await refusal(office, 'family.share', { caseId: aminaId(), to: [{ other: baraka, marks }] })).toMatchObject({
    code: 'FORM_STALE',
  });
});

test('a new family member is offered with the relation to the other child; a colleague is offered nothing', async () => {
  const baraka = await finish(await start(BROTHER.id));
  const { draftId, document } = await done(office, 'cases.startEdit', { caseId: aminaId() });
  const aunt = row(9, { name: 'Zuhura Ali', relation: 'aunt', sex: 'female' });
  const members = [...(document.rows['family_members'] ?? []), aunt];
  await saveDraft(office, draftId, {
    ...document,
    rows: { ...document.rows, family_members: members },
  } as CaseDocument);
  await done(office, 'cases.save', { draftId });
  const [other] = await done(office, 'family.differences', { caseId: aminaId() });
  expect(other?.differences).toMatchObject([{ title: 'Zuhura Ali', added: true }]);
  await done(office, 'family.share', {
    caseId: aminaId(),
    to: [{ other: baraka, marks: (other?.differences ?? []).map(({ mark }) => mark) }],
  });
  expect(await rows(baraka, 'family_members')).toContainEqual(
    expect.objectContaining({ values: { name: 'Zuhura Ali', relation: 'aunt', sex: 'female' } }),
  );
  expect(await done(office, 'family.differences', { caseId: aminaId() })).toEqual([]);
  await become('head');
  await done(office, 'casework.assign', { cases: [baraka], to: people.get('neema') as UserId, why: 'lives there' });
  await become('amani');
  const edit = await done(office, 'cases.startEdit', { caseId: aminaId() });
  await saveDraft(office, edit.draftId, {
    ...edit.document,
    values: { ...edit.document.values, current_address: 'Elsewhere' },
  } as CaseDocument);
  await done(office, 'cases.save', { draftId: edit.draftId });
  expect(await done(office, 'family.differences', { caseId: aminaId() })).toEqual([]);
});

test('a case that leaves the family is named by nobody any more', async () => {
  const baraka = await finish(await start(BROTHER.id));
  await done(office, 'family.leave', { caseId: baraka, why: 'It is another Baraka' });
  expect(await family(baraka)).not.toHaveProperty('number');
  expect((await family(aminaId())).relatives).toEqual([]);
  expect((await family(aminaId())).members.map(({ cases }) => cases).flat()).toEqual([]);
  expect(await refusal(office, 'family.leave', { caseId: baraka, why: 'again' })).toMatchObject({ code: 'FORM_STALE' });
  const { document } = await done(office, 'cases.open', { caseId: baraka });
  expect(document.values['family_reason']).toBe('It is another Baraka');
});

test('one incident of two children is recorded without what the first child told', async () => {
  const baraka = await finish(await start(BROTHER.id));
  const { draftId, document } = await done(office, 'cases.startEdit', { caseId: aminaId() });
  const day = { date: '2026-11-02', precision: 'day', calendar: 'gregory' } as const;
  const incident = row(20, {
    incident_date: day,
    incident_type: 'physical_assault',
    incident_status: 'open',
    incident_account: 'He hit me first.',
  });
  await saveDraft(office, draftId, { ...document, rows: { ...document.rows, incidents: [incident] } } as CaseDocument);
  await done(office, 'cases.save', { draftId });
  await done(office, 'family.linkIncident', { caseId: aminaId(), row: incident.id, other: baraka });
  const [there] = await rows(baraka, 'incidents');
  expect(there?.values).toMatchObject({ incident_date: day, incident_type: 'physical_assault' });
  expect(JSON.stringify(there)).not.toContain('He hit me');
  const seen = await family(aminaId());
  expect(seen.incidents.find(({ own }) => own)?.same).toEqual([
    { code: await codeOf(baraka), caseId: baraka, rowId: there?.id },
  ]);
  expect(seen.incidents).toHaveLength(2);
  expect(
    await refusal(office, 'family.linkIncident', { caseId: aminaId(), row: incident.id, other: baraka }),
  ).toMatchObject({ code: 'FORM_STALE' });
  await done(office, 'family.unlinkIncident', { caseId: aminaId(), row: incident.id, otherCode: await codeOf(baraka) });
  expect((await family(baraka)).incidents.flatMap(({ same }) => same)).toEqual([]);
});
