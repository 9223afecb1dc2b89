import { expect } from 'vitest';
import type { Input, Output } from '#core/contracts/index.ts';
import type { UserId } from '#core/ids.ts';
import type { Office } from '../../main/office/office.ts';
import { done, openedOffice, signIn, withCheapKeys } from '../faults/temporary-office.ts';

// An office of two in which what one asks for waits for the other.

export const SECOND = 'nine gentle otters guard the bridge';

export async function withColleague(roles: readonly string[] = ['administrator']) {
  const opened = await openedOffice();
  const person = { name: 'Baraka Juma', roles: [...roles], passphrase: SECOND };
  const { id: baraka } = await withCheapKeys(() => done(opened.office, 'people.add', person));
  return { ...opened, baraka };
}
export async function as(office: Office, user: UserId, passphrase?: string): Promise<void> {
  office.close();
  expect(await signIn(office, user, passphrase)).toMatchObject({ ok: true });
}
export const change = (user: UserId, roles: readonly string[]): Input<'people.change'> => ({
  user,
  roles: [...roles],
  groups: [],
  agency: '',
  position: '',
  from: null,
  until: null,
});
export const rolesOf = async (office: Office, user: UserId): Promise<readonly string[] | undefined> =>
  (await done(office, 'people.list', {})).find(({ id }) => id === user)?.roles;
export async function waiting(office: Office): Promise<Output<'seconds.list'>[number]> {
  const [act] = await done(office, 'seconds.list', {});
  if (!act) throw new Error('nothing waits');
  return act;
}
