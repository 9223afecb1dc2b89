import { expect, test } from 'vitest';
import type { CaseId, UserId } from '#core/ids.ts';
import {
  aCase,
  done,
  everyCase,
  HEAD,
  openedOffice,
  PASSPHRASE,
  refusal,
  register,
  signIn,
  withCheapKeys,
} from '../faults/temporary-office.ts';

const WORD = 'nine gentle otters juma bridge';

test('two files of one child are guarded as one while they are merged, whichever of them it was written for', async () => {
  const { office, head } = await openedOffice();
  const { id: juma } = await withCheapKeys(() =>
    done(office, 'people.add', { name: 'Juma', roles: ['supervisor'], passphrase: WORD }),
  );
  const become = async (user: UserId): Promise<void> => {
    office.close();
    expect(await signIn(office, user, user === head ? PASSPHRASE : WORD)).toMatchObject({ ok: true });
  };
  const listed = async (text: string): Promise<readonly CaseId[]> =>
    (await done(office, 'cases.list', { ...everyCase, query: { ...everyCase.query, text } })).rows.map((r) => r.caseId);
  const caseId = await register(office, aCase({ full_name: 'Wanjiru Neema Otieno' }));
  const other = await register(office, aCase({ full_name: 'Wanjiku Otieno' }));
  const { code } = await done(office, 'cases.open', { caseId: other });
  await done(office, 'protection.hide', { caseId, people: [head], roles: [], why: 'The father is known here.' });
  const merge = async (): Promise<void> => {
    const { seen } = await done(office, 'merging.compare', { caseId: other, other: caseId });
    const input = { caseId: other, other: caseId, take: {}, bring: {}, why: 'the same child', seen };
    await done(office, 'merging.merge', input);
  };
  await merge();
  await become(juma);
  for (const text of ['Wanjiku', 'Wanjiru', 'Otieno']) expect(await listed(text)).toEqual([]);
  expect(await listed(code)).toContain(other);
  const told = JSON.stringify([
    await done(office, 'cases.open', { caseId: other }),
    await done(office, 'cases.list', { ...everyCase, showNames: true }),
  ]);
  expect(told).not.toMatch(/Wanjiku|Wanjiru|Otieno/i);
  await become(head);
  expect(await done(office, 'protection.ofCase', { caseId: other })).toMatchObject({ hidden: { by: HEAD } });
  await done(office, 'protection.unhide', { caseId: other, why: 'The danger is over.' });
  await done(office, 'protection.record', { caseId, user: juma, kind: 'relative', why: 'He is the uncle.' });

  await become(juma);
  for (const one of [caseId, other])
    expect(await refusal(office, 'cases.open', { caseId: one })).toMatchObject({ code: 'FORM_CASE_NOT_FOUND' });
  await become(head);
  expect(await refusal(office, 'casework.assign', { cases: [other], to: juma, why: 'He has time.' })).toMatchObject({
    code: 'PERSON_NOT_FITTING',
  });
  const [held] = (await done(office, 'cases.open', { caseId: other })).holds;
  if (held === undefined) throw new Error('nothing was merged');
  const { seen } = await done(office, 'merging.since', { caseId: other, merge: held.mergeId });
  const apart = { caseId: other, merge: held.mergeId, fieldsBack: [], rowsBack: [], why: 'two children', seen };
  await done(office, 'merging.takeApart', apart);
  await become(juma);
  expect(await listed('Wanjiku')).toEqual([other]);
  expect(await listed('Wanjiru')).toEqual([]);
});
