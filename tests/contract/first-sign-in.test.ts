import { expect, test } from 'vitest';
import type { Office } from '../../main/office/office.ts';
import {
  aCase,
  createOffice,
  officeIn,
  PASSPHRASE,
  register,
  signIn,
  temporaryFolder,
} from '../faults/temporary-office.ts';

const dbOf = ({ open }: Office) => {
  if (!open) throw new Error('the office is closed');
  return open.db;
};
const lines = (office: Office): number =>
  dbOf(office).read<[], { n: number }>(`SELECT count(*) AS n FROM case_list`).get()?.n ?? 0;

test('the first sign-in after the set-up makes nothing again that was made in between', async () => {
  const office = officeIn(temporaryFolder());
  const me = await createOffice(office);
  await register(office, aCase({ full_name: 'Zawadi Tumaini' }));
  // A line that is gone is back only where everything is made again.
  dbOf(office).exec(`DELETE FROM case_list`);
  office.close();
  expect(await signIn(office, me, PASSPHRASE)).toMatchObject({ ok: true });
  expect(lines(office)).toBe(0);
});
