import { expect, test } from 'vitest';
import type { CaseDocument } from '#core/forms/types.ts';
import { newId } from '../../main/crypto/hashing.ts';
import { exportedCase, wordsOf } from '../../main/office/exported-case.ts';
import { aCase, done, openedOffice, refusal, register, saveDraft } from '../faults/temporary-office.ts';
import { add, become } from './people-of-roles.ts';

test('the name of a sister that is hidden is in no history or file of a brother, and is not freed by taking her code out', async () => {
  const { office, head } = await openedOffice();
  const juma = await add(office, 'Juma', ['supervisor']);
  const caseId = await register(office, aCase({ full_name: 'Wanjiru Otieno' }));
  const { code } = await done(office, 'cases.open', { caseId });
  const row = { id: newId(), values: { name: 'Wanjiru Otieno', relation: 'sister', sibling_case: [code] } };
  const brother = aCase({ full_name: 'Baraka' });
  const other = await register(office, { ...brother, rows: { ...brother.rows, family_members: [row] } });
  const edited = async (change: (values: CaseDocument['values']) => CaseDocument['values']) => {
    const { draftId, document } = await done(office, 'cases.startEdit', { caseId: other });
    const members = (document.rows['family_members'] ?? []) as CaseDocument['rows'][string];
    const family_members = members.map(({ id, values }) => ({ id, values: change(values) }));
    await saveDraft(office, draftId, { ...document, rows: { ...document.rows, family_members } } as never);
    return draftId;
  };
  await done(office, 'cases.save', { draftId: await edited((values) => ({ ...values, name: 'Wanjiru A. Otieno' })) });
  await done(office, 'family.join', { caseId: other, other: code, row: row.id });
  const told = async (): Promise<string> => {
    const entries = await done(office, 'history.entries', { caseId: other });
    const first = entries.at(-1);
    if (!first || !office.open) throw new Error('nothing was written');
    const compared = await done(office, 'history.compare', { caseId: other, from: first.commit });
    const words = { ...wordsOf(office.open, 'labels', 'en'), leftOut: () => '' };
    const file = exportedCase(office.open, other, words as never, { names: true, outside: false });
    if (typeof file === 'string') throw new Error(file);
    return JSON.stringify([entries, compared, file.setting.rows]);
  };
  expect(await told()).toContain('Wanjiru');
  await done(office, 'protection.hide', { caseId, people: [head], roles: [], why: 'The father is known here.' });

  await become(office, juma, 'Juma');
  expect(await told()).not.toContain('Wanjiru');
  const closed = { code: 'PERM_DENIED', params: { field: 'sibling_case', rule: 'closed-answer' } };
  const draftId = await edited(({ sibling_case: _, ...values }) => values);
  expect(await refusal(office, 'cases.save', { draftId })).toMatchObject(closed);
  await done(office, 'cases.discardDraft', { draftId });
  const why = 'They are not of one family.';
  for (const of of [other, caseId])
    expect(await refusal(office, 'family.leave', { caseId: of, why })).toMatchObject(closed);
  expect(JSON.stringify(await done(office, 'cases.open', { caseId: other }))).not.toContain('Wanjiru');

  // Whoever sees the name may, and the child is of the family no more.
  await become(office, head);
  await done(office, 'family.leave', { caseId: other, why });
});
