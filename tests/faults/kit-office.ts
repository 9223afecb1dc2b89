import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll } from 'vitest';
import type { UserId } from '#core/ids.ts';
import { copyOffice } from '../builders/copy-office.ts';
import {
  aCase,
  done,
  draftOf,
  HEAD,
  officeIn,
  PASSPHRASE,
  register,
  temporaryFolder,
  withCheapKeys,
} from './temporary-office.ts';

export const CLERK = 'a clerk who still knows her passphrase';

/** An office with a clerk, a case and a draft, whose words of the kit are known. */
export let template: { readonly dir: string; readonly words: string[]; readonly head: UserId; readonly clerk: UserId };
beforeAll(async () => {
  const office = officeIn(temporaryFolder());
  const kit = await done(office, 'setup.prepareKit', {});
  await done(office, 'setup.verifyKit', { words: kit.check.map((n) => kit.words[n - 1] ?? '') });
  template = await withCheapKeys(async () => {
    const session = await done(office, 'setup.create', {
      language: 'en',
      programmeName: 'Marabia child protection',
      officeName: 'Kisimani',
      officeCode: 'KSM',
      timeZone: 'Africa/Nairobi',
      workingDays: [1, 2, 3, 4, 5],
      administrator: { name: HEAD, passphrase: PASSPHRASE, alsoSupervisor: true },
      profile: 'full',
    });
    const clerk = await done(office, 'people.add', { name: 'Asha Kilonzo', roles: ['clerk'], passphrase: CLERK });
    await register(office, aCase({ full_name: 'Furaha Neema Amani' }));
    await draftOf(office, aCase({ full_name: 'Amina, half typed' }));
    office.close();
    // Beside the folders that are removed after each test.
    const dir = join(kept, 'office');
    copyOffice(office.options.dir, dir);
    return { dir, words: kit.words, head: session.user.id, clerk: clerk.id };
  });
  return () => {
    rmSync(kept, { recursive: true, force: true });
  };
});
const kept = join(import.meta.dirname, `../../test-results/kit-office-${String(process.pid)}`);
mkdirSync(kept, { recursive: true });

/** A folder with this office, closed. */
export function folder(): string {
  const dir = temporaryFolder();
  copyOffice(template.dir, dir);
  return dir;
}
