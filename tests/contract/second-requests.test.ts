import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import type { Input, Output } from '#core/contracts/index.ts';
import type { UserId } from '#core/ids.ts';
import type { Office } from '../../main/office/office.ts';
import { ConfigurationRepo } from '../../main/storage/configuration.repo.ts';
import { ChangedPackage } from '../builders/changed-package.ts';
import { Phone } from '../builders/phone.ts';
import {
  done,
  openedOffice,
  PASSPHRASE,
  refusal,
  resourcesDir,
  SetClock,
  signIn,
  temporaryFolder,
  withCheapKeys,
} from '../faults/temporary-office.ts';

// What waits for a second person is a list of its own: one line of it is never in the way of the others, and nobody gets
// around it by what is on it twice, cannot be read any more, or was asked for in parts.
const SECOND = 'nine gentle otters guard the bridge';
const THIRD = 'eight lamps hang over the harbour';

const add = async (office: Office, name: string, passphrase: string, roles = ['administrator']): Promise<UserId> =>
  (await withCheapKeys(() => done(office, 'people.add', { name, roles, passphrase }))).id;
async function twoAdministrators() {
  const clock = new SetClock();
  const opened = await openedOffice(clock);
  return { ...opened, clock, baraka: await add(opened.office, 'Baraka Juma', SECOND) };
}
async function as(office: Office, user: UserId, passphrase = PASSPHRASE): Promise<void> {
  office.close();
  expect(await signIn(office, user, passphrase)).toMatchObject({ ok: true });
}
const change = (user: UserId, roles: string[]): Input<'people.change'> => ({
  user,
  roles,
  groups: [],
  agency: '',
  position: '',
  from: null,
  until: null,
});
async function asksForProfile(office: Office, profile = 'rapid-onset'): Promise<string> {
  const { hash } = await done(office, 'config.look', { profile });
  expect(await refusal(office, 'config.switch', { hash })).toMatchObject({ code: 'SECOND_WAITS' });
  return hash;
}
const list = (office: Office): Promise<Output<'seconds.list'>> => done(office, 'seconds.list', {});
const rolesOf = (people: Output<'people.list'>, user: UserId): string[] => [
  ...(people.find(({ id }) => id === user)?.roles ?? []),
];
const agree = (id: string | undefined, passphrase: string) => ({ id: id ?? '', agrees: true, passphrase }) as const;

test('one configuration that two people asked for: each request stands by itself, and who asks again stands there once', async () => {
  const { office, head, baraka } = await twoAdministrators();
  const hash = await asksForProfile(office);
  expect(await done(office, 'config.look', { hash })).toMatchObject({ waits: true });
  await asksForProfile(office);
  expect(await list(office)).toHaveLength(1);
  await as(office, baraka, SECOND);
  await asksForProfile(office);
  const [first, second] = await list(office);
  // Whoever declines one leaves the other as it is.
  await done(office, 'seconds.decide', { id: first?.id ?? '', agrees: false });
  expect(await list(office)).toMatchObject([{ id: second?.id, about: { what: 'configuration', hash } }]);
  await as(office, head);
  await asksForProfile(office);
  await done(office, 'seconds.decide', agree(second?.id, PASSPHRASE));
  expect((await done(office, 'config.packages', {})).now.hash).toBe(hash);
  // The other one asked for what there is now.
  expect(await list(office)).toEqual([]);
  expect(await done(office, 'config.look', { hash })).toMatchObject({ waits: false });
}, 90_000);

test('a configuration that cannot be read any more hides nothing else, and is declined', async () => {
  const { office, head, baraka } = await twoAdministrators();
  await asksForProfile(office, 'public-health');
  const lost = await asksForProfile(office);
  await refusal(office, 'people.change', change(head, ['administrator', 'supervisor', 'caseworker']));
  const db = office.open?.db;
  db?.write<[string]>(`DELETE FROM waiting_package WHERE hash = ?`).run(lost);
  // As a program would meet it that asks more of a package than the one that took it.
  db?.write<[string]>(`UPDATE waiting_package SET body = '{}' WHERE hash <> ?`).run(lost);
  await as(office, baraka, SECOND);
  const waiting = await list(office);
  expect(waiting.map(({ about }) => about.what)).toEqual(['unreadable', 'unreadable', 'person']);
  const [refused, gone] = waiting;
  expect((await refusal(office, 'seconds.decide', agree(refused?.id, SECOND))).code).toMatch(/INVALID$/u);
  expect((await refusal(office, 'seconds.decide', agree(gone?.id, SECOND))).code).toBe('FORM_STALE');
  await done(office, 'seconds.decide', { id: refused?.id ?? '', agrees: false });
  await as(office, head);
  await done(office, 'seconds.decide', { id: gone?.id ?? '', agrees: false });
  expect(await list(office)).toHaveLength(1);
});

