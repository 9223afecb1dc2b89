import { expect, test } from 'vitest';
import type { Configuration } from '#core/forms/types.ts';
import { optionalQuestions } from '#core/forms/optional-questions.ts';
import {
  aCase,
  createOffice,
  done,
  officeIn,
  refusal,
  register,
  signIn,
  temporaryFolder,
} from '../faults/temporary-office.ts';

test('a question that is off is asked once the office turns it on, for good, and its answers outlive turning it off', async () => {
  const dir = temporaryFolder();
  let office = officeIn(dir);
  const head = await createOffice(office);
  const off = async (): Promise<readonly string[]> =>
    optionalQuestions((await done(office, 'config.get', {})) as Configuration).map(({ id }) => id);
  expect(await done(office, 'settings.optionalQuestions', {})).toEqual([
    { field: 'ethnicity', on: false },
    { field: 'religion', on: false },
  ]);

  await done(office, 'settings.setOptionalQuestions', { on: ['religion'] });
  expect(await off()).toEqual(['ethnicity']);
  expect(await refusal(office, 'settings.setOptionalQuestions', { on: ['full_name'] })).toMatchObject({
    code: 'FORM_INVALID',
    params: { field: 'full_name' },
  });
  office.close();
  office = officeIn(dir);
  await signIn(office, head);
  expect(await off()).toEqual(['ethnicity']);

  const caseId = await register(office, aCase({ religion: 'other' }));
  await done(office, 'settings.setOptionalQuestions', { on: [] });
  expect(await off()).toEqual(['ethnicity', 'religion']);
  expect((await done(office, 'cases.open', { caseId })).document.values['religion']).toBe('other');
  const { lines } = await done(office, 'audit.list', { limit: 50 });
  expect(lines.filter(({ action }) => action === 'office.questions').map(({ detail }) => detail)).toEqual([
    '',
    'religion',
  ]);
});
