import type { UserId } from '#core/ids.ts';
import { standingOf, type Account } from '#core/people/account.ts';
import { readKeyFile } from '../crypto/key-file-store.ts';
import { valueOf } from './office-files.ts';
import type { OpenOffice } from './open-office.ts';
import { latestDay } from './today.ts';

export interface Holder {
  readonly id: UserId;
  readonly roles: readonly string[];
}

/** Everybody who has keys at this office. */
export const listPeople = (open: OpenOffice): readonly (Holder & { readonly name: string })[] =>
  valueOf(readKeyFile(open.dir)).users.map(({ id, name, roles }) => ({ id, name, roles: [...roles] }));

/** What is kept of somebody who has keys here, and their number. */
export const accountOf = (open: OpenOffice, user: UserId): { readonly n: number; readonly account: Account } => {
  const person = open.repos.offices.personById(user);
  return { n: person?.n ?? 0, account: open.repos.accounts.get(person?.n ?? 0) };
};

/** Those of them who can sign in today. */
export const holdersToday = (open: OpenOffice): readonly Holder[] =>
  listPeople(open).filter(({ id }) => standingOf(accountOf(open, id).account, latestDay(open)) === 'open');

/** Those of them who go on doing so: on whom an office may rely. */
export const lastingHolders = (open: OpenOffice): readonly Holder[] =>
  holdersToday(open).filter(({ id }) => accountOf(open, id).account.until === undefined);