test('nobody comes to another configuration alone by first taking what it takes from the others', async () => {
  const { office, head, baraka } = await twoAdministrators();
  const roles = (await done(office, 'roles.list', {})).map(({ role }) => role);
  const administrator = roles.find(({ id }) => id === 'administrator');
  if (!administrator) throw new Error('there is no role administrator');
  const rights = administrator.rights.filter((right) => right !== 'office.settings');
  await done(office, 'roles.save', { role: { ...administrator, id: 'x', rights } });
  expect(await refusal(office, 'people.change', change(baraka, ['x']))).toMatchObject({ code: 'SECOND_WAITS' });
  const [asked] = await list(office);
  expect(asked).toMatchObject({ why: 'rule', about: { what: 'person', after: { roles: ['x'] } } });
  // Nor where the other agreed to it: whoever manages people agrees to what counts for everybody.
  const asha = await add(office, 'Asha', THIRD);
  await as(office, asha, THIRD);
  await done(office, 'seconds.decide', agree(asked?.id, THIRD));
  await done(office, 'people.change', change(asha, ['x']));
  await as(office, head);
  await asksForProfile(office);
  expect(await refusal(office, 'settings.setOwnApprovals', { allowed: true })).toMatchObject({ code: 'SECOND_WAITS' });
  await as(office, baraka, SECOND);
  const [configuration] = await list(office);
  await done(office, 'seconds.decide', agree(configuration?.id, SECOND));
});

test('a decision that cannot be written leaves the forms as they were, in memory too', async () => {
  const { office, baraka } = await twoAdministrators();
  await asksForProfile(office);
  await as(office, baraka, SECOND);
  const [asked] = await list(office);
  const before = await done(office, 'config.get', {});
  const { dropUnasked } = ConfigurationRepo.prototype;
  const failing = vi
    .spyOn(ConfigurationRepo.prototype, 'dropUnasked')
    .mockImplementationOnce(function (this: ConfigurationRepo) {
      dropUnasked.call(this);
    })
    .mockImplementationOnce(() => {
      throw new Error('database or disk is full');
    });
  try {
    await refusal(office, 'seconds.decide', agree(asked?.id, SECOND));
    expect(failing).toHaveBeenCalledTimes(2);
  } finally {
    failing.mockRestore();
  }
  expect((await done(office, 'config.get', {})).profile).toBe(before.profile);
  await done(office, 'seconds.decide', agree(asked?.id, SECOND));
  expect((await done(office, 'config.get', {})).profile).toBe('rapid-onset');
});

test('guessing the own passphrase at an unlocked computer is as slow as at the sign-in, and asks for the code', async () => {
  const { office, clock, baraka } = await twoAdministrators();
  await as(office, baraka, SECOND);
  const next = 'seven quiet herons cross the delta';
  const wrong = { current: 'not the one of Baraka', next };
  for (let left = 4; left > 0; left -= 1)
    expect(await refusal(office, 'people.changePassphrase', wrong)).toMatchObject({
      code: 'AUTH_WRONG_PASSPHRASE',
      params: { triesLeft: left },
    });
  expect((await refusal(office, 'people.changePassphrase', wrong)).code).toBe('AUTH_WAIT');
  expect((await refusal(office, 'people.changePassphrase', { current: SECOND, next })).code).toBe('AUTH_WAIT');
  clock.offset += 3_600_000;
  const { secret } = await done(office, 'secondFactor.begin', {});
  const phone = new Phone(secret, clock);
  const { codes } = await done(office, 'secondFactor.confirm', { code: phone.code() });
  expect((await refusal(office, 'people.changePassphrase', { current: SECOND, next })).code).toBe('AUTH_CODE_NEEDED');
  await withCheapKeys(() => done(office, 'people.changePassphrase', { current: SECOND, next, code: codes[0] ?? '' }));
  office.close();
  expect(await signIn(office, baraka, SECOND)).toMatchObject({ error: { code: 'AUTH_WRONG_PASSPHRASE' } });
});

