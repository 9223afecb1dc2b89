import { expect, test } from 'vitest';
import {
  aCase,
  createOffice,
  done,
  everyCase,
  officeIn,
  register,
  signIn,
  temporaryFolder,
} from '../faults/temporary-office.ts';

test('how names are written is kept, and a name in other letters is found by them', async () => {
  const dir = temporaryFolder();
  let office = officeIn(dir);
  const head = await createOffice(office);
  expect(await done(office, 'settings.naming', {})).toEqual({ order: 'given_first', letters: ['arabic'] });
  await done(office, 'settings.setNaming', { order: 'family_first', letters: ['khmer', 'arabic', 'khmer'] });
  office.close();
  office = officeIn(dir);
  await signIn(office, head);
  expect(await done(office, 'settings.naming', {})).toEqual({ order: 'family_first', letters: ['arabic', 'khmer'] });
  const { lines } = await done(office, 'audit.list', { limit: 50 });
  expect(lines.find(({ action }) => action === 'office.naming')?.detail).toBe('family_first arabic khmer');

  // Written as the family spells it, which no rule of sounds would find.
  const caseId = await register(
    office,
    aCase({ full_name: 'Nour Ali', name_transliteration: 'ضياء', grandfather_name: 'Qasim' }),
  );
  for (const text of ['ضياء', 'Qasim']) {
    const { rows } = await done(office, 'cases.list', { ...everyCase, query: { ...everyCase.query, text } });
    expect(rows.map((row) => row.caseId)).toEqual([caseId]);
  }
  office.close();
});
