import { expect } from 'vitest';
import type { CaseId, UserId } from '#core/ids.ts';
import type { RoleDef } from '#core/rights/roles.ts';
import type { Office } from '../../main/office/office.ts';
import { roleOf } from '../builders/office-roles.ts';
import { done, everyCase, signIn, withCheapKeys } from '../faults/temporary-office.ts';

// People who hold roles, and what their lists reach.

export const passphraseOf = (name: string): string => `nine gentle otters ${name} bridge`;

export async function add(office: Office, name: string, roles: readonly string[]): Promise<UserId> {
  const { id } = await withCheapKeys(() =>
    done(office, 'people.add', { name, roles: [...roles], passphrase: passphraseOf(name) }),
  );
  return id;
}
export async function become(office: Office, user: UserId, name?: string): Promise<void> {
  office.close();
  expect(await signIn(office, user, ...(name === undefined ? [] : [passphraseOf(name)]))).toMatchObject({ ok: true });
}
export const changed = (id: string, change: Partial<RoleDef>): { role: never } => ({
  role: { ...roleOf(id), ...change } as never,
});
export const listed = async (office: Office): Promise<CaseId[]> =>
  (await done(office, 'cases.list', everyCase)).rows.map(({ caseId }) => caseId);
