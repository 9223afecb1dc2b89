import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { PackagePreview } from '#core/contracts/config.contract.ts';
import { RIGHTS_APART } from '#core/rights/older-roles.ts';
import type { RoleDef } from '#core/rights/roles.ts';
import type { Office } from '../../main/office/office.ts';
import { ChangedPackage } from '../builders/changed-package.ts';
import {
  aCase,
  done,
  openedOffice,
  refusal,
  register,
  resourcesDir,
  temporaryFolder,
} from '../faults/temporary-office.ts';
import { add, become } from './people-of-roles.ts';

// What an office worked with before: version 4 knew no list of what a family keeps back, version 5 no rights beside writing.
const older = ({ rights, ...role }: RoleDef): RoleDef => ({
  ...role,
  rights: rights.filter((right) => !RIGHTS_APART.includes(right)),
});
function five(profile: string): ChangedPackage {
  const made = new ChangedPackage(resourcesDir, profile);
  made.content.version = 5;
  made.content.roles = (made.content.roles ?? []).map(older);
  return made;
}
function four(profile: string): ChangedPackage {
  const made = five(profile)
    .field('withhold_themes', () => undefined)
    .field('withhold_what', ({ needWhen: _, ...field }) => field);
  made.content.version = 4;
  made.content.lists = made.content.lists.filter(({ id }) => id !== 'withhold_themes');
  const { withheldThemes: _, ...workflow } = made.content.workflow ?? { deadlines: [], approvals: [] };
  made.content.workflow = workflow as NonNullable<typeof made.content.workflow>;
  return made;
}
const same = (profile: string): ChangedPackage => {
  const made = new ChangedPackage(resourcesDir, profile);
  made.content.version -= 1;
  return made;
};
async function switchTo(office: Office, made: ChangedPackage): Promise<PackagePreview> {
  const reply = await office.shell('readConfiguration', {
    path: made.write(join(temporaryFolder(), 'made.hifadhi-config')),
  });
  if (!reply.ok) throw new Error(`${reply.error.code} ${JSON.stringify(reply.error.params)}`);
  const preview = reply.value as PackagePreview;
  await done(office, 'config.switch', { hash: preview.hash });
  return preview;
}

test.each(['full', 'public-health', 'rapid-onset'])(
  'from version 4 over 5 to the one of this program %s keeps every answer, and only the clerk closes nothing any more',
  async (profile) => {
    const { office, head } = await openedOffice();
    const clerk = await add(office, 'Zawadi', ['clerk']);
    await switchTo(office, four(profile));
    const caseId = await register(office, aCase({ withhold: 'yes', withhold_what: 'Where she lives, from her uncle' }));
    const answers = async () => (await done(office, 'cases.open', { caseId })).document;
    const before = await answers();
    expect(before.values).toMatchObject({ withhold_what: 'Where she lives, from her uncle' });
    const mayAll = async (): Promise<readonly boolean[]> => {
      const { mayCall } = await done(office, 'cases.open', { caseId });
      return (['casework.close', 'referrals.prepare', 'casework.offerTransfer'] as const).map((call) =>
        mayCall.includes(call),
      );
    };
    const all = [true, true, true];
    expect(await switchTo(office, five(profile))).toMatchObject({ than: 'newer', unreadable: [] });
    expect([await answers(), await mayAll()]).toEqual([before, all]);
    await become(office, clerk, 'Zawadi');
    expect(await mayAll()).toEqual(all);
    await become(office, head);
    const last = await switchTo(office, same(profile));
    expect(last).toMatchObject({ version: 6, than: 'newer', unreadable: [] });
    expect(last.changes.filter(({ about }) => about === 'role').map(({ label }) => label?.en)).toEqual(['Data clerk']);
    expect([await answers(), await mayAll()]).toEqual([before, all]);
    await become(office, clerk, 'Zawadi');
    expect(await answers()).toBeDefined();
    expect(await mayAll()).toEqual([false, false, false]);
    expect(await refusal(office, 'casework.close', { caseId })).toMatchObject({ code: 'PERM_DENIED' });
  },
  120_000,
);