test('who agrees is told all that would be otherwise, who takes over, who would see a name, and why', async () => {
  const { office, head, first: caseId, baraka } = await twoAdministrators();
  const { groupId } = await done(office, 'people.saveGroup', { groupId: null, name: 'North', members: [head] });
  const roles = ['administrator', 'supervisor', 'caseworker'];
  await done(office, 'people.change', { ...change(head, ['administrator', 'supervisor']), groups: [groupId] });
  const sent = { agencyId: null, name: 'Save the day', shortName: 'StD', active: true };
  const { agencyId: agency } = await done(office, 'people.saveAgency', sent);
  const more = { agency, position: 'Head', until: '2099-01-01' };
  await refusal(office, 'people.change', { ...change(head, roles), ...more });
  const why = 'The contract ended.';
  await refusal(office, 'people.leave', { user: baraka, to: null, why });
  await done(office, 'seconds.setRule', { kinds: ['own-rights', 'hidden-name'] });
  const asha = await add(office, 'Asha', THIRD, ['supervisor']);
  const hide = { caseId, roles: [], why: 'Her father looks for her.' };
  await done(office, 'protection.hide', { ...hide, people: [head] });
  await refusal(office, 'protection.hide', { ...hide, people: [head, asha], roles: ['caseworker'] });
  await refusal(office, 'protection.unhide', { caseId, why: 'He is in prison now.' });
  const [person, leaver, shown, open] = (await list(office)).map(({ about }) => about);
  expect(person).toMatchObject({
    before: { roles: ['administrator', 'supervisor'], groups: ['North'], agency: '', position: '', until: null },
    after: { roles, groups: [], ...more, agency: 'Save the day' },
  });
  expect(leaver).toEqual({ what: 'leaver', name: 'Baraka Juma', cases: 0, to: null, reason: why });
  const name = person?.what === 'person' ? person.name : '';
  const before = { people: [name], roles: [] };
  const after = { people: [name, 'Asha'], roles: ['caseworker'] };
  expect(shown).toMatchObject({ before, after, reason: hide.why });
  expect(open).toMatchObject({ before, after: null, reason: 'He is in prison now.' });
});

test('who agrees to a configuration is told which roles say something else in it, and who holds them', async () => {
  const { office } = await twoAdministrators();
  const changed = new ChangedPackage(resourcesDir);
  const extra = (changed.content.roles ?? [])
    .filter(({ id }) => id === 'clerk')
    .map((role) => ({ ...role, id: 'auditor' }));
  changed.content.roles = [
    ...(changed.content.roles ?? []).map((role) =>
      role.id === 'administrator' ? { ...role, rights: [...role.rights, 'export.readable' as const] } : role,
    ),
    ...extra,
  ];
  const path = changed.write(join(temporaryFolder(), 'next.hifadhi-config'));
  const preview = await office.shell('readConfiguration', { path });
  expect(preview).toMatchObject({ ok: true, value: { waits: false } });
  expect(await refusal(office, 'config.switch', { hash: changed.hash })).toMatchObject({ code: 'SECOND_WAITS' });
  const [asked] = await list(office);
  expect(asked?.about).toMatchObject({
    what: 'configuration',
    version: changed.content.version,
    roles: [
      { role: 'administrator', people: 2, gains: { gained: ['export.readable'], lost: [] } },
      { role: 'auditor', people: 0 },
    ],
  });
});

test('what was asked for with an agency in free text is agreed to where the list has that name, and refused where not', async () => {
  const { office, head, baraka } = await twoAdministrators();
  const sent = { agencyId: null, name: 'Red Acacia', shortName: '', active: true };
  const { agencyId: agency } = await done(office, 'people.saveAgency', sent);
  await done(office, 'people.change', { ...change(head, ['administrator', 'supervisor']), agency });
  const roles = ['administrator', 'supervisor', 'caseworker'];
  await refusal(office, 'people.change', { ...change(head, roles), agency });
  // As a version wrote it that knew no list.
  const asked = (text: string): void => {
    office.open?.db
      .write<[string]>(
        `UPDATE second_person SET body = json_set(body, '$.agency', ?), basis = json_remove(basis, '$.agency')`,
      )
      .run(text);
  };
  asked('Green Hill');
  await as(office, baraka, SECOND);
  const [{ id, about } = {}] = await list(office);
  expect(about).toMatchObject({ before: { agency: 'Red Acacia' }, after: { agency: 'Green Hill' } });
  expect(await refusal(office, 'seconds.decide', agree(id, SECOND))).toMatchObject({
    code: 'FORM_INVALID',
    params: { field: 'agency' },
  });
  asked(' red acacia ');
  expect((await list(office))[0]?.about).toMatchObject({ after: { agency: 'Red Acacia', roles } });
  await done(office, 'seconds.decide', agree(id, SECOND));
  expect((await done(office, 'people.list', {})).find((one) => one.id === head)).toMatchObject({ agency, roles });
  // Nobody asks for it in free text any more.
  const again = { ...change(head, roles), agency: 'Red Acacia' };
  expect(await refusal(office, 'people.change', again)).toMatchObject({ code: 'FORM_INVALID' });
}, 60_000);

test('who came to another agency since it was asked for is not taken out of it by what waits', async () => {
  const { office, head, baraka } = await twoAdministrators();
  const sent = { agencyId: null, name: 'Red Acacia', shortName: '', active: true };
  const { agencyId: agency } = await done(office, 'people.saveAgency', sent);
  await refusal(office, 'people.change', change(head, ['administrator', 'supervisor', 'caseworker']));
  const held = rolesOf(await done(office, 'people.list', {}), head);
  await as(office, baraka, SECOND);
  await done(office, 'people.change', { ...change(head, held), agency });
  const [asked] = await list(office);
  expect(await refusal(office, 'seconds.decide', agree(asked?.id, SECOND))).toMatchObject({ code: 'FORM_STALE' });
}, 60_000);
